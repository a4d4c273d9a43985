/** Numbers and names at boxes: every one can be read, none covers another, none is cut in the middle of a letter. */
import { describe, expect, test } from 'vitest'
import { box, type Box } from '../../../app/geometry/box'
import { paintChips, paintOneChip, paintSize } from '../../../app/paint/chips'
import { goldHue, inkOf, type InkPalette } from '../../../app/paint/ink'
import type { Mark } from '../../../app/paint/mark'
import type { ChipPlace } from '../../../app/paint/place'
import { paletteOf } from '../../../app/paint/ramps'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { recordingBrush } from '../../builders/recording-brush'

const palette: InkPalette = paletteOf('light', 'sans-serif')
const viewport = { width: 800, height: 600 }
const mark = (on: Box<'screen'>, more: Partial<Mark> = {}): Mark => ({
  ...{ id: 'l1', on, hue: 0, line: 'solid', number: 1, label: undefined },
  ...more,
})
const wide = box<'screen'>(100, 100, 400, 300)

function many(marks: readonly Mark[], pan = { x: 0, y: 0 }) {
  const note = recordingBrush()
  const placed = new Map<string, ChipPlace>()
  paintChips({ brush: note.brush, palette }, marks, { viewport, pan, placed })
  expect(note.open()).toBe(0)
  return { placed, painted: note.painted, words: note.painted.flatMap((p) => p.text ?? []) }
}
function one(more: Partial<Mark>, on = wide, room = viewport) {
  const note = recordingBrush()
  paintOneChip({ brush: note.brush, palette }, mark(on, more), { viewport: room, gap: 4 })
  return { painted: note.painted, words: note.painted.flatMap((p) => p.text ?? []) }
}

describe('the numbers of many boxes', () => {
  test('stand above their box, in its hue, in a chip around the words', () => {
    const { painted, placed } = many([mark(wide, { hue: 2 })])
    // “1” is 10 wide, with 5 on either side; 17 high, 3 above and beside the box.
    expect(painted).toMatchObject([
      { what: 'fill', at: [97, 80, 20, 17], style: { fill: inkOf(palette, 2).line } },
      {
        what: 'text',
        text: '1',
        at: [102, 89],
        style: { fill: inkOf(palette, 2).text, font: '600 11px sans-serif' },
      },
    ])
    expect(placed.get('l1')).toEqual({ at: { x: 97, y: 80 } })
  })

  test.each<[string, Partial<Mark>, Box<'screen'>, readonly string[]]>([
    ['a name has it behind its number', { label: 'sign' }, wide, ['1  sign']],
    ['an empty name has its number', { label: '' }, wide, ['1']],
    ['no room for a name has its number', { label: 'sign' }, box(100, 100, 171, 300), ['1']],
    [
      'a side that is nearly nothing, but another that is long, has its number',
      {},
      box(100, 100, 101, 300),
      ['1'],
    ],
    ['no size to speak of has none', {}, box(100, 100, 109, 109), []],
    ['a place out of view has none', {}, box(2000, 100, 2100, 300), []],
    ['where something was before has none', { line: 'ghost' }, wide, []],
    ['what will be cut has none', { line: 'cut' }, wide, []],
    [
      'gold has its name and no number',
      { line: 'gold', hue: goldHue, label: 'gold: exit' },
      wide,
      ['gold: exit'],
    ],
    ['gold without a name is called so', { line: 'gold', hue: goldHue }, wide, ['gold']],
  ])('a box with %s', (_, more, on, words) => expect(many([mark(on, more)]).words).toEqual(words))

  test('that would cover one another are left out, first come first served', () => {
    const same = [1, 2, 3].map((n) => mark(box(100, 100, 130, 130), { id: `l${n}`, number: n }))
    const { words } = many(same)
    expect(words[0]).toBe('1')
    const apart = many([mark(wide), mark(box(500, 400, 700, 500), { id: 'l2', number: 2 })])
    expect(apart.words).toEqual(['1', '2'])
  })

  test('never overlap, whatever the boxes', () => {
    const edge = fc.nat(700)
    const marks = fc
      .array(fc.tuple(edge, edge, fc.integer({ min: 10, max: 400 })), { maxLength: 30 })
      .map((all) =>
        all.map(([x, y, side], i) =>
          mark(box(x, y, x + side, y + side), {
            id: `l${i}`,
            number: i + 1,
            label: i % 3 === 0 ? 'a sign' : undefined,
          }),
        ),
      )
    fc.assert(
      fc.property(marks, (list) => {
        const chips = many(list)
          .painted.filter((p) => p.what === 'fill')
          .map((p) => p.at)
        chips.forEach(([x = 0, y = 0, w = 0, h = 0], i) => {
          for (const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] of chips.slice(i + 1))
            expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true)
        })
      }),
    )
  })

  test('are placed anew each time: nothing is left of what is no longer there', () => {
    const note = recordingBrush()
    const placed = new Map<string, ChipPlace>()
    paintChips({ brush: note.brush, palette }, [mark(wide)], { viewport, pan: { x: 0, y: 0 }, placed })
    paintChips({ brush: note.brush, palette }, [], { viewport, pan: { x: 0, y: 0 }, placed })
    expect(placed.size).toBe(0)
  })

  test('inside of a box that fills the view have a line to its edge', () => {
    const { painted, placed } = many([mark(box(1, 1, 799, 599))])
    expect(placed.get('l1')?.leader).toBeDefined()
    expect(painted[0]).toMatchObject({ what: 'stroke', style: { width: 1.5, line: inkOf(palette, 0).line } })
  })
})

