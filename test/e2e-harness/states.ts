/**
 * A walk through the states of the window, for checks that every state must pass (accessibility, texts). Names are parts of what a
 * person reads, so that the walk goes the same in the pseudo-locale, which puts marks around every text.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { benchmark } from '../builders/benchmark'
import { drawnImage, logRowAt } from '../builders/log'
import { openApp, type OpenApp } from './app'

/** Looks at the state that the window is in now. */
export type Visit = (state: string) => Promise<void>

/** What is walked through: the window on a data folder and files of its own. */
export interface Walk {
  readonly app: OpenApp
  readonly page: Page
  readonly files: string
  readonly end: () => Promise<void>
}

const dump = fileURLToPath(new URL('../fixtures/rgrpo-run/rollouts.jsonl', import.meta.url))
const look = '<think>I look for the sign first. {"bbox_2d": [56, 56, 168, 112]}'
const script = {
  tokensPerSecond: 2000,
  answers: [
    ...[0, 1, 2, 3].map((n) => ({
      question: `Q${n}?`,
      segments: [look, `Seen.</think>\n<answer>a${n}</answer>`],
    })),
    {
      segments: [
        look,
        'Not here. {"bbox_2d": [168, 56, 280, 140]}',
        'It reads 7.</think>\n<answer>7</answer>',
      ],
    },
  ],
}

/** Files that are opened on the way. */
async function writeFiles(folder: string): Promise<void> {
  mkdirSync(join(folder, 'images'))
  const ids = Array.from({ length: 12 }, (_, i) => i + 1)
  const bad = '{"id": 13, "image": 5}\nno record\n'
  writeFileSync(
    join(folder, 'traces.jsonl'),
    ids.map((id) => `${JSON.stringify(logRowAt(id))}\n`).join('') + bad,
  )
  for (const id of ids.slice(0, 6)) writeFileSync(join(folder, 'images', `${id}.png`), await drawnImage(id))
  writeFileSync(
    join(folder, 'unknown.jsonl'),
    '{"asks": "What is it?", "says": "a", "zone": [1, 2, 30, 40]}\n',
  )
  writeFileSync(join(folder, 'broken.jsonl'), '\u0000\u0001 nothing')
}

