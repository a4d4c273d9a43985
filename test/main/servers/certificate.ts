/**
 * A certificate nobody vouches for, made for these tests alone:
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
 */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgadeWbt3+Ezlxd47E
llfdu8x332H2DorDK3dHt/YUsoOhRANCAAQtplpaKLo2cd4pS1LthrtxSoZZDLUO
yQLGHuXWYOSsrW4BY045qPP8SkL6ApWdWhCnDkkpy51CSTjubg4xXXOb
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUKy10ur0oHHn/+UxAwUyz1pj+jvMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzExNTYyMloYDzIxMjYxMDMw
MTE1NjIyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQtplpaKLo2cd4pS1LthrtxSoZZDLUOyQLGHuXWYOSsrW4BY045qPP8
SkL6ApWdWhCnDkkpy51CSTjubg4xXXObo2QwYjAdBgNVHQ4EFgQU6+db7mAH+3FR
CFj3GepHlSOI91wwHwYDVR0jBBgwFoAU6+db7mAH+3FRCFj3GepHlSOI91wwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IQDs/S8yH7IjLGCpP9NmRLO+m/Tf475w6arUonEzAFYKzwIgbME2OEK5tXHL4scU
g2mk64nbotDvDrgB93bFIswMD60=
-----END CERTIFICATE-----
`,
}
