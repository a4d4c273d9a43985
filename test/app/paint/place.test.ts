/** Where numbers stand. */
import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { chipPlaces, TakenPlaces } from '../../../app/paint/place'

const viewport = { width: 800, height: 600 }
const room = { viewport, gap: 3 }
const chip = { width: 24, height: 17 }
const side = fc.integer({ min: -2000, max: 3000 })

describe('the place of a number', () => {
  it('is above the top left corner where there is room', () => {
    expect(chipPlaces(box(100, 100, 200, 200), chip, room)[0]).toEqual({ at: { x: 97, y: 80 } })
  })

  it('is below a box at the upper edge, and beside one that reaches from edge to edge', () => {
    expect(chipPlaces(box(100, 2, 200, 200), chip, room)[0]?.at).toEqual({ x: 97, y: 203 })
    expect(chipPlaces(box(100, -5, 200, 605), chip, room)[0]?.at).toEqual({ x: 73, y: 3 })
  })

  it('is inside, with a leader to the line, when the box leaves no room around it', () => {
    const [first] = chipPlaces(box(1, 1, 799, 599), chip, room)
    expect(first).toEqual({
      at: { x: 11, y: 11 },
      leader: [
        { x: 23, y: 11 },
        { x: 23, y: 1 },
      ],
    })
  })

  it('is never outside the viewport for a box that is in view, and nowhere for one that is not', () => {
    fc.assert(
      fc.property(side, side, side, side, (a, b, c, d) => {
        const on = box<'screen'>(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d))
        const places = chipPlaces(on, chip, room)
        const seen = on.right >= 0 && on.bottom >= 0 && on.left <= viewport.width && on.top <= viewport.height
        expect(places.length > 0).toBe(seen)
        for (const { at } of places.slice(0, -1)) {
          expect(at.x).toBeGreaterThanOrEqual(0)
          expect(at.x + chip.width).toBeLessThanOrEqual(viewport.width)
          expect(at.y).toBeGreaterThanOrEqual(0)
          expect(at.y + chip.height).toBeLessThanOrEqual(viewport.height)
        }
      }),
    )
  })

  it('is given once', () => {
    const taken = new TakenPlaces()
    expect(taken.take({ x: 0, y: 0 }, chip)).toBe(true)
    expect(taken.take({ x: 10, y: 5 }, chip)).toBe(false)
    expect(taken.take({ x: 60, y: 5 }, chip)).toBe(true)
  })
})
