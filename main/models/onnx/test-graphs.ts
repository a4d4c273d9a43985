/**
 * Two tiny ONNX graphs to try a provider with, made with onnx.helper. Attention: one GroupQueryAttention with two heads over
 * one KV head; inputs query [1,n,64], key and value [1,n,32], past_key and past_value [1,1,p,32], seqlens_k, total; output
 * out. Product: out = a · b, two square matrices.
 */
const attention = [
  'CAk6jwMKkwEKBXF1ZXJ5CgNrZXkKBXZhbHVlCghwYXN0X2tleQoKcGFzdF92YWx1ZQoJc2VxbGVuc19rCgV0b3RhbBIDb3V0',
  'EgJwaxICcHYiE0dyb3VwUXVlcnlBdHRlbnRpb24qEwoMa3ZfbnVtX2hlYWRzGAGgAQIqEAoJbnVtX2hlYWRzGAKgAQI6DWNv',
  'bS5taWNyb3NvZnQSCWF0dGVudGlvblocCgVxdWVyeRITChEIARINCgIIAQoDEgFuCgIIQFoaCgNrZXkSEwoRCAESDQoCCAEK',
  'AxIBbgoCCCBaHAoFdmFsdWUSEwoRCAESDQoCCAEKAxIBbgoCCCBaIwoIcGFzdF9rZXkSFwoVCAESEQoCCAEKAggBCgMSAXAK',
  'AgggWiUKCnBhc3RfdmFsdWUSFwoVCAESEQoCCAEKAggBCgMSAXAKAgggWhcKCXNlcWxlbnNfaxIKCggIBhIECgIIAVoTCgV0',
  'b3RhbBIKCggIBhIECgIIAWIaCgNvdXQSEwoRCAESDQoCCAEKAxIBbgoCCEBCBAoAEBFCEQoNY29tLm1pY3Jvc29mdBAB',
].join('')

const product = [
  'CAk6ZQoTCgFhCgFiEgNvdXQiBk1hdE11bBIHcHJvZHVjdFoVCgFhEhAKDggBEgoKAxIBbgoDEgFuWhUKAWISEAoOCAESCgoD',
  'EgFuCgMSAW5iFwoDb3V0EhAKDggBEgoKAxIBbgoDEgFuQgQKABAR',
].join('')

/** One grouped-query attention. */
export function attentionGraph(): Uint8Array {
  return Uint8Array.from(Buffer.from(attention, 'base64'))
}

/** One product of two matrices. */
export function productGraph(): Uint8Array {
  return Uint8Array.from(Buffer.from(product, 'base64'))
}
