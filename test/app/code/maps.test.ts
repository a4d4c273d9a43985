/** Laws of the maps that remember where an image made of another lies, of the names of a program, and of Python's division. */
import { describe, expect, test } from 'vitest'
import { composed, identity, inverseAffine, mapEdges, scale, shift } from '../../../app/code/affine'
import type { AffineMap, EdgeNumbers } from '../../../app/code/affine'
import {
  contained,
  lost,
  mirrored,
  padded,
  reduced,
  resizedImage,
  shrunk,
  transposed,
  turnedImage,
} from '../../../app/code/images'
import { Layered } from '../../../app/code/layered'
import { dividedWhole, roundedTo } from '../../../app/code/numbers'
import { known, Scope, type ImageValue } from '../../../app/code/values'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const side = fc.integer({ min: 1, max: 3000 })
// Not so thin that a side would be less than a pixel once it is made to fit, which Pillow refuses.
const imageSide = fc.integer({ min: 20, max: 3000 })
const image = fc
  .record({ width: imageSide, height: imageSide })
  .map((size): ImageValue => ({ type: 'image', index: 0, size, toSource: identity }))
const whole = ({ size }: ImageValue): EdgeNumbers => [0, 0, size.width, size.height]
const areaOf = (picture: ImageValue) => mapEdges(must(picture.toSource), whole(picture))
const near = (edges: EdgeNumbers, expected: EdgeNumbers) =>
  edges.forEach((v, i) => expect(v).toBeCloseTo(expected[i] ?? Number.NaN, 6))

const number = fc.integer({ min: -50, max: 50 })
const factor = fc.constantFrom(-3, -1, 0.5, 1, 2, 7)
const affine: fc.Arbitrary<AffineMap> = fc.oneof(
  fc.tuple(number, number).map(([x, y]) => shift(x, y)),
  fc.tuple(factor, factor).map(([x, y]) => scale(x, y)),
  fc.constant<AffineMap>({ a: 0, b: 1, c: -1, d: 0, e: 3, f: 4 }),
)
const edges: fc.Arbitrary<EdgeNumbers> = fc
  .tuple(number, number, number, number)
  .map(([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)])

describe('a map', () => {
  test('after its inverse is where it was', () => {
    fc.assert(
      fc.property(affine, affine, edges, (one, two, box) => {
        const map = composed(one, two)
        near(mapEdges(must(inverseAffine(map)), mapEdges(map, box)), box)
      }),
    )
  })

  test('composed of two does the one, then the other', () => {
    fc.assert(
      fc.property(affine, affine, edges, (inner, outer, box) =>
        near(mapEdges(composed(inner, outer), box), mapEdges(outer, mapEdges(inner, box))),
      ),
    )
  })

  test('of three is the same in whichever order they are joined', () => {
    fc.assert(
      fc.property(affine, affine, affine, edges, (a, b, c, box) =>
        near(mapEdges(composed(composed(a, b), c), box), mapEdges(composed(a, composed(b, c)), box)),
      ),
    )
  })

  test('gives boxes that stand upright', () => {
    fc.assert(
      fc.property(affine, edges, (map, box) => {
        const [left, top, right, bottom] = mapEdges(map, box)
        expect(left).toBeLessThanOrEqual(right)
        expect(top).toBeLessThanOrEqual(bottom)
      }),
    )
  })

  test('that squeezes an axis to nothing, or has no finite numbers, has no way back', () => {
    expect(inverseAffine(scale(0, 1))).toBeUndefined()
    expect(inverseAffine(scale(1, Number.NaN))).toBeUndefined()
    expect(inverseAffine(scale(1, Infinity))).toBeUndefined()
  })
})

