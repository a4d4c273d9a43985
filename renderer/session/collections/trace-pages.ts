/**
 * The list of traces by pages: asks for the pages that are in view and keeps what it was told. 100,000 rows are never in
 * the window at once. Knows no React.
 */
import type { TracePage, TraceQuery, TraceRow } from '../../../app/host/collections'
import type { Context } from '../context'
import type { StateChange, State } from '../state'
import { createFollowing } from '../following'
import { subscribe } from '../subscribe'

/** Rows asked for at once. */
export const pageSize = 100

/** Pages kept when they are out of view. */
const kept = 40

/** Follows the pages in view of one list at a time. */
export interface TracePages {
  /** Begins a list: forgets the rows before. */
  readonly begin: (collection: string, query: TraceQuery) => void
  /** Rows `first` to `last` are in view. */
  readonly show: (first: number, last: number) => void
  readonly end: () => void
}

/** Makes the follower. `told` hears of every answer. */
export function createTracePages(context: Context, told: () => void): TracePages {
  const { host, set } = context
  let list: { readonly collection: string; readonly query: TraceQuery } | undefined
  const followOnly = createFollowing<number>((page, signal) => {
    if (list === undefined) return
    const ask = { ...list, offset: page * pageSize, limit: pageSize }
    const take = (found: TracePage) => {
      set((s) => withPage(s, page, found))
      told()
    }
    void subscribe(context, { items: (end) => host.traces(ask, end), take, signal })
  })
  const end = () => {
    followOnly([])
    list = undefined
  }
  return {
    begin: (collection, query) => {
      end()
      list = { collection, query }
      set({ collections: { found: undefined, pages: {} } })
      followOnly([0])
    },
    show: (first, last) => {
      const from = Math.floor(Math.max(0, first) / pageSize)
      const to = Math.floor(Math.max(0, last) / pageSize)
      // Before there is a list there is nothing to be asked for.
      if (list !== undefined) followOnly(Array.from({ length: to - from + 1 }, (_, i) => from + i))
      set((s) => ({ collections: { pages: near(s.collections.pages, (from + to) / 2) } }))
    },
    end,
  }
}

/** A page put in. A row that says the same stays the same object, so that it is not drawn again. */
function withPage({ collections }: State, page: number, found: TracePage): StateChange {
  const before = collections.pages[page] ?? []
  const rows = found.rows.map((row, i) => same(before[i], row))
  const beyond = Math.ceil(found.total / pageSize)
  const pages = Object.entries(collections.pages).filter(([p]) => Number(p) < beyond && Number(p) !== page)
  const { total, done } = found
  const unchanged = collections.found?.total === total && collections.found.done === done
  return {
    collections: {
      found: unchanged ? collections.found : { total, done },
      pages: { ...Object.fromEntries(pages), [page]: rows },
      commonStart: page === 0 ? commonStart(rows.map((r) => r.question)) : collections.commonStart,
    },
  }
}

/** Shorter beginnings are left as they are. */
const leastStart = 28

/** The words with which most of many questions begin (an instruction a data set puts before each); empty where there are none. */
export function commonStart(questions: readonly string[]): string {
  const sorted = questions.toSorted()
  if (sorted.length < 4) return ''
  // Of a sorted list, what the questions at 10 % and 90 % share is shared by all between.
  const first = sorted[Math.floor(sorted.length * 0.1)] ?? ''
  const last = sorted[Math.floor(sorted.length * 0.9)] ?? ''
  let length = 0
  while (length < first.length && first[length] === last[length]) length++
  const start = first.slice(0, length)
  const words = start.slice(0, start.lastIndexOf(' ') + 1)
  return words.length < leastStart ? '' : words
}

function same(before: TraceRow | undefined, row: TraceRow): TraceRow {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(row) ? before : row
}

/** The pages nearest to a place, as many as are kept. */
function near(pages: State['collections']['pages'], place: number): State['collections']['pages'] {
  const all = Object.entries(pages)
  if (all.length <= kept) return pages
  const sorted = all.toSorted(([a], [b]) => Math.abs(Number(a) - place) - Math.abs(Number(b) - place))
  return Object.fromEntries(sorted.slice(0, kept))
}

/** The row at a place of the list, where it is known. */
export function rowAt({ collections: { pages } }: State, at: number): TraceRow | undefined {
  return pages[Math.floor(at / pageSize)]?.[at % pageSize]
}

/** The place of a trace in the part of the list that is known. */
export function placeInList({ collections: { pages } }: State, row: number): number | undefined {
  for (const [page, rows] of Object.entries(pages)) {
    const at = rows.findIndex((r) => r.row === row)
    if (at >= 0) return Number(page) * pageSize + at
  }
  return undefined
}
