/**
 * What a person puts into a dialogue, in every dialect's own words: names and answers with whatever letters people write, and boxes on
 * images of every shape. Each is read again as the one look, at the pixels that were drawn, and as the same answer.
 */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../../app/dialects'
import { box, type Box, type Size } from '../../../app/geometry/box'
import { frameOf } from '../../../app/trace/stages'
import { placeLook } from '../../../app/reading/place'
import { must } from '../../builders/must'
import { edges, sizes } from '../../builders/told'

const all: readonly Dialect[] = dialects
const labels = [
  ...[
    'a "red" cup',
    "it's",
    'a < b > c',
    '57 & 59',
    'one\ntwo',
    'x; y',
    'in {x: [1, 2]}',
    'a\\b',
    '图中的红杯',
  ],
  ...['чашка', '</box>', '100, 200', '😀👍🏽', '<think>', '<|im_end|>', '`code`'],
]
const answers = [
  ...["it's done", 'a "b"', 'one\ntwo', 'a\\b', '<b>x</b>', '{7}', '\\frac{1}{2}', '三个', 'B', '[1, 2]'],
  ...['C:\\new', 'a\nb\n', '&lt;', '50 %'],
]

function requested(dialect: Dialect, drawn: Box<'source'>, size: Size, label?: string) {
  const view = dialect.overview('i', size, dialect.budgets)
  const { numbers, text } = dialect.request(drawn, { size, frame: frameOf(view) }, label)
  const context = { pictures: [{ size }], asked: 1 }
  return { view, numbers, looks: dialect.spans(`So.\n${text}\n`, context).filter((s) => s.type === 'look') }
}

describe.each(all)('$name', (dialect) => {
  test('a look with any name is one look, with the same numbers', () => {
    const wrong = labels.flatMap((label) => {
      const { numbers, looks } = requested(dialect, box(100, 80, 300, 240), sizes.page, label)
      return looks.length === 1 && String(looks[0]?.numbers) === String(numbers) ? [] : [{ label, looks }]
    })
    expect(wrong).toEqual([])
  })

  test('an answer with any letters is that answer', () => {
    const wrong = answers.flatMap((answer) => {
      const text = dialect.answer(answer)
      // Where nothing marks an answer, the words are it.
      if (text === answer) return []
      const last = dialect.spans(text).findLast((s) => s.type === 'answer')
      const read = last?.type === 'answer' ? last.text : undefined
      return read?.trim() === answer.trim() ? [] : [{ answer, text, read }]
    })
    expect(wrong).toEqual([])
  })

  test.each(Object.entries(sizes))('a box on a %s comes back where it was drawn', (_, size) => {
    const { width, height } = size
    const drawn = box<'source'>(
      Math.round(width * 0.25),
      Math.round(height * 0.25),
      Math.round(width * 0.75),
      Math.round(height * 0.75),
    )
    const { view, looks } = requested(dialect, drawn, size)
    const { numbers, notation } = must(looks[0])
    const ground = { dialect, image: { id: 'i', size }, view, budgets: dialect.budgets }
    const placed = placeLook(numbers, notation === undefined ? ground : { ...ground, notation })
    if (numbers.length === 2) {
      // Less than a step of its numbers from the middle.
      const { x, y } = must(placed.point)
      expect(Math.abs(x - width / 2)).toBeLessThanOrEqual(1 + width / 999)
      expect(Math.abs(y - height / 2)).toBeLessThanOrEqual(1 + height / 999)
      return
    }
    const [want, got] = [edges(drawn), edges(placed.region)]
    // Whole pixels of the resized image, thousandths and bins are coarser than a pixel of a large one.
    const padded = dialect.space === 'square-padded'
    const sides = padded ? Array.from(want, () => Math.max(width, height)) : [width, height, width, height]
    const step = sides.map((side) => 1 + (2 * side) / 999)
    expect(got.filter((v, i) => Math.abs(v - (want[i] ?? 0)) > (step[i] ?? 0))).toEqual([])
  })
})

/** Dialects whose words hold a name, and how it is read. */
describe('a name', () => {
  const named = all.flatMap((dialect) => {
    const [look] = requested(dialect, box(100, 80, 300, 240), sizes.page, 'cup').looks
    return look?.label?.endsWith('cup') === true ? [dialect.id] : []
  })

  test('stands in the words of most families', () => {
    expect(named.length).toBeGreaterThan(20)
  })

  const read = (id: string, label: string) => {
    const dialect = must(all.find((d) => d.id === id))
    return requested(dialect, box(100, 80, 300, 240), sizes.page, label).looks[0]?.label
  }

  test.each(named)('of %s is read to the letter, quotes and other scripts too', (id) => {
    for (const label of ['a "red" cup', "it's", '57 & 59', '图中的红杯', '😀👍🏽', 'a\\b'])
      expect(read(id, label)).toBe(label)
  })

  test.each(['molmo', 'molmo2', 'paddleocr-vl'])('of %s may hold the letters of markup', (id) => {
    expect(read(id, 'a < b > "c"')).toBe('a < b > "c"')
  })

  test.each(['paligemma', 'florence-2'])('of %s is one line without marks: nothing would close it', (id) => {
    expect(read(id, 'one;\ntwo <b>')).toBe('one two b')
    expect(read(id, ' ; ')).toBe('region')
  })
})
