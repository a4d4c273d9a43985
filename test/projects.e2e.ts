/** The list of projects holds what a person made; worked-on traces of files are apart; it is searched, renamed and emptied by keys. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawnImage, logRowAt } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot } from './e2e-harness/shoot'
import { quickScript } from './fixtures/scripts'

const folder = mkdtempSync(join(tmpdir(), 'relook-projects-'))
let app: OpenApp

beforeAll(async () => {
  mkdirSync(join(folder, 'images'))
  writeFileSync(
    join(folder, 'traces.jsonl'),
    [1, 2, 3, 4].map((id) => `${JSON.stringify(logRowAt(id))}\n`).join(''),
  )
  for (const id of [1, 2, 3, 4]) writeFileSync(join(folder, 'images', `${id}.png`), await drawnImage(id))
  app = await openApp({
    script: quickScript(),
    args: ['--open', join(folder, 'traces.jsonl')],
    width: 1300,
    height: 900,
  })
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

const rows = () => app.page.getByTestId('project-row')
const titles = () => app.page.getByTestId('projects').locator('.project-title').allInnerTexts()
const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 20_000 })
async function home(): Promise<void> {
  await app.page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await app.page.getByTestId('sample-card').first().waitFor()
}

test('reviews of a file do not stand among what was made here', async () => {
  const { page } = app
  await page.getByTestId('canvas').waitFor()
  await page.keyboard.press('q')
  await page.getByLabel('Who is reviewing?').fill('Ada')
  await page.keyboard.press('Enter')
  for (let n = 0; n < 3; n++) {
    await page.locator('.review[aria-busy=false]').waitFor()
    await page.keyboard.press('a')
  }
  await page.locator('.review[aria-busy=false]').waitFor()
  await home()
  for (let n = 0; n < 8; n++) {
    await page
      .getByTestId('sample-card')
      .nth(n % 7)
      .click()
    await page.getByTestId('canvas').waitFor()
    await home()
  }
  // The first sample was opened twice and never asked: it is one project.
  await soon(() => rows().count()).toBe(7)
  expect((await titles()).join()).not.toContain('traces.jsonl')
  await page.getByLabel('Which projects').selectOption('trace')
  await soon(() => rows().count()).toBe(3)
  await page.getByRole('button', { name: /traces\.jsonl 3/ }).waitFor()
  await shoot(page, 'projects-of-files')
  await page.getByLabel('Which projects').selectOption('own')
})

test('one is found by its words, and named anew where it stands', async () => {
  const { page } = app
  await rows().first().hover()
  await rows()
    .first()
    .getByRole('button', { name: /^Rename/ })
    .click()
  const field = page.getByTestId('projects').getByLabel('Title of the project')
  await field.fill('never mind')
  await field.press('Escape')
  expect((await titles()).join()).not.toContain('never mind')
  await rows().first().locator('.row-main').press('F2')
  await field.fill('My street')
  await field.press('Enter')
  await soon(async () => (await titles())[0]).toBe('My street')
  await page.getByLabel('Search the projects').fill('street my')
  await soon(titles).toEqual(['My street'])
  await page.getByLabel('Search the projects').fill('no such project')
  await page.getByText('No project matches.').waitFor()
  await page.getByLabel('Search the projects').press('Escape')
  await soon(() => rows().count()).toBe(7)
})

test('several go to the trash at once, and come back at once', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Select…' }).click()
  await page.getByRole('checkbox').nth(0).check()
  await rows().nth(2).locator('.row-main').click()
  await shoot(page, 'projects-selected')
  await page.getByRole('button', { name: 'Move 2 to trash' }).click()
  await soon(() => rows().count()).toBe(5)
  await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click()
  await soon(() => rows().count()).toBe(7)
  await rows().first().locator('.row-main').press('Delete')
  await soon(() => rows().count()).toBe(6)
})
