/** The session for components: one selector per value. */
import { createContext, useContext, useMemo } from 'react'
import { useStore } from 'zustand/react'
import type { LanguageId } from './language/spoken'
import { branchOf, stepsOf, type Branch, type BranchId, type Drafts } from '../app/trace/project'
import type { Step } from '../app/trace/step'
import { createSteadyRows, lookOf, playedRows, selectedBranch, type Row } from './session/document/rows'
import type { Session } from './session/session'
import type { State } from './session/state'
import { comparedBranch } from './session/view/mode'

export const SessionContext = createContext<Session | undefined>(undefined)

/** The session, for its actions. */
export function useActions(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('There is no session around this component.')
  return session
}

/** One value of the state. */
export function useSession<T>(select: (state: State) => T): T {
  return useStore(useActions().store, select)
}

const noDrafts: Drafts = {}
const noSteps: readonly Step[] = []

/** The rows of a branch (the selected one when none is named); the same array until steps or drafts change. */
export function useRows(id?: BranchId): readonly Row[] {
  const of = (s: State) =>
    id === undefined
      ? selectedBranch(s)
      : s.document.project === undefined
        ? undefined
        : branchOf(s.document.project, id)
  const branch = useSession((s) => of(s)?.id)
  const steps = useSession((s) => {
    const [{ project }, branch] = [s.document, of(s)]
    return project === undefined || branch === undefined ? noSteps : stepsOf(project, branch)
  })
  const drafts = useSession((s) => s.document.project?.drafts ?? noDrafts)
  const session = useActions()
  return useMemo(
    () => (branch === undefined ? [] : steadyRows(session, branch)({ steps, drafts, branch })),
    [session, branch, steps, drafts],
  )
}

/** All components share the rows of a branch: of a trace of thousands of steps they are made once. */
function steadyRows(session: Session, branch: BranchId): ReturnType<typeof createSteadyRows> {
  const before = known.get(session)
  const found = before?.get(branch)
  if (found !== undefined) return found
  const steady = createSteadyRows()
  // Of the few branches on screen: one, or two beside each other.
  known.set(session, new Map([...[...(before ?? [])].slice(-1), [branch, steady]]))
  return steady
}

const known = new WeakMap<Session, ReadonlyMap<BranchId, ReturnType<typeof createSteadyRows>>>()

/**
 * The rows that may be seen of the selected branch: while it is played back, those that are told by then; with “only this step”, that one and what
 * belongs to it.
 */
export function useShownRows(): readonly Row[] {
  const rows = useRows()
  const step = useSession((s) => s.selection.step)
  const playing = useSession((s) => s.player.playing)
  const early = useSession(isEarlyInTour)
  const only = useSession((s) => s.view.onlyStep)
  return useMemo(() => {
    const told = playing ? playedRows(rows, step) : early ? beforeLook(rows) : rows
    if (!only || step === undefined) return told
    const look = lookOf(told, step)
    return told.filter((r) => r.id === step || r.id === look?.id || r.id === look?.seen?.id)
  }, [rows, step, playing, early, only])
}

/** Whether everything of the selected branch has been told: the end is nobody's before it is there. */
export function useToldAll(): boolean {
  const rows = useRows()
  return useSession((s) => !hidesFuture(s) || (s.player.playing && rows.at(-1)?.id === s.selection.step))
}

/** Whether what comes later is not to be seen yet. */
export function hidesFuture(state: State): boolean {
  return state.player.playing || isEarlyInTour(state)
}

/** The tour has not come to where the model looked. */
function isEarlyInTour({ tour }: State): boolean {
  return tour.part === 'ask' || tour.part === 'saw'
}

function beforeLook(rows: readonly Row[]): readonly Row[] {
  const at = rows.findIndex((r) => r.type === 'look')
  return at < 0 ? rows : rows.slice(0, at)
}

/** The rows of the branch compared with; none without one. */
export function useOtherRows(): readonly Row[] {
  const other = useSession(comparedBranch)
  const rows = useRows(other ?? '')
  return rows
}

/** One value of the selected branch. */
export function useBranch<T>(select: (branch: Branch) => T): T | undefined {
  return useSession((s) => {
    const branch = selectedBranch(s)
    return branch === undefined ? undefined : select(branch)
  })
}

/** Draws a component kept by `memo` again when the language changes; others are drawn with the whole window. */
export function useSpoken(): LanguageId {
  return useSession((s) => s.view.spoken)
}