describe('a name', () => {
  test('that is too long for its box is cut with a sign that it is', () => {
    // 300 wide, but no more than 200 in all: 19 letters of ten fit between the paddings.
    const { words } = many([mark(wide, { label: 'a very long name of a sign' })])
    expect(words[0]).toMatch(/^1 {2}a very long.*…$/)
    expect([...must(words[0])].length * 10).toBeLessThanOrEqual(190)
  })

  test('is never wider than there is room, however unlike its letters are', () => {
    const label = fc.array(fc.constantFrom('W', 'i', '写', '🙂', ' ', 'é'), { minLength: 1, maxLength: 40 })
    const widths: Readonly<Record<string, number>> = { W: 18, i: 3, 写: 16, '🙂': 20 }
    fc.assert(
      fc.property(label, fc.integer({ min: 72, max: 400 }), (letters, side) => {
        const note = recordingBrush()
        const measureText = (text: string) => ({
          width: [...text].reduce((sum, c) => sum + (widths[c] ?? 6), 0),
        })
        const font = `f${letters.join('')}`
        paintChips(
          { brush: { ...note.brush, measureText }, palette: { ...palette, font } },
          [mark(box(100, 100, 100 + side, 300), { label: letters.join('') })],
          { viewport, pan: { x: 0, y: 0 }, placed: new Map() },
        )
        const [words = ''] = note.painted.flatMap((p) => p.text ?? [])
        expect(measureText(words).width).toBeLessThanOrEqual(
          Math.max(Math.min(side, 200) - 10, measureText('1').width),
        )
        expect(Buffer.from(words).toString()).toBe(words)
      }),
    )
  })

  test('of gold is cut between letters, too', () => {
    const { words } = many([mark(wide, { line: 'gold', label: `${'x'.repeat(39)}🙂🙂` })])
    expect(words).toEqual(['x'.repeat(39)])
  })
})

describe('the number of the box attended to', () => {
  test('has all of its name that fits, also where the box is small', () => {
    expect(one({ label: 'sign' }, box(100, 100, 112, 112)).words).toEqual(['1  sign'])
  })

  test('stays in the view at its right edge', () => {
    const [chip] = one({ label: 'a long name' }, box(760, 100, 799, 300)).painted
    const [x = 0, , width = 0] = must(chip).at
    expect(x + width).toBeLessThanOrEqual(800 - 3)
  })

  test('begins in the view where the view is narrower than the name', () => {
    const [chip] = one({ label: 'a long name' }, box(20, 100, 50, 300), { width: 100, height: 600 }).painted
    expect(must(chip).at[0]).toBeGreaterThanOrEqual(0)
  })

  test('stays where it was among the others', () => {
    const note = recordingBrush()
    paintOneChip({ brush: note.brush, palette }, mark(wide), {
      viewport,
      gap: 4,
      place: { at: { x: 300, y: 200 } },
    })
    expect(note.painted[0]?.at.slice(0, 2)).toEqual([300, 200])
  })

  test('of a box out of view is none', () => expect(one({}, box(2000, 0, 2100, 90)).painted).toEqual([]))
})

describe('the size of a box', () => {
  const size = (on: Box<'screen'>, region = box<'image'>(0, 0, 120, 80)) => {
    const note = recordingBrush()
    paintSize({ brush: note.brush, palette }, { on, region }, viewport)
    return note.painted
  }

  test('is in pixels of the image, at the lower right of the box', () => {
    // “120 × 80” is 80 wide, 90 with its paddings; 9 below the box.
    expect(size(wide)).toMatchObject([
      { what: 'fill', at: [310, 309, 90, 17] },
      { what: 'text', text: '120 × 80', at: [315, 318] },
    ])
  })

  test.each<[string, Box<'screen'>, readonly [number, number]]>([
    ['below', box(100, 100, 400, 2000), [310, 580]],
    ['right', box(100, 100, 4000, 300), [707, 309]],
    ['left', box(-500, 100, 20, 300), [3, 309]],
    ['above', box(100, -500, 400, -200), [310, 3]],
  ])('stays in the view where the box goes out of it %s', (_, on, at) => {
    expect(size(on)[0]?.at.slice(0, 2)).toEqual(at)
  })
})
