/**
 * KV tensors that stay on the graphics card: making, cutting, copying and letting go of them. Only WebGPU keeps tensors there
 * (onnxruntime-node 1.30: tensor_helper.cc); the garbage collector never frees them, so whoever makes one disposes of it.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { given } from '../../../app/given'
import { gpuGraph } from './gpu-graphs'
import type { FloatType } from './floats'

/** Work on tensors of one type; every result is the caller's to dispose of. */
export interface Gpu {
  readonly zeros: (dims: readonly number[]) => Promise<Tensor>
  /** The first `length` tokens of [batch, heads, tokens, size], as a tensor of its own. */
  readonly head: (tensor: Tensor, length: number) => Promise<Tensor>
  /** Two tensors, one after the other along the tokens. */
  readonly join: (first: Tensor, second: Tensor) => Promise<Tensor>
  /** Into memory that can be read. Reading a tensor there directly would end the process. */
  readonly read: (tensor: Tensor) => Promise<Tensor>
  readonly release: () => Promise<void>
}

/** Opens the helpers on the WebGPU device that all sessions of this process share. */
export async function openGpu(type: FloatType): Promise<Gpu> {
  const open = (work: Parameters<typeof gpuGraph>[0], stays: boolean) =>
    InferenceSession.create(gpuGraph(work, type), {
      executionProviders: ['webgpu'],
      logSeverityLevel: 3,
      ...given({ preferredOutputLocation: stays ? ('gpu-buffer' as const) : undefined }),
    })
  const sessions = {
    zeros: await open('zeros', true),
    head: await open('head', true),
    join: await open('join', true),
    read: await open('head', false),
  }
  const out = async (session: InferenceSession, feeds: Record<string, Tensor>) =>
    (await session.run(feeds))['out'] as Tensor
  const longs = (...values: number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [values.length])
  return {
    zeros: (dims) => out(sessions.zeros, { shape: longs(...dims) }),
    head: (tensor, length) => out(sessions.head, { a: tensor, end: longs(length) }),
    join: (first, second) => out(sessions.join, { a: first, b: second }),
    read: (tensor) => out(sessions.read, { a: tensor, end: longs(tensor.dims[2] ?? 0) }),
    release: async () => {
      await Promise.all(Object.values(sessions).map((s) => s.release()))
    },
  }
}
