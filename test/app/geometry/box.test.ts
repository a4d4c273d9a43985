import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import {
  areaOf,
  box,
  clampBox,
  contains,
  iou,
  moveWithin,
  upright,
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
})
