/** Trainers' dumps of rollouts: opening, choosing and forgetting one, its groups. Knows no React. */
import type { Host } from '../../../app/host'
import type { DumpId, GroupQuery } from '../../../app/host/rollouts'
import type { Context } from '../context'
import { pathOfDrop, uploadTogether, type PlacedFile } from '../files/uploads'
import { attempt, attempted } from '../notices/notices'
import type { GroupListService } from './group-list'
import { noGroup } from './rollouts-state'

/** What can be done with dumps. */
export function createDumpsService(context: Context, list: GroupListService) {
  const { host, get, set } = context
  const chooseDump = (dump: DumpId) => {
    set({ rollouts: { ...noGroup, dump, curve: undefined, scorer: 'recorded' } })
    list.begin({})
    void list.loadCurve(dump)
  }
  const openDump = async (source: Parameters<Host['openRollouts']>[0]['source']): Promise<boolean> => {
    const made = await attempt(context, 'rollouts', () => host.openRollouts({ source }))
    if (made === undefined || made === null) return false
    chooseDump(made.dump)
    return true
  }
  /** Files from a browser: sent one after the other, the dump and its images together. */
  const uploadDump = async (files: readonly PlacedFile[]): Promise<void> => {
    const progress = (upload: number | undefined) => set({ rollouts: { upload } })
    progress(0)
    const { signal } = new AbortController()
    const sent = await attempt(context, 'rollouts', () =>
      uploadTogether(context, files, { progress, signal }),
    )
    progress(undefined)
    if (sent !== undefined) await openDump({ type: 'upload', upload: sent })
  }
  return {
    chooseDump,
    openDump,
    uploadDump,
    /** Dropped files: on the desktop they are where they are, from a browser they are sent. */
    openFiles: async (files: readonly PlacedFile[]) => {
      set({ view: { area: { type: 'rollouts' } } })
      const path = pathOfDrop(context, files)
      if (path === undefined) await uploadDump(files)
      else await openDump({ type: 'path', path })
    },
    forgetDump: async (dump: DumpId) => {
      const done = await attempted(context, 'rollouts', () => host.forgetRollouts({ dump }))
      if (done && get().rollouts.dump === dump)
        set({ rollouts: { ...noGroup, dump: undefined, curve: undefined, total: undefined } })
    },
    narrow: (change: Partial<GroupQuery>) => {
      const next = { ...get().rollouts.query, ...change }
      list.begin(Object.fromEntries(Object.entries(next).filter(([, v]) => v !== undefined && v !== '')))
    },
    /** Rows `first` to `last` of the list are in view. */
    showRows: list.show,
    openGroup: async (dump: DumpId, at: number) => {
      const place = { type: 'dump', dump, at } as const
      set({ rollouts: { ...noGroup, place } })
      const opened = await attempt(context, 'rollouts', () => host.rolloutGroup({ dump, at }))
      // Another one was asked for meanwhile.
      if (opened === undefined || get().rollouts.place !== place) return
      set({ rollouts: { opened, read: opened.group.rollouts[0]?.id } })
    },
  }
}
