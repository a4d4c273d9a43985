/**
 * What is asked of a collection, kept true while the index grows and reviews come in. One search serves all pages of it;
 * the last few are kept for the next one who asks. Knows the index, not the window.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { given } from '../../app/given'
import { createChanges, pause, until } from '../../app/async'
import type { Found, TraceQuery, TraceRow } from '../../app/host/collections'
import type { IndexFiles } from './index-files'
import { createWordScan, matcher, termsOf, type RowReview, type WordScan } from './search'

/** What queries are answered from. */
export interface Queried {
  readonly index: IndexFiles
  readonly reviewOf: (row: number) => RowReview | undefined
  /** No more rows will come by themselves. */
  readonly settled: () => boolean
  readonly rowsOf: (rows: readonly number[]) => Promise<readonly TraceRow[]>
}

/** Rows were added; rows were measured; reviews changed; the index came to an end. */
export type News = 'rows' | 'measured' | 'reviews' | 'settled'

export interface Page {
  readonly query: TraceQuery
  readonly offset: number
  readonly limit: number
}

export interface Queries {
  readonly follow: (page: Page, signal: AbortSignal) => AsyncGenerator<Found>
  /** The next matching row after (step 1) or before (−1) one. */
  readonly next: (
    query: TraceQuery,
    from: number,
    step: 1 | -1,
    signal: AbortSignal,
  ) => Promise<number | undefined>
  readonly note: (news: News) => void
}

/** Searches nobody follows that are kept. */
const idleLimit = 4
/** A page is sent at most once in this many milliseconds. */
const sendMs = 120
/** Matches that depend on reviews or pictures are made anew at most once in this many milliseconds. */
const renewMs = 400

/** Queries over an index. */
export function createQueries(queried: Queried): Queries {
  const searches = new Map<string, Search>()
  const acquire = (query: TraceQuery): Search => {
    const key = JSON.stringify(query, Object.keys(query).concat('min', 'max').sort())
    const search = searches.get(key) ?? createSearch(queried, query)
    // Last in the order of use.
    searches.delete(key)
    searches.set(key, search)
    search.hold()
    return search
  }
  const release = (search: Search) => {
    search.release()
    const idle = [...searches].filter(([, s]) => !s.held())
    for (const [key] of idle.slice(0, Math.max(0, idle.length - idleLimit))) searches.delete(key)
  }
  return {
    follow: async function* ({ query, offset, limit }, signal) {
      const search = acquire(query)
      let sent = ''
      let at = 0
      try {
        while (!signal.aborted) {
          const version = search.version()
          const { matches, done } = search.state()
          const rows = await queried.rowsOf(matches.slice(offset, offset + limit))
          const found: Found = { total: matches.length, rows, done }
          const text = JSON.stringify(found)
          const worthSending = done || rows.length > 0 || Date.now() - at > sendMs
          if (text !== sent && worthSending) {
            sent = text
            at = Date.now()
            yield found
            if (!done) await pause(sendMs, signal)
          }
          await search.changedSince(version, signal)
        }
      } finally {
        release(search)
      }
    },
    next: async (query, from, step, signal) => {
      const search = acquire(query)
      try {
        while (!signal.aborted) {
          const version = search.version()
          const { matches, done, upTo } = search.state()
          const row = step === 1 ? matches.find((r) => r > from) : matches.findLast((r) => r < from)
          if (done || (step === 1 ? row !== undefined : upTo >= from)) return row
          await search.changedSince(version, signal)
        }
        return undefined
      } finally {
        release(search)
      }
    },
    note: (news) => {
      for (const search of searches.values()) search.note(news)
    },
  }
}

interface Search {
  readonly hold: () => void
  readonly release: () => void
  readonly held: () => boolean
  readonly note: (news: News) => void
  /** Grows with every change of the state. */
  readonly version: () => number
  /** Resolves when the version is another than this one, or the signal has fired. */
  readonly changedSince: (version: number, signal: AbortSignal) => Promise<unknown>
  readonly state: () => { readonly matches: readonly number[]; readonly done: boolean; readonly upTo: number }
}

function createSearch(queried: Queried, query: TraceQuery): Search {
  const { index } = queried
  const terms = termsOf(query.text ?? '')
  const words: WordScan | undefined = terms.length === 0 ? undefined : createWordScan(index, terms)
  const fits = (row: number) =>
    matcher(query, {
      records: index.records,
      flagNames: index.flagNames,
      reviewOf: queried.reviewOf,
      ...given({ words }),
    })(row)
  let holders = 0
  let running = false
  let matches: number[] = []
  let upTo = 0
  let done = false
  let version = 0
  /** The matches so far may be wrong. */
  let stale = false
  let poked = false
  const changes = createChanges()
  const changed = () => {
    version++
    changes.tell()
  }
  const dependsOn = (news: News) =>
    news === 'reviews'
      ? query.tag !== undefined || query.review !== undefined
      : news === 'measured' &&
        (query.iou !== undefined || query.flag !== undefined || query.missing !== undefined)
  const take = () => {
    const end = words?.scanned() ?? index.visible()
    const matching = matcherOf()
    for (; upTo < end; upTo++) if (matching(upTo)) matches.push(upTo)
  }
  const matcherOf = () => fits
  const pump = async () => {
    if (running) return
    running = true
    let renewed = 0
    while (holders > 0) {
      poked = false
      const before = `${matches.length} ${done}`
      const more = (await words?.advance()) ?? false
      let anew = false
      if (stale && Date.now() - renewed > renewMs) {
        stale = false
        renewed = Date.now()
        matches = []
        upTo = 0
        anew = true
      }
      take()
      done = !more && !stale && queried.settled() && upTo >= index.visible()
      if (anew || before !== `${matches.length} ${done}`) changed()
      if (more) await breathe()
      else if (stale) await pause(renewMs)
      else if (!poked) break
    }
    running = false
  }
  const start = () => void pump()
  return {
    hold: () => {
      holders++
      start()
    },
    release: () => void holders--,
    held: () => holders > 0,
    note: (news) => {
      if (dependsOn(news)) stale = true
      // Reviews and measurements change what a row shows, whether or not it still matches.
      poked = true
      if (news !== 'rows') changed()
      start()
    },
    version: () => version,
    changedSince: (seen, signal) =>
      until(changes.on, () => (version === seen ? undefined : true), signal).catch(() => undefined),
    state: () => ({ matches, done, upTo }),
  }
}
