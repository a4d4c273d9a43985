/** Dumps on the main side: indexed, listed, opened as projects that write nothing, read on while a trainer writes. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { RolloutDump } from '../../../app/host/rollouts'
import { createServices, type Services } from '../../../main/services'
import { logCurveOf } from '../../../main/rollouts/log-curve'
import { testFolder } from '../../builders/folder'
import { indexerInProcess } from '../../builders/indexer'
import { must } from '../../builders/must'
import { engineOf, follow, never } from '../../builders/services'

const fixture = fileURLToPath(new URL('../../fixtures/rgrpo-run', import.meta.url))

async function open(folder = testFolder(), dialogs = true): Promise<Services> {
  const services = await createServices({
    dataFolder: folder,
    about: { version: 'test', shell: 'headless', dialogs },
    startEngine: () => {
      throw new Error('no process in this test')
    },
    createEngine: () => engineOf(),
    startIndexer: indexerInProcess,
  })
  onTestFinished(() => services.close().catch(() => undefined))
  return services
}

/** A copy of the real dump, to be written to. */
function copied(): string {
  const folder = join(testFolder(), 'run')
  cpSync(fixture, folder, { recursive: true })
  return folder
}

async function until(services: Services, done: (dump: RolloutDump) => boolean): Promise<RolloutDump> {
  for await (const dumps of services.host.rolloutDumps({}, never)) {
    const dump = dumps[0]
    if (dump !== undefined && done(dump)) return dump
  }
  throw new Error('the stream ended')
}

const ready = (dump: RolloutDump) => dump.state.type === 'ready'
const all = { offset: 0, limit: 100 }

async function opened(services: Services, path: string): Promise<string> {
  const { dump } = must(await services.host.openRollouts({ source: { type: 'path', path } }, never))
  return dump
}

it('indexes a real run: groups with their numbers, the trainer’s log as the curve', async () => {
  const services = await open()
  const dump = await opened(services, join(fixture, 'rollouts.jsonl'))
  expect(await until(services, ready)).toMatchObject({
    name: 'rollouts.jsonl',
    groups: 3,
    rollouts: 18,
    issues: 0,
    format: 'Relook training',
  })
  const { total, groups } = await services.host.rolloutGroups({ dump, query: {}, ...all }, never)
  expect(total).toBe(3)
  expect(groups.map((g) => [g.step, g.right, g.rollouts])).toEqual([
    [1, 0, 6],
    [2, 4, 6],
    [2, 3, 6],
  ])
  expect(groups[1]?.mean).toBeCloseTo(2.117, 3)
  const curve = await services.host.rolloutCurve({ dump }, never)
  expect([curve.from, curve.steps]).toEqual(['log', [1, 2, 3, 4, 5, 6, 7, 8]])
  expect(curve.series.find((s) => s.name === 'total')?.values[0]).toBe(1.29467)
})

it('narrows and sorts the groups', async () => {
  const services = await open()
  const dump = await opened(services, fixture)
  await until(services, ready)
  const list = async (query: Parameters<Services['host']['rolloutGroups']>[0]['query']) =>
    (await services.host.rolloutGroups({ dump, query, ...all }, never)).groups.map((g) => g.at)
  expect(await list({ step: 2 })).toEqual([1, 2])
  expect(await list({ text: 'GRAY row' })).toEqual([1])
  expect(await list({ kind: 'all-wrong' })).toEqual([0])
  expect(await list({ kind: 'flat' })).toEqual([])
  expect(await list({ sort: 'mean', down: true })).toEqual([1, 2, 0])
  expect(await list({ sort: 'right' })).toEqual([0, 2, 1])
})

it('opens a group with its picture and as a project, and writes nothing by looking', async () => {
  const folder = testFolder()
  const services = await open(folder)
  const dump = await opened(services, join(fixture, 'rollouts.jsonl'))
  await until(services, ready)
  const there = await services.host.rolloutGroup({ dump, at: 1 }, never)
  expect(there.image).toMatchObject({ name: 'table-00002-0.png' })
  expect(there.group.rollouts).toHaveLength(6)
  expect(there.group.rollouts[0]?.tokens?.some((t) => t.text === '<|image_pad|>')).toBe(true)
  const project = await follow(services.host, there.project, () => true)
  expect(project.branches.map((b) => b.id)).toEqual(there.group.rollouts.map((r) => r.id))
  expect(readdirSync(join(folder, 'projects'))).toEqual([])
  // The first change makes it one's own, and it is found again after a restart.
  await services.host.edit(
    {
      project: there.project,
      change: { type: 'branch-starred', branch: must(project.branches[0]).id, star: true },
    },
    never,
  )
  await services.close()
  const again = await open(folder)
  expect((await follow(again.host, there.project, () => true)).branches[0]?.star).toBe(true)
  const other = await again.host.rolloutGroup({ dump, at: 2 }, never)
  expect((await follow(again.host, other.project, () => true)).branches).toHaveLength(6)
})

it('says which picture is missing instead of dropping the group', async () => {
  const services = await open()
  const dump = await opened(services, join(fixture, 'rollouts.jsonl'))
  await until(services, ready)
  const there = await services.host.rolloutGroup({ dump, at: 0 }, never)
  expect(there.image).toBeUndefined()
  expect(there.picture).toBe('images/table-00001-0.png')
  expect(there.group.rollouts[0]?.looks).toHaveLength(3)
})

