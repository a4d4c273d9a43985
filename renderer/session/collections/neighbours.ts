/** Fetches the traces beside the open one ahead, so that going on shows the next at once. Forgets them when it is full. */
import type { CollectionId, TraceRow } from '../../../app/host/collections'
import type { Project, ProjectId } from '../../../app/trace/project'
import { missingImage } from '../../../app/trace/image'
import type { Context } from '../context'

/** Traces kept ahead. */
const most = 6

/** What was fetched ahead. */
export interface Neighbours {
  /** In the background; a failure means that nothing was fetched. */
  readonly fetch: (collection: CollectionId, rows: readonly TraceRow[]) => void
  /** The project, once; it may have changed since, so it is followed all the same. */
  readonly take: (id: ProjectId) => Project | undefined
  readonly clear: () => void
}

/** Makes an empty store of neighbours. */
export function createNeighbours({ host, get, set, store }: Context): Neighbours {
  const known = new Map<ProjectId, Project>()
  // What was changed meanwhile must not be shown as it was before.
  const isChanging = (id: ProjectId) => get().document.sending.includes(id)
  store.subscribe(({ document }, before) => {
    if (document.sending !== before.document.sending) for (const id of document.sending) known.delete(id)
  })
  let left = new AbortController()

  const one = async (collection: CollectionId, row: number, signal: AbortSignal) => {
    const { project } = await host.openTrace({ collection, row }, signal)
    for await (const event of host.follow({ project }, signal)) {
      if (event.type === 'project' && !signal.aborted && !isChanging(project))
        known.set(project, event.project)
      break
    }
    for (const id of [...known.keys()].slice(0, Math.max(0, known.size - most))) known.delete(id)
  }
  const all = async (collection: CollectionId, rows: readonly TraceRow[], signal: AbortSignal) => {
    for (const row of rows) {
      if (signal.aborted) return
      if (!known.has(row.project)) await one(collection, row.row, signal)
    }
    const images = [...known.values()].map((p) => p.image.id).filter((id) => id !== missingImage)
    if (!signal.aborted) set({ collections: { nextImages: images } })
  }
  return {
    fetch: (collection, rows) => {
      left.abort()
      left = new AbortController()
      all(collection, rows, left.signal).catch(() => undefined)
    },
    take: (id) => {
      const project = isChanging(id) ? undefined : known.get(id)
      known.delete(id)
      return project
    },
    clear: () => {
      left.abort()
      known.clear()
      set({ collections: { nextImages: [] } })
    },
  }
}
