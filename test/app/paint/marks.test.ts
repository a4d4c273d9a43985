/** Boxes and points as marks on the screen, painted so that any image shows them and nothing inside is hidden. */
import { describe, expect, test } from 'vitest'
import { box, type Box } from '../../../app/geometry/box'
import { paintFrame, paintFrames } from '../../../app/paint/frames'
import { goldHue, inkFrom, inkOf, type InkPalette } from '../../../app/paint/ink'
import { markOn, placeOnScreen, type ImageBox, type Mark } from '../../../app/paint/mark'
import { mappingOf, type Camera } from '../../../app/paint/camera'
import { paintPoint, paintPoints } from '../../../app/paint/points'
import { paletteOf } from '../../../app/paint/ramps'
import { isSeen, boxMarksOf, paintBoxes } from '../../../app/paint/scene'
import fc from '../../builders/properties'
import { recordingBrush } from '../../builders/recording-brush'

const palette: InkPalette = paletteOf('light', 'sans-serif')
const camera: Camera = { zoom: 2, pan: { x: 10, y: 20 } }
const view = mappingOf(camera)
const imageBox = (more: Partial<ImageBox> = {}): ImageBox => ({
  ...{ id: 'l1', region: box(5, 10, 25, 40), number: 1, hue: 0, author: 'model' },
  ...more,
})
const mark = (on: Box<'screen'>, more: Partial<Mark> = {}): Mark => ({
  ...{ id: 'l1', on, hue: 0, line: 'solid', number: 1, label: undefined },
  ...more,
})
const ink = (hue: number) => inkOf(palette, hue)

describe('the mark of a box', () => {
  test('is where the camera shows it, with the line that says whose it is', () => {
    expect(markOn(imageBox({ label: 'sign' }), view)).toEqual({
      ...{ id: 'l1', on: box(20, 40, 60, 100), hue: 0, line: 'solid', number: 1, label: 'sign' },
    })
  })

  test.each<[Partial<ImageBox>, Mark['line'], number]>([
    [{}, 'solid', 3],
    [{ author: 'person' }, 'dashed', 3],
    [{ ghost: true }, 'ghost', 3],
    [{ ghost: true, author: 'person' }, 'ghost', 3],
    [{ ghost: true, cut: true }, 'cut', 3],
    [{ ghost: true, gold: true }, 'gold', goldHue],
  ])('of %j has a %s line in hue %d', (more, line, hue) => {
    expect(markOn(imageBox({ ...more, hue: 3 }), view)).toMatchObject({ line, hue })
  })

  test('that is in somebody’s hand is where it is held', () => {
    expect(markOn(imageBox(), view, box(0, 0, 10, 10)).on).toEqual(box(10, 20, 30, 40))
  })
})

describe('the mark of a point', () => {
  const point = { x: 15, y: 25 }

  test('takes the same room at every zoom', () => {
    for (const zoom of [0.1, 1, 40]) {
      const { on, at } = placeOnScreen(imageBox({ point }), mappingOf({ zoom, pan: { x: 0, y: 0 } }))
      expect(at).toEqual({ x: 15 * zoom, y: 25 * zoom })
      expect([on.right - on.left, on.bottom - on.top].map((n) => Math.round(n * 1e6) / 1e6)).toEqual([18, 18])
    }
  })

  test('is where it was named, whatever box is around it; in the hand, where it is held', () => {
    expect(placeOnScreen(imageBox({ point }), view).at).toEqual({ x: 40, y: 70 })
    const held = box<'image'>(1, 2, 1, 2)
    expect(placeOnScreen(imageBox({ point }), view, held).at).toEqual({ x: 12, y: 24 })
  })
})

