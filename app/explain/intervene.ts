/**
 * The crop interventions of a look without branches: each is run on from its crop, and only what came of it is kept. For a strip under a
 * run and for thousands of traces; whoever wants to read a trial has it run as a branch (main/checks/trials). Holds no session.
 */
import { effectOf, trialsOf, type Trial } from '../checks/trial'
import { Failure } from '../failure'
import type { Box } from '../geometry/box'
import { cropView } from '../reading/place'
import { draftsBehindCrop } from '../reasoning/drafts'
import type { TrialResult } from '../trace/evidence'
import type { LookStep, ObservationStep, Step, StepId, View } from '../trace/step'
import { continuationOf, writtenFrom } from './scorer'
import type { Subject } from './subject'

/** A look with what the model was shown for it, and its place among the steps. */
export interface ShownLook {
  readonly look: LookStep
  readonly seen: ObservationStep
  /** 1-based among the looks. */
  readonly number: number
}

/** The looks of a trace that the model was given a crop for. */
export function shownLooks(steps: Subject['steps']): readonly ShownLook[] {
  const looks = steps.filter((s) => s.type === 'look')
  return looks.flatMap((look, i) => {
    const seen = steps.find((s) => s.type === 'observation' && s.look === look.id)
    return seen?.type === 'observation' ? [{ look, seen, number: i + 1 }] : []
  })
}

/** The look with this id. @throws Failure `bad-input` where nothing was shown for it. */
export function shownLook(steps: Subject['steps'], id: StepId): ShownLook {
  const found = shownLooks(steps).find((s) => s.look.id === id)
  if (found !== undefined) return found
  throw new Failure('bad-input', 'The model was given no crop for this look, so there is nothing to change.')
}

/** The trials of a look, from the other looks of its trace. */
export function trialsFor({ steps, image }: Pick<Subject, 'steps' | 'image'>, id: StepId): readonly Trial[] {
  const looks = steps
    .filter((s) => s.type === 'look')
    .map((l, i) => ({ id: l.id, number: i + 1, region: l.region }))
  const own = looks.find((l) => l.id === id)
  if (own === undefined) return []
  const others = looks.filter((l) => l.id !== id)
  return trialsOf({ number: own.number, region: own.region, image: image.size, others })
}

/** What a trial shows behind the look's request. @throws Failure `bad-input` where nothing would be left of it. */
export function trialView(
  {
    dialect,
    image,
    model,
  }: Pick<Subject, 'dialect' | 'image'> & { readonly model: Pick<Subject['model'], 'info'> },
  seen: ObservationStep,
  { kind, blank, region }: Pick<Trial, 'kind' | 'blank' | 'region'>,
): View {
  if (kind === 'same') return seen.view
  // A blank crop is as large as the real one: only what it shows is gone.
  if (blank) return { ...seen.view, mask: 'blank' }
  const view = cropView(dialect, region, { image, budgets: model.info.budgets })
  if (view === undefined) throw new Failure('bad-input', 'The model would get no crop of that region.')
  return view
}

/** What becomes of a trace when this stands behind the look's request. */
export type ShowInstead = (view: View, signal: AbortSignal) => Promise<Omit<TrialResult, 'kind'>>

/** Asks what becomes of a trace with other crops. What one run writes may be written by the next: it is read ahead there. */
export function showingInstead(subject: Subject, { seen }: ShownLook): ShowInstead {
  const at = subject.steps.indexOf(seen)
  const before = subject.steps.slice(0, at)
  let earlier: readonly (readonly Step[])[] = []
  return async (view, signal) => {
    const drafts = draftsBehindCrop(subject.steps, at, earlier)
    const made = await writtenFrom({ ...subject, steps: [...before, { ...seen, view }] }, drafts, signal)
    earlier = [...earlier, made].slice(-mostEarlier)
    return continuationOf(made)
  }
}

/** So many earlier runs are read ahead from. */
const mostEarlier = 4

/** All trials of a look, as far as they are. A crop that cannot be cut is left out. */
export async function* intervene(
  subject: Subject,
  id: StepId,
  signal: AbortSignal,
): AsyncGenerator<readonly TrialResult[]> {
  const shown = shownLook(subject.steps, id)
  const showInstead = showingInstead(subject, shown)
  let results: readonly TrialResult[] = []
  for (const trial of trialsFor(subject, id)) {
    const view = viewOrNone(subject, shown.seen, trial)
    if (view === undefined) continue
    results = [...results, { kind: trial.kind, ...(await showInstead(view, signal)) }]
    yield results
  }
}

function viewOrNone(subject: Subject, seen: ObservationStep, trial: Trial): View | undefined {
  try {
    return trialView(subject, seen, trial)
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad-input') return undefined
    throw error
  }
}

/**
 * Whether a crop of this region still gives the answer that the look's own gives. One after which the model looks again does not: it
 * found the answer elsewhere. @throws Failure `bad-input` where the look leads to no answer.
 */
export async function keeperOf(
  subject: Subject,
  id: StepId,
  signal: AbortSignal,
): Promise<{ readonly answer: string; readonly keeps: (region: Box<'image'>) => Promise<boolean> }> {
  const shown = shownLook(subject.steps, id)
  const showInstead = showingInstead(subject, shown)
  const same = await showInstead(shown.seen.view, signal)
  if (same.answer === undefined)
    throw new Failure('bad-input', 'The model gives no answer from this look on, so none can be kept.')
  return {
    answer: same.answer,
    keeps: async (region) => {
      const trial = { kind: 'shifted', name: '', blank: false, region } as const
      const view = viewOrNone(subject, shown.seen, trial)
      if (view === undefined) return false
      const outcome = await showInstead(view, signal)
      return effectOf({ kind: 'shifted', ...outcome }, { kind: 'same', ...same }) === 'same'
    },
  }
}
