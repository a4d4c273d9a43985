/**
 * What is asked of a collection, kept true while the index grows and reviews come in. One search serves all pages of it;
 * the last few are kept for the next one who asks. Knows the index, not the window.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { given } from '../../app/given'
import type { LookVerdict } from '../../app/explain/verdict'
import { createChanges, pause, until } from '../../app/async'
import type { TracePage, TraceQuery, TraceRow } from '../../app/host/collections'
import type { IndexFiles } from './index-files'
import { beside, byFilePosition, orderBy, type RowComparator } from './order'
import { createWordScan, matcher, searchTermsOf, type RowReview, type WordScan } from './search'

/** What queries are answered from. */
export interface QueryParts {
  readonly index: IndexFiles
  readonly reviewOf: (row: number) => RowReview | undefined
  readonly triedOf: (row: number) => readonly LookVerdict[] | undefined
  readonly isOf: (name: string, row: number) => boolean
  /** No more rows will come by themselves. */
  readonly settled: () => boolean
  /** `text`: what is searched for in them. */
  readonly rowsOf: (rows: readonly number[], text: string | undefined) => Promise<readonly TraceRow[]>
}

/** Rows were added; rows were measured; reviews changed; looks were tried; parts were given out again; the index came to an end. */
export type News = 'rows' | 'measured' | 'reviews' | 'tried' | 'parts' | 'settled'

export interface Page {
  readonly query: TraceQuery
  readonly offset: number
  readonly limit: number
}

export interface Queries {
  readonly follow: (page: Page, signal: AbortSignal) => AsyncGenerator<TracePage>
  /** The next matching row after (step 1) or before (−1) one. */
  readonly next: (
    query: TraceQuery,
    place: { readonly from: number; readonly step: 1 | -1 },
    signal: AbortSignal,
  ) => Promise<number | undefined>
  readonly note: (news: News) => void
}

/** Searches nobody follows that are kept. */
const idleLimit = 4
/** A page is sent at most once in this many milliseconds. */
const sendMs = 120
/** Matches that depend on reviews or images are made again at most once in this many milliseconds. */
const renewMs = 400

