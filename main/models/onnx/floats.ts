/** Tensors over floats of either width and over whole numbers, and back. Knows no graph. */
import { Tensor } from 'onnxruntime-node'
import { fromHalf, toHalf } from './half'

/** Number formats of embeddings, features, logits and the KV cache. */
export type FloatType = 'float32' | 'float16'
/** Number formats of ids, positions, masks and sizes. */
export type IntType = 'int64' | 'int32'

/** Embeddings or features as the graphs pass them on; 16-bit floats as their bits. */
export type Floats = Float32Array | Uint16Array

/** So many zeros in the type's own array. */
export function zerosOf(type: FloatType, length: number): Floats {
  return type === 'float16' ? new Uint16Array(length) : new Float32Array(length)
}

/** A tensor over data of the type's own array. */
export function floatTensor(type: FloatType, data: Floats, dims: readonly number[]): Tensor {
  return type === 'float16'
    ? new Tensor('float16', data as Uint16Array, dims)
    : new Tensor('float32', data as Float32Array, dims)
}

/** Whole numbers in the format a graph takes. */
export function intTensor(type: IntType, values: BigInt64Array, dims: readonly number[]): Tensor {
  return type === 'int64'
    ? new Tensor('int64', values, dims)
    : new Tensor('int32', Int32Array.from(values, Number), dims)
}

/** A tensor's floats in the wanted format; not copied where it already is. */
export function floatsOf(tensor: Tensor, type: FloatType): Floats {
  const data = rawFloats(tensor)
  if (data instanceof Float32Array) return type === 'float32' ? data : toHalf(data)
  return type === 'float16' ? data : fromHalf(data)
}

/** A tensor's floats as they lie there. */
export function rawFloats(tensor: Tensor): Floats {
  const { data } = tensor
  if (data instanceof Float32Array || data instanceof Uint16Array) return data
  // Newer runtimes have a 16-bit float array; its bits are wanted.
  const view = data as Uint8Array
  return new Uint16Array(view.buffer, view.byteOffset, tensor.size)
}
