/**
 * A second decoder over the weights of a model's own, opened when somebody asks what was attended to: it gives its attention, too. On the
 * processor, whatever the model runs on. Knows no prompt.
 */
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { formatBytes } from '../../../app/bytes'
import { Failure } from '../../../app/failure'
import { withAttention, type AttentionOutput } from './attention-graph'
import { createDecoder, type Decoder } from './decoder'
import { thisMachine, weightBytes } from './estimate'
import { floatsOf } from './floats'
import type { DecoderGraph } from './graphs'
import { createGraphSession } from './providers'

/** Such a decoder. */
export interface AttentionDecoder {
  readonly decoder: Decoder
  /** Numbers of the layers that give theirs, ascending. */
  readonly layers: readonly number[]
  /** A layer's attention in the last step, of those layers by place: heads, and shares of 1 [heads, new, total]. */
  readonly of: (place: number) => { readonly heads: number; readonly weights: Float32Array }
  readonly dispose: () => Promise<void>
}

/**
 * Opens it. @throws Failure `bad-input` where an export does not say where its attention is, or its weights do not fit into memory a second
 * time; `model-unavailable` where the runtime cannot open it.
 */
export async function openAttention(path: string, graph: DecoderGraph): Promise<AttentionDecoder> {
  const changed = withAttention(await readFile(path))
  if (changed === undefined)
    throw new Failure(
      'bad-input',
      `${basename(path)} computes its attention in an operator that does not show it; it cannot be seen for this export.`,
    )
  await makeSure(path)
  const how = { small: false, weights: dirname(path) }
  const session = await createGraphSession(changed.model, 'cpu', how).catch((error: unknown) => {
    throw new Failure('model-unavailable', 'The model’s attention cannot be computed here.', String(error))
  })
  const decoder = createDecoder(session, graph)
  let outputs: InferenceSession.OnnxValueMapType = {}
  return {
    decoder: {
      empty: decoder.empty,
      step: async (cache, input) => {
        const step = await decoder.step(cache, input)
        outputs = step.outputs
        return step
      },
    },
    layers: changed.outputs.map((o) => o.layer),
    of: (place) => ofLayer(outputs, changed.outputs[place]),
    dispose: () => session.release(),
  }
}

/** Groups of heads are put side by side. */
function ofLayer(outputs: InferenceSession.OnnxValueMapType, output: AttentionOutput | undefined) {
  const tensor = outputs[output?.name ?? ''] as Tensor // every output is fetched
  const { dims } = tensor
  return { heads: dims.slice(1, -2).reduce((a, b) => a * b, 1), weights: wide(tensor) }
}

function wide(tensor: Tensor): Float32Array {
  return floatsOf(tensor, 'float32') as Float32Array // which is what was asked for
}

/** The weights are in memory a second time while it is open. @throws Failure where there is no room for that. */
async function makeSure(path: string): Promise<void> {
  const widens = path.endsWith('_fp16.onnx')
  const bytes = (await weightBytes(path)) * (widens ? 2 : 1)
  const { available } = await thisMachine()
  if (bytes <= available) return
  throw new Failure(
    'bad-input',
    `Attention is computed on the CPU by a second copy of the decoder: ${formatBytes(bytes)}, and ${formatBytes(available)} are free.`,
  )
}
