/**
 * An everyday half hour, scripted: a person runs, reviews, evaluates and compares, by keys and clicks, with pauses to read; then goes through
 * a trace of 1,000 boxes. Told is what INP counts (the 75th percentile) and the worst. The app as it ships in a real Chromium.
 * `RELOOK_EVERYDAY_MINUTES=30 npm run bench everyday -- --minutes 45`; two minutes unless told, which is a try and no half hour.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { benchmark } from '../builders/benchmark'
import { writtenLog } from '../builders/log'
import { openApp } from '../e2e-harness/app'
import { interactionsOf, percentile, watchInteractions } from './event-timing'
import type { Row } from './row'

const minutes = Number(process.env['RELOOK_EVERYDAY_MINUTES'] ?? 2)
const boxes = 1000
/** The same half hour every time. */
let state = 42
const random = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31

interface Everyday {
  readonly page: Page
  readonly until: number
  /** Interactions that were made: those too quick to be told of count as well. */
  made: number
}

/** Works until the time is up, then with many boxes. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-everyday-'))
  const data = join(folder, 'data')
  mkdirSync(join(data, 'datasets'), { recursive: true })
  await benchmark(join(data, 'datasets', 'small'), 4)
  writeFileSync(join(folder, 'many.jsonl'), `${JSON.stringify(manyBoxes())}\n`)
  const app = await openApp({ width: 1400, height: 900, data })
  try {
    const { page } = app
    await page.getByTestId('sample-card').first().waitFor()
    await watchInteractions(page)
    const day: Everyday = { page, until: Date.now() + minutes * 60_000, made: 0 }
    const acts = [runAndCompare, reviewSome, readEvaluation, look]
    for (let i = 0; Date.now() < day.until || i < acts.length; i++) await acts[i % acts.length]?.(day)
    const usual = await told(day, `an everyday ${minutes} minutes`)
    await watchInteractions(page)
    const crowded: Everyday = { page, until: 0, made: 0 }
    await withManyBoxes(crowded, join(folder, 'many.jsonl'))
    return [...usual, ...(await told(crowded, `a trace of ${boxes} boxes`))]
  } finally {
    await app.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function told({ page, made }: Everyday, name: string): Promise<Row[]> {
  const all = await interactionsOf(page)
  const worst = all.reduce((most, one) => (one.ms > most.ms ? one : most), { name: 'none', ms: 0 })
  const quick = Math.max(0, made - all.length)
  return [
    {
      name: `${name}: interaction to next paint, 75th percentile`,
      value: percentile(all, 0.75, quick),
      limit: 100,
      unit: 'ms',
      detail: `${made} interactions, ${all.length} of 16 ms and more`,
    },
    { name: `${name}: the worst`, value: worst.ms, limit: 200, unit: 'ms', detail: worst.name },
  ]
}

/** A key, and a person's pause: most are short. */
async function press(day: Everyday, key: string): Promise<void> {
  await day.page.keyboard.press(key)
  day.made++
  await rest(day)
}

async function click(day: Everyday, target: ReturnType<Page['locator']>): Promise<void> {
  await target.click()
  day.made++
  await rest(day)
}

function rest({ page }: Everyday): Promise<void> {
  return page.waitForTimeout(80 + random() ** 3 * 1500)
}

async function home(day: Everyday): Promise<void> {
  await click(day, day.page.getByRole('button', { name: 'Relook: samples and projects' }))
  await day.page.getByTestId('sample-card').first().waitFor()
}

/** A question to the built-in model, a step through it, a box moved, run again, both compared. */
async function runAndCompare(day: Everyday): Promise<void> {
  const { page } = day
  await home(day)
  await click(day, page.getByTestId('sample-card').first())
  const run = page.locator('[data-testid=run]:enabled')
  await run.waitFor({ timeout: 60_000 })
  if ((await page.getByTestId('branch-row').count()) === 0) await click(day, run)
  await page.locator('[data-testid=step-row][data-type=answer]').first().waitFor({ timeout: 60_000 })
  await page.getByTestId('canvas').focus()
  await press(day, 'Home')
  for (let i = 0; i < 5; i++) await press(day, 'ArrowRight')
  const region = page.getByTestId('region-row').first()
  if (await region.isVisible()) {
    await region.dblclick()
    day.made += 2
    for (let i = 0; i < 6; i++) await press(day, 'ArrowLeft')
    await press(day, 'Escape')
    await press(day, 'Control+z')
  }
  await press(day, 'c')
  await press(day, 'Escape')
  for (const keys of ['Space', 'Space', 'z', 'h', 'h', 'Control+k', 'Escape', '?', 'Escape'])
    await press(day, keys)
}