describe('frames', () => {
  const painted = (marks: readonly Mark[]) => {
    const note = recordingBrush()
    paintFrames({ brush: note.brush, palette }, marks)
    expect(note.open()).toBe(0)
    expect(note.brush.globalAlpha).toBe(1)
    return note.painted
  }

  test('lie just outside of their box, so that what is inside stays to be seen', () => {
    const [casing, line] = painted([mark(box(20, 40, 60, 100))])
    // A line of 2 around 20…60 has its middle at 19 and 61.
    expect(line).toMatchObject({
      what: 'strokeRect',
      at: [19, 39, 42, 62],
      style: { line: ink(0).line, width: 2, dash: [] },
    })
    expect(casing).toMatchObject({ at: [19, 39, 42, 62], style: { line: ink(0).casing, width: 4 } })
  })

  test('are all under-painted before the first line, so that no casing covers a line', () => {
    const all = painted([mark(box(0, 0, 50, 50)), mark(box(25, 25, 75, 75), { id: 'l2', hue: 1 })])
    expect(all.map((p) => p.style.line)).toEqual([ink(0).casing, ink(1).casing, ink(0).line, ink(1).line])
  })

  test('stand on whole pixels, also where the box does not', () => {
    const [, line] = painted([mark(box(20.4, 39.6, 60.4, 99.6))])
    expect(line?.at).toEqual([19, 39, 42, 62])
  })

  test.each<[Mark['line'], readonly number[], number, number]>([
    ['solid', [], 2, 1],
    ['dashed', [7, 4], 2, 1],
    ['gold', [2, 3], 2, 1],
    ['ghost', [3, 3], 1, 0.85],
    ['cut', [], 1, 1],
  ])('of a %s line have dashes %j, %d wide, %d thick', (line, dash, width, alpha) => {
    const [casing, stroke] = painted([mark(box(0, 0, 50, 50), { line })])
    expect(stroke?.style).toMatchObject({ dash, width, alpha })
    // What lies under it has no dashes, and of a thin line is no wider.
    expect(casing?.style).toMatchObject({
      dash: [],
      width: width === 1 ? 1 : 4,
      alpha: line === 'ghost' ? 0.5 : 1,
    })
  })

  test('of none are none, and a thousand of one hue take one style', () => {
    expect(painted([])).toEqual([])
    const many = Array.from({ length: 1000 }, (_, i) => mark(box(i, i, i + 30, i + 30), { id: `l${i}` }))
    expect(painted(many)).toHaveLength(2000)
  })

  test('of the one attended to are wider, with a veil of its hue where that is wanted', () => {
    for (const veiled of [false, true]) {
      const note = recordingBrush()
      paintFrame({ brush: note.brush, palette }, mark(box(20, 40, 60, 100), { hue: 2, line: 'dashed' }), {
        width: 3,
        veiled,
      })
      const [first] = note.painted
      if (veiled)
        expect(first).toMatchObject({ what: 'fillRect', at: [20, 40, 40, 60], style: { fill: ink(2).veil } })
      expect(note.painted.slice(-2)).toMatchObject([
        { at: [18.5, 38.5, 43, 63], style: { line: ink(2).casing, width: 5, dash: [] } },
        { at: [18.5, 38.5, 43, 63], style: { line: ink(2).line, width: 3, dash: [7, 4] } },
      ])
      expect(note.painted).toHaveLength(veiled ? 3 : 2)
      expect(note.open()).toBe(0)
    }
  })
})

describe('points', () => {
  const at = { x: 100, y: 50 }
  const painted = (more: Partial<Mark>, strong = false) => {
    const note = recordingBrush()
    paintPoint({ brush: note.brush, palette }, mark(box(91, 41, 109, 59), { at, ...more }), strong)
    expect(note.open()).toBe(0)
    return note.painted
  }

  test('are a ring and a dot, larger when attended to', () => {
    expect(painted({}).map((p) => [p.what, p.at[2], p.style.width])).toEqual([
      ['stroke', 7, 4],
      ['stroke', 7, 2],
      ['fill', 2.5, 2],
    ])
    expect(painted({}, true).map((p) => [p.what, p.at[2], p.style.width])).toEqual([
      ['stroke', 9, 5],
      ['stroke', 9, 3],
      ['fill', 3.5, 3],
    ])
    for (const { at: place } of painted({})) expect(place.slice(0, 2)).toEqual([100, 50])
  })

  test('of a person are dashed, where they were before they are faint', () => {
    expect(painted({ line: 'dashed' })[1]?.style.dash).toEqual([4, 3])
    expect(painted({ line: 'dashed' })[2]?.style.dash).toEqual([])
    expect(painted({ line: 'ghost' }).map((p) => p.style.alpha)).toEqual([0.6, 0.6, 0.6])
  })

  test('that come up out of nothing are as faint as all that is painted then', () => {
    const note = recordingBrush()
    note.brush.globalAlpha = 0.5
    paintPoints({ brush: note.brush, palette }, [mark(box(0, 0, 9, 9), { at, line: 'ghost' })])
    expect(note.painted.map((p) => p.style.alpha)).toEqual([0.3, 0.3, 0.3])
  })

  test('of a box are none', () => {
    const note = recordingBrush()
    paintPoints({ brush: note.brush, palette }, [mark(box(0, 0, 9, 9))])
    expect(note.painted).toEqual([])
  })
})

