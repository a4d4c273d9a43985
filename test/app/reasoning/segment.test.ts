/** Segments of a run in languages that nest looks, mark nothing, or only name regions. */
import { describe, expect, test } from 'vitest'
import { dialectOf, type Dialect, type DialectId } from '../../../app/dialects'
import { box } from '../../../app/geometry/box'
import { readSegment, type SegmentContext } from '../../../app/reasoning/segment'
import type { Step, Token } from '../../../app/trace/step'

const size = { width: 1000, height: 800 }
const timings = { encodeMs: 0, prefillMs: 0, decodeMs: 1, tokens: 1, promptTokens: 1, cachedTokens: 0 }

function segment(id: DialectId, text: string, before: readonly Step[] = [], width = 3) {
  const dialect = dialectOf(id) as Dialect
  let next = before.length
  const context: SegmentContext = {
    dialect,
    image: { id: 'i', size },
    view: dialect.overview('i', size, dialect.budgets),
    budgets: dialect.budgets,
    author: { type: 'model', model: 'm' },
    before,
    newId: () => `n${next++}`,
    now: () => 1,
  }
  // Tokens that end anywhere, also inside a request.
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${width}}`, 'g')) ?? []
  const tokens = pieces.map((piece, i): Token => ({ id: i, text: piece }))
  return { ...readSegment({ tokens, timings, ended: true }, context), text }
}
const rawOf = (steps: readonly Step[]) =>
  steps.map((s) => (s.tokens ?? []).map((t) => t.text).join('')).join('')

describe('nested looks', () => {
  const at = (numbers: string, source: string) =>
    `<grounding>{"bbox_2d": [${numbers}], "source": "${source}"}</grounding>`

  test('are cut out of the original where the earlier crop lies', () => {
    const first = segment('mini-o3', `<think>Small.</think>${at('0.1, 0.1, 0.5, 0.5', 'original_image')}`)
    const second = segment('mini-o3', at('0.5, 0.5, 0.75, 0.75', 'observation_1'), first.steps)
    const look = second.steps.find((s) => s.type === 'look')
    const seen = second.steps.find((s) => s.type === 'observation')
    expect(look?.type === 'look' && look.region).toEqual(box(300, 240, 400, 320))
    expect(look?.type === 'look' && look.request.source).toBe(first.steps.at(-1)?.id)
    expect(seen?.type === 'observation' && seen.view.crop).toEqual(box(300, 240, 400, 320))
    expect(second.next).toBe('look')
  })

  test('of a crop that was never shown are flagged, and show nothing', () => {
    const { steps } = segment('mini-o3', at('0, 0, 1, 1', 'observation_4'))
    expect(steps).toMatchObject([{ type: 'look', flags: ['other-image'] }])
  })
})

describe('regions that are only named', () => {
  const text =
    '<think>The cup {"bbox_2d": [100, 40, 300, 120], "label": "cup"} and the bowl {"bbox_2d": [10, 40, 60, 120]}.</think><rethink>Two.</rethink><answer>2</answer>'

  test.each([1, 3, 7, 1000])('are steps of one reply, whatever its tokens (%i characters each)', (width) => {
    const { steps, next } = segment('grit', text, [], width)
    expect(next).toBe('answer')
    expect(rawOf(steps)).toBe(text)
    expect(steps.filter((s) => s.type === 'look').map((s) => s.label)).toEqual(['cup', undefined])
    expect(steps.at(-1)).toMatchObject({ type: 'answer', text: '2' })
    expect(steps.some((s) => s.type === 'observation')).toBe(false)
    expect(steps.filter((s) => s.timings !== undefined)).toHaveLength(1)
  })

  test('do not make the run go on: nothing is shown', () => {
    expect(segment('grit', '<think>{"bbox_2d": [100, 40, 300, 120]}').next).toBe('none')
  })
})

test('a language that marks nothing ends in its answer', () => {
  expect(segment('qwen-grounding', 'A cup.')).toMatchObject({ next: 'answer', steps: [{ text: 'A cup.' }] })
  expect(segment('qwen3-vl', '<think>Hm.</think>\n\nA cup.')).toMatchObject({
    next: 'answer',
    steps: [{ type: 'thought' }, { type: 'answer', text: 'A cup.' }],
  })
})
