/** Images laid onto a sheet: to the pixel at their own size, inside of what they may cover, smoothed or pixel by pixel. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { PixelSheet, type Raster } from '../../../main/figures/sheet'
import { drawn } from '../../builders/drawn'

const size = { width: 24, height: 16 }
const image: Raster = { ...size, data: drawn(size) }
const whole = box<'screen'>(0, 0, 24, 16)
const plain = { clip: whole, alpha: 1, pixels: false }
const at = ({ data }: PixelSheet, x: number, y: number) => [
  ...data.subarray((y * 24 + x) * 3, (y * 24 + x) * 3 + 3),
]

test('at its own size an image is there to the digit', () => {
  const sheet = new PixelSheet(size)
  sheet.lay([image], { ...plain, on: whole })
  expect(sheet.data).toEqual(image.data)
  const moved = new PixelSheet(size)
  moved.lay([image], { ...plain, on: box(-5, -3, 19, 13) })
  for (const [x, y] of [
    [0, 0],
    [7, 4],
    [18, 12],
  ] as const)
    expect(at(moved, x, y)).toEqual(at(sheet, x + 5, y + 3))
  // Where it does not reach, nothing is painted.
  expect(at(moved, 20, 14)).toEqual([255, 255, 255])
})

test('nothing is seen outside of the place it is clipped to', () => {
  const sheet = new PixelSheet(size)
  sheet.lay([image], { ...plain, on: whole, clip: box(4, 4, 8, 8) })
  expect(at(sheet, 5, 5)).toEqual([...image.data.subarray((5 * 24 + 5) * 3, (5 * 24 + 5) * 3 + 3)])
  for (const [x, y] of [
    [3, 5],
    [8, 5],
    [5, 3],
    [5, 8],
  ] as const)
    expect(at(sheet, x, y)).toEqual([255, 255, 255])
})

test('pixel by pixel it has no colours of its own; smoothed it has', () => {
  const two: Raster = { width: 2, height: 1, data: new Uint8Array([0, 0, 0, 200, 200, 200]) }
  const colours = (pixels: boolean) => {
    const sheet = new PixelSheet(size)
    sheet.lay([two], { ...plain, on: whole, pixels })
    return new Set(Array.from({ length: 24 }, (_, x) => at(sheet, x, 0)[0]))
  }
  expect(colours(true)).toEqual(new Set([0, 200]))
  expect(colours(false).size).toBeGreaterThan(6)
})

test('half as thick it is half there; a smaller copy is read where it is shown smaller', () => {
  const black: Raster = { ...size, data: new Uint8Array(size.width * size.height * 3) }
  const grey: Raster = { width: 12, height: 8, data: new Uint8Array(12 * 8 * 3).fill(100) }
  const half = new PixelSheet(size)
  half.lay([black], { ...plain, on: whole, alpha: 0.5 })
  expect(at(half, 9, 9)).toEqual([128, 128, 128])
  const small = new PixelSheet(size)
  small.lay([black, grey], { ...plain, on: box(0, 0, 12, 8) })
  expect(at(small, 4, 4)).toEqual([100, 100, 100])
  const large = new PixelSheet(size)
  large.lay([black, grey], { ...plain, on: whole })
  expect(at(large, 4, 4)).toEqual([0, 0, 0])
})

test('what was painted covers, or shines through', () => {
  const sheet = new PixelSheet({ width: 2, height: 1 })
  sheet.cover(new Uint8Array([10, 20, 30, 255, 0, 0, 0, 128]))
  expect([...sheet.data]).toEqual([10, 20, 30, 127, 127, 127])
})
