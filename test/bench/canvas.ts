/** How smooth the image canvas is with 1,000 boxes: frame times in a real Chromium, real pointer events, software raster. */
import type { Page as BrowserPage } from 'playwright-core'
import { openCanvas } from './canvas-browser'
import type { CanvasBox } from '../../renderer/canvas/props'

/** One measured number and what it must not exceed. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: string
}

const boxCount = 1000
const frames = 120
const middle = { x: 640, y: 400 }

/** Drags a box, pans and zooms among 1,000 boxes; the 95th percentile of the frame times of each. */
export async function benchCanvas(): Promise<Measure[]> {
  const { page, close } = await openCanvas()
  try {
    await page.evaluate((boxes) => window.page.set({ boxes, selected: 'b0' }), manyBoxes())
    await page.waitForTimeout(300)
    const drag = await timed(page, 'drag', async () => {
      await page.mouse.move(middle.x, middle.y)
      await page.mouse.down()
      await wander(page)
      await page.mouse.up()
    })
    const pan = await timed(page, 'pan', async () => {
      await page.mouse.move(middle.x, middle.y)
      await page.mouse.down({ button: 'middle' })
      await wander(page)
      await page.mouse.up({ button: 'middle' })
    })
    const zoom = await timed(page, 'zoom', async () => {
      await page.mouse.move(middle.x, middle.y)
      // Two at a time: one alone waits for two frames, and every second frame would measure nothing.
      for (let i = 0; i < frames; i++)
        await Promise.all([0, 1].map(() => page.mouse.wheel(0, i % 60 < 30 ? -20 : 20)))
    })
    const row = (name: string, value: number, limit: number) => ({
      name: `canvas, ${boxCount} boxes: ${name}, p95 frame`,
      value,
      limit,
      unit: 'ms',
    })
    return [row('drag', drag, 25), row('pan', pan, 34), row('zoom', zoom, 34)]
  } finally {
    await close()
  }
}

/** A ring of 120 small pointer steps around the middle. */
async function wander(page: BrowserPage): Promise<void> {
  for (let i = 1; i <= frames; i++) {
    const angle = (i / frames) * 4 * Math.PI
    await page.mouse.move(middle.x + 120 * Math.sin(angle), middle.y + 90 * (1 - Math.cos(angle)))
  }
}

/** The 95th percentile of the frame times while something is done. Fails when the canvas did not follow. */
async function timed(
  page: BrowserPage,
  what: 'drag' | 'pan' | 'zoom',
  work: () => Promise<void>,
): Promise<number> {
  const before = await page.evaluate(() => {
    const times: number[] = []
    const note = (now: number) => {
      times.push(now)
      if (times.length < 10_000) requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
    Object.assign(window, { times })
    window.page.calls.length = 0
    return document.querySelectorAll('canvas').length
  })
  if (before === 0) throw new Error('There is no canvas to measure.')
  await work()
  const { times, calls } = await page.evaluate(() => ({
    times: (window as unknown as { times: number[] }).times.splice(0),
    calls: window.page.calls.map(([name]) => name),
  }))
  const told = calls.filter((name) => name === (what === 'drag' ? 'preview' : 'zoom')).length
  if (what !== 'pan' && told < frames / 2)
    throw new Error(`The ${what} was not followed: ${told} of ${frames} steps.`)
  const deltas = times.slice(1).map((t, i) => t - (times[i] ?? t))
  deltas.sort((a, b) => a - b)
  return deltas[Math.floor(deltas.length * 0.95)] ?? Number.NaN
}

/** Boxes all over the image, as models and people make them; the first one in the middle, to be dragged. */
function manyBoxes(): readonly CanvasBox[] {
  let seed = 11
  const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  return Array.from({ length: boxCount }, (_, i): CanvasBox => {
    const width = Math.round(20 + next() * 160)
    const height = Math.round(20 + next() * 120)
    const left = i === 0 ? 740 : Math.round(next() * (1600 - width))
    const top = i === 0 ? 440 : Math.round(next() * (1000 - height))
    const region = { left, top, right: left + Math.max(width, 90), bottom: top + Math.max(height, 90) }
    return {
      id: `b${i}`,
      region: { ...region, right: Math.min(region.right, 1600), bottom: Math.min(region.bottom, 1000) },
      number: i + 1,
      hue: i % 8,
      author: i % 5 === 0 ? 'person' : 'model',
    }
  })
}
