/** A file whose unit is in doubt, in the window: the bar says who decided and why, ghosts show one box in every way, a pick can be undone. */
import sharp from 'sharp'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

let app: OpenApp
const opened: OpenApp[] = []
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relook-reading-'))
  const plate = { create: { width: 880, height: 810, channels: 3 as const, background: '#c0392b' } }
  const red = await sharp(plate).png().toBuffer()
  await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#d8dde3' } })
    .composite([{ input: red, left: 1600, top: 750 }])
    .png({ compressionLevel: 1 })
    .toFile(join(folder, 'desk.png'))
})
afterAll(async () => {
  for (const one of opened) await one.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Wherever it really lies, the plate is at 1600, 750 → 2480, 1560. */
const row = (id: string, box: readonly number[]) =>
  JSON.stringify({
    id,
    images: ['desk.png'],
    messages: [
      { role: 'user', content: '<image>Find the plate.' },
      { role: 'assistant', content: `[{"bbox_2d": [${box.join(', ')}], "label": "plate"}]` },
    ],
  })

async function openFile(name: string, rows: readonly string[]): Promise<Page> {
  writeFileSync(join(folder, name), rows.join('\n'))
  app = await openApp({ width: 1440, height: 900, theme: shotTheme, args: ['--open', join(folder, name)] })
  opened.push(app)
  const { page } = app
  await page.getByTestId('canvas').waitFor()
  await page.getByTestId('region-row').first().waitFor()
  return page
}

const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 20_000 })
const regions = (page: Page) =>
  page.getByTestId('region-row').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-region')))
const why = (page: Page) => page.getByTestId('reading-why')
const ghosts = (page: Page) => page.getByTestId('ghosts')

describe('a box that may be read in several ways', () => {
  test('is told in the bar, drawn in every way, picked by key for the file, and put back', async () => {
    const page = await openFile('doubt.jsonl', [
      row('1', [400, 250, 620, 520]),
      row('2', [410, 255, 610, 510]),
    ])
    const before = await regions(page)
    await soon(() => why(page).innerText()).toMatch(
      /As Qwen grounding has it[\s\S]*None above 1000 in 2 boxes/,
    )
    await shoot(page, 'reading-bar')
    await page.getByRole('button', { name: /^Why, and what else/ }).click()
    await page.getByRole('button', { name: /^Thousandths, x first/ }).waitFor()
    await shoot(page, 'reading-why')
    await page.keyboard.press('Escape')

    await page.getByTestId('canvas').focus()
    await page.keyboard.press('u')
    const ways = ghosts(page).getByRole('radio')
    await soon(() => ways.count()).toBeGreaterThan(2)
    await shoot(page, 'ghosts')
    const names = await ways.allInnerTexts()
    const thousandths = names.findIndex((words) => words.includes('thousandths'))
    await page.keyboard.press(String(thousandths + 1))
    await soon(() => regions(page)).toEqual(['1600,750,2480,1560'])
    await soon(() => why(page).innerText()).toMatch(
      /As you chose[\s\S]*All boxes of the file are read as thousandths/,
    )
    await shoot(page, 'reading-chosen')

    await page.getByTestId('canvas').focus()
    await page.keyboard.press('Control+z')
    await soon(() => regions(page)).toEqual(before)
    await soon(() => why(page).innerText()).toMatch(/As Qwen grounding has it/)
  })

  test('can be read otherwise for this trace alone, which undo takes back', async () => {
    const { page } = app
    const before = await regions(page)
    await page.getByTestId('canvas').focus()
    await page.keyboard.press('u')
    await ghosts(page).getByRole('button', { name: 'This trace' }).click()
    const ways = ghosts(page).getByRole('radio')
    await soon(() => ways.count()).toBeGreaterThan(2)
    const names = await ways.allInnerTexts()
    await page.keyboard.press(String(names.findIndex((words) => words.includes('thousandths')) + 1))
    await soon(() => regions(page)).toEqual(['1600,750,2480,1560'])
    await soon(() => why(page).innerText()).toContain('This trace as you chose')
    await page.keyboard.press('Control+z')
    await soon(() => regions(page)).toEqual(before)
  })

  test('is left as it is with Escape; a click on a ghost takes it', async () => {
    const { page } = app
    const before = await regions(page)
    await page.getByTestId('canvas').focus()
    await page.keyboard.press('u')
    await ghosts(page).waitFor()
    await page.keyboard.press('Escape')
    await soon(() => ghosts(page).count()).toBe(0)
    expect(await regions(page)).toEqual(before)
  })
})

