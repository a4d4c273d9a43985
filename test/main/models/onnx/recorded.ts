/** Traces that transformers wrote, as `training.qwen.golden` and `golden3` record them, and what they are compared with. */
import { expect } from 'vitest'
import type { ModelMessage } from '../../../../app/reasoning/model'
import type { ImageId, Token, View } from '../../../../app/trace/step'
import { toPatches, type Patching } from '../../../../main/images/patches'
import { viewPixels } from '../../../../main/images/view'
import type { LoadedModel, TextSide } from '../../../../main/models/onnx/load'

export interface Segment {
  readonly prompt: string
  readonly ids: readonly number[]
  readonly positions: readonly (readonly number[])[]
  readonly written: readonly number[]
  readonly text: string
  readonly logits: readonly number[]
  readonly images: readonly Sampled[]
  readonly regions: readonly (readonly [number, number, number, number])[]
}
export interface Sampled {
  readonly grid: readonly number[]
  readonly step: number
  readonly sum: number
  readonly values: readonly number[]
}
export interface Trace {
  readonly question: string
  readonly segments: readonly Segment[]
}

/** The pixel values of a view are those the processor made, within a rounding of the last bit. */
export async function expectPixels(
  path: string,
  view: View,
  { patching, sampled }: { readonly patching: Patching; readonly sampled: Sampled },
): Promise<void> {
  const { values, grid } = toPatches(await viewPixels(path, view), patching)
  expect(grid).toEqual(sampled.grid)
  const ours = values.filter((_, at) => at % sampled.step === 0)
  expect(largestDifference(ours, sampled.values)).toBeLessThanOrEqual(1e-6)
  expect(values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(sampled.sum, 2)
}

/** How far log-probabilities of all tokens lie from the recorded logits of a segment's first token. */
export async function logprobError(
  { model, text, paths }: Asked,
  messages: readonly ModelMessage[],
  logits: readonly number[],
): Promise<number> {
  const top = await firstToken({ model, paths }, messages, logits.length)
  const wanted = logSoftmax(logits).map((logprob, id) => ({ logprob, text: text.tokenizer.textOf(id) }))
  const order = wanted.toSorted((x, y) => y.logprob - x.logprob).map((t) => t.logprob)
  expect(top.length).toBe(order.length)
  const ours = top.map((t) => t.logprob)
  // By name where a name says which: bytes that are no character all show as the same.
  const named = new Map(top.map((t) => [t.text, t.logprob]))
  const clear = wanted.filter((t) => wanted.filter((o) => o.text === t.text).length === 1)
  expect(clear.length).toBeGreaterThan(200)
  const byName = clear.map((t) => Math.abs((named.get(t.text) ?? NaN) - t.logprob))
  return Math.max(largestDifference(ours, order), ...byName)
}

interface Asked {
  readonly model: LoadedModel
  readonly text: TextSide
  readonly paths: Readonly<Record<ImageId, string>>
}

/** Every token that may come next, most likely first. */
async function firstToken(
  { model, paths }: Pick<Asked, 'model' | 'paths'>,
  messages: readonly ModelMessage[],
  top: number,
): Promise<NonNullable<Token['top']>> {
  const asked = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 1, top, reuse: false }
  for await (const event of model.generate(asked, paths, new AbortController().signal))
    if (event.type === 'token') return event.token.top ?? []
  return []
}

function logSoftmax(logits: readonly number[]): readonly number[] {
  const most = Math.max(...logits)
  const sum = Math.log(logits.reduce((s, v) => s + Math.exp(v - most), 0)) + most
  return logits.map((v) => v - sum)
}

/** Between two lists of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(b).reduce((most, v, i) => Math.max(most, Math.abs(v - (a[i] as number))), 0)
}
