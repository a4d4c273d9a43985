import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Change } from '../../../app/trace/change'
import { createProjects, type Projects } from '../../../main/store/projects'
import { answer, branch, created, look, thought } from '../../builders/project'
import { testFolder } from '../../builders/folder'

const creation = created as Extract<Change, { type: 'project-created' }>
let clock = 1000

function open(folder: string, report: (message: string) => void = () => undefined): Promise<Projects> {
  return createProjects({ folder, report, now: () => ++clock })
}

async function withProject(folder: string, changes: readonly Change[] = []): Promise<Projects> {
  const projects = await open(folder)
  await projects.create(creation)
  if (changes.length > 0) await projects.use('p', (live) => live.append(changes))
  return projects
}

const finished: readonly Change[] = [
  { type: 'branch-added', branch: branch('b'), steps: [], clears: [] },
  { type: 'run-started', branch: 'b', at: 5 },
  { type: 'steps-added', branch: 'b', steps: [thought('t', 'Hm.'), look('l'), answer('a', '7')] },
  { type: 'run-ended', branch: 'b', at: 6, reason: 'answered' },
]
const journalOf = (folder: string) => join(folder, 'projects', 'p', 'journal.jsonl')

test('lists what a project asks and answers, newest change first', async () => {
  const projects = await withProject(testFolder(), finished)
  await projects.create({ ...creation, id: 'q', at: ++clock })
  expect(projects.list().map((p) => p.id)).toEqual(['q', 'p'])
  expect(projects.list()[1]).toMatchObject({
    title: 'receipt.png',
    question: 'What is the total?',
    answer: '7',
    looks: 1,
    branches: 1,
  })
  await projects.close()
})

test.each([
  ['missing', (path: string) => rmSync(path)],
  ['broken', (path: string) => writeFileSync(path, '{"version":1,"proj')],
  ['empty', (path: string) => writeFileSync(path, '{"version":1,"projects":[]}')],
])('makes the list again when the index is %s', async (_, harm) => {
  const folder = testFolder()
  const first = await withProject(folder, finished)
  const before = first.list()[0]
  await first.close()
  harm(join(folder, 'index.json'))
  const second = await open(folder)
  expect({ ...second.list()[0], changedAt: 0 }).toEqual({ ...before, changedAt: 0 })
  await second.close()
})

test('does not believe an index older than the journal', async () => {
  const folder = testFolder()
  await (await withProject(folder, finished)).close()
  appendFileSync(journalOf(folder), '{"type":"project-renamed","title":"later"}\n')
  const projects = await open(folder)
  expect(projects.list()[0]?.title).toBe('later')
  await projects.close()
})

test('shows a run that nobody drives any more as cut off, with its text', async () => {
  const folder = testFolder()
  const streamed: Change = { type: 'streamed', branch: 'b', text: 'half a th', tokens: [] }
  await (await withProject(folder, [...finished.slice(0, 2), streamed])).close()
  const projects = await open(folder)
  const state = await projects.use('p', async (live) => live.state())
  expect(state.branches[0]).toMatchObject({
    open: { text: 'half a th' },
    run: { type: 'ended', reason: 'cut-off' },
  })
  expect(readFileSync(journalOf(folder), 'utf8')).toContain('"cut-off"')
  await projects.close()
})

test('a deleted project is in the trash, and comes back whole', async () => {
  const folder = testFolder()
  const projects = await withProject(folder, finished)
  const before = projects.list()
  await projects.remove('p')
  expect(projects.list()).toEqual([])
  expect(existsSync(join(folder, 'trash', 'p', 'journal.jsonl'))).toBe(true)
  await expect(projects.use('p', async () => undefined)).rejects.toMatchObject({ code: 'not-found' })
  await projects.restore('p')
  expect(projects.list().map((p) => ({ ...p, changedAt: 0 }))).toEqual(
    before.map((p) => ({ ...p, changedAt: 0 })),
  )
  expect(await projects.use('p', async (live) => live.state().branches.length)).toBe(1)
  await projects.close()
})

test('a project whose beginning is broken is reported and stops no other', async () => {
  const folder = testFolder()
  const first = await withProject(folder)
  await first.create({ ...creation, id: 'q' })
  await first.close()
  writeFileSync(journalOf(folder), 'not json\n')
  const reports: string[] = []
  const projects = await open(folder, (message) => reports.push(message))
  expect(projects.list().map((p) => p.id)).toEqual(['q'])
  expect(reports.join()).toContain('no line of it tells of a branch')
  await projects.close()
})

test.each(['..', '../p', 'a/b', '', 'p\u0000', '.'])('“%s” is no project', async (id) => {
  const projects = await withProject(testFolder())
  for (const attempt of [projects.remove(id), projects.restore(id), projects.use(id, async () => undefined)])
    await expect(attempt).rejects.toMatchObject({ code: 'not-found' })
  await projects.close()
})

test('tells of the list when it changed, and not for every streamed word', async () => {
  const projects = await withProject(testFolder(), finished)
  let told = 0
  const end = projects.changes.on(() => told++)
  await projects.use('p', async (live) => {
    for (let i = 0; i < 20; i++) await live.append([{ type: 'streamed', branch: 'b', text: 'x', tokens: [] }])
  })
  expect(told).toBe(0)
  await projects.use('p', (live) => live.append([{ type: 'project-renamed', title: 'new' }]))
  expect(told).toBe(1)
  end()
  await projects.close()
})

test('keeps many projects open without mixing them up', async () => {
  const projects = await open(testFolder())
  const ids = Array.from({ length: 20 }, (_, i) => `p${i}`)
  for (const id of ids) await projects.create({ ...creation, id })
  await Promise.all(
    ids.map((id) => projects.use(id, (live) => live.append([{ type: 'project-renamed', title: id }]))),
  )
  const titles = await Promise.all(ids.map((id) => projects.use(id, async (live) => live.state().title)))
  expect(titles).toEqual(ids)
  await projects.close()
})
