/**
 * Tiny ONNX graphs to try a provider with, made with onnx.helper. Attention: one GroupQueryAttention with two heads over
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

/** As attention, and gives back the cache: outputs present_key and present_value. */
const cache = [
  'CAk68QMKpwEKBXF1ZXJ5CgNrZXkKBXZhbHVlCghwYXN0X2tleQoKcGFzdF92YWx1ZQoJc2VxbGVuc19rCgV0b3RhbBIDb3V0Egtw',
  'cmVzZW50X2tleRINcHJlc2VudF92YWx1ZSITR3JvdXBRdWVyeUF0dGVudGlvbioTCgxrdl9udW1faGVhZHMYAaABAioQCgludW1f',
  'aGVhZHMYAqABAjoNY29tLm1pY3Jvc29mdBIFY2FjaGVaHAoFcXVlcnkSEwoRCAESDQoCCAEKAxIBbgoCCEBaGgoDa2V5EhMKEQgB',
  'Eg0KAggBCgMSAW4KAgggWhwKBXZhbHVlEhMKEQgBEg0KAggBCgMSAW4KAgggWiMKCHBhc3Rfa2V5EhcKFQgBEhEKAggBCgIIAQoD',
  'EgFwCgIIIFolCgpwYXN0X3ZhbHVlEhcKFQgBEhEKAggBCgIIAQoDEgFwCgIIIFoXCglzZXFsZW5zX2sSCgoICAYSBAoCCAFaEwoF',
  'dG90YWwSCgoICAYSBAoCCAFiGgoDb3V0EhMKEQgBEg0KAggBCgMSAW4KAghAYiYKC3ByZXNlbnRfa2V5EhcKFQgBEhEKAggBCgII',
  'AQoDEgF0CgIIIGIoCg1wcmVzZW50X3ZhbHVlEhcKFQgBEhEKAggBCgIIAQoDEgF0CgIIIEIECgAQEUIRCg1jb20ubWljcm9zb2Z0',
  'EAE=',
].join('')

/** One grouped-query attention. */
export function attentionGraph(): Uint8Array {
  return Uint8Array.from(Buffer.from(attention, 'base64'))
}

/** One product of two matrices. */
export function productGraph(): Uint8Array {
  return Uint8Array.from(Buffer.from(product, 'base64'))
}

/** One grouped-query attention with its cache as outputs. */
export function cacheGraph(): Uint8Array {
  return Uint8Array.from(Buffer.from(cache, 'base64'))
}
