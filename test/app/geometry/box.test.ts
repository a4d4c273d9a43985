import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import {
  areaOf,
  box,
  boxOf,
  clampBox,
  contains,
  fullBox,
  heightOf,
  iou,
  moveWithin,
  sameBox,
  upright,
  wholeBox,
  widthOf,
  type Box,
} from '../../../app/geometry/box'

const edge = fc.integer({ min: -500, max: 1500 })
const boxes = fc.tuple(edge, edge, edge, edge).map(([a, b, c, d]) => upright(box<'image'>(a, b, c, d)))
const frame = { width: 1000, height: 700 }

describe('boxes', () => {
  test('are clamped into the frame and never grow', () => {
    fc.assert(
      fc.property(boxes, (b) => {
        const held = clampBox(b, frame)
        expect(contains(box<'image'>(0, 0, 1000, 700), held)).toBe(true)
        expect(areaOf(held)).toBeLessThanOrEqual(areaOf(b))
      }),
    )
  })

  test('have an IoU that is symmetric, between 0 and 1, and 1 with themselves', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const v = iou(a, b)
        expect(v).toBe(iou(b, a))
        expect(v).toBeGreaterThanOrEqual(0)
        expect(v).toBeLessThanOrEqual(1)
        if (areaOf(a) > 0) expect(iou(a, a)).toBe(1)
      }),
    )
  })

  test('overlap by hand: half of one box', () => {
    const a: Box<'image'> = box(0, 0, 10, 10)
    expect(iou(a, box(5, 0, 15, 10))).toBeCloseTo(50 / 150, 12)
    expect(iou(a, box(10, 0, 20, 10))).toBe(0)
  })

  test('keep their size when they are pushed against the edge', () => {
    expect(moveWithin(box<'image'>(10, 10, 60, 40), { x: 5000, y: -5000 }, frame)).toEqual(
      box(950, 0, 1000, 30),
    )
  })

  test('larger than the frame stay where they are until they are moved, and then fill it', () => {
    const large = box<'image'>(-10, -20, 1100, 900)
    expect(moveWithin(large, { x: 0, y: 0 }, frame)).toEqual(large)
    expect(moveWithin(large, { x: 5000, y: 5000 }, frame)).toEqual(box(0, 0, 1110, 920))
    expect(moveWithin(large, { x: -5000, y: -5000 }, frame)).toEqual(box(-110, -220, 1000, 700))
  })

  test('moved keep their size, lie in the frame where they fit, and do not go further than asked', () => {
    fc.assert(
      fc.property(boxes, edge, edge, (b, x, y) => {
        const there = moveWithin(b, { x, y }, frame)
        expect([widthOf(there), heightOf(there)]).toEqual([widthOf(b), heightOf(b)])
        if (widthOf(b) <= 1000 && heightOf(b) <= 700)
          expect(contains(fullBox<'image'>(frame), there)).toBe(true)
        if (contains(fullBox<'image'>(frame), b))
          expect(Math.abs(there.left - b.left)).toBeLessThanOrEqual(Math.abs(x))
      }),
    )
  })

  test('in whole pixels lie in the frame, hold a pixel at least, and are off by half a pixel at most where there is room', () => {
    const fine = fc.double({ min: -300, max: 1300, noNaN: true })
    fc.assert(
      fc.property(fine, fine, fine, fine, (a, b, c, d) => {
        const own = upright(box<'image'>(a, b, c, d))
        const whole = wholeBox(own, frame)
        expect(contains(fullBox<'image'>(frame), whole)).toBe(true)
        expect(Math.min(widthOf(whole), heightOf(whole))).toBeGreaterThanOrEqual(1)
        for (const side of ['left', 'top', 'right', 'bottom'] as const)
          expect(Number.isInteger(whole[side])).toBe(true)
        expect(wholeBox(whole, frame)).toEqual(whole)
        if (own.left >= 0 && own.right <= 1000 && widthOf(own) >= 2) {
          expect(Math.abs(whole.left - own.left)).toBeLessThanOrEqual(0.5)
          expect(Math.abs(whole.right - own.right)).toBeLessThanOrEqual(0.5)
        }
      }),
    )
  })

  test.each<[string, Box<'image'>, Box<'image'>]>([
    ['far to the left', box(-80, 10, -20, 20), box(0, 10, 1, 20)],
    ['far to the right', box(1500, 10, 1600, 20), box(999, 10, 1000, 20)],
    ['without width', box(5, 10, 5, 20), box(5, 10, 6, 20)],
    ['on the far edge', box(1000, 10, 1000, 20), box(999, 10, 1000, 20)],
    ['of half pixels', box(0.5, 1.5, 2.5, 3.4), box(1, 2, 3, 3)],
  ])('%s become whole', (_name, b, expected) => expect(wholeBox(b, frame)).toEqual(expected))

  test.each<[string, Box<'image'>, number]>([
    ['upright', box(0, 0, 10, 5), 50],
    ['a line', box(0, 0, 10, 0), 0],
    ['inside out', box(10, 0, 0, 5), 0],
    ['inside out both ways, which is no area either', box(10, 5, 0, 0), 0],
    ['of fractions', box(0.5, 0.5, 1, 1), 0.25],
  ])('have an area: %s', (_name, b, area) => expect(areaOf(b)).toBe(area))

  test.each<[string, Box<'image'>, Box<'image'>, number]>([
    ['a quarter of the other', box(0, 0, 10, 10), box(0, 0, 5, 5), 0.25],
    ['a corner shared', box(0, 0, 10, 10), box(5, 5, 15, 15), 25 / 175],
    ['only an edge shared', box(0, 0, 10, 10), box(0, 10, 10, 20), 0],
    ['a point in a box', box(0, 0, 10, 10), box(5, 5, 5, 5), 0],
    ['two points', box(5, 5, 5, 5), box(5, 5, 5, 5), 0],
    ['far outside', box(0, 0, 10, 10), box(-100, -100, -90, -90), 0],
    ['a tenth less each way', box(0, 0, 10, 10), box(0, 0, 9, 9), 0.81],
  ])('overlap by hand: %s', (_name, a, b, expected) => expect(iou(a, b)).toBeCloseTo(expected, 12))

  test('hold one another by their edges, themselves included', () => {
    const outer = box<'image'>(0, 0, 10, 10)
    expect(contains(outer, outer)).toBe(true)
    expect(contains(outer, box(0, 0, 10, 10.1))).toBe(false)
    expect(contains(outer, box(-0.1, 0, 5, 5))).toBe(false)
    expect(contains(box<'image'>(2, 2, 3, 3), outer)).toBe(false)
  })

  test('stand upright once and for all, whatever corner came first', () => {
    fc.assert(
      fc.property(edge, edge, edge, edge, (a, b, c, d) => {
        const one = upright(box<'image'>(a, b, c, d))
        expect(sameBox(one, upright(box<'image'>(c, d, a, b)))).toBe(true)
        expect(sameBox(one, upright(one))).toBe(true)
        expect(widthOf(one)).toBe(Math.abs(a - c))
      }),
    )
  })

  test('are made of edges of any object, and of nothing else of it', () => {
    const edges = { left: 1, top: 2, right: 3, bottom: 4, label: 'x' }
    expect(boxOf<'image'>(edges)).toEqual(box(1, 2, 3, 4))
    expect(boxOf<'image'>(edges)).not.toHaveProperty('label')
  })
})
