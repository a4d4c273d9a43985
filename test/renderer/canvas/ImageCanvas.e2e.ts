/** The image canvas in a real Chromium, with real pointer, wheel and keys. */
import type { Page as BrowserPage } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CanvasBox } from '../../../renderer/canvas/props'
import { openCanvas, type CanvasBrowser } from '../../bench/canvas-browser'
import type { Settings } from '../../bench/canvas-page/main'
import { box } from '../../../app/geometry/box'

const one: CanvasBox = {
  id: 'one',
  region: box(400, 300, 800, 600),
  number: 1,
  hue: 0,
  author: 'model',
}

let opened: CanvasBrowser
let page: BrowserPage

beforeAll(async () => {
  opened = await openCanvas({ width: 1000, height: 700 })
  page = opened.page
  await page.evaluate(() => {
    const note = (text: string) => (document.body.dataset['heard'] += text)
    window.addEventListener('keydown', (e) => note(e.code))
    window.addEventListener('wheel', (e) => e.defaultPrevented || note('wheel'))
  })
})
afterAll(() => opened.close())
beforeEach(async () => {
  await page.mouse.move(5, 5)
  const fresh: Partial<Settings> = { boxes: [one], tool: 'select', hidden: false, editable: true }
  await page.evaluate((settings) => {
    window.page.set({ ...settings, selected: undefined, hovered: undefined })
    window.page.handle()?.fit()
    window.page.calls.length = 0
  }, fresh)
})

/** Where an image point is on the screen: the fitted image is in the middle. */
async function onScreen(x: number, y: number): Promise<[number, number]> {
  const zoom = await page.evaluate(() => window.page.zoom())
  return [500 + (x - 800) * zoom, 350 + (y - 500) * zoom]
}

async function told(name: string): Promise<unknown[][]> {
  return page.evaluate((n) => window.page.calls.filter(([call]) => call === n), name)
}

async function drag(from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...(await onScreen(...from)))
  await page.mouse.down()
  await page.mouse.move(...(await onScreen(...to)), { steps: 8 })
}

