/**
 * DeepStack: features of earlier layers of the vision encoder that the decoder adds behind its first layers, at image tokens only.
 * How graphs spell them, and the rows of one stretch of tokens. Knows no session.
 * Source: transformers, models/qwen3_vl/modeling_qwen3_vl.py (`_deepstack_process`). Spellings: onnxruntime/mobius
 * (`deepstack_features` [D, tokens, width], `deepstack_embeds` [D, 1, new, width]); onnxruntime-genai, pull request 2513 (one tensor
 * per layer, numbered).
 */
import type { Tensor } from 'onnxruntime-node'
import { Failure } from '../../../app/failure'
import { leftOutReasons } from '../../../app/trace/left-out'
import { floatsOf, floatTensor, zerosOf, type Floats, type FloatType } from './floats'
import type { Sequence } from './sequence'

/** One tensor of all layers, or one tensor per layer, in order. */
export interface Deepstack {
  readonly names: readonly string[]
  /** Layers. */
  readonly count: number
  readonly stacked: boolean
}

/** The graphs of Qwen3-VL that go with each other; undefined: neither has DeepStack. @throws Failure where only one has it. */
export function checkDeepstack(
  vision: Deepstack | undefined,
  decoder: Deepstack | undefined,
  { expected, anyway }: { readonly expected: number; readonly anyway: boolean },
): void {
  const [seen, taken] = [vision?.count ?? 0, decoder?.count ?? 0]
  if (seen === taken && (taken === expected || expected === 0)) return
  if (taken === 0 && anyway) return
  if (taken === 0 || seen === 0) throw new Failure('left-out', `Not run: ${leftOutReasons.deepstack}.`)
  throw new Failure(
    'model-unavailable',
    `The vision encoder gives DeepStack features of ${seen} layers, the decoder takes ${taken}, and config.json says ${expected}.`,
  )
}

/** What of a graph's names is DeepStack: `whole`, or `part_0`, `part_1`, … `layers` of a whole: its first dimension. */
export function deepstackIn(
  names: readonly string[],
  whole: string,
  layers: (name: string) => number,
): Deepstack | undefined {
  if (names.includes(whole)) return { names: [whole], count: layers(whole), stacked: true }
  const parts = names
    .flatMap((name) => {
      const number = /^deepstack_(?:features|embeds)_(\d+)$/.exec(name)?.[1]
      return number === undefined ? [] : [{ name, number: Number(number) }]
    })
    .toSorted((a, b) => a.number - b.number)
  if (parts.length === 0) return undefined
  return { names: parts.map((p) => p.name), count: parts.length, stacked: false }
}

/** What a run of the vision encoder gave for it, [layers, tokens, width] one after the other. */
export function deepstackRows(
  out: Readonly<Record<string, Tensor>>,
  { names }: Deepstack,
  type: FloatType,
): Floats {
  const parts = names.map((name) => floatsOf(out[name] as Tensor, type))
  const [only, ...more] = parts
  if (only !== undefined && more.length === 0) return only
  const length = parts.reduce((sum, p) => sum + p.length, 0)
  const all = zerosOf(type, length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Features of a view as far as they go deeper. */
export interface DeeperFeatures {
  readonly rows: number
  readonly deeper?: Floats
}

/** The part of a sequence that is asked for, and what its rows look like. */
export interface DeepstackRows {
  readonly from: number
  readonly count: number
  readonly hidden: number
  readonly type: FloatType
  readonly layers: number
}

/**
 * [layers, count, hidden] for the tokens from `from` on: an image's rows where its tokens are, zeros elsewhere. Undefined: there is
 * no image among them. `features` holds the images by piece.
 */
export function deeperRows(
  sequence: Sequence,
  features: ReadonlyMap<number, DeeperFeatures>,
  { from, count, hidden, type, layers }: DeepstackRows,
): Floats | undefined {
  let out: Floats | undefined
  for (const [i, { rows, deeper }] of features) {
    const start = sequence.starts[i] as number
    const [first, end] = [Math.max(from, start), Math.min(from + count, start + rows)]
    if (deeper === undefined || end <= first) continue
    out ??= zerosOf(type, layers * count * hidden)
    for (let layer = 0; layer < layers; layer++) {
      const row = layer * rows + first - start
      const part = deeper.subarray(row * hidden, (row + end - first) * hidden)
      out.set(part, (layer * count + first - from) * hidden)
    }
  }
  return out
}

/** Writes the decoder's inputs for `count` tokens; `rows` absent: zeros. */
export type FillDeepstack = (feeds: Record<string, Tensor>, count: number, rows?: Floats) => void

/** For one decoder. Zeros are kept: every token that is written takes some. */
export function createDeepstackFeeds(
  { names, count: layers, stacked }: Deepstack,
  { hidden, type }: { readonly hidden: number; readonly type: FloatType },
): FillDeepstack {
  let zeros = zerosOf(type, layers * hidden)
  return (feeds, count, rows) => {
    const size = count * hidden
    if (rows === undefined && zeros.length < layers * size) zeros = zerosOf(type, layers * size)
    const all = rows ?? zeros
    if (stacked) {
      const [name = ''] = names
      feeds[name] = floatTensor(type, all.subarray(0, layers * size), [layers, 1, count, hidden])
      return
    }
    for (const [i, name] of names.entries())
      feeds[name] = floatTensor(type, all.subarray(i * size, (i + 1) * size), [1, count, hidden])
  }
}