describe('a picture that lies on its side as its model saw it', () => {
  test('is shown lying, with the box where the model pointed, and says so', async () => {
    const red = await sharp({ create: { width: 100, height: 80, channels: 3, background: '#c0392b' } })
      .png()
      .toBuffer()
    await sharp({ create: { width: 640, height: 480, channels: 3, background: '#d8dde3' } })
      .composite([{ input: red, left: 500, top: 20 }])
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(join(folder, 'side.jpg'))
    const log = {
      id: 0,
      image: 'side.jpg',
      question: 'What colour?',
      full_response:
        '<think> There. {"bbox_2d": [503, 19, 603, 99]}\n It is red. </think>\n<answer>red</answer>',
      ground_truth: 'red',
    }
    const page = await openFile('lying.jsonl', [JSON.stringify(log)])
    expect(await regions(page)).toEqual(['499,19,600,100'])
    await soon(() => page.getByTestId('picture-reading').innerText()).toContain('Lies as it is stored')
    await shoot(page, 'picture-reading')
  })
})

describe('a transparent picture as VLM-R³ saw it', () => {
  test('lies over white as a whole, and shows in the crop what is under the transparency', async () => {
    const red = {
      create: {
        width: 640,
        height: 480,
        channels: 4 as const,
        background: { r: 192, g: 57, b: 43, alpha: 0 },
      },
    }
    await sharp(red).png().toFile(join(folder, 'glass.png'))
    const log = {
      id: 0,
      image: 'glass.png',
      question: 'What colour?',
      full_response:
        '<think> There. {"bbox_2d": [103, 19, 303, 199]}\n It is red. </think>\n<answer>red</answer>',
      ground_truth: 'red',
    }
    const page = await openFile('glass.jsonl', [JSON.stringify(log)])
    await soon(() => page.getByTestId('picture-reading').innerText()).toContain('laid over white')
    await soon(() => page.getByTestId('crop-reading').innerText()).toContain('under the transparency')
    await shoot(page, 'crop-reading-note')
    await page.getByTestId('region-row').first().click()
    const crop = page.locator('img[src*="alpha=dropped"]').first()
    await crop.waitFor()
    expect(await firstPixel(crop)).toEqual([192, 57, 43])
    expect(await firstPixel(page.locator('.question-seen img'))).toEqual([255, 255, 255])
    await shoot(page, 'crop-reading')
  })
})

describe('what is decided otherwise than upstream', () => {
  test('is said beside the step it concerns', async () => {
    const call =
      '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1600, 750, 2480, 1560]}}</tool_call>'
    const trace = {
      id: 'zoomed',
      images: ['desk.png'],
      messages: [
        { role: 'user', content: '<image>Find the plate.' },
        { role: 'assistant', content: `<think>I zoom in.</think>${call}` },
      ],
    }
    const page = await openFile('zoomed.jsonl', [JSON.stringify(trace)])
    await page.getByTestId('region-row').first().click()
    await soon(() => page.getByTestId('decided').allInnerTexts()).toEqual([
      'In a run a turn ends behind its first call; DeepEyes’ own loop answers up to three calls of one turn.',
    ])
    await shoot(page, 'decided')
  })
})

/** Of a picture in the page, as the browser got it. */
async function firstPixel(picture: Locator): Promise<readonly number[]> {
  return picture.evaluate(async (element) => {
    const image = element as HTMLImageElement
    await image.decode()
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3)
  })
}

describe('a picture of one’s own that is read in several ways', () => {
  test('is read as another code reads it, by choice', async () => {
    const file = fileURLToPath(new URL('fixtures/images/exif-6.jpg', import.meta.url))
    app = await openApp({ width: 1280, height: 800, theme: shotTheme, args: ['--open', file] })
    opened.push(app)
    const { page } = app
    const said = () => page.getByTestId('picture-reading').innerText()
    await soon(said).toContain('Turned upright')
    await page.getByTestId('image-reader').selectOption('qwen-vl-utils')
    await soon(said).toContain('Lies as it is stored, as qwen-vl-utils reads it')
    await shoot(page, 'image-reader')
  })
})
