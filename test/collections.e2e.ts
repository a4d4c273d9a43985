/** Traces made elsewhere, in the window: files are opened, listed, narrowed, read otherwise; real ones of the field, too. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { committedField } from './builders/field'
import { drawnImage, logRowAt, writtenLog, wrongInLog, type LogFile } from './builders/log'
import { describeNeeding, fieldFiles, fieldFolder } from './builders/needs'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ width: 1400, height: 900 })
})
afterAll(() => app.stop())

/** Opens files of traces sent by the browser's own dialog. */
async function withFiles(
  ...files: readonly (string | LogFile | { name: string; text: string })[]
): Promise<Page> {
  const { page } = app
  await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await page.getByTestId('sample-card').first().waitFor()
  const given = files.map((f) => {
    if (typeof f === 'string')
      return { name: f.split('/').at(-1) ?? f, mimeType: '', buffer: readFileSync(f) }
    return { name: f.name, mimeType: '', buffer: 'bytes' in f ? f.bytes : Buffer.from(f.text) }
  })
  await page.getByLabel('Choose files of traces').setInputFiles(given)
  await current(page).waitFor()
  // A file known from before opens where one was.
  await list(page).press('Home')
  await soon(() => current(page).getAttribute('aria-rowindex')).toBe('1')
  await page.getByRole('region', { name: 'Reasoning' }).waitFor()
  return page
}

/** Waits as long as a busy machine needs. */
const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 20_000 })

const list = (page: Page) => page.getByRole('grid', { name: 'Traces' })
const current = (page: Page) => list(page).locator('[aria-selected=true]')
const regions = (page: Page) =>
  page.getByTestId('region-row').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-region')))

