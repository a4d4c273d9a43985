/** Attention by hand: which weights a selection takes, what falls on which tokens, and what an image among others has of it. */
import { describe, expect, test } from 'vitest'
import {
  tokensOf,
  type ContextAttention,
  type AttendedPiece,
  type WeightSelection,
} from '../../../app/attention/attended'
import { heatOf, placesOf, shareOn, strongestOn, upsampled } from '../../../app/attention/heat'
import { attendedBy } from '../../../app/attention/reduce'
import { box } from '../../../app/geometry/box'
import type { View } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const view = (crop?: ReturnType<typeof box<'image'>>): View => ({
  image: 'a',
  size: { width: 56, height: 28 },
  filter: 'bicubic',
  grid: { width: 2, height: 1 },
  ...(crop === undefined ? {} : { crop }),
})
const piece = (width: number, height: number, shown = view()): AttendedPiece => ({
  type: 'image',
  view: shown,
  width,
  height,
})

/** Two layers of two heads over three tokens: rows of the second and the third. */
const attended: ContextAttention = {
  from: 1,
  rows: 2,
  total: 3,
  layers: [4, 9],
  heads: 2,
  weights: Float32Array.from([
    ...[1, 0, 0, 0.5, 0.5, 0],
    ...[1, 0, 0, 0.25, 0.75, 0],
    ...[1, 0, 0, 1, 0, 0],
    ...[1, 0, 0, 0, 1, 0],
  ]),
  pieces: [],
  named: [],
}
const of = (selection: WeightSelection, from = 2, to = 3, all = attended) => {
  const row = attendedBy(all, { from, to }, selection)
  return row && [...row]
}

describe('a selection', () => {
  test.each<[string, WeightSelection, readonly number[] | undefined]>([
    ['a head', { type: 'head', layer: 4, head: 1 }, [0.25, 0.75, 0]],
    ['a head of a later layer', { type: 'head', layer: 9, head: 0 }, [1, 0, 0]],
    ['a layer', { type: 'layer', layer: 4 }, [0.375, 0.625, 0]],
    ['all', { type: 'mean' }, [0.4375, 0.5625, 0]],
    ['a layer that is not there', { type: 'layer', layer: 5 }, undefined],
    ['a head that is not there', { type: 'head', layer: 4, head: 2 }, undefined],
  ])('%s', (_name, selection, row) => expect(of(selection)).toEqual(row))

  test('of several tokens is their mean; those without a row do not count', () => {
    expect(of({ type: 'head', layer: 4, head: 0 }, 1, 3)).toEqual([0.75, 0.25, 0])
    expect(of({ type: 'head', layer: 4, head: 0 }, 0, 99)).toEqual([0.75, 0.25, 0])
    expect(of({ type: 'mean' }, 0, 1)).toBeUndefined()
    expect(of({ type: 'mean' }, 3, 9)).toBeUndefined()
    expect(of({ type: 'mean' }, 2, 2)).toBeUndefined()
  })

  test('of nothing at all is nothing', () => {
    expect(
      of({ type: 'mean' }, 2, 3, { ...attended, layers: [], weights: new Float32Array() }),
    ).toBeUndefined()
    expect(of({ type: 'rollout' }, 3, 4, { ...attended, from: 3, rows: 1 })).toBeUndefined()
  })

  test('of rollout passes half on and keeps half at each layer', () => {
    // Read off at the second token: layer 9 halves between itself and (½, ½, 0), layer 4 does so again with (⅜, ⅝, 0).
    const upper = [0.5 * 0.5, 0.5 + 0.5 * 0.5]
    const [first, second] = [upper[0] as number, upper[1] as number]
    const lower = [first + (second / 2) * 0.375, second / 2 + (second / 2) * 0.625]
    expect(of({ type: 'rollout' })?.map((v) => Number(v.toFixed(9)))).toEqual([
      ...lower.map((v) => Number(v.toFixed(9))),
      0,
    ])
  })
})

describe('heat', () => {
  const pieces: readonly AttendedPiece[] = [
    { type: 'text', tokens: 1 },
    piece(2, 1),
    { type: 'text', tokens: 2 },
    piece(1, 2, view(box(10, 20, 30, 40))),
  ]
  const row = Float64Array.from([0.1, 0.2, 0.1, 0.05, 0.05, 0.3, 0.2])

  test('is cut out of a row where each image stands, in their order', () => {
    const heats = heatOf(pieces, row)
    expect(heats.map((h) => [h.width, h.height, h.values])).toEqual([
      [2, 1, [0.2, 0.1]],
      [1, 2, [0.3, 0.2]],
    ])
    expect(heats.map((h) => Number(h.share.toFixed(9)))).toEqual([0.3, 0.5])
    expect(heatOf([{ type: 'text', tokens: 7 }], row)).toEqual([])
    expect(heatOf([], row)).toEqual([])
  })

  test('lies on what a crop shows, the strongest token of it named', () => {
    const crop = must(heatOf(pieces, row)[1])
    expect(placesOf(crop, { width: 100, height: 100 })).toEqual([box(10, 20, 30, 30), box(10, 30, 30, 40)])
    expect(strongestOn(crop, { width: 100, height: 100 })).toEqual(box(10, 20, 30, 30))
  })

  test('of tokens and of all images is all there is', () => {
    expect(pieces.map(tokensOf)).toEqual([1, 2, 2, 2])
    const texts = [
      { from: 0, to: 1 },
      { from: 3, to: 5 },
    ]
    const all =
      heatOf(pieces, row).reduce((sum, h) => sum + h.share, 0) +
      texts.reduce((s, t) => s + shareOn(row, t), 0)
    expect(all).toBeCloseTo(1, 12)
  })

  test.each<[number, number, number]>([
    [0, 7, 1],
    [0, 1, 0.1],
    [5, 99, 0.5],
    [-3, 1, 0.1],
    [4, 4, 0],
    [6, 2, 0],
    [90, 99, 0],
  ])('on tokens from %i to %i is %f', (from, to, share) =>
    expect(shareOn(row, { from, to })).toBeCloseTo(share, 12),
  )

  test('tokens tile what was shown, whatever the crop and the grid', () => {
    const edge = fc.integer({ min: 0, max: 3000 })
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(fc.tuple(edge, edge, edge, edge), side, side, ([x, y, w, h], width, height) => {
        const crop = box<'image'>(x, y, x + w + 1, y + h + 1)
        const places = placesOf(
          { view: view(crop), width, height, values: [], share: 0 },
          { width: 9, height: 9 },
        )
        expect(places).toHaveLength(width * height)
        const [first, last] = [must(places[0]), must(places.at(-1))]
        expect([first.left, first.top]).toEqual([crop.left, crop.top])
        expect(last.right).toBeCloseTo(crop.right, 6)
        expect(last.bottom).toBeCloseTo(crop.bottom, 6)
        for (let i = 1; i < width; i++) expect(places[i]?.left).toBe(places[i - 1]?.right)
      }),
    )
  })

  test('drawn finer stays what it is of one token, and of more than can be drawn finer', () => {
    const one = { view: view(), width: 1, height: 1, values: [0.4], share: 0.4 }
    expect(new Set(upsampled(one).values)).toEqual(new Set([0.4]))
    const large = {
      view: view(),
      width: 100,
      height: 90,
      values: Array.from({ length: 9000 }, () => 0),
      share: 0,
    }
    expect(upsampled(large)).toBe(large)
  })
})
