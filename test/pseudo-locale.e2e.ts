/**
 * Every text of the window goes through a catalogue: in the pseudo-locale, which puts ⟦marks⟧ around each, a walk through the window
 * finds no words without them. What is not the window's to translate is marked in the page: `translate="no"` (names, keys, numbers
 * with units), `lang` (what a host says), data of people and models.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp } from './e2e-harness/app'
import {
  openWalk,
  walkAreas,
  walkHome,
  walkPresent,
  walkReview,
  walkRun,
  walkSmall,
  walkTraces,
  walkTrouble,
  type Walk,
} from './e2e-harness/states'
import { walkQueue } from './e2e-harness/states-queue'
import { walkWhy } from './e2e-harness/states-why'

let walk: Walk
beforeAll(async () => {
  walk = await openWalk()
  await pseudo(walk.page)
})
afterAll(() => walk.end())

/** The window in the pseudo-locale. */
async function pseudo(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('relook-language', 'en-XA'))
  await page.reload()
  await page.getByText('⟦Watch a model look again⟧').waitFor()
}

/** Words in the page that came through no catalogue, each with where it stands. */
function bareWords(): readonly string[] {
  /** Data of people, files and models; names; what a host says. */
  const given = [
    '[translate="no"]',
    '[lang]:not(html)',
    'kbd, code, pre, textarea',
    // Words of people, of models and of their files.
    '.prose, .rationale, .token, .answer, .question-text, .header-question, .header-title, .step-words, .compare-name',
    '.trace-cell, .sample, .recorded, .hero, .recent-item, .project-text, .branch-row, .traces-name',
    '.menu-note, .tag, .review-head .link, .group-question, .group-view h2, .strip-cell, .reader-path',
    '.reader-sample, .issue-path, .disclosure-aside, .no-picture-name, .traces-home-name, .dump-main',
    '.triage-thumb, .look-label, .said, .run-said, .cell-said, .credit, .credit-note, .slice-name, .row-gold, time, b.clip',
    // Names of models, engines, formats, dialects, servers and data sets, as the field writes them.
    '.header-model, .engine, .select[role=combobox], .reading-value, .reading-option, .models-name',
    'option, .evaluation .clip, .models-name ~ .clip, .pair-iou',
  ].join(',')
  const isBare = (text: string) => {
    // A path says where a file lies.
    let rest = /^(?:\/|[A-Z]:\\)/.test(text) ? '' : text
    // From the inside out: a text may stand in another.
    for (let before = ''; before !== rest;) [before, rest] = [rest, rest.replaceAll(/⟦[^⟦⟧]*⟧/g, '')]
    return /\p{L}{3,}/u.test(rest)
  }
  const found: string[] = []
  const note = (element: Element, text: string) =>
    found.push(`${element.tagName.toLowerCase()}.${element.className}: ${text.trim().slice(0, 80)}`)
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest(given) !== null || !element.checkVisibility()) continue
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE && isBare(node.textContent ?? ''))
        note(element, node.textContent ?? '')
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
      if (isBare(element.getAttribute(name) ?? '')) note(element, `${name}=${element.getAttribute(name)}`)
  }
  return found
}

type Part<T> = (of: T, visit: (state: string) => Promise<void>) => Promise<void>

async function nothingBare<T extends { readonly page: Page }>(of: T, part: Part<T>): Promise<void> {
  const found = new Set<string>()
  await part(of, async (state) => {
    for (const words of await of.page.evaluate(bareWords)) found.add(`${state}: ${words}`)
  })
  expect([...found]).toEqual([])
}

const spoken = (part: Part<Walk>) => nothingBare(walk, part)

const patience = 120_000
test('home and the dialogs of the window', () => spoken(walkHome), patience)
test('a run', () => spoken(walkRun), patience)
test('files of traces', () => spoken(walkTraces), patience)
test('review', () => spoken(walkReview), patience)
test('what several annotators share', () => spoken(walkQueue), patience)
test('files that cannot be read', () => spoken(walkTrouble), patience)
test('evaluations and rollouts', () => spoken(walkAreas), patience)
test('small windows', () => spoken(walkSmall), patience)
test('presentation and tour', () => spoken(walkPresent), patience)

test('why an answer, attention, and the board of wrong answers', { timeout: 2 * patience }, async () => {
  const app = await openApp({ width: 1400, height: 900 })
  try {
    await app.page.getByTestId('sample-card').first().waitFor()
    await pseudo(app.page)
    await nothingBare(app, walkWhy)
  } finally {
    await app.stop()
  }
})
