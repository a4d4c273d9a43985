/** The list of a dump's groups by pages, and its curve; both grow with a dump that is being written. Knows no React. */
import type { DumpId, GroupQuery } from '../../../app/host/rollouts'
import type { Context } from '../context'
import { attempt } from '../notices/notices'

/** Rows asked for at once. */
export const groupPageSize = 100

export interface GroupListService {
  /** Begins the list of the chosen dump again, narrowed otherwise. */
  readonly begin: (query: GroupQuery) => void
  /** Rows `first` to `last` are in view. */
  readonly show: (first: number, last: number) => void
  /** Asks again for what was asked for, and for the curve. */
  readonly refresh: () => void
  readonly loadCurve: (dump: DumpId) => Promise<void>
}

/** Makes the list of the chosen dump. */
export function createGroupList(context: Context): GroupListService {
  const { host, get, set } = context
  /** Answers to older questions are not wanted any more. */
  let current = new AbortController()
  const forget = () => {
    current.abort()
    current = new AbortController()
    set({ rollouts: { asked: [] } })
  }
  const loadPage = async (page: number): Promise<void> => {
    const { dump, query, asked } = get().rollouts
    if (dump === undefined || asked.includes(page)) return
    set({ rollouts: { asked: [...asked, page] } })
    const { signal } = current
    const request = { dump, query, offset: page * groupPageSize, limit: groupPageSize }
    const found = await attempt(context, 'rollouts', () => host.rolloutGroups(request))
    if (signal.aborted || found === undefined) return
    set(({ rollouts: { pages } }) => ({
      rollouts: { total: found.total, pages: { ...pages, [page]: found.groups } },
    }))
  }
  const loadCurve = async (dump: DumpId): Promise<void> => {
    const curve = await attempt(context, 'rollouts', () => host.rolloutCurve({ dump }))
    if (curve !== undefined && get().rollouts.dump === dump) set({ rollouts: { curve } })
  }
  return {
    begin: (query) => {
      forget()
      set({ rollouts: { query, total: undefined, pages: {} } })
      void loadPage(0)
    },
    show: (first, last) => {
      const [from, to] = [first, last].map((row) => Math.floor(row / groupPageSize)) as [number, number]
      for (let page = from; page <= to; page++) void loadPage(page)
    },
    refresh: () => {
      const { dump, asked } = get().rollouts
      if (dump === undefined) return
      forget()
      for (const page of asked.length === 0 ? [0] : asked) void loadPage(page)
      void loadCurve(dump)
    },
    loadCurve,
  }
}
