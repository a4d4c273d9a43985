/**
 * Files of traces at size: how soon the first one is there, how long the index takes beside merely parsing every line, how
 * soon a search finds something, and the memory of all processes. The server as it ships, on a data folder of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createReadStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { hostContract, type Host } from '../../app/host'
import type { TraceQuery } from '../../app/host/collections'
import { connect } from '../../app/port'
import { webSocketPort } from '../../main/ports/http'
import { rareWords, writeBigFile } from './big-file'
import { memoryOf } from './memory'
import type { Row } from './row'

const server = fileURLToPath(new URL('../../dist/main/server.js', import.meta.url))

/** 100 MB with 10,000 traces and 1 GB with 100,000. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-bench-'))
  try {
    const small = await measure(folder, { name: '100 MB', rows: 10_000, bytes: 1e8, first: 1000 })
    const large = await measure(folder, { name: '1 GB', rows: 100_000, bytes: 1e9, first: 3000 })
    return [...small, ...large]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Size {
  readonly name: string
  readonly rows: number
  readonly bytes: number
  /** Milliseconds to the first trace. */
  readonly first: number
}

async function measure(folder: string, { name, rows, bytes, first }: Size): Promise<Row[]> {
  const data = join(folder, `data-${rows}`)
  const traces = join(folder, `traces-${rows}`)
  mkdirSync(traces)
  // Files of a folder named at the start may be opened later; there is none in it yet.
  const run = await start(data, traces)
  try {
    const path = await writeBigFile(traces, rows, bytes)
    const parsing = await parseEveryLine(path)
    // As a window does first.
    for await (const known of run.host.collections({})) if (known.length === 0) break
    await new Promise((done) => setTimeout(done, 2000))
    const begin = performance.now()
    const opened = await run.host.openCollection({ source: { type: 'path', path } })
    if (opened?.collection === undefined) throw new Error('nothing was opened')
    const { collection } = opened
    await until(run.host, collection, {}, (found) => found.rows.length > 0)
    const { project } = await run.host.openTrace({ collection, row: 0 })
    for await (const event of run.host.follow({ project })) if (event.type === 'project') break
    const firstTrace = performance.now() - begin
    const early = await timed(() =>
      until(run.host, collection, { text: 'umbrella' }, (f) => f.rows.length > 0),
    )
    await until(run.host, collection, {}, (found) => found.done)
    const indexing = performance.now() - begin
    const common = await timed(() =>
      until(run.host, collection, { text: 'window glass' }, (f) => f.rows.length > 0),
    )
    const rare = await timed(() =>
      until(run.host, collection, { text: 'zanzibar' }, (f) => f.rows.length > 0),
    )
    const whole = await timed(() =>
      until(run.host, collection, { text: 'nowhere to be found' }, (f) => f.done),
    )
    const filter = await timed(() =>
      until(run.host, collection, { looks: { min: 3, max: 3 }, verdict: 'wrong' }, (f) => f.done),
    )
    const total = await until(run.host, collection, { text: 'zanzibar' }, (f) => f.done)
    if (total !== rareWords) throw new Error(`found ${total} rare words`)
    const last = await timed(() => run.host.openTrace({ collection, row: rows - 1 }).then(() => undefined))
    console.error(
      `${name}: index ${(indexing / 1000).toFixed(1)} s, parsing ${(parsing / 1000).toFixed(1)} s, search while indexing ` +
        `${early.toFixed(0)} ms, common word ${common.toFixed(0)} ms, rare word ${rare.toFixed(0)} ms, whole search ` +
        `${whole.toFixed(0)} ms, filter ${filter.toFixed(0)} ms, last trace ${last.toFixed(0)} ms, index on disk ` +
        `${(statSync(join(data, 'collections', collection, 'index', 'words.bin')).size / 1e6).toFixed(0)} MB of words`,
    )
    const memory = run.peak()
    return [
      { name: `${name} of traces: to the first trace`, value: firstTrace, limit: first, unit: 'ms' },
      {
        name: `${name} of traces: index vs. JSON.parse of every line`,
        value: indexing / parsing,
        limit: 8,
        unit: '×',
      },
      {
        name: `${name} of traces: first results of a search, indexing`,
        value: early,
        limit: 2000,
        unit: 'ms',
      },
      { name: `${name} of traces: first results of a rare word`, value: rare, limit: 2000, unit: 'ms' },
      {
        name: `${name} of traces: memory of the server's processes, peak`,
        value: memory,
        limit: 600,
        unit: 'MB',
      },
    ]
  } finally {
    await run.stop()
    rmSync(traces, { recursive: true, force: true })
    rmSync(data, { recursive: true, force: true })
  }
}

interface Running {
  readonly host: Host
  /** Largest memory of all processes so far, in MB. */
  readonly peak: () => number
  readonly stop: () => Promise<void>
}

async function start(data: string, allowed: string): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [server, '--port', '0', allowed], {
    env: { ...process.env, RELOOK_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<URL>((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      const found = /http:\S+/.exec(said)
      if (found !== null) resolve(new URL(found[0]))
    })
    child.on('exit', () => reject(new Error(`the server ended: ${said}`)))
  })
  const socket = new WebSocket(`ws://${url.host}/port`, ['relook', url.hash.replace('#token=', '')])
  await new Promise((done, failed) => socket.on('open', done).on('error', failed))
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid ?? 0))), 100)
  return {
    host: connect(hostContract, webSocketPort(socket)),
    peak: () => peak,
    stop: async () => {
      clearInterval(timer)
      const ended = new Promise((done) => child.on('exit', done))
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Follows a query until it is as wanted; gives the number of matches then. */
async function until(
  host: Host,
  collection: string,
  query: TraceQuery,
  wanted: (found: { readonly rows: readonly unknown[]; readonly done: boolean }) => boolean,
): Promise<number> {
  for await (const found of host.traces({ collection, query, offset: 0, limit: 50 }))
    if (wanted(found)) return found.total
  throw new Error('the search ended before')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

/** The floor: what it costs to read the file and parse each line, with nothing done about it. */
async function parseEveryLine(path: string): Promise<number> {
  const begin = performance.now()
  let seen = 0
  for await (const line of createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }) }))
    seen += Object.keys(JSON.parse(line) as object).length
  if (seen === 0) throw new Error('nothing was parsed')
  return performance.now() - begin
}
