/** How long the machine takes over a correction: one box moved, one word changed, accepted, the next trace there. Keys only. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { openApp } from '../e2e-harness/app'
import type { Row } from './row'

/** Traces corrected. */
const count = 20
/** What the issue allows for one, in seconds. */
const limit = 6

/** The slowest of twenty corrections in a row, scripted as fast as keys can be pressed. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-review-bench-'))
  const app = await openApp({ args: ['--open', await traces(folder)], width: 1400, height: 900 })
  try {
    const { page } = app
    await page.getByTestId('canvas').waitFor()
    await page.keyboard.press('q')
    await page.getByLabel('Who is reviewing?').fill('Ada')
    await page.keyboard.press('Enter')
    const times: number[] = []
    for (let i = 1; i <= count; i++) times.push(await corrected(page, i))
    // Every one was decided; the index hears of the last a moment after the window.
    await page
      .locator('section.review')
      .getByText(`${count} of ${count + 1}`, { exact: true })
      .waitFor()
    const sorted = times.toSorted((a, b) => a - b)
    const median = sorted[count / 2] ?? Infinity
    const value = sorted.at(-1) ?? Infinity
    const ratio = `${(limit / value).toFixed(1)} times faster than the ${limit} s allowed`
    const detail = `median ${median.toFixed(2)} s of ${count}; the slowest ${ratio}`
    return [{ name: 'A box moved, a word changed, accepted', value, limit, unit: 's', detail }]
  } finally {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds from the first key to the next trace being there. */
async function corrected(page: Page, row: number): Promise<number> {
  const begun = performance.now()
  for (const key of ['Home', 'ArrowRight', 'Enter', 'Shift+ArrowRight', 'Escape', 'Home', 'e'])
    await page.keyboard.press(key)
  await page.getByLabel('Text of this step').pressSequentially(' really')
  await page.keyboard.press('Control+Enter')
  await page.locator(`[role=grid] [aria-selected=true][aria-rowindex="${row + 1}"]`).waitFor()
  await page.locator('section.review[aria-busy=false]').waitFor()
  return (performance.now() - begun) / 1000
}

/** A log of VLM-R³ with one picture, one more row than is corrected. */
async function traces(folder: string): Promise<string> {
  await sharp({ create: { width: 1008, height: 756, channels: 3, background: '#4a7' } })
    .png()
    .toFile(join(folder, 'picture.png'))
  const rows = Array.from({ length: count + 1 }, (_, i) => ({
    id: i + 1,
    image: 'picture.png',
    question: `What does sign ${i + 1} say?`,
    full_response: `<think> I look for the sign.\n\n{"bbox_2d": [${100 + i}, 100, 300, 250]}\n<answer>a</answer>\n`,
    ground_truth: 'a',
    judge_reward: 1,
  }))
  const path = join(folder, 'log.jsonl')
  writeFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(''))
  return path
}
