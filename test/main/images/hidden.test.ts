/** Parts of a view taken out of sight. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { viewAddress, viewFromAddress } from '../../../app/addresses'
import type { HiddenParts, View } from '../../../app/trace/step'
import { hide, type UncoveredView } from '../../../main/images/hidden'
import { viewPixels } from '../../../main/images/view'

/** 40 × 20 pixels of a region of 80 × 40: black and white columns, two pixels each. */
function stripes(): UncoveredView {
  const data = new Uint8Array(40 * 20 * 3)
  for (let i = 0; i < data.length; i++) data[i] = Math.floor(i / 6) % 2 === 0 ? 0 : 255
  return { pixels: { width: 40, height: 20, data }, region: box(100, 200, 180, 240) }
}

const changed = (view: UncoveredView, hidden: HiddenParts) => {
  const { data } = hide(view, hidden)
  const places = [...data].flatMap((v, i) => (v === view.pixels.data[i] ? [] : [Math.floor(i / 3)]))
  return [...new Set(places)]
}

test('is exactly what lies there, in the pixels of the view', () => {
  const places = changed(stripes(), { cover: 'grey', boxes: [box(120, 210, 140, 220)] })
  const columns = new Set(places.map((p) => p % 40))
  const rows = new Set(places.map((p) => Math.floor(p / 40)))
  expect([Math.min(...columns), Math.max(...columns)]).toEqual([10, 19])
  expect([Math.min(...rows), Math.max(...rows)]).toEqual([5, 9])
})

test('is nothing where the box lies elsewhere, and all where it holds the view', () => {
  const view = stripes()
  expect(hide(view, { cover: 'grey', boxes: [box(0, 0, 99, 99)] })).toBe(view.pixels)
  const { data } = hide(view, { cover: 'grey', boxes: [box(0, 0, 999, 999)] })
  expect(new Set(data)).toEqual(new Set([128]))
})

test('leaves of a blur what is between black and white, no stripe', () => {
  const { data } = hide(stripes(), { cover: 'blur', boxes: [box(100, 200, 180, 240)] })
  const row = [...data.subarray(0, 40 * 3)].filter((_, i) => i % 3 === 0)
  const steps = row.slice(1).map((v, i) => Math.abs(v - (row[i] ?? 0)))
  expect(Math.max(...steps)).toBeLessThan(16)
})

test('neighbours on the image leave no gap and do not overlap', () => {
  const view = stripes()
  const left = changed(view, { cover: 'grey', boxes: [box(100, 200, 127, 240)] })
  const right = changed(view, { cover: 'grey', boxes: [box(127, 200, 180, 240)] })
  expect(new Set([...left, ...right]).size).toBe(left.length + right.length)
  expect(left.length + right.length).toBe(800)
})

test('goes through addresses, and others than can be are refused', async () => {
  const path = new URL('../../fixtures/images/page.png', import.meta.url).pathname
  const view: View = {
    image: 'a',
    size: { width: 56, height: 56 },
    filter: 'bicubic',
    grid: { width: 0, height: 0 },
    hidden: { cover: 'blur', boxes: [box(1.5, 2, 300, 400), box(0, 0, 5, 5)] },
  }
  const query = new URLSearchParams(viewAddress(view).split('?')[1])
  expect(viewFromAddress('a', query)).toEqual(view)
  for (const bad of ['snow;0,0,1,1', 'grey;0,0,1', 'grey;0,0,1,x', `grey${';0,0,1,1'.repeat(1025)}`]) {
    query.set('hidden', bad)
    expect(viewFromAddress('a', query)).toBeUndefined()
  }
  const { hidden: _, ...plain } = view
  const [shown, covered] = [await viewPixels(path, plain), await viewPixels(path, view)]
  expect(covered.width).toBe(56)
  expect(Buffer.compare(covered.data, shown.data)).not.toBe(0)
})
