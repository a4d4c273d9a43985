import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { hostContract, type Host } from '../../../app/host'
import { connect } from '../../../app/port'
import type { Project } from '../../../app/trace/project'
import { webSocketPort } from '../../../main/ports/http'
import { testFolder } from '../../builders/folder'
import { lines, logRow, put } from '../../builders/traces'
import { until } from '../../builders/wait'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** A layout like the built one, so that the server finds its thread. */
const built = join(root, '.cache', 'collections-kill-test')

beforeAll(() => {
  mkdirSync(join(built, 'dist'), { recursive: true })
  put(built, 'package.json', readFileSync(join(root, 'package.json')))
  const words = ['scripts/build.mjs', '--main', join(built, 'dist', 'main')]
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: root })
  if (status !== 0) throw new Error(String(stderr))
}, 60_000)

interface Running {
  readonly process: ChildProcess
  readonly host: Host
}

/** The built server with a file named at its start. */
async function startWith(data: string, file: string): Promise<Running> {
  const server = join(built, 'dist', 'main', 'server.js')
  const child = spawn(process.execPath, [server, file, '--port', '0'], {
    env: { ...process.env, RELOOK_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = await new Promise<URL>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      const found = /http:\S+/.exec(said)
      if (found !== null) resolve(new URL(found[0]))
    })
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
  const socket = new WebSocket(`ws://${url.host}/port`, ['relook', url.hash.replace('#token=', '')])
  await new Promise((done, failed) => socket.on('open', done).on('error', failed))
  return { process: child, host: connect(hostContract, webSocketPort(socket)) }
}

/** The one collection there is, once it is as wanted. */
async function collectionWhen(
  host: Host,
  wanted: (state: string, count: number) => boolean,
): Promise<string> {
  for await (const [one] of host.collections({}))
    if (one !== undefined && wanted(one.state.type, one.count)) return one.id
  throw new Error('the list ended')
}

async function projectOf(host: Host, project: string): Promise<Project> {
  for await (const event of host.follow({ project })) if (event.type === 'project') return event.project
  throw new Error('no project')
}

async function killed({ process: child }: Running): Promise<void> {
  const gone = new Promise((done) => child.on('exit', done))
  child.kill('SIGKILL')
  await gone
}

test('kill -9 while indexing: the next start goes on and has every row once', async () => {
  const folder = testFolder()
  const total = 6000
  const rows = Array.from({ length: total }, (_, i) => logRow(i, { pad: 'x'.repeat(400) }))
  const file = put(folder, 'log.jsonl', lines(rows))
  const data = join(folder, 'data')
  const first = await startWith(data, file)
  const id = await collectionWhen(first.host, (_, count) => count > 0)
  const head = join(data, 'collections', id, 'index', 'head.json')
  await expect.poll(() => existsSync(head), { timeout: 20_000 }).toBe(true)
  await killed(first)
  const second = await startWith(data, file)
  await collectionWhen(second.host, (state) => state === 'ready')
  for await (const found of second.host.traces({ collection: id, query: {}, offset: total - 2, limit: 5 })) {
    if (!found.done) continue
    expect({ total: found.total, ids: found.rows.map((r) => [r.row, r.id]) }).toEqual({
      total,
      ids: [
        [total - 2, String(total - 2)],
        [total - 1, String(total - 1)],
      ],
    })
    break
  }
}, 60_000)

type Moment = (seen: { readonly project: string; readonly acknowledged: () => boolean }) => boolean
const moments: [string, Moment][] = [
  ['at once', () => true],
  ['when its folder is there', ({ project }) => existsSync(project)],
  ['when it is acknowledged', ({ acknowledged }) => acknowledged()],
]

test.each(moments)(
  'kill -9 after the first edit of a trace, %s: all of it or nothing',
  async (_, isNow) => {
    const folder = testFolder()
    const file = put(folder, 'log.jsonl', lines([logRow(1), logRow(2)]))
    const data = join(folder, 'data')
    const first = await startWith(data, file)
    const collection = await collectionWhen(first.host, (state) => state === 'ready')
    const { project } = await first.host.openTrace({ collection, row: 0 })
    const { steps } = await projectOf(first.host, project)
    let acknowledged = false
    first.host.edit({ project, change: { type: 'project-renamed', title: 'mine' } }).then(
      () => (acknowledged = true),
      () => undefined,
    )
    const seen = { project: join(data, 'projects', project), acknowledged: () => acknowledged }
    await until(() => isNow(seen), 'the moment')
    const said = acknowledged
    await killed(first)
    const second = await startWith(data, file)
    const journals = readdirSync(join(data, 'projects'))
    const after = await projectOf(second.host, project)
    const kept = after.title === 'mine'
    // What was acknowledged is there; and what is there is whole.
    expect(kept || !said).toBe(true)
    expect(after.steps).toEqual(steps)
    if (kept) expect(journals).toEqual([project])
  },
  60_000,
)
