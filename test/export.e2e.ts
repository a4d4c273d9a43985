/** The export dialog in a real Chromium: counts while it is filled in, writes, and hands the data over. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'

const folder = mkdtempSync(join(tmpdir(), 'relook-export-e2e-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A VLM-R³ log of four rows over two pictures; the last one has no answer. */
async function log(): Promise<string> {
  const rows = await Promise.all(
    [0, 1, 2, 3].map(async (i) => {
      const image = `picture-${i % 2}.png`
      const background = { r: 40 + i * 50, g: 120, b: 200 }
      if (i < 2)
        await sharp({ create: { width: 448, height: 336, channels: 3, background } })
          .png()
          .toFile(join(folder, image))
      const answer = i === 3 ? '' : '<answer>a</answer>\n'
      return {
        id: i + 1,
        image,
        question: 'Is it open or closed? (a) Open (b) Closed',
        full_response: `<think> I look.\n\n{"bbox_2d": [20, 30, 200, 220]}\n${answer}`,
        ground_truth: 'a',
        judge_reward: 1,
      }
    }),
  )
  const path = join(folder, 'log.jsonl')
  writeFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(''))
  return path
}

async function shot(app: OpenApp, name: string): Promise<void> {
  const to = process.env['RELOOK_SHOTS']
  if (to !== undefined) await app.page.screenshot({ path: join(to, `${name}.png`) })
}

test('a file of traces is exported as counted, and downloaded as a zip', async () => {
  const app = await openApp({ args: ['--open', await log()], theme: 'light' })
  const { page } = app
  await page.getByRole('main').waitFor()
  await page.getByText('Is it open or closed?').first().waitFor()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export training data' })
  await dialog.waitFor()
  const gives = dialog.getByRole('region', { name: 'Preview' })
  await gives.getByText('3 records').waitFor()
  // One trace has no answer: it is said why it is not in it.
  await gives.getByText('It has no answer.').waitFor()
  await shot(app, 'export-light')
  await dialog.getByLabel('Format', { exact: true }).selectOption('ms-swift')
  await dialog.getByLabel('Dialect', { exact: true }).selectOption('qwen3-vl')
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  const job = dialog.getByRole('list', { name: 'Exports' }).getByRole('listitem')
  const link = job.getByRole('link', { name: 'Download log' })
  await link.waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const zip = join(folder, download.suggestedFilename())
  await download.saveAs(zip)
  const listed = execFileSync(
    'python3',
    ['-c', 'import sys,zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))', zip],
    {
      encoding: 'utf8',
    },
  )
  expect(
    listed
      .trim()
      .split('\n')
      .map((n) => n.replace(/[0-9a-f]{64}/, 'ID')),
  ).toEqual(expect.arrayContaining(['log/README.md', 'log/relook-export.json', 'log/train.jsonl']))
  await shot(app, 'export-done')
  await job.getByRole('button', { name: 'Remove log' }).click()
  await job.waitFor({ state: 'detached' })
  // What was only for download goes with it.
  await expect.poll(() => readdirSync(join(app.data, 'exports'))).toEqual([])
  await app.stop()
})

test('nothing to write is said, and cannot be started; tags go round', async () => {
  const app = await openApp({ args: ['--open', await log()], theme: 'dark' })
  const { page } = app
  await page.getByText('Is it open or closed?').first().waitFor()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export training data' })
  await dialog.getByLabel('Reviews', { exact: true }).selectOption('accepted')
  const gives = dialog.getByRole('region', { name: 'Preview' })
  await gives.getByText('Nobody has decided on it.').waitFor()
  await expect.poll(() => dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true)
  await dialog.getByRole('button', { name: 'More' }).click()
  await dialog.getByRole('button', { name: 'wrong place: any' }).click()
  await dialog.getByRole('button', { name: 'wrong place: include' }).click()
  await dialog.getByRole('button', { name: 'wrong place: exclude' }).waitFor()
  await shot(app, 'export-dark')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await app.stop()
})

/** Rows with a region of their own each. */
async function manyRows(count: number): Promise<string> {
  await log()
  const edge = (i: number) => `${i % 200}, 20, ${(i % 200) + 60}, ${80 + Math.floor(i / 200)}`
  const rows = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    image: `picture-${i % 2}.png`,
    question: 'Is it open or closed? (a) Open (b) Closed',
    full_response: `<think> I look.\n\n{"bbox_2d": [${edge(i)}]}\n<answer>a</answer>\n`,
    ground_truth: 'a',
    judge_reward: 1,
  }))
  const path = join(folder, 'many.jsonl')
  writeFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(''))
  return path
}

test('a long export is cancelled in the window and leaves nothing', async () => {
  // Long enough that a machine that stalls between two clicks does not finish it.
  const app = await openApp({ args: ['--open', await manyRows(4000)] })
  const { page } = app
  await page.getByText('4,000 traces').first().waitFor()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export training data' })
  await dialog.getByLabel('Format', { exact: true }).selectOption('ms-swift')
  const start = dialog.getByRole('button', { name: 'Export', exact: true })
  await expect.poll(() => start.isEnabled()).toBe(true)
  await start.click()
  await dialog.getByRole('progressbar', { name: /Progress of/ }).waitFor()
  await dialog.getByRole('button', { name: /^Cancel many/ }).click()
  await dialog.getByRole('list', { name: 'Exports' }).waitFor({ state: 'detached' })
  await expect.poll(() => readdirSync(join(app.data, 'exports'))).toEqual([])
  await app.stop()
})

test('a conversion that is killed leaves no data set, and gives the same one when it is run again', async () => {
  const file = await manyRows(100)
  const relook = fileURLToPath(new URL('../scripts/relook.mjs', import.meta.url))
  const words = (out: string) => [relook, 'convert', file, '--to', 'ms-swift', '--out', join(folder, out)]
  execFileSync(process.execPath, words('whole'))
  const crops = join(folder, 'cut.relook-part', 'crops')
  const child = spawn(process.execPath, words('cut'), { stdio: 'ignore', detached: true })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  await expect.poll(() => existsSync(crops), { timeout: 60_000, interval: 5 }).toBe(true)
  // The whole group: the command runs in a process of its own.
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  await exited
  expect(existsSync(join(folder, 'cut'))).toBe(false)
  execFileSync(process.execPath, words('cut'))
  const data = (out: string) => readFileSync(join(folder, out, 'train.jsonl'), 'utf8')
  expect(data('cut')).toBe(data('whole'))
  expect(readdirSync(join(folder, 'cut')).sort()).toEqual(readdirSync(join(folder, 'whole')).sort())
}, 120_000)
