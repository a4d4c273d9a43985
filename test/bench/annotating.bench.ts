/**
 * A scripted hour of an annotator: 200 traces by keys alone, every third of them with its look moved, every seventh with its answer taken from
 * gold, the rest accepted. What it measures is what Relook itself tells of it, active seconds per corrected look, and what the machine
 * needs for a trace. A person's reading is no part of it: a real hour is longer by that.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { openApp } from '../e2e-harness/app'
import type { Row } from './row'

const traces = 200
/** What a correction may take besides reading, in active seconds. */
const limit = 3

/** Median active seconds per corrected look as the window's own table has it, and the worst step to the next trace. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-annotating-bench-'))
  const app = await openApp({ args: ['--open', await log(folder)], width: 1400, height: 900 })
  try {
    const { page } = app
    await page.getByTestId('canvas').waitFor()
    await page.keyboard.press('q')
    await page.getByLabel('Who is reviewing?').fill('Ada')
    await page.keyboard.press('Enter')
    await page.locator('.dock').waitFor()
    const times: number[] = []
    for (let i = 1; i <= traces; i++) times.push(await reviewed(page, i))
    const counted = page
      .locator('section.review')
      .getByRole('button', { name: `${traces} of ${traces + 1}`, exact: true })
    await counted.click()
    const total = page.locator('.progress-table tr[data-total=true] td')
    const [, , decided, , perTrace, looks, perLook] = await total.allInnerTexts()
    if (decided !== String(traces)) throw new Error(`${decided ?? 'none'} of ${traces} traces were counted.`)
    const load = (loadavg()[0] ?? 0).toFixed(1)
    const detail = `${looks ?? '?'} looks of ${traces} traces; ${perTrace ?? '?'} s a trace; load average ${load}`
    const worst = Math.max(...times)
    return [
      { name: 'Active seconds per corrected look, median', value: Number(perLook), limit, unit: 's', detail },
      {
        name: 'Slowest trace of 200, keys to next',
        value: worst,
        limit: 6,
        unit: 's',
        detail: `load average ${load}`,
      },
    ]
  } finally {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds from the first key to the next trace being there. */
async function reviewed(page: Page, row: number): Promise<number> {
  const begun = performance.now()
  const keys =
    row % 3 === 0
      ? ['Home', 'ArrowRight', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Escape', 'a']
      : row % 7 === 0
        ? ['j', 'a']
        : ['a']
  for (const key of keys) await page.keyboard.press(key)
  await page.locator(`[role=grid] [aria-selected=true][aria-rowindex="${row + 1}"]`).waitFor()
  await page.locator('section.review[aria-busy=false]').waitFor()
  return (performance.now() - begun) / 1000
}

/** A log of VLM-R³ over one image, one more row than is reviewed. */
async function log(folder: string): Promise<string> {
  await sharp({ create: { width: 1008, height: 756, channels: 3, background: '#4a7' } })
    .png()
    .toFile(join(folder, 'picture.png'))
  const rows = Array.from({ length: traces + 1 }, (_, i) => ({
    id: i + 1,
    image: 'picture.png',
    question: `What does sign ${i + 1} say?`,
    full_response: `<think> I look for the sign.\n\n{"bbox_2d": [${100 + i}, 100, ${400 + i}, 250]}\n<answer>${(i + 1) % 7 === 0 ? 'b' : 'a'}</answer>\n`,
    ground_truth: 'a',
    judge_reward: (i + 1) % 7 === 0 ? 0 : 1,
  }))
  const path = join(folder, 'log.jsonl')
  writeFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(''))
  return path
}
