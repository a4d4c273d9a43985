/** Where lines stand by a map, and what they say by guesses. */
import fc from '../../../../builders/properties'
import { expect, test } from 'vitest'
import {
  boxesIn,
  decodedCharacters,
  isReadable,
  sureEnough,
} from '../../../../../main/models/onnx/eyes/lines'
import { patchesAbove, type ValueMap } from '../../../../../main/models/onnx/eyes/patches'
import { around, pointInRectangle, type RectanglePoint } from '../../../../../main/models/onnx/eyes/rectangle'

/** A map drawn with letters: # is sure, + is half sure. */
function drawn(...rows: readonly string[]): ValueMap {
  const value = { '#': 1, '+': 0.5 } as Readonly<Record<string, number>>
  const values = Float32Array.from(rows.join(''), (letter) => value[letter] ?? 0)
  return { width: rows[0]?.length ?? 0, height: rows.length, values }
}

test('pixels that touch are one patch, diagonal ones too; others are their own', () => {
  const map = drawn('##...#', '..#..#', '......', '#.#...', '###...')
  const sizes = patchesAbove(map, 0.3).map((p) => [p.count, p.sum])
  expect(sizes).toEqual([
    [3, 3],
    [2, 2],
    [5, 5],
  ])
})

test('arms that meet further down are one patch', () => {
  expect(patchesAbove(drawn('#.#.#', '#.#.#', '#####'), 0.3)).toHaveLength(1)
})

test('what is half sure is below what a line must be', () => {
  const row = '.'.repeat(4) + '#'.repeat(20) + '.'.repeat(4)
  const empty = '.'.repeat(28)
  const map = drawn(empty, empty, row, row, row, row, row, row, empty)
  expect(boxesIn(map)).toHaveLength(1)
  expect(boxesIn({ ...map, values: map.values.map((v) => v / 2) })).toEqual([])
})

test('a line is as much larger as the detector was taught to shrink it, in pixels of the view', () => {
  const row = '.'.repeat(10) + '#'.repeat(40) + '.'.repeat(10)
  const empty = '.'.repeat(60)
  const [box] = boxesIn(drawn(...Array<string>(8).fill(empty), ...Array<string>(10).fill(row), empty))
  // 40 × 10 grown by 40 × 10 × 1.6 / 100 = 6.4 on every side, then half of it all.
  expect(box?.along).toEqual([1, 0])
  expect(box?.corner[0]).toBeCloseTo((10 - 6.4) / 2)
  expect(box?.corner[1]).toBeCloseTo((8 - 6.4) / 2)
  expect([box?.width, box?.height]).toEqual([(40 + 12.8) / 2, (10 + 12.8) / 2])
})

test('the smallest rectangle holds every point and lies as they do', () => {
  const angle = fc.double({ min: -0.7, max: 0.7, noNaN: true })
  const side = fc.double({ min: 3, max: 200, noNaN: true })
  fc.assert(
    fc.property(
      angle,
      side,
      side,
      fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        { maxLength: 20 },
      ),
      (turn, w, h, inside) => {
        const drawn = {
          corner: [50, 60],
          along: [Math.cos(turn), Math.sin(turn)],
          width: w,
          height: h,
        } as const
        const corners: RectanglePoint[] = [
          pointInRectangle(drawn, 0, 0),
          pointInRectangle(drawn, w, 0),
          pointInRectangle(drawn, w, h),
          pointInRectangle(drawn, 0, h),
        ]
        const found = around([...corners, ...inside.map(([x, y]) => pointInRectangle(drawn, x * w, y * h))])
        expect(found.width * found.height).toBeCloseTo(w * h, 3)
        expect(found.along[0]).toBeCloseTo(Math.cos(turn), 4)
        expect(found.along[1]).toBeCloseTo(Math.sin(turn), 4)
      },
    ),
  )
})

const box = { corner: [0, 0], along: [1, 0], width: 100, height: 48 } as const
const alphabet = ['', 'a', 'b', ' ']

/** Columns of guesses, each class and how sure. */
function guesses(...columns: readonly (readonly [number, number])[]) {
  const data = new Float32Array(columns.length * alphabet.length)
  columns.forEach(([kind, score], i) => (data[i * alphabet.length + kind] = score))
  return { data, classes: alphabet.length }
}

test('repeats are one character, unless nothing stands between them', () => {
  const read = decodedCharacters(guesses([1, 0.5], [1, 0.75], [0, 1], [1, 0.5], [2, 1]), box, alphabet)
  expect(read.map((c) => [c.text, c.probability])).toEqual([
    ['a', 0.75],
    ['a', 0.5],
    ['b', 1],
  ])
  expect(read.map((c) => c.at)).toEqual([
    [8, 24],
    [28, 24],
    [36, 24],
  ])
})

test('what is too small, upright or unsure is seen and not read', () => {
  expect(isReadable({ ...box, height: 7.9 })).toBe(false)
  expect(isReadable({ ...box, height: 251 })).toBe(false)
  expect(isReadable(box)).toBe(true)
  expect(sureEnough([])).toBe(false)
  expect(sureEnough(decodedCharacters(guesses([1, 0.4], [2, 0.5]), box, alphabet))).toBe(false)
})
