/** Scores after penalty, temperature, top-k and top-p against transformers' logits processors (training/conformance/sampling.py). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createSampler, seededRandom } from '../../../../main/models/onnx/sampler'
import { penalised, warped } from '../../../../main/models/onnx/warp'

interface Settings {
  readonly temperature: number
  readonly topK: number
  readonly topP: number
  readonly repetitionPenalty: number
}
type Row = readonly [Settings, number, readonly number[] | null, number, number]
const { rows } = JSON.parse(
  readFileSync(new URL('../../../fixtures/fidelity/sampling.json', import.meta.url), 'utf8'),
) as { readonly rows: readonly Row[] }

function caseOf(number: number) {
  const random = seededRandom(1000 + number)
  const next = () => random() * 4294967296
  const size = [7, 50, 400, 2000][number % 4] as number
  const spread = [1, 4, 12][number % 3] as number
  const scores = Float32Array.from({ length: size }, () => (((next() % 65536) - 32768) / 32768) * spread)
  const seen = new Set(Array.from({ length: Math.floor(size / 3) }, () => next() % size))
  return { scores, seen }
}

test('400 random vectors keep what transformers keeps, with its scores', () => {
  for (const [number, [settings, count, kept, best, total]] of rows.entries()) {
    const { scores, seen } = caseOf(number)
    const left = warped(penalised(scores, seen, settings), settings.temperature, settings)
    const ours = [...left.keys()].filter((i) => left[i] !== -Infinity)
    expect(ours.length, `row ${number}`).toBe(count)
    // Of equal scores either may be kept: torch's sort is not stable.
    const all = warped(penalised(scores, seen, settings), settings.temperature, {})
    const values = (ids: readonly number[]) => ids.map((i) => all[i]).sort()
    if (kept !== null) expect(values(ours)).toEqual(values(kept))
    expect(left[best]).toBe(Math.max(...left))
    const sumOf = (value: (v: number) => number) => ours.reduce((sum, i) => sum + value(left[i] as number), 0)
    // Each step rounds to 24 bits.
    expect(Math.abs(sumOf((v) => v) - total)).toBeLessThanOrEqual(sumOf(Math.abs) * 2 ** -22)
  }
})

test('a penalty counts at temperature 0, and the log probability stays that of the model', () => {
  const choose = createSampler({ temperature: 0, seed: 0, top: 0, repetitionPenalty: 1.5 }, [1])
  const scores = Float32Array.of(1, 1.2, 0)
  const first = choose(scores)
  expect(first.id).toBe(0)
  const total = Math.log(Math.exp(1) + Math.exp(Math.fround(1.2)) + 1)
  expect(first.logprob).toBeCloseTo(1 - total, 6)
  // Chosen once, it has been seen as well.
  expect(choose(scores).id).toBe(1)
})

test('draws from nothing that was left out', () => {
  const choose = createSampler({ temperature: 2, seed: 3, top: 0, topK: 2 })
  const ids = Array.from({ length: 200 }, () => choose(Float32Array.of(0, 3, 1, 2.9, 2)).id)
  expect([...new Set(ids)].sort()).toEqual([1, 3])
})
