/** A crop of a crop, in the window: drawn where it lies in the whole image, to the pixel, and its step says what its numbers count in. */
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
import { openRecord, regionsOf } from './e2e-harness/window'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ width: 1440, height: 900, theme: shotTheme })
})
afterAll(() => app.stop())

const zoom = (numbers: readonly number[], picture: number) => ({
  role: 'assistant',
  content: `<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [${numbers.join(', ')}], "label": "plate", "img_idx": ${picture}}}\n</tool_call>`,
})

test('lies on the image where the plate in it is, and is drawn around that', async () => {
  const { page } = app
  // The plate fills the lower right quarter of the first crop: 500, 400 → 800, 600 of the image.
  const plate = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer()
  const image = await sharp({ create: { width: 1000, height: 800, channels: 3, background: '#ffffff' } })
    .composite([{ input: plate, left: 500, top: 400 }])
    .png()
    .toBuffer()
  const record = {
    images: ['a.png'],
    messages: [
      { role: 'user', content: '<image>What is there?' },
      zoom([200, 250, 800, 750], 0),
      { role: 'tool', content: '<tool_response>\n</tool_response>' },
      zoom([500, 500, 1000, 1000], 1),
      { role: 'tool', content: '<tool_response>\n</tool_response>' },
      { role: 'assistant', content: '<answer>A plate</answer>' },
    ],
  }
  await openRecord(page, { name: 'nested.jsonl', record }, { 'a.png': image })
  await page.locator('[data-canvas=ready]').waitFor()
  await expect.poll(() => regionsOf(page)).toEqual(['200,200,800,600', '500,400,800,600'])
  await page.getByTestId('region-row').nth(1).click()
  const card = page.locator('.card.look').nth(1)
  await expect.poll(() => card.innerText()).toMatch(/Its numbers count in the crop of look 1, 640 × 448 px/)

  // Every pixel of its crop is of the plate; a resize mixes a little of what is beside it into the outermost.
  const crop = card.getByTestId('crop')
  const address = await crop.evaluate((img) => (img as HTMLImageElement).src)
  const { data, info } = await sharp(Buffer.from(await (await page.request.get(address)).body()))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const greens = data.filter((_, i) => i % info.channels === 1)
  expect(greens.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(40)

  // The box on the screen is the plate as it is painted there.
  await shoot(page, 'nested-crop')
  const canvas = page.getByTestId('canvas')
  const shown = (await canvas.getAttribute('data-selected-box'))?.split(',').map(Number) ?? []
  await page.keyboard.press('Escape')
  await page.keyboard.down('`')
  // A frame later they are gone.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const pixels = await sharp(await canvas.screenshot())
    .raw()
    .toBuffer({ resolveWithObject: true })
  await page.keyboard.up('`')
  const red: number[][] = []
  for (let y = 0; y < pixels.info.height; y++)
    for (let x = 0; x < pixels.info.width; x++) {
      const at = (y * pixels.info.width + x) * pixels.info.channels
      const [r = 0, g = 0, b = 0] = pixels.data.subarray(at, at + 3)
      if (r > 200 && g < 60 && b < 60) red.push([x, y])
    }
  const edge = (axis: 0 | 1, of: (...numbers: number[]) => number) =>
    red.map((p) => p[axis] ?? 0).reduce((a, b) => of(a, b))
  const painted = [edge(0, Math.min), edge(1, Math.min), edge(0, Math.max) + 1, edge(1, Math.max) + 1]
  painted.forEach((side, i) => expect(Math.abs(side - (shown[i] ?? NaN))).toBeLessThanOrEqual(1.5))
})
