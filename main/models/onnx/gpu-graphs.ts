/**
 * Tiny ONNX graphs that move a KV cache about on a graphics card, made with onnx.helper; the binding itself can neither make,
 * cut nor copy a tensor there. zeros: shape [4] -> out. head: a [b,h,n,d], end [1] -> the first `end` tokens. join: a, b -> one
 * after the other along the tokens.
 */
import type { FloatType } from './floats'

const graphs = {
  'zeros.float32': [
    'CAk6eQo4CgVzaGFwZRIDb3V0Ig9Db25zdGFudE9mU2hhcGUqGQoFdmFsdWUqDQgBEAEiBAAAAABCAXqgAQQSBXplcm9zWhMK',
    'BXNoYXBlEgoKCAgHEgQKAggEYiEKA291dBIaChgIARIUCgMSAWIKAxIBaAoDEgFuCgMSAWRCBAoAEBE=',
  ].join(''),
  'head.float32': [
    'CAk6nwEKIQoBYQoFc3RhcnQKA2VuZAoEYXhlcxIDb3V0IgVTbGljZRIEaGVhZCoNCAEQBzoBAkIEYXhlcyoOCAEQBzoBAEIF',
    'c3RhcnRaHwoBYRIaChgIARIUCgMSAWIKAxIBaAoDEgFuCgMSAWRaEQoDZW5kEgoKCAgHEgQKAggBYiEKA291dBIaChgIARIU',
    'CgMSAWIKAxIBaAoDEgFtCgMSAWRCBAoAEBE=',
  ].join(''),
  'join.float32': [
    'CAk6jQEKIAoBYQoBYhIDb3V0IgZDb25jYXQqCwoEYXhpcxgCoAECEgRqb2luWh8KAWESGgoYCAESFAoDEgFiCgMSAWgKAxIB',
    'bgoDEgFkWh8KAWISGgoYCAESFAoDEgFiCgMSAWgKAxIBbQoDEgFkYiEKA291dBIaChgIARIUCgMSAWIKAxIBaAoDEgFrCgMS',
    'AWRCBAoAEBE=',
  ].join(''),
  'zeros.float16': [
    'CAk6dgo1CgVzaGFwZRIDb3V0Ig9Db25zdGFudE9mU2hhcGUqFgoFdmFsdWUqCggBEAoqAQBCAXqgAQQSBXplcm9zWhMKBXNo',
    'YXBlEgoKCAgHEgQKAggEYiEKA291dBIaChgIChIUCgMSAWIKAxIBaAoDEgFuCgMSAWRCBAoAEBE=',
  ].join(''),
  'head.float16': [
    'CAk6nwEKIQoBYQoFc3RhcnQKA2VuZAoEYXhlcxIDb3V0IgVTbGljZRIEaGVhZCoNCAEQBzoBAkIEYXhlcyoOCAEQBzoBAEIF',
    'c3RhcnRaHwoBYRIaChgIChIUCgMSAWIKAxIBaAoDEgFuCgMSAWRaEQoDZW5kEgoKCAgHEgQKAggBYiEKA291dBIaChgIChIU',
    'CgMSAWIKAxIBaAoDEgFtCgMSAWRCBAoAEBE=',
  ].join(''),
  'join.float16': [
    'CAk6jQEKIAoBYQoBYhIDb3V0IgZDb25jYXQqCwoEYXhpcxgCoAECEgRqb2luWh8KAWESGgoYCAoSFAoDEgFiCgMSAWgKAxIB',
    'bgoDEgFkWh8KAWISGgoYCAoSFAoDEgFiCgMSAWgKAxIBbQoDEgFkYiEKA291dBIaChgIChIUCgMSAWIKAxIBaAoDEgFrCgMS',
    'AWRCBAoAEBE=',
  ].join(''),
} as const satisfies Record<string, string>

/** The graph that does one of these things to tensors of a type. */
export function gpuGraph(work: 'zeros' | 'head' | 'join', type: FloatType): Uint8Array {
  return Uint8Array.from(Buffer.from(graphs[`${work}.${type}`], 'base64'))
}
