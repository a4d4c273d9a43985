/** Projects of sizes that nobody should have to wait for: boxes drawn by hand, boxes and steps of a model, one thought of much markup. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { box } from '../../app/geometry/box'
import type { Change } from '../../app/trace/change'
import type { ImageRef } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { answer, branch, look, overview, thought } from '../builders/project'
import { png, servicesWith } from '../builders/services'

/** What is made, by the title it has in the list. */
export const large = {
  drawn: '2,000 boxes drawn by hand',
  boxes: '10,000 boxes',
  steps: '20,000 steps',
  formulas: '20,000 formulas in a thought',
  markdown: '100,000 letters of markdown',
  openings: '50,000 formulas begun, none ended',
} as const

/** Writes them into a data folder. */
export async function writeLargeProjects(data: string): Promise<void> {
  const services = await servicesWith(data)
  const image = await services.store.images.add(await png(1600, 1200, '#8896a0'), 'large.png')
  await services.close()
  const words = 'The **total** is in the `lower` row, as $7 \\cdot 6$ says.\n\n- first\n- second\n\n'
  const parts: Record<keyof typeof large, readonly Change[]> = {
    drawn: [...traceOf(few), ...Array.from({ length: 2000 }, (_, n) => drawn(n))],
    boxes: traceOf([...Array.from({ length: 10_000 }, (_, n) => lookAt(n)), answer('a', '7')]),
    steps: traceOf([
      ...Array.from({ length: 19_999 }, (_, n) => thought(`t${n}`, `Thought ${n} of many.`)),
      answer('a', '7'),
    ]),
    formulas: traceOf([
      thought('t', Array.from({ length: 20_000 }, (_, n) => `$x_{${n}}$`).join(' ')),
      answer('a', '7'),
    ]),
    markdown: traceOf([thought('t', words.repeat(Math.ceil(100_000 / words.length))), answer('a', '7')]),
    openings: traceOf([thought('t', '\\('.repeat(50_000)), answer('a', '7')]),
  }
  for (const [id, changes] of Object.entries(parts)) writeProject(data, id, image, changes)
}

function writeProject(data: string, id: string, image: ImageRef, changes: readonly Change[]): void {
  const folder = join(data, 'projects', id)
  mkdirSync(folder, { recursive: true })
  const title = large[id as keyof typeof large]
  const created: Change = { type: 'project-created', id, at: 1, title, image }
  const seen = (change: Change): Change =>
    change.type === 'branch-added'
      ? { ...change, branch: { ...change.branch, view: { ...overview, image: image.id } } }
      : change
  const lines = [created, ...changes.map(seen)].map((change) => `${JSON.stringify(change)}\n`)
  writeFileSync(join(folder, 'journal.jsonl'), lines.join(''))
}

const few: readonly Step[] = [thought('t1', 'I look for the total.'), look('l1'), answer('a1', '7')]

function traceOf(steps: readonly Step[]): readonly Change[] {
  const path = steps.map((s) => s.id)
  return [
    { type: 'branch-added', branch: branch('main', path), steps, clears: [] },
    { type: 'run-started', branch: 'main', at: 2 },
    { type: 'run-ended', branch: 'main', at: 3, reason: 'answered' },
  ]
}

function placed(n: number) {
  const [left, top] = [(n * 37) % 1520, (n * 53) % 1140]
  return box<'image'>(left, top, left + 60, top + 40)
}

function lookAt(n: number): Step {
  const region = placed(n)
  return { ...look(`l${n}`), raw: `{"bbox_2d": [${n}]}\n`, region }
}

/** One after the other, as they are drawn: each comes after the one before. */
function drawn(n: number): Change {
  const after = n === 0 ? 't1' : `drawn-${n - 1}`
  return {
    type: 'drafted',
    key: `drawn-${n}`,
    draft: { type: 'look', branch: 'main', after, region: placed(n) },
  }
}
