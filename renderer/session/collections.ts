/** Files of traces: opening one, narrowing its list, going from trace to trace, reading it otherwise. Knows no React. */
import type { Collection, CollectionId, Reading, TraceQuery, TraceRow } from '../../app/host/collections'
import { toFailureData } from '../../app/failure'
import type { SpaceId } from '../../app/geometry/spaces'
import type { EditChange } from '../../app/trace/change'
import { attempt, dismiss, notify, type Context } from './context'
import type { DocumentActions } from './document'
import { locate } from './locate'
import { createNeighbours } from './neighbours'
import { noCollection, type State } from './state'
import { createTracePages, placeOf, rowAt } from './trace-pages'

export type CollectionActions = ReturnType<typeof collectionActions>

/** What came of fetching a picture. `private`: the address is of this machine or its network, and a person has to say so. */
export type FetchOutcome = 'fetched' | 'private' | 'failed'

/** What a reading may be changed to; the rest stays as it is. */
export type ReadingChange = Partial<Pick<Reading, 'format' | 'dialect' | 'space'>>

interface Needs {
  readonly document: Pick<DocumentActions, 'turnTo' | 'closeProject' | 'openProject'>
  readonly edit: (change: EditChange) => Promise<boolean>
  /** Hands in what is half typed or half moved. */
  readonly leave: () => void
}

/** Actions over the open file of traces. */
export function collectionActions(context: Context, { document, edit, leave }: Needs) {
  const { host, get, set } = context
  const neighbours = createNeighbours(context)
  let turn = 0
  let search: () => void = () => undefined
  let finding = new AbortController()
  const pages = createTracePages(context, () => arrived())

  /** After every answer: opens the first trace of a file just opened, and finds the open one in the list. */
  const arrived = () => {
    const { traceRow, found } = get()
    if (found === undefined) return
    if (traceRow === undefined) return void begin()
    const at = placeOf(get(), traceRow.row)
    if (at === undefined || at === get().traceAt) return
    set({ traceAt: at })
    if (get().projectId !== undefined) ahead()
  }

  const open = async (row: TraceRow, at: number | undefined) => {
    const { collectionId: collection } = get()
    if (collection === undefined) return
    leave()
    if (get().traceRow?.row !== row.row) dismiss(context, 'traces')
    const mine = ++turn
    set({ traceRow: row, traceAt: at, playing: false })
    remember(context, collection, row.row)
    const made = await attempt(
      context,
      'traces',
      () => host.openTrace({ collection, row: row.row }),
      () => void open(row, at),
    )
    if (made === undefined || mine !== turn || get().collectionId !== collection) return
    document.turnTo(made.project, neighbours.take(made.project))
    ahead()
  }

  /** The traces beside the open one. */
  const ahead = () => {
    const { collectionId } = get()
    if (collectionId !== undefined) neighbours.fetch(collectionId, around(get()))
  }

  const begin = async () => {
    const { collectionId: collection, traceQuery: query } = get()
    const first = rowAt(get(), 0)
    if (collection === undefined || first === undefined || turn > 0) return
    turn++
    const last = remembered(context, collection)
    const ask = { collection, query, from: last - 1, step: 1 as const }
    const row = last > 0 ? await host.nextTrace(ask).catch(() => null) : null
    if (get().collectionId !== collection || get().traceRow !== undefined) return
    await open(row ?? first, row === null ? 0 : placeOf(get(), row.row))
    seek()
  }

  /** Looks for the open trace in the whole list, where what is loaded does not hold it. */
  const seek = () => {
    finding.abort()
    const { collectionId: collection, traceQuery: query, traceRow: row, traceAt } = get()
    if (collection === undefined || row === undefined || traceAt !== undefined) return
    finding = new AbortController()
    const { signal } = finding
    void locate(host, { collection, query, row: row.row }, signal).then(
      (at) => !signal.aborted && at !== undefined && get().traceRow?.row === row.row && set({ traceAt: at }),
      () => undefined,
    )
  }

  const go = async (step: 1 | -1) => {
    const { collectionId: collection, traceQuery: query, traceRow, traceAt } = get()
    if (collection === undefined || traceRow === undefined) return
    const at = traceAt === undefined ? undefined : traceAt + step
    const known = at === undefined ? undefined : rowAt(get(), at)
    if (known !== undefined) return open(known, at)
    const ask = { collection, query, from: traceRow.row, step }
    const row = await attempt(context, 'traces', () => host.nextTrace(ask))
    if (row === undefined || get().collectionId !== collection) return
    if (row === null)
      return set({ announced: step > 0 ? 'This is the last trace.' : 'This is the first trace.' })
    await open(row, at ?? placeOf(get(), row.row))
    seek()
  }

  const close = () => {
    pages.end()
    neighbours.clear()
    finding.abort()
    turn = 0
    dismiss(context, 'traces')
    set(noCollection)
  }

  const openCollection = (id: CollectionId) => {
    leave()
    close()
    document.closeProject()
    set({ collectionId: id })
    pages.begin(id, {})
  }

  const openFrom = async (source: Parameters<typeof host.openCollection>[0]['source']) => {
    const made = await attempt(context, 'import', () => host.openCollection({ source }))
    if (made !== undefined && made !== null) openCollection(made.collection)
  }

  return {
    openCollection,
    openCollectionFrom: openFrom,
    /** To the home page: neither a project nor a file of traces is open. */
    closeProject: () => {
      close()
      document.closeProject()
    },
    openProject: (id: string, question?: string) => {
      if (get().collectionId !== undefined) close()
      document.openProject(id, question)
    },
    openTrace: open,
    nextTrace: go,
    /** By a page of the list; stays at its ends. */
    skipTraces: (by: number) => {
      const { traceAt, found } = get()
      if (found === undefined || found.total === 0) return
      const at = Math.min(Math.max((traceAt ?? 0) + by, 0), found.total - 1)
      const row = rowAt(get(), at)
      if (row !== undefined) void open(row, at)
    },
    /** The first or the last of the list. */
    endTrace: async (end: 'first' | 'last') => {
      const total = get().found?.total ?? 0
      const at = end === 'first' ? 0 : total - 1
      const { collectionId: collection, traceQuery: query } = get()
      const known = rowAt(get(), at)
      if (collection === undefined || total === 0) return
      if (known !== undefined) return open(known, at)
      const from = end === 'first' ? -1 : Number.MAX_SAFE_INTEGER
      const step = end === 'first' ? 1 : -1
      const row = await attempt(context, 'traces', () => host.nextTrace({ collection, query, from, step }))
      if (row !== undefined && row !== null) await open(row, at)
    },
    /** Rows in view. */
    showTraces: pages.show,
    narrowTraces: (query: TraceQuery) => {
      const { collectionId } = get()
      if (collectionId === undefined) return
      finding.abort()
      set({ traceQuery: query, traceAt: undefined })
      pages.begin(collectionId, query)
    },
    findTrace: seek,
    /** Who shows the search field. */
    setSearchField: (show: () => void) => {
      search = show
    },
    focusSearch: () => search(),
    ...indexActions(context, close),
    ...readingActions(context, { edit, again: () => void reopen() }),
  }

  /** The open trace read anew, after the whole file was. */
  async function reopen() {
    const { traceRow, traceAt } = get()
    neighbours.clear()
    if (traceRow !== undefined) await open(traceRow, traceAt)
  }
}