describe('an image made of another', () => {
  test('still shows all of it when it is turned, mirrored, stretched or transposed', () => {
    const ways = fc.constantFrom<(picture: ImageValue) => ImageValue>(
      (p) => turnedImage(p, 90, true),
      (p) => turnedImage(p, 180, false),
      (p) => turnedImage(p, -90, true),
      (p) => mirrored(p, true, false),
      (p) => mirrored(p, false, true),
      (p) => transposed(p),
      (p) => resizedImage(p, { width: 40, height: 70 }),
      (p) => contained(p, { width: 100, height: 100 }),
      (p) => shrunk(p, { width: 100, height: 100 }),
    )
    fc.assert(
      fc.property(image, fc.array(ways, { maxLength: 5 }), (picture, made) =>
        near(areaOf(made.reduce((p, way) => way(p), picture)), whole(picture)),
      ),
    )
  })

  test('is itself after four quarter turns, two mirrors, two transpositions', () => {
    fc.assert(
      fc.property(image, fc.constantFrom(90, 180, 270, -90), fc.boolean(), (picture, turn, expand) => {
        if (expand || turn === 180) {
          let turned = picture
          for (let i = 0; i < 4; i++) turned = turnedImage(turned, turn, expand)
          expect(turned.size).toEqual(picture.size)
          near(areaOf(turned), whole(picture))
        }
        const twice = mirrored(mirrored(picture, true, expand), true, expand)
        expect(mapEdges(must(twice.toSource), [0, 0, 1, 1])).toEqual([0, 0, 1, 1])
        expect(mapEdges(must(transposed(transposed(picture)).toSource), [1, 2, 3, 4])).toEqual([1, 2, 3, 4])
      }),
    )
  })

  test('lies a border further in', () => {
    fc.assert(
      fc.property(image, edges, (picture, [left, top, right, bottom]) => {
        const framed = padded(picture, { left, top, right, bottom })
        const { width, height } = framed.size
        expect([width, height]).toEqual([
          picture.size.width + left + right,
          picture.size.height + top + bottom,
        ])
        expect(mapEdges(must(framed.toSource), [left, top, left + 1, top + 1])).toEqual([0, 0, 1, 1])
      }),
    )
  })

  test('is never enlarged by a thumbnail, keeps its shape to a pixel, and is never without size', () => {
    fc.assert(
      fc.property(image, side, side, ({ size, ...more }, width, height) => {
        const { size: made } = shrunk({ size, ...more }, { width, height })
        expect(made.width).toBeLessThanOrEqual(Math.max(1, Math.min(width, size.width)))
        expect(made.height).toBeLessThanOrEqual(Math.max(1, Math.min(height, size.height)))
        expect(Math.min(made.width, made.height)).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  test('made smaller by whole factors counts the last pixels, too', () => {
    fc.assert(
      fc.property(image, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (picture, x, y) => {
        const [, , right, bottom] = areaOf(reduced(picture, x, y))
        expect(right - picture.size.width).toBeGreaterThanOrEqual(0)
        expect(right - picture.size.width).toBeLessThan(x)
        expect(bottom - picture.size.height).toBeLessThan(y)
      }),
    )
  })

  test('lost its place for good, with why, whatever is done to it then', () => {
    const gone = lost({ type: 'image', index: 0, size: { width: 9, height: 9 }, toSource: identity }, 'bent')
    for (const made of [turnedImage(gone, 90, true), mirrored(gone, true, true), transposed(gone)])
      expect(made).toMatchObject({ why: 'bent' })
    expect(turnedImage(gone, 90, true)).not.toHaveProperty('toSource')
  })
})

describe('names', () => {
  test('set in a later piece hide those before, which stay as they are', () => {
    const first = Layered.over<string, number>(undefined)
    first.set('a', 1)
    const second = Layered.over(first)
    second.set('a', 2)
    second.set('b', 3)
    expect([first.get('a'), second.get('a'), second.get('b'), first.has('b')]).toEqual([1, 2, 3, false])
  })

  test('are all there after any number of pieces, the last value of each', () => {
    const sets = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(9)), { maxLength: 80 })
    fc.assert(
      fc.property(sets, (all) => {
        const plain = new Map<string, number>()
        let layered = Layered.over<string, number>(undefined)
        for (const [name, value] of all) {
          layered = Layered.over(layered)
          layered.set(name, value)
          plain.set(name, value)
        }
        for (const name of ['a', 'b', 'c']) expect(layered.get(name)).toBe(plain.get(name))
        expect(layered.depth).toBeLessThanOrEqual(25)
      }),
    )
  })

  test('of a function are its own; of the program only where it says so', () => {
    const program = new Scope()
    program.set('n', known(1))
    const inner = new Scope(new Scope(program))
    inner.set('n', known(2))
    expect([program.get('n'), inner.get('n')]).toEqual([known(1), known(2)])
    inner.bindOutward('m', 'global')
    inner.set('m', known(3))
    expect(program.get('m')).toEqual(known(3))
    inner.change('n', known(4))
    expect(program.get('n')).toEqual(known(1))
    inner.change('m', known(5))
    expect(program.get('m')).toEqual(known(5))
  })
})

describe('Python’s numbers', () => {
  test('a whole part and a rest make the number again; the rest has the sign of the divisor and is smaller', () => {
    const any = fc.integer({ min: -10_000, max: 10_000 })
    fc.assert(
      fc.property(any, any, (a, b) => {
        fc.pre(b !== 0)
        const { whole: share, rest } = dividedWhole(a, b)
        expect(share * b + rest).toBe(a)
        expect(Math.abs(rest)).toBeLessThan(Math.abs(b))
        if (rest !== 0) expect(rest < 0).toBe(b < 0)
      }),
    )
  })

  test('rounded to digits are no further off than half a digit, and rounded again they stay', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (v, digits) => {
          const made = roundedTo(v, digits)
          expect(Math.abs(made - v)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-9)
          expect(roundedTo(made, digits) === made).toBe(true)
        },
      ),
    )
  })
})