describe('a log of VLM-R³', () => {
  let log: readonly LogFile[]
  beforeAll(async () => {
    log = await writtenLog()
  })

  test('opens with its first trace, its boxes where the text says, and gold beside the answer', async () => {
    const page = await withFiles(...log)
    await page.getByTestId('canvas').waitFor()
    await page.getByRole('heading', { name: 'traces.jsonl', exact: true }).waitFor()
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('150')
    // [0, 0, 252, 224] on a picture of 224 pixels: cut off at the edge, and said so.
    await soon(() => regions(page)).toEqual(['0,0,224,224'])
    await page.getByText('was outside the image').first().waitFor()
    const origin = page.getByLabel('What the file says')
    await expect.poll(() => origin.innerText()).toMatch(/Gold answer\s+a\s+✓ right/)
    await expect.poll(() => page.getByRole('button', { name: /^Dialect VLM-R³/ }).count()).toBe(1)
  })

  test('is listed in another order, with images of the rows in view only, and both stay', async () => {
    const page = await withFiles(...log)
    const thumbs = new Set<string>()
    page.on('request', (request) => {
      if (request.url().includes('/thumbs/')) thumbs.add(request.url())
    })
    const images = () => list(page).locator('img.trace-thumb').count()
    await soon(images).toBeGreaterThan(2)
    const choose = async (name: string) => {
      await page.getByTestId('list-looks').focus()
      await page.keyboard.press('Enter')
      await page
        .locator('[role=menuitemradio], [role=menuitemcheckbox]')
        .filter({ hasText: name })
        .press('Enter')
      await page.getByRole('menu').waitFor({ state: 'detached' })
    }
    await choose('Wrong first')
    const first = list(page).getByRole('row').first()
    await soon(() => first.locator('[data-verdict=wrong]').count()).toBeGreaterThan(0)
    // What is open is where it is now, and going on goes down the list.
    await soon(() => current(page).count()).toBeLessThanOrEqual(1)
    await list(page).press('Home')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('1')
    await page.keyboard.press('d')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('2')
    await soon(() => current(page).locator('[data-verdict=wrong]').count()).toBeGreaterThan(0)
    // 150 rows, of which a window holds some 20.
    expect(thumbs.size).toBeLessThan(80)
    await choose('Images in the list')
    await soon(images).toBe(0)
    await page.reload()
    await current(page).waitFor()
    await soon(() => first.locator('[data-verdict=wrong]').count()).toBeGreaterThan(0)
    expect(await images()).toBe(0)
    await choose('As in the file')
    await choose('Images in the list')
    await soon(images).toBeGreaterThan(2)
  })

  test('is gone through by keys, and what is open stays marked', async () => {
    const page = await withFiles(...log)
    await page.getByTestId('canvas').waitFor()
    await page.keyboard.press('d')
    await page.keyboard.press('d')
    await soon(() => regions(page)).toEqual(['0,48,157,157'])
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('3')
    await page.keyboard.press('a')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('2')
    await list(page).focus()
    await page.keyboard.press('End')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('150')
    await page.keyboard.press('Home')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('1')
  })

  test('is searched and filtered while the open trace stays', async () => {
    const page = await withFiles(...log)
    await page.getByTestId('canvas').waitFor()
    await page.keyboard.press('Control+f')
    await page.keyboard.type('flame')
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('2')
    await expect.poll(() => page.getByRole('heading', { level: 2, name: /butterfly/ }).count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { level: 2, name: /flame/ }).waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('150')
    await page.getByRole('button', { name: 'Filter the traces' }).click()
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('wrong')
    await page.keyboard.press('Escape')
    await soon(async () => Number(await list(page).getAttribute('aria-rowcount'))).toBe(wrongInLog)
    await page.getByRole('button', { name: 'Remove filter “wrong”' }).click()
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('150')
  })

  test('is read in another space, this trace alone, and back by undo', async () => {
    const page = await withFiles(...log)
    await page.getByTestId('canvas').waitFor()
    await list(page).press('ArrowDown')
    await list(page).press('ArrowDown')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('3')
    await soon(() => regions(page)).toEqual(['0,48,157,157'])
    await page.getByRole('button', { name: /^Coordinates/ }).click()
    await page.getByRole('radio', { name: /0…1000/ }).click()
    await soon(() => regions(page)).not.toEqual(['0,48,157,157'])
    await page.getByRole('button', { name: 'Coordinates 0…1000' }).waitFor()
    await page.keyboard.press('Control+z')
    await soon(() => regions(page)).toEqual(['0,48,157,157'])
  })

  test('opens again where one was, from the start page', async () => {
    const page = await withFiles(...log)
    await page.getByTestId('canvas').waitFor()
    await page.keyboard.press('d')
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('2')
    await page.getByRole('button', { name: 'Close the file' }).click()
    await page.getByRole('list', { name: 'Files of traces' }).getByRole('button').first().click()
    await soon(() => current(page).getAttribute('aria-rowindex')).toBe('2')
  })
})

describe('pictures that are missing', () => {
  test('leave a trace readable, and are found in a folder that is chosen', async () => {
    const row = { ...logRowAt(1), image: 'lost/1.png' }
    const page = await withFiles({ name: 'lost.jsonl', text: `${JSON.stringify(row)}\n` })
    await page.getByRole('heading', { name: 'The image is not here' }).waitFor()
    // It is read all the same: the words, and the numbers nothing more is known of.
    await page.getByRole('heading', { level: 2, name: /butterfly/ }).waitFor()
    await page.getByRole('button', { name: /look 1 .*\[0, 0, 252, 224\]/ }).waitFor()
    const folder = mkdtempSync(join(tmpdir(), 'relook-pictures-'))
    writeFileSync(join(folder, '1.png'), await drawnImage(1))
    await page.getByLabel('Folder of images').setInputFiles(folder)
    await page.getByText('Found 1 image').waitFor()
    await page.getByTestId('canvas').waitFor()
    await soon(() => regions(page)).toEqual(['0,0,224,224'])
    rmSync(folder, { recursive: true })
  })
})

