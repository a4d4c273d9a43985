/** Presenting the open trace: beginning and ending it, what goes with it, and what comes before and after it. Knows no React. */
import type { CollectionsService } from '../collections/collections-service'
import type { Context } from '../context'
import { selectedRows } from '../document/rows'
import type { GalleryService } from '../gallery/gallery-service'
import type { SelectionService } from '../selection/selection-service'
import type { State } from '../state'
import { untilState } from '../until'
import { comparedBranch } from '../view/mode'
import type { Aid, Captions, PresentState } from './present-state'

export type PresentService = ReturnType<typeof createPresentService>

/** Who opens the neighbours of a trace. */
interface Needs {
  readonly selection: Pick<SelectionService, 'branch' | 'step'>
  readonly collections: Pick<CollectionsService, 'next' | 'end'>
  readonly gallery: Pick<GalleryService, 'open'>
}

/** Whether there is something to present. */
export function canPresent(s: State): boolean {
  return selectedRows(s).length > 0
}

/** Where a trace stands among those that are presented with it. */
export interface ListPlace {
  readonly list: 'file' | 'recorded' | 'branches'
  /** From 0; undefined where it is not known yet. */
  readonly at: number | undefined
  readonly count: number
}

/** The list that the open trace is presented in: its file, the recorded runs, or the branches of its project. */
export function listPlace({ collections, gallery, document }: State): ListPlace {
  if (collections.id !== undefined)
    return { list: 'file', at: collections.at, count: collections.found?.total ?? 0 }
  const recorded = gallery.runs.findIndex((run) => run.project.id === document.id)
  const branches = shownBranches(document)
  const own = branches.findIndex((b) => b.id === document.branch)
  if (recorded >= 0 && branches.length < 2)
    return { list: 'recorded', at: recorded, count: gallery.runs.length }
  return { list: 'branches', at: own < 0 ? undefined : own, count: branches.length }
}

/** The branch that is shown beside the selected one: the one it is compared with, left, or its neighbour. */
export function branchBeside(s: State): string | undefined {
  const compared = comparedBranch(s)
  if (compared !== undefined) return compared
  const branches = shownBranches(s.document)
  const at = branches.findIndex((b) => b.id === s.document.branch)
  const parent = branches.find((b) => b.id === branches[at]?.fork?.branch)
  return (parent ?? branches[at - 1] ?? branches[at + 1])?.id
}

function shownBranches({ project }: State['document']) {
  return project?.branches.filter((b) => !b.binned && b.trial !== true) ?? []
}

const captionKinds: readonly Captions[] = ['short', 'full', 'none']
const aids: readonly Aid[] = ['none', 'pointer', 'spotlight']

/** The one after it; after the last the first. */
function after<T>(all: readonly T[], now: T): T {
  return all[(all.indexOf(now) + 1) % all.length] ?? now
}

/** What a presenter does besides going through the story. */
export function createPresentService(context: Context, { selection, collections, gallery }: Needs) {
  const { get, set } = context
  const change = (present: Partial<PresentState>) => set({ present })
  const start = () => {
    if (!canPresent(get())) return
    set((s) => ({
      present: { on: true, aid: 'none', both: comparedBranch(s) !== undefined },
      player: { playing: false },
      selection: { box: undefined },
      view: { dialog: undefined },
    }))
  }
  return {
    start,
    /** A recorded run, opened and presented at once. */
    startRecorded: async (run: string): Promise<void> => {
      if (!(await gallery.open(run))) return
      const { id } = get().document
      const come = await untilState(context.store, (s) => s.document.id !== id || canPresent(s))
      if (come.document.id === id) start()
    },
    end: () => change({ on: false }),
    toggle: (what: 'loop' | 'both') => change({ [what]: !get().present[what] }),
    nextAid: () => change({ aid: after(aids, get().present.aid) }),
    nextCaptions: () => change({ captions: after(captionKinds, get().present.captions) }),
    /** The window follows: where a presentation ends, one goes on. */
    tell: (step: string | undefined) => {
      if (get().selection.step !== step) selection.step(step)
    },
    /** To the next or the one before it; `around`: from the end to the beginning. False where there is none. */
    turn: async (by: 1 | -1, around = false): Promise<boolean> => {
      const { list, at, count } = listPlace(get())
      if (list === 'file') {
        const before = get().collections.row
        if (around && by > 0 && at === count - 1) await collections.end('first')
        else await collections.next(by)
        return get().collections.row !== before
      }
      if (at === undefined) return false
      const next = around ? (at + by + count) % count : at + by
      if (next < 0 || next >= count || next === at) return false
      if (list === 'recorded') return gallery.open(get().gallery.runs[next]?.id ?? '')
      const branch = shownBranches(get().document)[next]
      if (branch !== undefined) selection.branch(branch.id)
      return branch !== undefined
    },
  }
}
