/**
 * Replies of each family in its own syntax, with the variation that is legal there: blanks, order of attributes, quotes, numbers as text,
 * several at once, text around, CRLF, cut off. Image of 2000 × 1400; right values worked out by each family's rule.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { detect } from '../../../app/formats/detect'
import { traceSteps } from '../../../app/formats/steps'
import { must } from '../../builders/must'

interface Variant {
  readonly family: string
  readonly name: string
  readonly record: unknown
  /** Boxes, or points (two numbers), that are drawn. */
  readonly regions: readonly (readonly number[])[]
  readonly answer?: string
  readonly noAnswer?: true
  /** How many regions are told as unread. */
  readonly unread?: number
  readonly within?: number
}

const variants = readFileSync(new URL('../../fixtures/wild/families.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  // The fixture has this shape; what is not right about it fails below.
  .map((line) => JSON.parse(line) as Variant)

test.each(variants)('$family: $name', ({ record, regions, within = 1, ...right }) => {
  const parsed = must(detect([record])[0]).format.parse(record)
  const trace = must(parsed.ok ? parsed.value[0] : undefined)
  const pictures = trace.images.map((_, i) => ({
    id: `i${String(i)}`,
    name: '',
    bytes: 0,
    width: 2000,
    height: 1400,
  }))
  const read = traceSteps(trace, { pictures, at: 0 })
  const drawn = read.steps.flatMap((s) => {
    if (s.type !== 'look' || s.flags.includes('other-image')) return []
    const { left, top, right: far, bottom } = s.region
    return [s.point === undefined ? [left, top, far, bottom] : [s.point.x, s.point.y]]
  })
  expect(drawn.map((d) => d.length)).toEqual(regions.map((r) => r.length))
  const off = drawn.map((d, i) => Math.max(...d.map((n, k) => Math.abs(n - (regions[i]?.[k] ?? NaN)))))
  expect(off.filter((distance) => !(distance <= within))).toEqual([])
  const answer = read.steps.findLast((s) => s.type === 'answer')
  if (right.answer !== undefined) expect(answer).toMatchObject({ text: right.answer })
  if (right.noAnswer === true) expect(answer).toBeUndefined()
  expect(read.notDrawn.length).toBeGreaterThanOrEqual(right.unread ?? 0)
  if (answer?.type === 'answer')
    expect(answer.text).not.toMatch(/<\|?(?:tool_call|function|loc_?\d|points?\s|ref|det)/)
})