/** Traces of a file: read, corrected, decided on. */
async function reviewSome(day: Everyday): Promise<void> {
  const { page } = day
  await home(day)
  const files = (await writtenLog()).map(({ name, bytes }) => ({
    name,
    mimeType: '',
    buffer: Buffer.from(bytes),
  }))
  await page.getByLabel('Choose files of traces').setInputFiles(files)
  const list = page.getByRole('grid', { name: 'Traces' })
  await list.locator('[aria-selected=true]').waitFor()
  // Where one was may be a trace whose image is not here.
  await list.press('Home')
  await page.getByTestId('canvas').waitFor()
  await page.getByTestId('canvas').focus()
  await press(day, 'q')
  const name = page.getByLabel('Who is reviewing')
  if (await name.isVisible()) {
    await name.fill('Ada')
    await press(day, 'Enter')
  }
  await page.getByRole('button', { name: 'Accept' }).first().waitFor()
  for (let i = 0; i < 6; i++) {
    await press(day, 'ArrowRight')
    await press(day, random() < 0.7 ? 'a' : 'Space')
  }
  await press(day, 'Control+z')
  await press(day, 'q')
  await page.getByLabel('Search the traces').fill('')
  for (const letter of 'flame') await press(day, letter === 'f' ? '/' : letter)
  await press(day, 'Escape')
  await press(day, 'Escape')
}

/** Results of a benchmark, row after row. */
async function readEvaluation(day: Everyday): Promise<void> {
  const { page } = day
  await press(day, 'Control+Shift+E')
  await page.getByText('4 questions').first().waitFor()
  const results = page.getByRole('grid', { name: 'Results' })
  if (!(await results.isVisible())) {
    await click(day, page.getByRole('button', { name: /^Run .* samples?/ }).first())
    await results.getByRole('row').nth(3).waitFor({ timeout: 120_000 })
  }
  for (let i = 1; i < 4; i++) await click(day, results.getByRole('row').nth(i))
  await press(day, 'Escape')
}

/** The gallery, the settings, the theme. */
async function look(day: Everyday): Promise<void> {
  await home(day)
  for (const keys of [
    'Control+,',
    'Escape',
    'Control+e',
    'Escape',
    'Control+Shift+p',
    'Escape',
    'Control+b',
    'Control+b',
  ])
    await press(day, keys)
}

/** Steps, the pointer's clicks and the boxes' own keys over a crowd. */
async function withManyBoxes(day: Everyday, file: string): Promise<void> {
  const { page } = day
  await home(day)
  await page.getByLabel('Choose files of traces').setInputFiles([file])
  await page.getByTestId('step-row').first().waitFor({ timeout: 120_000 })
  await page
    .getByRole('application')
    .first()
    .focus()
    .catch(() => undefined)
  await press(day, 'Home')
  for (let i = 0; i < 30; i++) await press(day, 'ArrowRight')
  const rows = page.getByTestId('step-row').locator('button')
  for (let i = 0; i < 10; i++) await click(day, rows.nth(i).first())
  for (const keys of ['h', 'h', 'End', 'Home']) await press(day, keys)
}

function manyBoxes() {
  const regions = Array.from({ length: boxes }, (_, i) => {
    const [x, y] = [(i * 37) % 1900, (i * 53) % 930]
    return `Look ${i}: {"bbox_2d": [${x}, ${y}, ${x + 60}, ${y + 40}]}`
  })
  const full_response = `<think>${regions.join(' ')}</think><answer>red</answer>`
  return {
    id: 1,
    image: 'a.png',
    image_width: 2000,
    image_height: 1000,
    question: 'q',
    full_response,
    ground_truth: 'red',
  }
}
