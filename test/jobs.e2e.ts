/** A GRPO job by the window: its rewards are chosen, and what is downloaded scores with them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { openApp } from './e2e-harness/app'

const folder = mkdtempSync(join(tmpdir(), 'relook-jobs-e2e-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One row of a VLM-R³ log. */
async function log(): Promise<string> {
  const background = { r: 90, g: 120, b: 200 }
  await sharp({ create: { width: 448, height: 336, channels: 3, background } })
    .png()
    .toFile(join(folder, 'picture.png'))
  const row = {
    id: 1,
    image: 'picture.png',
    question: 'Is it open or closed? (a) Open (b) Closed',
    full_response: '<think> I look.\n\n{"bbox_2d": [20, 30, 200, 220]}\n<answer>a</answer>\n',
    ground_truth: 'a',
  }
  writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(row)}\n`)
  return join(folder, 'log.jsonl')
}

test('a GRPO job is downloaded with the rewards that were chosen', async () => {
  const app = await openApp({
    args: ['--open', await log()],
    theme: process.env['RELOOK_THEME'] === 'dark' ? 'dark' : 'light',
  })
  const { page } = app
  await page.getByText('Is it open or closed?').first().waitFor()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export training data' })
  await dialog.getByText('1 record').first().waitFor()
  await expect.poll(() => dialog.getByLabel('Rewards', { exact: true }).count()).toBe(0)
  await dialog.getByLabel('Format', { exact: true }).selectOption('grpo-ms-swift')
  await dialog
    .getByText('accuracy 1, format 1, region 0.5 per box, length 0.001 per character up to 0.25')
    .waitFor()
  await dialog.getByLabel('Rewards', { exact: true }).selectOption('released')
  await dialog.getByText('accuracy 1, format 0.5, region 0.5').waitFor()
  const shots = process.env['RELOOK_SHOTS']
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'job.png') })
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  const link = dialog.getByRole('link', { name: 'Download log' })
  await link.waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const zip = join(folder, 'job.zip')
  await download.saveAs(zip)
  // The reward of a good reply, by the file as it came.
  const program = [
    'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
    'sys.path.insert(0, sys.argv[2] + "/log"); import json, rewards',
    'row = json.loads(open(sys.argv[2] + "/log/train.jsonl").readline())',
    'reply = "<think>I look there. {\\"bbox_2d\\": [20, 30, 200, 220]} It is open.</think><answer>a</answer>"',
    'print(json.dumps(rewards.score(rewards.reply_of(reply, row["asked"]))))',
  ].join('\n')
  const printed = execFileSync('python3', ['-B', '-c', program, zip, folder], { encoding: 'utf8' })
  expect(JSON.parse(printed)).toEqual({
    accuracy: 1,
    format: 0.5,
    region: 0.5,
    length: 0.1,
    iou: 0,
    total: 2.1,
  })
  await app.stop()
})