describe('the scene', () => {
  const viewport = { width: 200, height: 100 }

  test.each<[string, Box<'screen'>, boolean]>([
    ['inside', box(10, 10, 50, 50), true],
    ['all around', box(-500, -500, 900, 900), true],
    ['just beyond the left, its line still in', box(-80, 10, -24, 50), true],
    ['beyond the left', box(-80, 10, -25, 50), false],
    ['just beyond the lower edge', box(10, 124, 50, 200), true],
    ['beyond the lower edge', box(10, 125, 50, 200), false],
    ['beyond a corner', box(230, 130, 300, 300), false],
  ])('shows a box %s: %s', (_, on, seen) => expect(isSeen(on, viewport)).toBe(seen))

  test('has the marks of what is in view, whatever the camera', () => {
    const boxes = [imageBox(), imageBox({ id: 'l2', region: box(5000, 0, 5100, 90) })]
    expect(boxMarksOf(boxes, camera, viewport).map((m) => m.id)).toEqual(['l1'])
    expect(boxMarksOf(boxes, { zoom: 2, pan: { x: -9900, y: 0 } }, viewport).map((m) => m.id)).toEqual(['l2'])
  })

  const scene = (boxes: readonly ImageBox[], at: string | undefined, labels = true) => {
    const note = recordingBrush()
    paintBoxes(note.brush, { boxes, at, veiled: true, labels, palette }, { camera, viewport })
    expect(note.open()).toBe(0)
    return note.painted
  }

  test('paints the one attended to last, over all others, once', () => {
    const boxes = [imageBox({ hue: 1 }), imageBox({ id: 'l2', hue: 2, region: box(10, 10, 30, 30) })]
    const lines = scene(boxes, 'l1', false).map((p) => (p.what === 'fillRect' ? p.style.fill : p.style.line))
    expect(lines).toEqual([ink(2).casing, ink(2).line, ink(1).veil, ink(1).casing, ink(1).line])
  })

  test('paints points as points and boxes as boxes, numbers only where they are wanted', () => {
    const boxes = [imageBox(), imageBox({ id: 'p', number: 2, point: { x: 50, y: 30 } })]
    const words = (labels: boolean) => scene(boxes, 'p', labels).flatMap((p) => p.text ?? [])
    expect(words(false)).toEqual([])
    expect(words(true)).toEqual(['1', '2'])
    expect(scene(boxes, undefined).filter((p) => p.what === 'strokeRect')).toHaveLength(2)
  })

  test('without anything paints nothing', () => expect(scene([], 'l9')).toEqual([]))
})

describe('inks', () => {
  test('begin again beyond the ramp, in either direction; gold is none of them', () => {
    expect([8, 16, -8].map(ink)).toEqual([ink(0), ink(0), ink(0)])
    expect(ink(-9)).toBe(ink(7))
    expect(ink(goldHue)).toBe(palette.gold)
    expect(inkOf({ ...palette, looks: [] }, 3).line).toBe('rgb(59 130 246)')
  })

  test('can be read: black on what is light, white on what is dark', () => {
    const channel = fc.nat(255)
    const luminance = (rgb: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = rgb.map((v) =>
        v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (rgb) => {
        const { text, line } = inkFrom(rgb)
        const own = luminance(rgb)
        const contrast = text === '#000000' ? (own + 0.05) / 0.05 : 1.05 / (own + 0.05)
        expect(contrast).toBeGreaterThan(4.5)
        expect(line).toBe(`rgb(${rgb.join(' ')})`)
      }),
    )
  })
})
