/** Reviewing with single keys: deciding, correcting, undoing across traces, starting again. With a scripted model. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { relookVersion } from '../app/formats/relook'
import { replay } from '../app/trace/replay'
import type { Project } from '../app/trace/project'
import { blankReview } from '../app/trace/review'
import { readLine } from '../main/store/change-schema'
import { writtenLog } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'
import { quickScript } from './fixtures/scripts'

let app: OpenApp
const data = mkdtempSync(join(tmpdir(), 'relook-review-'))

beforeAll(async () => {
  app = await openApp({ script: quickScript(), data, width: 1400, height: 900 })
  for (const n of [0, 1]) {
    await app.page.getByTestId('sample-card').nth(n).click()
    await app.page.getByTestId('run').click()
    await rows('answer').waitFor()
    if (n === 0) await app.page.getByRole('button', { name: /samples and projects/ }).click()
  }
})
afterAll(async () => {
  await app.stop()
  rmSync(data, { recursive: true, force: true, maxRetries: 3 })
})

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
const review = () => app.page.getByRole('region', { name: 'Review' })
const title = () => app.page.locator('.header-title').innerText()
const key = (name: string) => app.page.keyboard.press(name)
const pressed = (name: RegExp) => review().getByRole('button', { name, pressed: true }).count()
const leftEdge = async () =>
  Number((await rows('look').first().locator('button').first().getAttribute('data-region'))?.split(',')[0])
/** Away from any field, with the first look selected. */
const atFirstLook = () => rows('look').first().locator('button').first().click()