/** The colour of a screen pixel, as shown. */
async function pixel(x: number, y: number): Promise<readonly number[]> {
  const shot = await page.screenshot({ clip: { x: Math.round(x), y: Math.round(y), width: 1, height: 1 } })
  return page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${bytes}`)).blob())
    const brush = new OffscreenCanvas(1, 1).getContext('2d')
    brush?.drawImage(bitmap, 0, 0)
    return [...(brush?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])]
  }, shot.toString('base64'))
}

/** Forgets what anything but the canvas got to hear of keys and wheels. */
async function hear(): Promise<void> {
  await page.evaluate(() => (document.body.dataset['heard'] = ''))
}

async function heard(): Promise<string | undefined> {
  return page.evaluate(() => document.body.dataset['heard'])
}

describe('the canvas in a browser', () => {
  it('is one focusable thing with a name', async () => {
    const canvas = page.getByRole('application', { name: 'Image, 1600 by 1000 pixels, 1 region' })
    await canvas.focus()
    expect(await canvas.evaluate((e) => e === document.activeElement)).toBe(true)
  })

  it('tells where the selected box is shown, also while it is dragged', async () => {
    const canvas = page.getByRole('application')
    await expect.poll(() => canvas.getAttribute('data-selected-box')).toBeNull()
    await page.mouse.click(...(await onScreen(600, 450)))
    const corners = [...(await onScreen(400, 300)), ...(await onScreen(800, 600))]
    await expect.poll(() => canvas.getAttribute('data-selected-box')).toBe(corners.map(Math.round).join(','))
    await drag([600, 450], [700, 450])
    const [left = 0] = ((await canvas.getAttribute('data-selected-box')) ?? '').split(',').map(Number)
    await page.mouse.up()
    expect(Math.abs(left - (await onScreen(500, 0))[0])).toBeLessThanOrEqual(2)
  })

  it('moves a box with one change and many previews', async () => {
    await drag([600, 450], [700, 500])
    expect((await told('preview')).length).toBeGreaterThan(2)
    expect(await told('change')).toEqual([])
    await page.mouse.up()
    const [change, ...more] = await told('change')
    expect(more).toEqual([])
    const region = change?.[2] as CanvasBox['region']
    expect(region.right - region.left).toBe(400)
    expect(Math.abs(region.left - 500)).toBeLessThanOrEqual(2)
    expect(await told('select')).toEqual([['select', 'one']])
  })

  it('puts the box back when Esc is pressed in a drag, and keeps that Esc to itself', async () => {
    await hear()
    await drag([600, 450], [700, 500])
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect(await told('change')).toEqual([])
    expect((await told('preview')).at(-1)).toEqual(['preview', 'one', undefined])
    expect(await heard()).toBe('')
    await page.keyboard.press('Escape')
    expect(await heard()).toBe('Escape')
  })

  it('resizes by a handle, and shows what the pointer would do', async () => {
    await page.mouse.click(...(await onScreen(600, 450)))
    const corner = await onScreen(800, 600)
    await page.mouse.move(...corner)
    expect(await page.getByRole('application').evaluate((e) => e.style.cursor)).toBe('nwse-resize')
    await drag([800, 600], [1000, 700])
    await page.mouse.up()
    const region = (await told('change'))[0]?.[2] as CanvasBox['region']
    expect([region.left, region.top]).toEqual([400, 300])
    expect(Math.abs(region.right - 1000)).toBeLessThanOrEqual(2)
    expect(Math.abs(region.bottom - 700)).toBeLessThanOrEqual(2)
  })

  it('draws a new box on top of another with the draw tool', async () => {
    await page.evaluate(() => window.page.set({ tool: 'draw' }))
    await drag([500, 400], [600, 500])
    await page.mouse.up()
    expect(await told('change')).toEqual([])
    const region = (await told('draw'))[0]?.[1] as CanvasBox['region']
    expect(Object.values(region).every(Number.isInteger)).toBe(true)
    expect(Math.abs(region.left - 500)).toBeLessThanOrEqual(2)
  })

  it('zooms to the cursor with the wheel, and pans with the middle button and with Space', async () => {
    const box = await onScreen(400, 300)
    await page.mouse.move(...box)
    await hear()
    await page.mouse.wheel(0, -400)
    await expect.poll(() => page.evaluate(() => window.page.zoom())).toBeGreaterThan(1)
    expect(await heard()).toBe('')
    // The corner of the box is still under the cursor: its line is just outside, its inside is not.
    const hit = async (x: number, y: number) => {
      await page.evaluate(() => (window.page.calls.length = 0))
      await page.mouse.move(5, 5)
      await page.mouse.move(x, y)
      return (await told('hover')).some(([, id]) => id === 'one')
    }
    expect(await hit(box[0] + 3, box[1] + 3)).toBe(true)
    expect(await hit(box[0] - 8, box[1] - 8)).toBe(false)

    await page.mouse.move(...box)
    await page.mouse.down({ button: 'middle' })
    await page.mouse.move(box[0] + 50, box[1] + 40, { steps: 4 })
    await page.mouse.up({ button: 'middle' })
    expect(await hit(box[0] + 53, box[1] + 43)).toBe(true)
    expect(await hit(box[0] + 42, box[1] + 32)).toBe(false)

    await hear()
    await page.getByRole('application').focus()
    await page.keyboard.down('Space')
    await page.mouse.move(box[0] + 100, box[1] + 100)
    await page.mouse.down()
    await page.mouse.move(box[0] + 50, box[1] + 60, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Space')
    expect(await told('change')).toEqual([])
    expect(await hit(box[0] + 3, box[1] + 3)).toBe(true)
    expect(await heard()).toBe('')
  })

  it('hands on a Space that was only tapped', async () => {
    await hear()
    await page.getByRole('application').focus()
    await page.keyboard.press('Space')
    expect(await heard()).toBe('Space')
  })

  it('shows boxes in the hue of the style sheet, in each theme, and hides them all when asked', async () => {
    await page.evaluate(() => document.documentElement.style.setProperty('--look-0', 'rgb(255, 0, 0)'))
    const [x, y] = await onScreen(400, 450)
    const edge = () => pixel(Math.round(x) - 1, y)
    await expect.poll(edge).toEqual([255, 0, 0])
    await page.evaluate(() => document.documentElement.style.setProperty('--look-0', 'oklch(0.7 0.15 150)'))
    const isGreen = ([red = 255, green = 0]: readonly number[]) => green > red
    await expect.poll(async () => isGreen(await edge())).toBe(true)
    const green = await edge()
    await page.evaluate(() => window.page.set({ hidden: true }))
    await expect.poll(edge).not.toEqual(green)
    await page.evaluate(() => document.documentElement.style.removeProperty('--look-0'))
  })

  it('keeps lines and handles at their size at every zoom', async () => {
    await page.evaluate(
      (region) => {
        document.documentElement.style.setProperty('--look-0', 'rgb(255, 0, 0)')
        window.page.handle()?.frame(region)
      },
      box<'image'>(396, 448, 404, 452),
    )
    // The left side of the box is in the middle: 2 px of line, then none.
    const lineWidth = async () => {
      const row = []
      for (let dx = -6; dx <= 2; dx++) row.push((await pixel(500 + dx, 350)).join() === '255,0,0')
      return row.filter(Boolean).length
    }
    await expect.poll(lineWidth).toBe(2)
    await page.evaluate(() => document.documentElement.style.removeProperty('--look-0'))
  })

  it('shows the pixels of the original when larger than life', async () => {
    const size = { width: 40, height: 30 }
    const url = await page.evaluate(async (s) => {
      const canvas = new OffscreenCanvas(s.width, s.height)
      const brush = canvas.getContext('2d')
      if (brush === null) return ''
      for (let x = 0; x < s.width; x++) {
        brush.fillStyle = x % 2 === 0 ? '#000' : '#fff'
        brush.fillRect(x, 0, 1, s.height)
      }
      return URL.createObjectURL(await canvas.convertToBlob())
    }, size)
    const before = await page.evaluate(() => window.page.settings().image)
    await page.evaluate((image) => window.page.set({ image, boxes: [] }), { url, size })
    await page.waitForSelector('[data-canvas=ready]')
    await page.evaluate(() => window.page.handle()?.zoomTo(10))
    const greys = async () => {
      const seen = new Set<string>()
      for (let x = 400; x < 440; x += 3) seen.add((await pixel(x, 350)).join())
      return [...seen].sort()
    }
    await expect.poll(greys).toEqual(['0,0,0', '255,255,255'])
    await page.evaluate((image) => window.page.set({ image }), before)
    await page.waitForSelector('[data-canvas=ready]')
  })

  it('says so when an image cannot be shown', async () => {
    const before = await page.evaluate(() => window.page.settings().image)
    await page.evaluate((image) => window.page.set({ image }), {
      ...before,
      url: 'data:image/png;base64,AAAA',
    })
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('could not be shown')
    await page.evaluate((image) => window.page.set({ image }), before)
    await page.waitForSelector('[data-canvas=ready]')
  })
})
