/** One suite over every registered dialect: being in the registry is being tested. How they read is in dialects/. */
import { describe, expect, test } from 'vitest'
import fc from '../builders/properties'
import { dialectOf, dialects, type Dialect } from '../../app/dialects'
import { box, contains, fullBox } from '../../app/geometry/box'
import { orders, spaceIds } from '../../app/geometry/spaces'
import { placeLook } from '../../app/reading/place'
import { readingOf, written } from '../builders/reading'

const size = { width: 1203, height: 811 }
const budgets = { image: { minPixels: 3136, maxPixels: 112896 }, crop: { minPixels: 3136, maxPixels: 31360 } }
const all: readonly Dialect[] = dialects

test('ids are unique and found again', () => {
  expect(new Set(dialects.map((d) => d.id)).size).toBe(dialects.length)
  for (const dialect of dialects) expect(dialectOf(dialect.id)).toBe(dialect)
})

describe.each(all)('$name', (dialect) => {
  const view = dialect.overview('i', size, budgets)

  test("reads a person's region back from its own words", () => {
    const { numbers, text } = written(dialect, box(100, 50, 400, 300), size, view.size)
    const [look] = dialect.spans(text)
    expect(look).toMatchObject({ type: 'look', numbers, several: false })
  })

  test("reads a person's answer back from its own words", () => {
    expect(readingOf(dialect, dialect.answer('KX-482'))).toMatchObject({ type: 'answer', text: 'KX-482' })
  })

  test('ends a request and an answer with a stop text where its text marks them', () => {
    const ends = (text: string) => dialect.stop.some((stop) => text.endsWith(stop))
    if (dialect.shows !== 'none' && dialect.stop.length > 0)
      expect(ends(written(dialect, box(1, 1, 9, 9), size, view.size).text)).toBe(true)
    if (dialect.answer('7').endsWith('</answer>')) expect(ends(dialect.answer('7'))).toBe(true)
  })

  test('asks the question it was given', () => {
    expect(dialect.ask('What is the total?', true)).toContain('What is the total?')
    expect(dialect.ask('What is the total?', false)).toContain('What is the total?')
  })

  test('shows a thought as a contiguous part of what was written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const raw = `<think>${text}</think>`
        expect(raw).toContain(dialect.plain(raw))
      }),
    )
  })

  test('keeps every region on the image, and its crop too, whatever the numbers', () => {
    const number = fc.double({ min: -5000, max: 5000, noNaN: true })
    const whole = fullBox<'image'>(size)
    const image = { id: 'i', size }
    fc.assert(
      fc.property(fc.tuple(number, number, number, number), (numbers) => {
        const placed = placeLook(numbers, { dialect, image, view, budgets })
        if (placed.flags.includes('invalid')) return
        // What a library fills with black lies outside; the crop never does.
        if (!placed.flags.includes('padded')) expect(contains(whole, placed.region)).toBe(true)
        const crop = placed.view
        if (crop !== undefined) expect(crop.crop !== undefined && contains(whole, crop.crop)).toBe(true)
        expect([(crop?.grid.width ?? 0) % 1, (crop?.grid.height ?? 0) % 1]).toEqual([0, 0])
      }),
    )
  })

  test('names its space, order and budgets', () => {
    expect(spaceIds).toContain(dialect.space)
    expect(orders).toContain(dialect.order ?? 'xyxy')
    for (const { minPixels, maxPixels } of Object.values(dialect.budgets))
      expect(minPixels > 0 && minPixels < maxPixels).toBe(true)
    expect(dialect.overview('i', size, dialect.budgets).size.width).toBeGreaterThan(0)
  })

  test('finds every request of a turn, also between words', () => {
    const requests = [box<'image'>(100, 50, 400, 300), box<'image'>(500, 400, 900, 700)].map((r) =>
      written(dialect, r, size, view.size),
    )
    const text = requests.map((r) => `I look. ${r.text} `).join('')
    const looks = dialect.spans(text).filter((s) => s.type === 'look')
    expect(looks.map((s) => s.numbers)).toEqual(requests.map((r) => r.numbers))
  })

  test('hands a crop back in words that do not hold a request or an answer of their own', () => {
    if (dialect.handBack === 'inside') return
    const { before, after } = dialect.handBack(1, view)
    expect(dialect.spans(before + after).filter((s) => s.type === 'look')).toEqual([])
  })
})
