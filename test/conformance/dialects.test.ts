/** One suite over every registered dialect: being in the registry is being tested. */
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { dialectOf, dialects } from '../../app/dialects'
import { box, contains } from '../../app/geometry/box'
import { spaceIds } from '../../app/geometry/spaces'

const size = { width: 1203, height: 811 }
const budgets = { image: { minPixels: 3136, maxPixels: 112896 }, crop: { minPixels: 3136, maxPixels: 31360 } }

test('ids are unique and found again', () => {
  expect(new Set(dialects.map((d) => d.id)).size).toBe(dialects.length)
  for (const dialect of dialects) expect(dialectOf(dialect.id)).toBe(dialect)
})

describe.each(dialects)('$name', (dialect) => {
  const view = dialect.overview('i', size, budgets)

  test("reads a person's region back from its own words", () => {
    const { numbers, text } = dialect.request(box(100, 50, 400, 300), size, view.size)
    expect(dialect.read(text)).toMatchObject({ type: 'look', numbers, several: false })
  })

  test("reads a person's answer back from its own words", () => {
    expect(dialect.read(dialect.answer('KX-482'))).toMatchObject({ type: 'answer', text: 'KX-482' })
  })

  test('ends a request and an answer with a stop text where its text marks them', () => {
    const ends = (text: string) => dialect.stop.some((stop) => text.endsWith(stop))
    if (dialect.shows !== 'none' && dialect.stop.length > 0)
      expect(ends(dialect.request(box(1, 1, 9, 9), size, view.size).text)).toBe(true)
    if (dialect.answer('7').endsWith('</answer>')) expect(ends(dialect.answer('7'))).toBe(true)
  })

  test('asks the question it was given', () => {
    expect(dialect.ask('What is the total?', true)).toContain('What is the total?')
    expect(dialect.ask('What is the total?', false)).toContain('What is the total?')
  })

  test('appends after a look only once', () => {
    const appended = dialect.afterLook('x')
    expect(dialect.afterLook(`x${appended}`)).toBe('')
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
    const whole = box<'image'>(0, 0, size.width, size.height)
    fc.assert(
      fc.property(fc.tuple(number, number, number, number), (numbers) => {
        const { region, flags } = dialect.region(numbers, size, view.size)
        if (flags.includes('invalid')) return
        expect(contains(whole, region)).toBe(true)
        const crop = dialect.crop('i', region, size, budgets)
        if (crop !== undefined) expect(crop.crop !== undefined && contains(whole, crop.crop)).toBe(true)
        expect([(crop?.grid.width ?? 0) % 1, (crop?.grid.height ?? 0) % 1]).toEqual([0, 0])
      }),
    )
  })

  test('names its space and budgets', () => {
    expect(spaceIds).toContain(dialect.space)
    for (const { minPixels, maxPixels } of Object.values(dialect.budgets))
      expect(minPixels > 0 && minPixels < maxPixels).toBe(true)
    expect(dialect.overview('i', size, dialect.budgets).size.width).toBeGreaterThan(0)
  })

  test('cuts any text into spans in order, inside the text, never overlapping', () => {
    const own = dialect.request(box(100, 50, 400, 300), size, view.size).text
    const piece = fc.constantFrom(
      own,
      own.slice(0, -3),
      dialect.answer('7'),
      '<think>',
      '</think>',
      ' words ',
      '{',
      '}',
      '[1, 2, 3, 4]',
      '<tool_call>',
      '\n',
      'é🤔',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((p) => p.join('')),
        (text) => {
          let at = 0
          for (const span of dialect.spans(text)) {
            expect(span.start >= at && span.end >= span.start && span.end <= text.length).toBe(true)
            at = span.end
          }
          dialect.read(text)
        },
      ),
    )
  })

  test('finds every request of a turn, also between words', () => {
    const requests = [box<'image'>(100, 50, 400, 300), box<'image'>(500, 400, 900, 700)].map((r) =>
      dialect.request(r, size, view.size),
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
