/** Files with damage of a seed, read by the thread that reads what others made: as data of a benchmark and as traces. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../app/contract'
import { Failure } from '../../app/failure'
import { connect } from '../../app/port'
import { indexerContract } from '../../main/collections/indexer-contract'
import { dataContract } from '../../main/evaluation/data-thread'
import { startThread, type Thread } from '../../main/ports/thread'
import { randomFrom, type Random } from './random'

/** What came of reading so many files. Every one must have been answered. */
export interface Tally {
  readonly read: number
  readonly refused: number
  /** Threads that ended, in words; each of them took only its own file along. */
  readonly ended: readonly string[]
  /** Answers that are no words for people: `internal`, or none in time. */
  readonly wrong: readonly string[]
  /** Longest wait for one file, in milliseconds. */
  readonly longest: number
}

export interface Damaging {
  /** The built thread. */
  readonly file: string
  /** Whole files to damage. */
  readonly samples: readonly string[]
  readonly folder: string
  readonly seed: number
  /** Milliseconds a thread may compute in one piece. */
  readonly hangMs: number
}

/** Damages and reads `n` files. */
export async function readDamaged(
  n: number,
  { file, samples, folder, seed, hangMs }: Damaging,
): Promise<Tally> {
  const random = randomFrom(seed)
  const whole = samples.map((path) => ({ bytes: readFileSync(path), name: path.split('/').at(-1) ?? '' }))
  let reader: Reader | undefined
  let [read, refused, longest] = [0, 0, 0]
  const ended: string[] = []
  const wrong: string[] = []
  const take = async (name: string, work: (ask: Reader['ask']) => Promise<void>) => {
    reader ??= startReader(file, hangMs)
    const { thread, ask } = reader
    const from = performance.now()
    try {
      await inTime(work(ask), hangMs + 10_000)
      read++
    } catch (error) {
      const how = thread.ended?.()
      if (how !== undefined) {
        ended.push(`${name}: ${how.failure.message}`)
        reader = undefined
      } else if (error instanceof Failure && error.code !== 'internal') refused++
      else wrong.push(`${name}: ${String(error)}`)
    }
    longest = Math.max(longest, performance.now() - from)
  }
  for (let i = 0; i < n; i++) {
    const { bytes, name } = random.pick(whole)
    const path = join(folder, `${i}-${name}`)
    writeFileSync(path, damaged(bytes, random))
    await take(path, async (ask) => {
      for await (const told of ask.openData({ path, copy: `${path}.copy` }))
        if (told.type === 'opened') return
    })
    const index = join(folder, `index-${i}`)
    mkdirSync(index)
    await take(path, (ask) => readTraces(ask, path, index))
    // Copies of what was unpacked lie there.
    rmSync(index, { recursive: true, force: true })
    rmSync(path, { force: true })
  }
  reader?.thread.close()
  return { read, refused, ended, wrong, longest }
}

const contract = { ...dataContract, ...indexerContract }

interface Reader {
  readonly thread: Thread
  readonly ask: Client<typeof contract>
}

function startReader(file: string, hangMs: number): Reader {
  const thread = startThread(file, { hangMs, heapMb: 512 })
  return { thread, ask: connect(contract, thread) }
}

async function readTraces(client: Reader['ask'], path: string, folder: string): Promise<void> {
  const ask = { collection: path.slice(-60), path, folder, chosen: { images: [] }, also: [], anywhere: true }
  for await (const { state } of client.status(ask)) {
    if (state.type === 'failed') throw new Failure(state.failure.code, state.failure.message)
    if (state.type === 'ready') break
  }
  await client.close({ collection: ask.collection })
}

/** A few bytes turned, taken away or put in; more often at the end, where a parquet file describes itself. */
function damaged(whole: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(whole)
  const place = () =>
    random.below(10) < 6
      ? bytes.length - 1 - random.below(Math.min(bytes.length, 900))
      : random.below(bytes.length)
  for (let i = 0; i < 1 + random.below(6); i++) {
    const at = place()
    bytes[at] = random.pick([
      0,
      1,
      0x7f,
      0x80,
      0xff,
      random.below(256),
      (bytes[at] ?? 0) ^ (1 << random.below(8)),
    ])
  }
  const kind = random.below(12)
  if (kind === 0) return bytes.subarray(0, random.below(bytes.length))
  if (kind === 1) return Buffer.concat([bytes.subarray(0, place()), random.bytes(random.below(20)), bytes])
  return bytes
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