/** Queries over an index. */
export function createQueries(queried: QueryParts): Queries {
  const searches = new Map<string, Search>()
  const acquire = (query: TraceQuery): Search => {
    const key = JSON.stringify(query, Object.keys(query).concat('min', 'max', 'by', 'down').sort())
    const search = searches.get(key) ?? new Search(queried, query)
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
  /** How a search stands, now and after every change. */
  async function* states(query: TraceQuery, signal: AbortSignal) {
    const search = acquire(query)
    try {
      while (!signal.aborted) {
        const version = search.version()
        yield search.state()
        await search.changedSince(version, signal)
      }
    } finally {
      release(search)
    }
  }
  return {
    follow: async function* ({ query, offset, limit }, signal) {
      let sent = ''
      let at = 0
      for await (const { matches, done } of states(query, signal)) {
        const rows = await queried.rowsOf(matches.slice(offset, offset + limit), query.text)
        const found: TracePage = { total: matches.length, rows, done }
        const text = JSON.stringify(found)
        const worthSending = done || rows.length > 0 || Date.now() - at > sendMs
        if (text === sent || !worthSending) continue
        sent = text
        at = Date.now()
        yield found
        if (!done) await pause(sendMs, signal)
      }
    },
    next: async (query, { from, step }, signal) => {
      for await (const { matches, done, upTo } of states(query, signal)) {
        const count = queried.index.visible()
        const row = beside(matches, { from, step, count, order: orderOf(query, queried) })
        // In another order than the file's, a row that is found later may stand nearer.
        const sure = query.sort === undefined && (step === 1 ? row !== undefined : upTo >= from)
        if (done || sure) return row
      }
      return undefined
    },
    note: (news) => {
      for (const search of searches.values()) search.note(news)
    },
  }
}

function orderOf({ sort }: TraceQuery, { index, triedOf }: QueryParts): RowComparator {
  return sort === undefined ? byFilePosition : orderBy(sort, { records: index.records, triedOf })
}

/** One search, which goes on as long as somebody holds it. */
class Search {
  readonly #queried: QueryParts
  readonly #query: TraceQuery
  readonly #words: WordScan | undefined
  readonly #changes = createChanges()
  #holders = 0
  #running = false
  #matches: number[] = []
  #sorted: { readonly version: number; readonly rows: readonly number[] } = { version: -1, rows: [] }
  #upTo = 0
  #done = false
  #version = 0
  /** The matches so far may be wrong. */
  #stale = false
  #poked = false

  constructor(queried: QueryParts, query: TraceQuery) {
    const terms = searchTermsOf(query.text ?? '')
    this.#queried = queried
    this.#query = query
    this.#words = terms.length === 0 ? undefined : createWordScan(queried.index, terms)
  }

  hold(): void {
    this.#holders++
    void this.#pump()
  }

  release(): void {
    this.#holders--
  }

  held(): boolean {
    return this.#holders > 0
  }

  note(news: News): void {
    if (this.#dependsOn(news)) this.#stale = true
    // Reviews and measurements change what a row shows, whether or not it still matches.
    this.#poked = true
    if (news !== 'rows') this.#changed()
    void this.#pump()
  }

  /** Grows with every change of the state. */
  version(): number {
    return this.#version
  }

  /** Resolves when the version is another than this one, or the signal has fired. */
  changedSince(seen: number, signal: AbortSignal): Promise<unknown> {
    const other = () => (this.#version === seen ? undefined : true)
    return until(this.#changes.on, other, signal).catch(() => undefined)
  }

  state(): { readonly matches: readonly number[]; readonly done: boolean; readonly upTo: number } {
    return { matches: this.#inOrder(), done: this.#done, upTo: this.#upTo }
  }

  #inOrder(): readonly number[] {
    if (this.#query.sort === undefined) return this.#matches
    const [version, order] = [this.#version, orderOf(this.#query, this.#queried)]
    if (this.#sorted.version !== version || this.#sorted.rows.length !== this.#matches.length)
      this.#sorted = { version, rows: this.#matches.toSorted(order) }
    return this.#sorted.rows
  }

  #changed(): void {
    this.#version++
    this.#changes.tell()
  }

  #dependsOn(news: News): boolean {
    const { tag, review, iou, flag, missing, part, tried } = this.#query
    if (news === 'tried') return tried !== undefined
    if (news === 'parts') return part !== undefined
    if (news === 'reviews') return tag !== undefined || review !== undefined
    return news === 'measured' && (iou !== undefined || flag !== undefined || missing !== undefined)
  }

  async #pump(): Promise<void> {
    if (this.#running) return
    this.#running = true
    let renewed = 0
    while (this.#holders > 0) {
      this.#poked = false
      const before = `${this.#matches.length} ${this.#done}`
      const more = (await this.#words?.advance()) ?? false
      const renewing = this.#stale && Date.now() - renewed > renewMs
      if (renewing) {
        this.#stale = false
        renewed = Date.now()
        this.#matches = []
        this.#upTo = 0
      }
      this.#take()
      const { index, settled } = this.#queried
      this.#done = !more && !this.#stale && settled() && this.#upTo >= index.visible()
      if (renewing || before !== `${this.#matches.length} ${this.#done}`) this.#changed()
      if (more) await breathe()
      else if (this.#stale) await pause(renewMs)
      else if (!this.#poked) break
    }
    this.#running = false
  }

  #take(): void {
    const { index, reviewOf, triedOf, isOf } = this.#queried
    const words = this.#words
    const end = words?.scanned() ?? index.visible()
    const { records, flagNames } = index
    // Made again each time: names of flags come with the rows.
    const fits = matcher(this.#query, { records, flagNames, reviewOf, triedOf, isOf, ...given({ words }) })
    for (; this.#upTo < end; this.#upTo++) if (fits(this.#upTo)) this.#matches.push(this.#upTo)
  }
}
