/** Groups of rollouts: sampling them, reading one, how they are scored. Dumps are beside. Knows no React. */
import { z } from 'zod'
import type { MaskRule } from '../../../app/groups/strip'
import type { SampleRequest } from '../../../app/host/rollouts'
import type { Term } from '../../../app/rewards/reward'
import type { BranchId, ProjectId } from '../../../app/trace/project'
import type { Context, Memory } from '../context'
import { attempt, attempted } from '../notices/notices'
import { recall } from '../recall'
import { subscribe } from '../subscribe'
import { untilState } from '../until'
import { comparingWith, isIn, withoutComparison } from '../view/mode'
import { createDumpsService } from './dumps-service'
import { createGroupList, type GroupListService } from './group-list'
import { noGroup, type RolloutFilter, type RewardSource, type TermEdit } from './rollouts-state'

export type RolloutsService = ReturnType<typeof createRolloutsService>

/** Rollouts pinned at the same time. */
const mostPinned = 8
/** Typed right answers that are remembered. */
const mostGolds = 200
const goldsKey = 'relook-golds'

interface Needs {
  readonly openProject: (id: ProjectId) => void
}

/** What can be done with rollouts. */
export function createRolloutsService(context: Context, needs: Needs) {
  const list = createGroupList(context)
  return {
    ...createDumpsService(context, list),
    ...samplingOf(context),
    ...tableOf(context),
    ...scoringOf(context),
    ...wayToProject(context, needs),
    /** Follows dumps from when the area is first shown, until the signal fires. */
    follow: (signal: AbortSignal) => followDumps(context, list, signal),
  }
}

/** Groups of the open project. */
function samplingOf(context: Context) {
  const { host, get, set } = context
  const withProject = async (work: (project: ProjectId) => Promise<unknown>): Promise<void> => {
    const { id } = get().document
    if (id !== undefined) await attempted(context, 'rollouts', () => work(id))
  }
  return {
    showGroup: (group: string) =>
      set(({ rollouts: { scorer } }) => ({
        view: { area: { type: 'rollouts' }, dialog: undefined },
        rollouts: {
          ...noGroup,
          place: { type: 'project', group },
          // A trainer wrote down nothing about it.
          scorer: scorer === 'recorded' ? 'paper' : scorer,
        },
      })),
    sample: async (request: SampleRequest): Promise<string | undefined> => {
      const made = await attempt(context, 'ask', () => host.sampleRollouts(request))
      return made?.group
    },
    stop: (group: string) => withProject((project) => host.stopRollouts({ project, group })),
    resume: (group: string) => withProject((project) => host.resumeRollouts({ project, group })),
  }
}

/** The table of a group's rollouts. */
function tableOf({ set }: Context) {
  return {
    read: (read: string | undefined) => set({ rollouts: { read } }),
    hover: (hovered: string | undefined) => set({ rollouts: { hovered } }),
    pin: (id: string) =>
      set(({ rollouts: { pinned } }) => ({
        rollouts: {
          pinned: pinned.includes(id)
            ? pinned.filter((one) => one !== id)
            : [...pinned, id].slice(-mostPinned),
        },
      })),
    sort: (column: string) =>
      set(({ rollouts: { sort } }) => {
        // Numbers are looked at from the top, places and words from the beginning.
        const first = column !== 'index' && column !== 'answer'
        return { rollouts: { sort: { column, down: sort.column === column ? !sort.down : first } } }
      }),
    filter: (filter: RolloutFilter) => set({ rollouts: { filter } }),
  }
}

/** How rollouts are scored. */
function scoringOf({ get, set, memory }: Context) {
  return {
    scoreBy: (scorer: RewardSource) => set({ rollouts: { scorer, edits: {} } }),
    editTerm: (term: Term, edit: TermEdit) =>
      set(({ rollouts: { edits } }) => ({
        rollouts: { edits: { ...edits, [term]: { ...edits[term], ...edit } } },
      })),
    resetTerms: () => set({ rollouts: { edits: {} } }),
    setMaskRule: (maskRule: MaskRule) => set({ rollouts: { maskRule } }),
    setGold: (group: string, gold: string) => {
      const { [group]: _before, ...others } = get().rollouts.golds
      // The newest last; those of long ago go first.
      const golds = Object.fromEntries([...Object.entries(others).slice(1 - mostGolds), [group, gold]])
      memory.setItem(goldsKey, JSON.stringify(golds))
      set({ rollouts: { golds } })
    },
  }
}

/** A rollout as what it is: a branch of a project. */
function wayToProject(context: Context, { openProject }: Needs) {
  const { get, set, store } = context
  return {
    /** Shows a rollout so that it can be stepped through, edited, run on. With `other`: both side by side. */
    stepThrough: async (project: ProjectId, branch: BranchId, other?: BranchId): Promise<void> => {
      if (get().document.id === project) set({ view: { area: { type: 'project' } } })
      else openProject(project)
      // The branch can be chosen once the project has come.
      await untilState(store, ({ document }) => document.project?.id === project || document.id !== project)
      if (get().document.id !== project) return
      set(({ view: { mode } }) => ({
        document: { branch },
        selection: { step: undefined, box: undefined },
        view: { mode: other === undefined ? withoutComparison(mode) : comparingWith(other, mode) },
      }))
    },
  }
}

async function followDumps(context: Context, list: GroupListService, signal: AbortSignal): Promise<void> {
  const { host, get, set, store } = context
  await untilState(store, (s) => isIn(s, 'rollouts'), signal)
  // What grew while one was elsewhere.
  const unwatch = store.subscribe((s, before) => {
    if (isIn(s, 'rollouts') && !isIn(before, 'rollouts')) list.refresh()
  })
  signal.addEventListener('abort', unwatch, { once: true })
  await subscribe(context, {
    items: (end) => host.rolloutDumps({}, end),
    take: (dumps) => {
      const { dump: open, dumps: known } = get().rollouts
      const before = known?.find((d) => d.id === open)
      const now = dumps.find((d) => d.id === open)
      set({ rollouts: { dumps } })
      const grew =
        now !== undefined && (before?.groups !== now.groups || before.state.type !== now.state.type)
      // A dump that is being written grows: the list and the curve with it.
      if (grew && isIn(get(), 'rollouts')) list.refresh()
    },
    signal,
  })
}

/** Right answers typed before. */
export function rememberedGolds(memory: Memory): Readonly<Record<string, string>> {
  return recall(memory, goldsKey, z.record(z.string(), z.string())) ?? {}
}
