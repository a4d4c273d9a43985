/**
 * Rows as other people's programs write them: versions, key names and packings beside those of the formats' own fixtures,
 * written after the upstream code that `docs/formats.md` names. Each has to be told for what it is, with nothing lost.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { detect } from '../../../app/formats/detect'
import { formats, type ForeignTrace } from '../../../app/formats'
import { traceSteps } from '../../../app/formats/steps'

interface Wild {
  readonly name: string
  readonly rows: readonly unknown[]
  readonly format?: string
  readonly dialect?: string
  readonly question?: string
  readonly answer?: string
  /** Of the first trace, or of each row's first. */
  readonly looks?: number | readonly number[]
  /** Of the first trace, in pixels of a picture of 640 × 480: left, top, right, bottom. */
  readonly regions?: readonly (readonly number[])[]
  readonly image?: boolean
}

const all = readFileSync(new URL('../../fixtures/wild/rows.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  // The fixture has this shape; what is not right about it fails below.
  .map((line) => JSON.parse(line) as Wild)

const size = { width: 640, height: 480 }
/** Rounding of resized pixels back to those of the original. */
const close = 3

function opened(trace: ForeignTrace) {
  const pictures = trace.images.map(() => ({ id: 'i', name: 'i', bytes: 0, ...size }))
  const read = traceSteps(trace, { pictures, at: 0 })
  const looks = read.steps.flatMap((s) => (s.type === 'look' ? [s] : []))
  const answer = read.steps.findLast((s) => s.type === 'answer')
  return { ...read, looks, answer: answer?.type === 'answer' ? answer.text : undefined }
}

describe.each(all)('$name', ({ rows, ...expected }) => {
  const [likely] = detect(rows)
  const parsed = rows.map((row) => likely?.format.parse(row))
  const firsts = parsed.flatMap((p) => (p?.ok === true ? p.value.slice(0, 1) : []))
  const [first] = firsts

  test('is told for what it is, and nothing is wrong with it', () => {
    expect(likely).toBeDefined()
    expect(formats.map((f) => f.id)).toContain(likely?.format.id)
    if (expected.format !== undefined) expect(likely?.format.id).toBe(expected.format)
    expect(parsed.flatMap((p) => p?.issues ?? [])).toEqual([])
    expect(firsts).toHaveLength(rows.length)
  })

  test('gives its question, its answer, its picture', () => {
    if (expected.question === undefined) expect(first?.question).toBeTruthy()
    else expect(first?.question).toBe(expected.question)
    if (expected.image === true) expect(first?.images[first.main ?? 0]).toBeDefined()
    if (first !== undefined && expected.answer !== undefined)
      expect(opened(first).answer).toBe(expected.answer)
  })

  test('loses no look, and every region lies where it was written', () => {
    if (first === undefined) return expect(first).toBeDefined()
    const read = opened(first)
    if (expected.dialect !== undefined) expect(read.dialect).toBe(expected.dialect)
    if (expected.looks !== undefined)
      expect(firsts.map((trace) => opened(trace).looks.length)).toEqual([expected.looks].flat())
    for (const [i, region] of (expected.regions ?? []).entries()) {
      const { left, top, right, bottom } = read.looks[i]?.region ?? {
        left: NaN,
        top: NaN,
        right: NaN,
        bottom: NaN,
      }
      const off = [left, top, right, bottom].map((v, side) => Math.abs(v - (region[side] ?? NaN)))
      expect(Math.max(...off)).toBeLessThanOrEqual(close)
    }
  })
})