it('reads on while a trainer writes, and takes a line in two halves', async () => {
  const folder = copied()
  const file = join(folder, 'rollouts.jsonl')
  const whole = readFileSync(file, 'utf8')
  const line = whole.split('\n')[2] ?? ''
  writeFileSync(file, whole.slice(0, whole.indexOf(line)))
  const services = await open()
  const dump = await opened(services, file)
  expect(await until(services, ready)).toMatchObject({ groups: 2, issues: 0 })
  appendFileSync(file, line.slice(0, 5000))
  const half = statSync(file).size
  await until(services, (d) => ready(d) && d.bytes === half)
  appendFileSync(file, `${line.slice(5000)}\n`)
  expect(await until(services, (d) => d.groups === 3)).toMatchObject({ rollouts: 18, issues: 0 })
  expect((await services.host.rolloutGroup({ dump, at: 2 }, never)).group.step).toBe(2)
}, 20_000)

it('knows a dump again after a restart without reading it anew, and reads it anew when it was written anew', async () => {
  const folder = copied()
  const data = testFolder()
  const first = await open(data)
  const dump = await opened(first, join(folder, 'rollouts.jsonl'))
  await until(first, ready)
  await first.close()
  const kept = join(data, 'rollouts', dump, 'index.json')
  const index = readFileSync(kept, 'utf8')
  // Told apart by a mark that only a kept index has.
  writeFileSync(kept, index.replace('"judged":6', '"judged":5'))

  const second = await open(data)
  await second.host.rolloutGroups({ dump, query: {}, ...all }, never)
  expect(await until(second, ready)).toMatchObject({ groups: 3 })
  expect(readFileSync(kept, 'utf8')).toContain('"judged":5')
  await second.close()

  const lines = readFileSync(join(folder, 'rollouts.jsonl'), 'utf8').split('\n')
  writeFileSync(join(folder, 'rollouts.jsonl'), `${lines[1]}\n`)
  const third = await open(data)
  await third.host.rolloutGroups({ dump, query: {}, ...all }, never)
  expect(await until(third, (d) => ready(d) && d.groups === 1)).toMatchObject({ rollouts: 6 })
})

it('makes groups of verl’s files, one per step, and a curve of them', async () => {
  const folder = join(testFolder(), 'dump')
  mkdirSync(folder)
  for (const step of [1, 2, 10]) {
    const row = (question: string, i: number) =>
      JSON.stringify({
        input: `user\n${question}\nassistant\n`,
        output: `<answer>${i}</answer>`,
        gts: '1',
        score: i === 1 ? 1 : 0.1,
        step,
        acc: Number(i === 1),
      })
    writeFileSync(
      join(folder, `${step}.jsonl`),
      [0, 1, 2].flatMap((i) => [row('A?', i), row('B?', i)]).join('\n'),
    )
  }
  writeFileSync(join(folder, 'notes.json'), '{"nothing": true}')
  const services = await open()
  const dump = await opened(services, folder)
  expect(await until(services, ready)).toMatchObject({ format: 'verl', groups: 6, rollouts: 18 })
  const curve = await services.host.rolloutCurve({ dump }, never)
  expect([curve.from, curve.steps]).toEqual(['dump', [1, 2, 10]])
  expect(curve.series.find((s) => s.name === 'total')?.values[2]).toBeCloseTo(0.4, 10)
  const there = await services.host.rolloutGroup({ dump, at: 5 }, never)
  expect(there.group).toMatchObject({ question: 'B?', step: 10, gold: ['1'] })
  expect(there.group.rollouts.map((r) => [r.answer, r.recorded?.total, r.verdict])).toEqual([
    ['0', 0.1, 0],
    ['1', 1, 1],
    ['2', 0.1, 0],
  ])
  expect(there).not.toHaveProperty('image')
})

it('says what is no dump, and does not let a browser name any file', async () => {
  const other = join(testFolder(), 'other.jsonl')
  writeFileSync(other, '{"question": "x"}\n')
  const services = await open()
  await opened(services, other)
  expect((await until(services, (d) => d.state.type === 'failed')).state).toMatchObject({
    failure: { message: expect.stringContaining('no groups of rollouts') },
  })
  await services.host.forgetRollouts({ dump: (await until(services, () => true)).id }, never)
  expect(existsSync(other)).toBe(true)
  const browser = await open(testFolder(), false)
  await expect(opened(browser, other)).rejects.toThrow('cannot be opened by name from here')
})

it('takes the last line of a step from a log, and ms-swift’s way to write a step', () => {
  const curve = logCurveOf(
    '{"step": 1, "total": 0.5}\n{"step": 1, "total": 0.7}\n{"step": 2, "total": 1, "note": "x"}\n{"ste',
  )
  expect(curve).toEqual({ from: 'log', steps: [1, 2], series: [{ name: 'total', values: [0.7, 1] }] })
  expect(logCurveOf('{"global_step/max_steps": "3/30", "reward": 2}').steps).toEqual([3])
})