describe('review mode', () => {
  test('asks once who reviews; until then keys decide nothing', async () => {
    await atFirstLook()
    await key('q')
    await review().getByLabel('Who is reviewing?').waitFor()
    await review().getByLabel('Who is reviewing?').fill('Ada')
    await key('Enter')
    await review().getByRole('button', { name: 'Accept' }).waitFor()
    await expect.poll(() => review().getByRole('button', { name: 'Ada' }).count()).toBe(1)
  })

  test('shows its keys, and ? lists them from the one table', async () => {
    const legend = review().getByRole('list', { name: 'Keys of review mode' })
    // In a low window the reasoning has its room.
    await expect.poll(() => legend.count()).toBe(0)
    await review().getByRole('button', { name: 'Show keys' }).click()
    await expect.poll(() => legend.innerText()).toMatch(/Redraw/)
    await key('?')
    await expect
      .poll(() => app.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).innerText())
      .toMatch(/Review mode[\s\S]*Accept/i)
    await key('Escape')
    await review().getByRole('button', { name: 'Hide keys' }).click()
    await expect.poll(() => legend.count()).toBe(0)
  })

  test('has no composer: nothing is asked in it', async () => {
    await expect.poll(() => app.page.getByTestId('question').count()).toBe(0)
  })

  test('single keys do nothing while one types', async () => {
    await key('o')
    const note = review().getByLabel('Note')
    await note.pressSequentially('a x s f 1 n')
    await expect.poll(() => note.inputValue()).toBe('a x s f 1 n')
    expect(await pressed(/wrong place|Accept|Reject|Flag/)).toBe(0)
    await note.fill('')
    await note.press('Escape')
    await expect.poll(() => app.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
  })

  // How long the machine takes over it is measured by `npm run bench review`.
  test('one box moved, one word changed, accepted, and the next is there', async () => {
    const before = await title()
    await atFirstLook()
    await key('Enter')
    await key('Shift+ArrowRight')
    await key('Escape')
    await rows('thought').first().locator('button').first().click()
    await key('e')
    const editor = review().getByLabel('Text of this step')
    await editor.press('Control+ArrowRight')
    await editor.pressSequentially(' really')
    await key('Control+Enter')
    await expect.poll(title).not.toBe(before)
    // Nothing of the next one is changed.
    await expect.poll(() => rows('look').first().getAttribute('data-author')).toBe('model')
  })

  test('undo goes back over the decision, the words and the box, one by one', async () => {
    const second = await title()
    await rows('look').first().waitFor()
    await key('Control+z')
    await expect.poll(title).not.toBe(second)
    await expect.poll(() => pressed(/Accept/)).toBe(0)
    await expect.poll(() => rows('thought').first().getAttribute('data-author')).toBe('person')
    const moved = await leftEdge()
    await key('Control+z')
    await expect.poll(() => rows('thought').first().getAttribute('data-author')).toBe('model')
    expect(await leftEdge()).toBe(moved)
    await key('Control+z')
    await expect.poll(leftEdge).toBe(moved - 10)
    for (let i = 0; i < 3; i++) await key('Control+Shift+Z')
    await expect.poll(() => pressed(/Accept/)).toBe(1)
    await expect.poll(leftEdge).toBe(moved)
  })

  test('splits, merges, removes, moves and inserts steps, and undoes them', async () => {
    const count = await rows('thought').count()
    await rows('thought').first().locator('button').first().click()
    await key('e')
    const editor = review().getByLabel('Text of this step')
    await editor.press('Home')
    for (let i = 0; i < 6; i++) await editor.press('ArrowRight')
    await editor.press('Control+/')
    await expect.poll(() => rows('thought').count()).toBe(count + 1)
    await rows('thought').first().locator('button').first().click()
    await key('m')
    await expect.poll(() => rows('thought').count()).toBe(count)
    await key('Delete')
    await expect.poll(() => rows('thought').first().getAttribute('data-removed')).toBe('true')
    await key('Delete')
    await expect.poll(() => rows('thought').first().getAttribute('data-removed')).toBe('false')
    await key('Alt+ArrowDown')
    await expect.poll(() => app.page.getByTestId('step-row').first().getAttribute('data-type')).toBe('look')
    await key('t')
    await review().getByLabel('Text of this step').fill('A thought of mine.')
    await key('Control+s')
    await expect
      .poll(() => rows('thought').allInnerTexts())
      .toContainEqual(expect.stringContaining('of mine'))
    for (let i = 0; i < 6; i++) await key('Control+z')
    await expect.poll(() => rows('thought').count()).toBe(count)
    await expect
      .poll(() => app.page.getByTestId('step-row').first().getAttribute('data-type'))
      .toBe('thought')
  })

  test('draws where the answer really stands, and shows the overlap with it', async () => {
    await key('g')
    await drag()
    await expect.poll(() => review().locator('.gold-chip').count()).toBe(1)
    await atFirstLook()
    await expect
      .poll(() =>
        review()
          .getByText(/IoU with gold/)
          .count(),
      )
      .toBeGreaterThan(0)
  })

  test('tags by digits, and shows original and correction side by side', async () => {
    await key('2')
    await expect.poll(() => pressed(/misread crop/)).toBe(1)
    await review()
      .getByRole('tab', { name: /Changes/ })
      .click()
    await expect
      .poll(() => review().locator('.change ins').allInnerTexts())
      .toContainEqual(expect.stringMatching(/really/))
    await expect.poll(() => review().locator('.change .pair-iou').innerText()).toMatch(/IoU 0\.\d\d/)
    await review()
      .getByRole('tab', { name: /Reasoning/ })
      .click()
  })

  test('tests whether a look was used: every trial is a branch, and the answer is said', async () => {
    await review()
      .getByRole('tab', { name: /Checks/ })
      .click()
    await review().getByRole('button', { name: 'Test this look' }).click()
    await review()
      .getByText(/The look was not used/)
      .waitFor({ timeout: 30_000 })
    for (const words of ['as it was', 'blanked', 'shifted', 'swapped', 'enlarged'])
      await app.page.getByTestId('branch-row').filter({ hasText: words }).first().waitFor()
    await review()
      .getByRole('tab', { name: /Reasoning/ })
      .click()
  })

  test('merges another annotator’s file, shows where the two differ, and settles it', async () => {
    const project = newestJournal()
    const branch = project.branches[0]?.id ?? ''
    const { history: _history, ...tree } = project
    const opinion = { ...blankReview('Bo', Date.now()), verdict: 'rejected', tags: ['format'], note: 'No.' }
    const theirs = { ...tree, id: 'of-bo', reviews: { [`${branch}/Bo`]: opinion } }
    await reviewTab(/Others/)
    await review()
      .getByLabel('File of another annotator')
      .setInputFiles({
        name: 'bo.jsonl',
        mimeType: '',
        buffer: Buffer.from(`${JSON.stringify({ relook: relookVersion, project: theirs })}\n`),
      })
    await review()
      .getByText(/Merged into 1 trace/)
      .waitFor()
    const card = review().getByLabel('Review of Bo')
    await card.getByText(/You disagree on: verdict, failure tags/).waitFor()
    await expect
      .poll(() => review().getByRole('table', { name: 'Agreement on verdicts' }).innerText())
      .toMatch(/Ada, Bo/)
    await card.getByRole('button', { name: 'Keep mine' }).click()
    await card.getByText(/You disagree/).waitFor({ state: 'detached' })
    await reviewTab(/Reasoning/)
  })

  test('keeps all of it when Relook is killed and started anew', async () => {
    const [name, edge] = [await title(), await leftEdge()]
    await app.kill9()
    app = await openApp({ script: quickScript(), data, width: 1400, height: 900 })
    await app.page
      .getByRole('button', { name: new RegExp(name.split('\n')[0] ?? '') })
      .first()
      .click()
    await rows('look').first().waitFor()
    await app.page.getByTestId('branch-row').first().click()
    await app.page.keyboard.press('Escape')
    await atFirstLook()
    await key('q')
    // A new browser knows nobody; the review is in the project.
    await review().getByLabel('Who is reviewing?').fill('Ada')
    await key('Enter')
    await expect.poll(() => pressed(/Accept/)).toBe(1)
    expect(await pressed(/misread crop/)).toBe(1)
    expect(await leftEdge()).toBe(edge)
    await expect.poll(() => review().locator('.gold-chip').count()).toBe(1)
  })
})

