/** Groups of rollouts: sampling, dumps, the group looked at, how it is scored. Knows no React. */
import { z } from 'zod'
import type { GroupQuery, SampleRequest } from '../../app/host/rollouts'
import type { Term } from '../../app/rewards/reward'
import type { MaskRule } from '../../app/groups/strip'
import { attempt, keep, notify, type Context, type Memory } from './context'
import type { DocumentActions } from './document'
import { noGroup, type RolloutFilter, type Scorer, type TermEdit } from './rollout-state'

export type RolloutActions = ReturnType<typeof rolloutActions>

/** Rows asked for at once. */
export const groupPageSize = 100
/** Rollouts pinned at the same time. */
const mostPinned = 8
/** Typed right answers that are remembered. */
const mostGolds = 200

/** Right answers typed before; anything odd is as if it had never been. */
export function rememberedGolds(memory: Memory): Readonly<Record<string, string>> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(memory.getItem('relook-golds') ?? '{}'))
  } catch {
    return {}
  }
}

/** Actions of the area. */
export function rolloutActions(context: Context, document: Pick<DocumentActions, 'openProject'>) {
  const { host, get, set } = context
  let watching = false
  /** Answers to older questions are not wanted any more. */
  let asked = 0
  const pages = new Set<number>()

  const watch = () => {
    if (watching) return
    watching = true
    const { signal } = new AbortController()
    void keep(
      context,
      signal,
      () => host.rolloutDumps({}, signal),
      (dumps) => {
        const before = get().dumps?.find((d) => d.id === get().dumpId)
        const now = dumps.find((d) => d.id === get().dumpId)
        set({ dumps })
        const grew =
          now !== undefined && (before?.groups !== now.groups || before.state.type !== now.state.type)
        // A dump that is being written grows: the list and the curve with it.
        if (get().rolling && grew) refresh()
      },
    )
  }

  const loadPage = async (page: number) => {
    const { dumpId: dump, groupQuery: query } = get()
    if (dump === undefined || pages.has(page)) return
    pages.add(page)
    const mine = asked
    const found = await attempt(context, 'rollouts', () =>
      host.rolloutGroups({ dump, query, offset: page * groupPageSize, limit: groupPageSize }),
    )
    if (mine !== asked || found === undefined) return
    set((s) => ({ groupTotal: found.total, groupPages: { ...s.groupPages, [page]: found.groups } }))
  }
  const loadCurve = async (dump: string) => {
    const curve = await attempt(context, 'rollouts', () => host.rolloutCurve({ dump }))
    if (curve !== undefined && get().dumpId === dump) set({ curve })
  }
  const refresh = () => {
    const { dumpId } = get()
    if (dumpId === undefined) return
    const shown = [...pages]
    asked++
    pages.clear()
    for (const page of shown.length === 0 ? [0] : shown) void loadPage(page)
    void loadCurve(dumpId)
  }
  const narrow = (groupQuery: GroupQuery) => {
    asked++
    pages.clear()
    set({ groupQuery, groupTotal: undefined, groupPages: {} })
    void loadPage(0)
  }
  const chooseDump = (dump: string) => {
    set({ ...noGroup, dumpId: dump, curve: undefined, scorer: 'recorded' })
    narrow({})
    void loadCurve(dump)
  }
  const openDump = async (source: Parameters<typeof host.openRollouts>[0]['source']) => {
    const made = await attempt(context, 'rollouts', () => host.openRollouts({ source }))
    if (made === undefined || made === null) return false
    chooseDump(made.dump)
    return true
  }
  /** Files from a browser: sent one after the other, the dump and its pictures together. */
  const uploadDump = async (files: readonly { readonly file: File; readonly path: string }[]) => {
    const total = files.reduce((sum, { file }) => sum + file.size, 0)
    const controller = new AbortController()
    let upload: string | undefined
    let before = 0
    set({ dumpUpload: 0 })
    const sent = await attempt(context, 'rollouts', async () => {
      for (const { file, path: name } of files) {
        const place = { name, ...(upload === undefined ? {} : { upload }) }
        const sofar = before
        const told = (bytes: number) => set({ dumpUpload: total === 0 ? 1 : (sofar + bytes) / total })
        upload = await context.uploadBeside(file, place, told, controller.signal)
        before += file.size
      }
      return upload
    })
    set({ dumpUpload: undefined })
    if (sent !== undefined) await openDump({ type: 'upload', upload: sent })
  }
  const act = (work: () => Promise<unknown>) => attempt(context, 'rollouts', work).then(() => undefined)
  const withProject = (work: (project: string) => Promise<unknown>) => {
    const { projectId } = get()
    return projectId === undefined ? Promise.resolve() : act(() => work(projectId))
  }

  return {
    showRollouts: (shown: boolean) => {
      watch()
      set({ rolling: shown, ...(shown ? { evaluating: false } : {}) })
      if (shown && get().dumpId !== undefined) refresh()
    },
    chooseDump,
    openDump,
    uploadDump,
    /** Dropped files: on the desktop they are where they are, from a browser they are sent. */
    openDumpFiles: async (files: readonly { readonly file: File; readonly path: string }[]) => {
      set({ rolling: true, evaluating: false })
      watch()
      const [only] = files
      const path = files.length === 1 && only !== undefined ? context.pathOf(only.file) : undefined
      if (path !== undefined && path !== '') await openDump({ type: 'path', path })
      else await uploadDump(files)
    },
    forgetDump: (dump: string) =>
      act(async () => {
        await host.forgetRollouts({ dump })
        if (get().dumpId === dump)
          set({ ...noGroup, dumpId: undefined, curve: undefined, groupTotal: undefined })
      }),
    narrowGroups: (change: Partial<GroupQuery>) => {
      const next = { ...get().groupQuery, ...change }
      narrow(Object.fromEntries(Object.entries(next).filter(([, v]) => v !== undefined && v !== '')))
    },
    /** Rows `first` to `last` of the list are in view. */
    showGroups: (first: number, last: number) => {
      for (let p = Math.floor(first / groupPageSize); p <= Math.floor(last / groupPageSize); p++)
        void loadPage(p)
    },
    openGroup: async (dump: string, at: number) => {
      set({ ...noGroup, groupPlace: { type: 'dump', dump, at } })
      const opened = await attempt(context, 'rollouts', () => host.rolloutGroup({ dump, at }))
      const { groupPlace } = get()
      if (
        opened === undefined ||
        groupPlace?.type !== 'dump' ||
        groupPlace.at !== at ||
        groupPlace.dump !== dump
      )
        return
      set({ openedGroup: opened, rolloutId: opened.group.rollouts[0]?.id })
    },
    /** A group of the open project. */
    showGroup: (group: string) => {
      const { scorer } = get()
      set({
        ...noGroup,
        groupPlace: { type: 'project', group },
        rolling: true,
        evaluating: false,
        dialog: undefined,
        scorer: scorer === 'recorded' ? 'paper' : scorer,
      })
      watch()
    },
    sampleRollouts: async (request: SampleRequest): Promise<string | undefined> => {
      const made = await attempt(context, 'ask', () => host.sampleRollouts(request))
      return made?.group
    },
    stopRollouts: (group: string) => withProject((project) => host.stopRollouts({ project, group })),
    resumeRollouts: (group: string) => withProject((project) => host.resumeRollouts({ project, group })),

    readRollout: (rolloutId: string | undefined) => set({ rolloutId }),
    hoverRollout: (hoveredRollout: string | undefined) => set({ hoveredRollout }),
    pinRollout: (id: string) =>
      set(({ pinned }) => ({
        pinned: pinned.includes(id) ? pinned.filter((one) => one !== id) : [...pinned, id].slice(-mostPinned),
      })),
    sortRollouts: (column: string) =>
      set(({ rolloutSort: s }) => ({
        // Numbers are looked at from the top, places and words from the beginning.
        rolloutSort:
          s.column === column
            ? { column, down: !s.down }
            : { column, down: column !== 'index' && column !== 'answer' },
      })),
    filterRollouts: (rolloutFilter: RolloutFilter) => set({ rolloutFilter }),
    scoreBy: (scorer: Scorer) => set({ scorer, termEdits: {} }),
    editTerm: (term: Term, edit: TermEdit) =>
      set((s) => ({ termEdits: { ...s.termEdits, [term]: { ...s.termEdits[term], ...edit } } })),
    resetTerms: () => set({ termEdits: {} }),
    setMaskRule: (maskRule: MaskRule) => set({ maskRule }),
    setGroupGold: (group: string, gold: string) => {
      const { [group]: _before, ...others } = get().golds
      // The newest last; those of long ago go first.
      const golds = Object.fromEntries([...Object.entries(others).slice(1 - mostGolds), [group, gold]])
      context.memory.setItem('relook-golds', JSON.stringify(golds))
      set({ golds })
    },
    /** Shows a rollout as what it is: a branch that can be stepped through, edited, run on. With `other`: both. */
    stepThrough: async (project: string, branch: string, other?: string) => {
      if (get().projectId !== project) document.openProject(project)
      set({ rolling: false })
      // The branch can be chosen once the project has come.
      for (let tries = 0; tries < 200 && get().project?.id !== project; tries++)
        await new Promise((resolve) => setTimeout(resolve, 25))
      if (get().project?.id !== project)
        return notify(context, { place: 'window', tone: 'error', message: 'The group could not be opened.' })
      set({ branch, step: undefined, box: undefined, compare: other })
    },
  }
}
