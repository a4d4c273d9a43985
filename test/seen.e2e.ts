/**
 * No key acts on another trace or field than the one on the screen, in a real Chromium over a connection that takes its time: what
 * the host says arrives up to half a second late. The store's own races are in test/renderer/session/seen.test.ts.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replay } from '../app/trace/replay'
import type { Project } from '../app/trace/project'
import { readLine } from '../main/store/change-schema'
import { drawnImage, logRowAt } from './builders/log'
import { pace, until } from './builders/wait'
import { openApp, type OpenApp } from './e2e-harness/app'
import { regionsOf } from './e2e-harness/window'

const count = 8
const folder = mkdtempSync(join(tmpdir(), 'relook-seen-'))
const data = join(folder, 'data')
let app: OpenApp

/** Numbers from 0 to 1 that are the same in every run. */
function drawn(seed: number): () => number {
  let at = seed
  return () => (at = (at * 48271) % 2147483647) / 2147483647
}

beforeAll(async () => {
  mkdirSync(join(folder, 'images'))
  const ids = Array.from({ length: count }, (_, i) => i + 1)
  writeFileSync(join(folder, 'traces.jsonl'), ids.map((id) => `${JSON.stringify(logRowAt(id))}\n`).join(''))
  for (const id of ids) writeFileSync(join(folder, 'images', `${id}.png`), await drawnImage(id))
  app = await openApp({ args: ['--open', join(folder, 'traces.jsonl')], data, width: 1400, height: 900 })
  const { page } = app
  // Then its address says the trace, and a reload comes back to it.
  await page.getByTestId('canvas').waitFor()
  const random = drawn(7)
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer()
    let free = 0
    server.onMessage((message) => {
      // In the order they were said.
      free = Math.max(free, performance.now() + 500 * random())
      void pace(free - performance.now()).then(() => socket.send(message))
    })
  })
  await page.reload()
  await page.getByTestId('canvas').waitFor()
}, 90_000)
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

/** Presses a key and tells what the window showed at that very moment. */
function press(key: string): Promise<string> {
  return app.page.evaluate((name) => {
    const shown = document.querySelector('.question-text')?.textContent ?? ''
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
    return shown
  }, key)
}

/** The question of the row the list marks. */
const questionOf = (id: number): string => {
  const { question } = logRowAt(id) as { readonly question: string }
  return question.split('\n')[1] ?? ''
}
const shows = (id: number) => app.page.locator('.question-text', { hasText: questionOf(id) }).waitFor()

function projects(): readonly Project[] {
  return readdirSync(join(data, 'projects')).flatMap((id) => {
    const text = readFileSync(join(data, 'projects', id, 'journal.jsonl'), 'utf8').trim()
    const lines = text.split('\n').map(readLine)
    return replay(lines.flatMap((line) => (line.type === 'change' ? [line.change] : []))) ?? []
  })
}

const reviewOf = (project: Project) => Object.values(project.reviews).find((review) => review.by === 'Ada')

test('a number half typed stays with the trace it was typed on, and goes nowhere else', async () => {
  const { page } = app
  await shows(1)
  const fields = page.getByLabel('Right edge in image pixels')
  await page.getByTestId('region-row').first().click()
  await fields.first().waitFor()
  // The next one is on its way; what is typed meanwhile is about what is still shown.
  await press('d')
  await fields.first().fill('180')
  await shows(2)
  await page.keyboard.press('Tab')
  await page.getByTestId('canvas').click({ position: { x: 5, y: 5 } })
  await expect.poll(() => regionsOf(page)).toEqual(['20,30,201,181'])
  await press('a')
  await shows(1)
  await expect.poll(() => regionsOf(page)).toEqual(['0,0,180,224'])
  await until(() => projects().length === 1, 'the one project that was changed')
})

test('random keys decide only about what was on the screen', async () => {
  const { page } = app
  await press('q')
  await page.getByLabel('Who is reviewing?').fill('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Accept' }).waitFor()
  const random = drawn(11)
  const verdicts = { a: 'accepted', x: 'rejected', f: 'flagged' } as const
  const keys = ['d', 'd', 'n', 'b', 'a', 'x', 'f'] as const
  const pressed = new Map<string, string[]>()
  // How far so many keys come depends on how soon rows are there: on until three traces were decided about.
  for (let i = 0; i < 120 || (pressed.size < 3 && i < 600); i++) {
    const key = keys[Math.floor(random() * keys.length)] ?? 'd'
    const shown = await press(key)
    if (key in verdicts)
      pressed.set(shown, [...(pressed.get(shown) ?? []), verdicts[key as keyof typeof verdicts]])
    await pace(random() < 0.5 ? 0 : random() * 300)
  }
  await expect.poll(() => page.evaluate(() => document.querySelectorAll('.trace-row').length)).toBe(count)
  // What is still on its way to the disk.
  await pace(1500)
  const decided = projects().filter((p) => reviewOf(p)?.verdict !== undefined)
  expect(pressed.size).toBeGreaterThan(2)
  expect(decided.length).toBeGreaterThan(0)
  for (const project of decided) {
    const question = [...pressed.keys()].find((shown) => project.branches[0]?.question.includes(shown))
    expect([project.branches[0]?.question, question !== undefined]).toEqual([expect.anything(), true])
    expect(pressed.get(question ?? '')).toContain(reviewOf(project)?.verdict)
  }
})