const reviewTab = (name: RegExp) => review().getByRole('tab', { name }).click()

/** The project that was written to last, as its journal tells. */
function newestJournal(): Project {
  const folder = join(data, 'projects')
  const journals = readdirSync(folder).map((id) => join(folder, id, 'journal.jsonl'))
  const newest = journals.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? ''
  const lines = readFileSync(newest, 'utf8').trim().split('\n').map(readLine)
  const project = replay(lines.flatMap((l) => (l.type === 'change' ? [l.change] : [])))
  if (project === undefined) throw new Error('no project in the journal')
  return project
}

async function drag(): Promise<void> {
  const frame = await app.page.getByTestId('canvas').boundingBox()
  if (frame === null) throw new Error('no canvas')
  const [x, y] = [frame.x + frame.width * 0.3, frame.y + frame.height * 0.2]
  await app.page.mouse.move(x, y)
  await app.page.mouse.down()
  await app.page.mouse.move(x + 90, y + 40, { steps: 5 })
  await app.page.mouse.up()
}

describe('a file of traces', () => {
  test('is reviewed row by row: a decision shows the next, and undo goes back', async () => {
    const opened = await openApp({ width: 1400, height: 900 })
    const { page } = opened
    try {
      await page.getByTestId('sample-card').first().waitFor()
      const log = await writtenLog()
      await page
        .getByLabel('Choose files of traces')
        .setInputFiles(log.map(({ name, bytes }) => ({ name, mimeType: '', buffer: bytes })))
      await page.getByTestId('canvas').waitFor()
      await page.keyboard.press('q')
      await page.getByLabel('Who is reviewing?').fill('Ada')
      await page.keyboard.press('Enter')
      /** Only once the trace is there: on the way no key counts. */
      const row = async () =>
        (await page.getByRole('region', { name: 'Review' }).getAttribute('aria-busy')) === 'true'
          ? 'on the way'
          : page
              .getByRole('grid', { name: 'Traces' })
              .locator('[aria-selected=true]')
              .getAttribute('aria-rowindex')
      const marked = () => page.getByRole('region', { name: 'Review' }).locator('.review-head').innerText()
      await expect.poll(row).toBe('1')
      await page.keyboard.press('a')
      await expect.poll(row).toBe('2')
      await page.keyboard.press('x')
      await expect.poll(row).toBe('3')
      await expect.poll(marked).toMatch(/2 of 150/)
      await page.keyboard.press('Control+z')
      await expect.poll(row).toBe('2')
      await expect.poll(marked).toMatch(/1 of 150/)
      // The first is decided already: from the second the queue goes on to the third.
      await page.keyboard.press('n')
      await expect.poll(row).toBe('3')
      // Two edits and a decision on the third; undo takes all three back before it goes on to the first trace.
      await page.keyboard.press('Home')
      await page.keyboard.press('e')
      await page.getByLabel('Text of this step').pressSequentially(' Yes.')
      await page.keyboard.press('Control+s')
      await expect.poll(() => page.getByRole('tab', { name: /Changes/ }).innerText()).toMatch(/1/)
      await page.keyboard.press('y')
      await page.getByLabel('Right answer').fill('b')
      await page.keyboard.press('Enter')
      await page.keyboard.press('a')
      await expect.poll(row).toBe('4')
      await page.keyboard.press('Control+z')
      await expect.poll(row).toBe('3')
      const gold = page.getByLabel('Right answer')
      await expect.poll(() => gold.inputValue()).toBe('b')
      await page.keyboard.press('Control+z')
      await expect.poll(() => gold.inputValue()).toBe('')
      // The file's own answer is there to be seen.
      await expect.poll(() => gold.getAttribute('placeholder')).toBe('a')
      expect(await row()).toBe('3')
      await page.keyboard.press('Control+z')
      await expect.poll(() => page.getByRole('tab', { name: /Changes/ }).innerText()).not.toMatch(/1/)
      expect(await row()).toBe('3')
      await page.keyboard.press('Control+z')
      await expect.poll(row).toBe('1')
    } finally {
      await opened.stop()
    }
  })
})
