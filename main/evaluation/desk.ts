/**
 * Runs that are open: their records, who follows them, what the list shows. A record stays open while somebody follows it or
 * it runs. Knows no model.
 */
import { rename, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createBroadcast, type Broadcast } from '../../app/async'
import type { Evaluation, EvaluationEvent, EvaluationState } from '../../app/host/evaluations'
import { Failure } from '../../app/failure'
import type { ResultRow } from '../../app/metrics/result'
import { diskFailure } from '../store/folder'
import { evaluationOf, readAll, writeCopy } from './listing'
import { createRecord, openRecord, type EvaluationRecord, type Header } from './record'

/** An open run. */
export interface Held {
  readonly record: EvaluationRecord
  /** Tells followers and the list of the state now; `rows` are new or changed ones. */
  readonly tell: (state: EvaluationState, rows?: readonly ResultRow[]) => void
  readonly release: () => Promise<void>
}

export interface Desk {
  readonly list: () => readonly Evaluation[]
  readonly watch: (signal: AbortSignal) => AsyncIterable<readonly Evaluation[]>
  readonly create: (header: Header, total: number) => Promise<void>
  readonly hold: (id: string) => Promise<Held>
  readonly follow: (id: string, signal: AbortSignal) => AsyncIterable<EvaluationEvent>
  readonly remove: (id: string) => Promise<void>
  readonly restore: (id: string) => Promise<void>
  readonly close: () => Promise<void>
}

interface Open {
  readonly record: EvaluationRecord
  state: EvaluationState
  holders: number
  readonly followers: Broadcast<EvaluationEvent>
}

/** Rows sent to a new follower at a time. */
const chunk = 250
/** The list and the head of a run are told at most once in so many milliseconds while rows come; intervals take time. */
const tellMs = (rows: number) => (rows > 1000 ? 3000 : 400)

/** The runs of a data folder. */
export async function createDesk(folder: string, report: (message: string) => void): Promise<Desk> {
  const place = (id: string, under = 'evaluations') => join(folder, under, checkedId(id))
  const known = new Map((await readAll(join(folder, 'evaluations'), report)).map((e) => [e.id, e]))
  const open = new Map<string, Promise<Open>>()
  const watchers = createBroadcast<readonly Evaluation[]>()
  const list = () => [...known.values()].sort((a, b) => b.createdAt - a.createdAt)
  const tellList = () => watchers.tell(list())
  const due = new Map<string, NodeJS.Timeout>()
  /** In the trash: whoever still held them must not bring them back. */
  const gone = new Set<string>()
  const tellHead = (id: string, one: Open) => {
    clearTimeout(due.get(id))
    due.delete(id)
    const evaluation = evaluationOf(one.record, one.state)
    if (gone.has(id)) return evaluation
    known.set(id, evaluation)
    one.followers.tell({ type: 'evaluation', evaluation })
    tellList()
    return evaluation
  }
  const opened = (id: string): Promise<Open> => {
    const there = open.get(id)
    if (there !== undefined) return there
    const fresh = openRecord(place(id)).then((record): Open => ({
      record,
      state: record.state(),
      holders: 0,
      followers: createBroadcast(),
    }))
    open.set(id, fresh)
    fresh.catch(() => open.delete(id))
    return fresh
  }
  const release = async (id: string, one: Open) => {
    one.holders--
    if (one.holders > 0) return
    open.delete(id)
    const evaluation = tellHead(id, one)
    // Only a copy: a full disk must not stop anything here.
    if (!gone.has(id))
      await writeCopy(place(id), one.record, evaluation).catch((error: unknown) => report(String(error)))
    await one.record.close()
  }
  const hold = async (id: string): Promise<Held & { readonly one: Open }> => {
    const one = await opened(id)
    one.holders++
    let holding = true
    return {
      one,
      record: one.record,
      tell: (state, rows = []) => {
        const changed = one.state.type !== state.type
        one.state = state
        if (rows.length > 0) one.followers.tell({ type: 'rows', rows })
        if (changed) tellHead(id, one)
        else if (!due.has(id))
          due.set(id, setTimeout(() => tellHead(id, one), tellMs(one.record.rows().length)).unref())
      },
      release: async () => {
        if (holding) await release(id, one)
        holding = false
      },
    }
  }
  async function* follow(id: string, signal: AbortSignal): AsyncGenerator<EvaluationEvent> {
    const { one, release: done } = await hold(id)
    try {
      const rows = one.record.rows()
      const batches = Array.from({ length: Math.ceil(rows.length / chunk) }, (_, i): EvaluationEvent => ({
        type: 'rows',
        rows: rows.slice(i * chunk, (i + 1) * chunk),
      }))
      const evaluation = evaluationOf(one.record, one.state)
      yield* one.followers.follow(signal, { type: 'evaluation', evaluation }, ...batches)
    } finally {
      await done()
    }
  }
  const moved = async (from: string, to: string) => {
    try {
      await mkdir(dirname(to), { recursive: true })
      await rename(from, to)
    } catch (error) {
      throw diskFailure(error, from)
    }
  }
  return {
    list,
    watch: (signal) => watchers.follow(signal, list()),
    create: async (header, total) => {
      const record = await createRecord(place(header.id), header, total)
      known.set(header.id, evaluationOf(record, record.state()))
      await record.close()
      tellList()
    },
    hold,
    follow,
    remove: async (id) => {
      if (!known.has(id)) throw new Failure('not-found', 'That run is not there any more.')
      const one = await open.get(id)
      gone.add(id)
      one?.followers.end()
      try {
        await moved(place(id), place(id, 'trash'))
      } catch (error) {
        gone.delete(id)
        throw error
      }
      known.delete(id)
      tellList()
    },
    restore: async (id) => {
      await moved(place(id, 'trash'), place(id))
      gone.delete(id)
      const record = await openRecord(place(id))
      known.set(id, evaluationOf(record, record.state()))
      await record.close()
      tellList()
    },
    close: async () => {
      watchers.end()
      const all = await Promise.allSettled(open.values())
      for (const one of all) if (one.status === 'fulfilled') one.value.followers.end()
    },
  }
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(id)) return id
  throw new Failure('not-found', 'There is no such run.', id)
}