function indexActions(context: Context, close: () => void) {
  const { host, get } = context
  return {
    stopIndex: (collection: CollectionId) =>
      attempt(context, 'traces', () => host.stopIndex({ collection })).then(() => undefined),
    resumeIndex: (collection: CollectionId) =>
      attempt(context, 'traces', () => host.resumeIndex({ collection })).then(() => undefined),
    forgetCollection: async (collection: CollectionId) => {
      const open = get().collectionId === collection
      await attempt(context, open ? 'traces' : 'projects', () => host.forgetCollection({ collection }))
      if (open) close()
    },
  }
}

function readingActions(
  context: Context,
  { edit, again }: { edit: (change: EditChange) => Promise<boolean>; again: () => void },
) {
  const { host, get } = context
  return {
    /** Every trace of the file. Undefined: as detected. */
    setReading: async (change: ReadingChange | undefined) => {
      const collection = openCollectionOf(get())
      if (collection === undefined) return
      const { reading, id } = collection
      const images = reading.images === undefined ? {} : { images: reading.images }
      const { format, dialect, space } = reading
      const wanted =
        change === undefined
          ? {}
          : change.format !== undefined
            ? change
            : { format, dialect, space, ...change }
      const done = await attempt(context, 'traces', async () => {
        await host.setReading({ collection: id, ...images, ...wanted })
        return true
      })
      if (done === true) again()
    },
    /** The boxes of this trace only, read in another space; null: its language's own. Undoable. */
    respace: (space: SpaceId | null) => edit({ type: 'respace', space }),
    /** Fetches a remote picture: only ever because a person clicked. */
    fetchImage: async (url: string, privately = false): Promise<FetchOutcome> => {
      const { projectId: project } = get()
      if (project === undefined) return 'failed'
      const ask = async (): Promise<FetchOutcome> => {
        try {
          await host.fetchImage({ project, url, privately })
          return 'fetched'
        } catch (error) {
          // Not a failure to be told: the card asks whether the private place is meant.
          if (toFailureData(error).code !== 'private-address') throw error
          return 'private'
        }
      }
      const outcome = (await attempt(context, 'traces', ask)) ?? 'failed'
      if (outcome === 'fetched') again()
      return outcome
    },
    /** Looks for missing pictures in a folder. */
    relinkPictures: async (source: Parameters<typeof host.relinkPictures>[0]['source']) => {
      const { collectionId: collection } = get()
      if (collection === undefined) return
      const found = await attempt(context, 'traces', () => host.relinkPictures({ collection, source }))
      if (found === undefined || found === null) return
      const pictures = (n: number) => `${n.toLocaleString('en')} ${n === 1 ? 'picture' : 'pictures'}`
      const left = found.missing === 0 ? '' : `; ${pictures(found.missing)} still missing`
      notify(context, { place: 'traces', tone: 'info', message: `Found ${pictures(found.found)}${left}.` })
      if (found.found > 0) again()
    },
  }
}

/** The open file of traces, as last told. */
export function openCollectionOf(state: State): Collection | undefined {
  return state.collections?.find((c) => c.id === state.collectionId)
}

/** The rows beside the open one, as far as the list is loaded. */
function around(state: State): readonly TraceRow[] {
  const { traceAt: at } = state
  if (at === undefined) return []
  return [at + 1, at - 1].flatMap((i) => rowAt(state, i) ?? [])
}

const place = (collection: CollectionId) => `relook-trace-${collection}`

function remember({ memory }: Context, collection: CollectionId, row: number): void {
  memory.setItem(place(collection), String(row))
}

function remembered({ memory }: Context, collection: CollectionId): number {
  const row = Number(memory.getItem(place(collection)) ?? 0)
  return Number.isInteger(row) && row > 0 ? row : 0
}