/** Files, the pictures to send along, how many traces, and the regions of the first (image pixels). */
type Case = readonly [file: string, pictures: readonly string[], count: number, looks: number]
const committed: readonly Case[] = [
  ['qwen3-vl/raw_steps.json', ['qwen3-vl/hopinn.jpg'], 1, 4],
  ['llama-factory/mllm_demo.json', [], 6, 0],
  ['qwen-finetune/single_images.json', [], 3, 0],
]
const field: readonly Case[] = [
  ['viscot_sroie/benchmark_sroie.json', ['viscot_sroie/cot/sroie/X00016469670.jpg'], 12, 1],
  ['viscot_sroie/benchmark_det_sroie.jsonl', ['viscot_sroie/cot/sroie/X00016469670.jpg'], 12, 1],
  ['vlm_r3_vstar/traces.jsonl', [], 111, 1],
  ['mulberry/comcts_readme_traces.json', [], 14, 0],
  ['openthinkimg/data_example.json', [], 1, 0],
  ['openthinkimg/qwenvl_charxiv_10turns.jsonl', [], 30, 0],
]

async function opensWhole(folder: string, [file, pictures, count, looks]: Case): Promise<void> {
  const page = await withFiles(...[file, ...pictures].map((name) => join(folder, name)))
  await soon(() => list(page).getAttribute('aria-rowcount')).toBe(String(count))
  await soon(() => page.getByTestId('region-row').count()).toBe(looks)
  await expect.poll(() => page.getByRole('button', { name: /invalid row/ }).count()).toBe(0)
}

describe('files nobody here has written', () => {
  test.each(committed)('%s opens whole', (...one) => opensWhole(committedField, one))
})

describeNeeding(fieldFiles, 'more files nobody here has written', () => {
  test.each(field)('%s opens whole', (...one) => opensWhole(fieldFolder, one))

  test('the date on the receipt is where gold says', async () => {
    const names = ['benchmark_sroie.json', 'cot/sroie/X00016469670.jpg']
    const page = await withFiles(...names.map((name) => join(fieldFolder, 'viscot_sroie', name)))
    await soon(() => regions(page)).toEqual([expect.stringMatching(/^12[01].*,34[78].*,32[56].*,36[23]/)])
    await page.getByRole('list', { name: 'Gold boxes' }).getByText('121, 348 → 326, 363').waitFor()
  })
})

describe('a picture on another machine', () => {
  test('is not fetched before a person says so', async () => {
    const text = JSON.stringify({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'https://pictures.invalid/one.png' } },
            { type: 'text', text: 'What is it?' },
          ],
        },
        { role: 'assistant', content: 'A lamp.' },
      ],
    })
    const page = await withFiles({ name: 'remote.jsonl', text: `${text}\n` })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByRole('button', { name: 'Load this image from pictures.invalid' }).waitFor()
    await page.getByText('A lamp.').first().waitFor()
    expect(asked.filter((url) => url.includes('pictures.invalid'))).toEqual([])
  })
})

describe('a file with bad rows', () => {
  const good = (id: number) =>
    JSON.stringify({
      id,
      question: `What is ${id}?`,
      full_response: `<think> Look.\n\n{"bbox_2d": [0, 0, 20, 20]}\n<answer>${id}</answer>`,
      ground_truth: String(id),
      image: 'none.jpg',
      judge_reward: 1,
    })

  test('shows the good ones, and each bad one with its line and what is wrong', async () => {
    const text = [good(1), '{"id": 2, "question"', good(3), ''].join('\n')
    const page = await withFiles({ name: 'odd.jsonl', text })
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('2')
    await page.getByRole('button', { name: /1 invalid row/ }).click()
    const dialog = page.getByRole('dialog')
    const row = dialog.getByRole('row').nth(1)
    await row.getByRole('cell').nth(2).waitFor()
    const cells = await row.getByRole('cell').allInnerTexts()
    expect([cells[0], (cells[2] ?? '').length > 5]).toEqual(['2', true])
    await dialog.getByRole('tab', { name: /Missing images/ }).click()
    await dialog.getByText('none.jpg').waitFor()
  })
})
