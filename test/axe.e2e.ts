/**
 * Accessibility of the window: axe-core finds nothing in any state of a walk, in the light and the dark theme and in forced colours.
 * What axe cannot know (focus order, what is read out) has tests of its own.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type axeCore from 'axe-core'
import type { AxeResults } from 'axe-core'
import {
  openWalk,
  walkAreas,
  walkHome,
  walkReview,
  walkRun,
  walkPresent,
  walkSmall,
  walkTraces,
  walkTrouble,
  type Walk,
} from './e2e-harness/states'
import { walkQueue } from './e2e-harness/states-queue'
import { walkWhy } from './e2e-harness/states-why'
import { openApp } from './e2e-harness/app'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const looks = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced colours', media: { colorScheme: 'light', forcedColors: 'active' } },
] as const

/**
 * The one list that is not ours: while it is open, Radix keeps the focus in it and hides the rest from readers, as a dialog does. axe
 * knows that of dialogs only.
 */
const radixList = 'choice of a model'
const ofDialogs = ['aria-hidden-focus', 'page-has-heading-one', 'region']

let walk: Walk
const seen = new Set<string>()
beforeAll(async () => {
  walk = await openWalk()
})
afterAll(() => walk.end())

/** Resolves when nothing fades in or out any more. */
function still(): Promise<unknown> {
  const moving = document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity)
  return Promise.allSettled(moving.map((animation) => animation.finished))
}

/** What axe finds wrong in the state the window is in, in each look of it. */
const found: string[] = []
async function look(page: Page, state: string): Promise<void> {
  seen.add(state)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  for (const { name, media } of looks) {
    await page.emulateMedia(media)
    await page.locator(`html[data-theme=${media.colorScheme}]`).waitFor()
    await page.evaluate(still)
    const results = await page.evaluate(async (only): Promise<AxeResults> => {
      const { axe } = window as unknown as { axe: typeof axeCore }
      return axe.run(document, { runOnly: { type: 'tag', values: [...only] }, resultTypes: ['violations'] })
    }, tags)
    const wrong = results.violations.filter(({ id }) => state !== radixList || !ofDialogs.includes(id))
    for (const { id, nodes } of wrong)
      for (const node of nodes)
        found.push(`${state} (${name}): ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`)
  }
  await page.emulateMedia(looks[0].media)
}

const visit = (state: string) => look(walk.page, state)

/** One part of the walk. */
async function clean(part: (walk: Walk, visit: (state: string) => Promise<void>) => Promise<void>) {
  found.length = 0
  await part(walk, visit)
  expect(found).toEqual([])
}

const patience = 240_000
test('home and the dialogs of the window', () => clean(walkHome), patience)
test('a run', () => clean(walkRun), patience)
test('files of traces', () => clean(walkTraces), patience)
test('review', () => clean(walkReview), patience)
test('what several annotators share', () => clean(walkQueue), patience)
test('files that cannot be read', () => clean(walkTrouble), patience)
test('evaluations and rollouts', () => clean(walkAreas), patience)
test('small windows', () => clean(walkSmall), patience)
test('presentation and tour', () => clean(walkPresent), patience)

test('why an answer, attention, and the board of wrong answers', { timeout: patience }, async () => {
  found.length = 0
  const app = await openApp({ width: 1400, height: 900 })
  await app.page.getByTestId('sample-card').first().waitFor()
  await walkWhy(app, (state) => look(app.page, state))
  await app.stop()
  expect(found).toEqual([])
})

test('at least eighty states were looked at', () => {
  expect(seen.size).toBeGreaterThanOrEqual(80)
})

test(
  'in forced colours, what is selected, pressed and played is told by lines',
  { timeout: patience },
  async () => {
    const { page } = walk
    await page.setViewportSize({ width: 1400, height: 900 })
    await page.goto('about:blank')
    await page.goto(walk.app.url)
    await page.getByTestId('sample-card').first().click()
    await page.getByTestId('run').click()
    await page.locator('[data-testid=step-row][data-type=answer] button').click()
    await page.emulateMedia({ forcedColors: 'active' })
    const styleOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const { outlineStyle, borderTopStyle, backgroundColor } = getComputedStyle(element)
          return { outlineStyle, borderTopStyle, backgroundColor }
        })
    const selected = [
      '.step-row[data-selected=true]',
      '.branch-row[data-selected=true]',
      '.card[data-selected=true]',
    ]
    for (const selector of [...selected, '.icon-button[aria-pressed=true]'])
      expect([selector, (await styleOf(selector)).outlineStyle]).toEqual([selector, 'solid'])
    expect((await styleOf('.step-row[data-selected=false]')).outlineStyle).toBe('none')
    expect((await styleOf('.button')).borderTopStyle).toBe('solid')
    const canvas = (await styleOf('html')).backgroundColor
    for (const selector of ['.scrubber-track', '.branch-dot'])
      expect([selector, (await styleOf(selector)).backgroundColor]).not.toEqual([selector, canvas])
    await page.emulateMedia({ forcedColors: 'none' })
  },
)
