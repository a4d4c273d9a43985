import { expect, it } from 'vitest'
import { partFor, coversView, type Detail } from '../../../renderer/canvas/detail'

const image = { width: 8000, height: 6000 }
const copy = { width: 4096, height: 3072 }
const viewport = { width: 1000, height: 800 }
const at = (zoom: number, x = 0, y = 0, ratio = 1) => ({ camera: { zoom, pan: { x, y } }, viewport, ratio })

it('asks for nothing while the copy is as sharp as the screen', () => {
  expect(partFor(at(0.125), image, copy)).toBeUndefined()
  expect(partFor(at(0.5), image, copy)).toBeUndefined()
  expect(partFor(at(1), { width: 4000, height: 3000 }, { width: 4000, height: 3000 })).toBeUndefined()
})

it('asks for the original’s own pixels at 100 % and above, with a margin, within the image', () => {
  expect(partFor(at(1, -2000, -1000), image, copy)).toEqual({
    region: { left: 1800, top: 840, right: 3200, bottom: 1960 },
    size: { width: 1400, height: 1120 },
  })
  const corner = partFor(at(4, 0, 0), image, copy)
  expect(corner?.region).toMatchObject({ left: 0, top: 0 })
  expect(corner?.size).toEqual({ width: corner?.region.right, height: corner?.region.bottom })
  // A screen of two device pixels to one shows 50 % pixel for pixel.
  expect(partFor(at(0.5, 0, 0, 2), image, copy)?.size).toEqual({ width: 2400, height: 1920 })
})

it('never asks for more than a host gives', () => {
  const huge = { width: 60_000, height: 60_000 }
  const part = partFor(
    { camera: { zoom: 0.75, pan: { x: 0, y: 0 } }, viewport: { width: 7680, height: 4320 }, ratio: 1 },
    huge,
    { width: 4096, height: 4096 },
  )
  const { width = 0, height = 0 } = part?.size ?? {}
  expect(width * height).toBeLessThanOrEqual(2 ** 24)
  expect(Math.max(width, height)).toBeLessThanOrEqual(16384)
})

it('a part does until the view leaves it, or wants it sharper', () => {
  const region = { left: 1800, top: 840, right: 3200, bottom: 1960 } as Detail['region']
  const detail = { region, bitmap: { width: 1400, height: 1120 } } as Detail
  expect(coversView(detail, at(1, -2000, -1000), image)).toBe(true)
  expect(coversView(detail, at(3, -3 * 2000, -3 * 1000), image)).toBe(true)
  expect(coversView(detail, at(1, -2300, -1000), image)).toBe(false)
  const half = { region, bitmap: { width: 700, height: 560 } } as Detail
  expect(coversView(half, at(1, -2000, -1000), image)).toBe(false)
})