/** Opens the window for a walk. */
export async function openWalk(): Promise<Walk> {
  const files = mkdtempSync(join(tmpdir(), 'relook-walk-'))
  await writeFiles(files)
  const data = join(files, 'data')
  mkdirSync(join(data, 'datasets'), { recursive: true })
  await benchmark(join(data, 'datasets', 'small'), 4)
  const app = await openApp({ width: 1400, height: 900, data, script })
  await app.page.getByTestId('sample-card').first().waitFor()
  return {
    app,
    page: app.page,
    files,
    end: async () => {
      await app.stop()
      rmSync(files, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const rows = (page: Page, type: string) => page.locator(`[data-testid=step-row][data-type=${type}] button`)
const key = (page: Page, name: string) => page.keyboard.press(name)
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first()

/** A key that opens a dialog, the visit, and the way out. */
async function dialog(page: Page, visit: Visit, [name, keys]: readonly [string, string]): Promise<void> {
  await key(page, keys)
  await page.getByRole('dialog').first().waitFor()
  await visit(name)
  await key(page, 'Escape')
  await page.getByRole('dialog').first().waitFor({ state: 'detached' })
}

/** By the palette. */
async function command(page: Page, words: string): Promise<void> {
  await key(page, 'Control+k')
  await page.getByTestId('palette').getByRole('combobox').fill(words)
  await key(page, 'Enter')
}

/** The home page and the dialogs of the whole window. */
export async function walkHome({ page }: Walk, visit: Visit): Promise<void> {
  await visit('home')
  await key(page, 'Control+k')
  await page.getByTestId('palette').waitFor()
  await visit('palette')
  await page.getByTestId('palette').getByRole('combobox').fill('no such words')
  await visit('palette without a match')
  await key(page, 'Escape')
  await dialog(page, visit, ['keyboard shortcuts', '?'])
  await dialog(page, visit, ['export without traces', 'Control+e'])
  await command(page, 'Models on this machine')
  await page.getByRole('dialog', { name: 'Models' }).waitFor()
  await visit('models')
  await key(page, 'Escape')
  await command(page, 'Servers and their models')
  await page.getByRole('dialog', { name: 'Servers' }).waitFor()
  await visit('servers')
  await page.getByLabel('Address').first().fill('http://127.0.0.1:9')
  await key(page, 'Enter')
  await page.getByRole('dialog').locator('[role=alert]').first().waitFor()
  await visit('a server that does not answer')
  await key(page, 'Escape')
  await key(page, 'Control+,')
  const groups = page.getByTestId('settings-dialog').getByRole('tab')
  for (let i = 0; i < (await groups.count()); i++) {
    await groups.nth(i).click()
    await visit(`settings, group ${i + 1}`)
  }
  await key(page, 'Escape')
  await button(page, 'Language').click()
  await visit('language menu')
  await key(page, 'Escape')
}

/** A run from the question to a comparison. */
export async function walkRun({ page }: Walk, visit: Visit): Promise<void> {
  await page.getByTestId('sample-card').first().click()
  await page.locator('[data-testid=run]:enabled').waitFor()
  await visit('a question before its run')
  await page.getByTestId('ask-settings').click()
  await visit('sampling settings')
  await key(page, 'Escape')
  await page.getByRole('combobox', { name: 'Model' }).click()
  await visit('choice of a model')
  await key(page, 'Escape')
  await page.getByTestId('run').click()
  await rows(page, 'answer').waitFor()
  await visit('an answer')
  await rows(page, 'thought').first().click()
  for (const details of await page.locator('.story details:not([open]) > summary').all())
    await details.click()
  await visit('a thought with its details')
  await key(page, 'p')
  await visit('token probabilities')
  await page.locator('.rationale .token').first().click()
  await page.getByTestId('token-panel').waitFor()
  await visit('a token with its alternatives')
  await key(page, 'p')
  await key(page, 'e')
  await page.getByLabel('Text of this step').waitFor()
  await visit('a thought being written')
  await page.getByLabel('Text of this step').fill('Something else.')
  await key(page, 'Control+s')
  await visit('a rewritten thought')
  await rows(page, 'look').first().dblclick()
  await key(page, 'Shift+ArrowRight')
  await visit('a box in hand')
  await key(page, 'Escape')
  await key(page, 'r')
  await visit('the draw tool')
  await key(page, 'v')
  await key(page, 'Control+Enter')
  await page.getByTestId('branch-row').nth(1).waitFor()
  await rows(page, 'answer').first().waitFor()
  await visit('a second branch')
  await key(page, 'c')
  await page.getByTestId('compare').waitFor()
  await visit('two branches compared')
  await key(page, 'Escape')
  await dialog(page, visit, ['share', 'Control+Shift+S'])
  await dialog(page, visit, ['export', 'Control+e'])
  await dialog(page, visit, ['sample rollouts', 'Control+g'])
  await key(page, 'Space')
  await visit('playing back')
  await key(page, 'Space')
}

/** Files of traces: the list, its filters, what is wrong with rows, readings. */
export async function walkTraces({ page, files }: Walk, visit: Visit): Promise<void> {
  await openFiles(page, [
    join(files, 'traces.jsonl'),
    ...[1, 2, 3, 4].map((n) => join(files, 'images', `${n}.png`)),
  ])
  await page.getByTestId('canvas').waitFor()
  await visit('a file of traces')
  await button(page, 'Filter the traces').click()
  await visit('filters')
  await key(page, 'Escape')
  await button(page, 'Order of the list').click()
  await visit('orders of the list')
  await page.getByRole('menuitemradio', { name: 'Wrong first' }).click()
  await page.locator('[role=grid] [role=row]').first().locator('[data-verdict=wrong]').first().waitFor()
  // What has the focus tells its tip, which lies outside of the page's landmarks.
  await page.getByRole('grid', { name: 'Traces' }).focus()
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await visit('a list in another order')
  await button(page, 'Order of the list').click()
  await page.getByRole('menuitemradio', { name: 'As in the file' }).click()
  await page.getByLabel('Search the traces').fill('flame')
  await page.getByText('2 of 1', { exact: false }).first().waitFor()
  await visit('a search')
  await page.getByLabel('Search the traces').fill('nothing has these words')
  await page.getByText('No trace matches').waitFor()
  await visit('a search without a match')
  await page.getByLabel('Search the traces').fill('')
  await key(page, 'Escape')
  await button(page, /invalid row/).click()
  await page.getByRole('dialog').waitFor()
  await visit('invalid rows')
  await key(page, 'Escape')
  await button(page, /Coordinates/).click()
  await visit('choice of coordinates')
  await key(page, 'Escape')
  await button(page, /Format/).click()
  await visit('choice of a format')
  await key(page, 'Escape')
  await page.getByRole('grid', { name: 'Traces' }).press('End')
  await page.getByText('The image is not here').waitFor()
  await visit('a trace without its image')
  await page.getByRole('grid', { name: 'Traces' }).press('Home')
  await page.getByTestId('canvas').waitFor()
}

/** Review mode over the open file. */
export async function walkReview({ page }: Walk, visit: Visit): Promise<void> {
  await page.getByTestId('canvas').focus()
  await key(page, 'q')
  await page.getByLabel('Who is reviewing').waitFor()
  await visit('who reviews')
  await page.getByLabel('Who is reviewing').fill('Ada')
  await key(page, 'Enter')
  await button(page, 'Accept').waitFor()
  await visit('review')
  await key(page, '1')
  await key(page, 'w')
  await page.getByLabel('Text of this step').fill('b')
  await visit('an answer being fixed')
  await key(page, 'Control+s')
  await key(page, 'y')
  await page.keyboard.type('b')
  await visit('the right answer being written')
  await key(page, 'Enter')
  for (const tab of ['Changes', 'Checks', 'Others']) {
    await page.getByRole('tab', { name: tab }).click()
    await visit(`review: ${tab.toLowerCase()}`)
  }
  await page.getByRole('tab', { name: 'Reasoning' }).click()
  await button(page, 'Accept').click()
  await page.locator('.review[aria-busy=false]').waitFor()
  await visit('a decided trace in the list')
  await key(page, 'q')
}

/** Files that cannot be read as they are. */
export async function walkTrouble({ page, files }: Walk, visit: Visit): Promise<void> {
  await home(page)
  await openFiles(page, [join(files, 'unknown.jsonl')])
  await button(page, 'Say how it is read').waitFor()
  await visit('a file of an unknown shape')
  await button(page, 'Say how it is read').click()
  await page.getByLabel('Name of the reader').waitFor()
  await visit('a reader being made')
  await key(page, 'Escape')
  await home(page)
  await openFiles(page, [join(files, 'broken.jsonl')])
  await page.getByText('No record of this file can be read').first().waitFor()
  await visit('a file that cannot be read')
  await home(page)
  await visit('home with projects and files')
}

/** Runs over a benchmark, and groups of rollouts. */
export async function walkAreas({ page }: Walk, visit: Visit): Promise<void> {
  await key(page, 'Control+Shift+E')
  await page.getByText('4 questions').waitFor()
  await visit('a new evaluation')
  await button(page, /Run 4 samples twice/).click()
  await page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(3).waitFor()
  await page.getByRole('region', { name: 'Scores' }).getByText('100.0').first().waitFor()
  await visit('results of an evaluation')
  await page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1).click()
  await button(page, 'Open the trace').waitFor()
  await visit('a row of an evaluation')
  await button(page, /This is (wrong|right)/).click()
  await visit('a verdict over a row')
  await key(page, 'Escape')
  await home(page)
  await command(page, 'Rollouts')
  await page.getByRole('navigation', { name: 'Rollouts' }).waitFor()
  await visit('no rollouts')
  await page.getByLabel('Files of a dump').setInputFiles(dump)
  await page
    .getByRole('option', { name: /gray row in column A/ })
    .first()
    .click()
  await page.getByRole('region', { name: 'Rollouts of the group' }).getByText('2.617').first().waitFor()
  await visit('a group of rollouts')
  await home(page)
}

/** Windows that are small. */
export async function walkSmall({ page }: Walk, visit: Visit): Promise<void> {
  for (const width of [900, 600, 360]) {
    await page.setViewportSize({ width, height: 740 })
    await home(page)
    await visit(`home, ${width} wide`)
    if (width < 720) {
      await button(page, 'Show or hide the left column').click()
      await visit(`projects over the image, ${width} wide`)
    }
    await page.getByTestId('project-row').first().getByRole('button').first().click()
    await page.getByTestId('canvas').waitFor()
    await visit(`a run, ${width} wide`)
    await key(page, 'i')
    await visit(`a run with its steps, ${width} wide`)
  }
  await page.setViewportSize({ width: 1400, height: 900 })
}

/** To the home page, from wherever one is. */
async function home(page: Page): Promise<void> {
  await button(page, 'samples and projects').click()
  await page.getByTestId('sample-card').first().waitFor()
}

async function openFiles(page: Page, paths: readonly string[]): Promise<void> {
  await home(page)
  await page.getByLabel('Choose files of traces').setInputFiles([...paths])
}

/** A recorded run presented, and the tour. */
export async function walkPresent({ page }: Walk, visit: Visit): Promise<void> {
  await page.setViewportSize({ width: 1400, height: 900 })
  await home(page)
  await page.getByTestId('hero-present').click()
  const presenter = page.getByTestId('presenter')
  await presenter.waitFor()
  await visit('presentation')
  await key(page, 'PageDown')
  await key(page, 'PageDown')
  await page.locator('[data-testid=present-canvas][data-sharp="1.00"]').waitFor()
  await visit('presentation of a look')
  await key(page, 'h')
  await page.getByTestId('present-keys').waitFor()
  await visit('keys of a presentation')
  await key(page, 'Escape')
  await key(page, 'Escape')
  await presenter.waitFor({ state: 'detached' })
  await home(page)
  await page.getByTestId('tour-button').click()
  await page.locator('[data-testid=tour][data-part=saw]').waitFor()
  await key(page, 'Space')
  await visit('tour')
  await key(page, 'Escape')
  await page.getByTestId('tour').waitFor({ state: 'detached' })
}
