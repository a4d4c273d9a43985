/**
 * What the window says beside an image whose file is odd (CMYK, 16 bits, several frames, transparency, a palette), and beside the crop
 * that a tool makes of such a file.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
import { openRecord } from './e2e-harness/window'

let app: OpenApp
beforeAll(async () => void (app = await openApp({ width: 1440, height: 900, theme: shotTheme })))
afterAll(() => app.stop())

const [width, height] = [640, 480]

/** A disc on a ground. */
const disc = (ground: string) =>
  sharp(
    Buffer.from(
      `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="${ground}"/><circle cx="320" cy="240" r="120" fill="#c0392b"/></svg>`,
    ),
  )

/** A look of Qwen3-VL at the disc. */
const trace = (image: string) => ({
  images: [image],
  messages: [
    { role: 'user', content: '<image>What colour is the disc?' },
    {
      role: 'assistant',
      content:
        '<think>I zoom in.</think>\n<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [280, 200, 720, 800], "label": "disc", "img_idx": 0}}\n</tool_call>',
    },
    { role: 'tool', content: '<tool_response>\n</tool_response>' },
    { role: 'assistant', content: '<answer>red</answer>' },
  ],
})

async function opened(name: string, picture: Buffer): Promise<Page> {
  const { page } = app
  await openRecord(page, { name: `${name}.jsonl`, record: trace(name) }, { [name]: picture })
  await page.getByTestId('region-row').first().waitFor()
  return page
}

/** Opens what is told of the crop. */
async function facts(page: Page): Promise<void> {
  await page.getByText('What the model saw', { exact: true }).click()
  await page.getByText('Pillow 13’s order of passes').scrollIntoViewIfNeeded()
}

const said = (page: Page, id: string) =>
  page
    .getByTestId(id)
    .allInnerTexts()
    .then((t) => t.join(' '))

test('of CMYK: whose colours are shown, and that its tool fails', async () => {
  const page = await opened('cmyk.jpg', await disc('#d8dde3').toColourspace('cmyk').jpeg().toBuffer())
  await expect.poll(() => said(page, 'picture-reading')).toContain('CMYK')
  expect(await said(page, 'decided')).toContain('cannot save crops of a CMYK file')
  await shoot(page, 'note-cmyk')
})

test('of 16 bits: that nearly all is white, and that crops are read first', async () => {
  const deep = await disc('#d8dde3').flatten().toColourspace('grey16').png().toBuffer()
  const page = await opened('deep.png', deep)
  await expect.poll(() => said(page, 'picture-reading')).toContain('16-bit grey: nearly all of it is white')
  await page.getByTestId('region-row').first().click()
  await facts(page)
  await expect.poll(() => said(page, 'decided')).toContain('grey of 16 bits')
  await shoot(page, 'note-16-bit')
})

test('of several frames, with transparency in them: all of it', async () => {
  const frames = await Promise.all(
    ['#d8dde3', 'none'].map((ground) => disc(ground).ensureAlpha().raw().toBuffer()),
  )
  const raw = { width, height: height * 2, channels: 4 as const, pageHeight: height }
  const page = await opened('frames.gif', await sharp(Buffer.concat(frames), { raw }).gif().toBuffer())
  await expect.poll(() => said(page, 'picture-reading')).toContain('The first of several frames')
  await shoot(page, 'note-frames')
})

test('of transparency: that its tool cuts with it', async () => {
  const page = await opened('glass.png', await disc('none').png().toBuffer())
  await expect.poll(() => said(page, 'picture-reading')).toContain('laid over white')
  await page.getByTestId('region-row').first().click()
  await page.locator('img[src*="alpha=kept"]').first().waitFor()
  await facts(page)
  await page.getByText('colours weighted by it').waitFor()
  await shoot(page, 'note-glass')
})

test('of a palette: nothing, but that its crop was resized by the nearest pixel', async () => {
  const page = await opened('chart.png', await disc('#d8dde3').png({ palette: true, colours: 16 }).toBuffer())
  await page.getByTestId('region-row').first().click()
  await facts(page)
  await page
    .getByText(/nearest/)
    .first()
    .waitFor()
  await expect.poll(() => page.getByTestId('picture-reading').count()).toBe(0)
  await expect.poll(() => page.getByTestId('decided').count()).toBe(0)
  await shoot(page, 'note-palette')
})
