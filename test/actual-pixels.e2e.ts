/** 100 % is the original pixel for pixel, in an image far larger than what is shown of it at first. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import sharp from 'sharp'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot } from './e2e-harness/shoot'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ width: 1300, height: 900 })
})
afterAll(() => app.stop())

/** Columns of one pixel, black and white by turns: any copy that is smaller makes them grey. */
async function columns(width: number, height: number): Promise<Buffer> {
  const row = Buffer.from(Array.from({ length: width }, (_, x) => (x % 2 === 0 ? 0 : 255)))
  const raw = Buffer.concat(Array.from({ length: height }, () => row))
  return sharp(raw, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer()
}

/** How many pixels of a row across the middle of the canvas are neither black nor white. */
async function greyShare(): Promise<number> {
  const { page } = app
  const frame = await page.getByTestId('canvas').boundingBox()
  if (frame === null) throw new Error('no canvas')
  const clip = { x: frame.x + frame.width / 2 - 100, y: frame.y + frame.height / 2, width: 200, height: 1 }
  const { data } = await sharp(await page.screenshot({ clip }))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return [...data].filter((value) => value > 8 && value < 247).length / data.length
}

test('columns of one pixel are black and white at 100 %, after a pan, too', async () => {
  const { page } = app
  await page
    .getByTestId('file-input')
    .setInputFiles({ name: 'columns.png', mimeType: 'image/png', buffer: await columns(9000, 600) })
  await page.getByTestId('canvas').and(page.locator('[data-canvas=ready]')).waitFor()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('Control+0')
  await expect.poll(greyShare, { timeout: 20_000 }).toBe(0)
  await shoot(page, 'actual-pixels')
  const canvas = await page.getByTestId('canvas').boundingBox()
  await page.mouse.move((canvas?.x ?? 0) + 500, (canvas?.y ?? 0) + 300)
  await page.keyboard.down('Shift')
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 200)
  await page.keyboard.up('Shift')
  await expect.poll(greyShare, { timeout: 20_000 }).toBe(0)
})

test('two fingers zoom the image, and move no box', async () => {
  const { page } = app
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('f')
  const zoom = async () =>
    Number.parseFloat(
      await page
        .getByRole('button', { name: 'Actual pixels' })
        .or(page.locator('.zoom-value'))
        .first()
        .innerText(),
    )
  const before = await zoom()
  const frame = await page.getByTestId('canvas').boundingBox()
  const [x, y] = [(frame?.x ?? 0) + 300, (frame?.y ?? 0) + 300]
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 })
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd'
          ? []
          : [
              { x: x - apart, y, id: 1 },
              { x: x + apart, y, id: 2 },
            ],
    })
  await touch('touchStart', 40)
  for (let apart = 50; apart <= 120; apart += 10) await touch('touchMove', apart)
  await touch('touchEnd', 0)
  await expect.poll(zoom).toBeGreaterThan(before * 2.5)
  expect(await zoom()).toBeLessThan(before * 3.5)
})
