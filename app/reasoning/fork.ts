/**
 * A re-run's beginning: the steps kept from a branch, with a person's drafts made real. Pure; the original stays as it is.
 * Playing back is not this: it shows what is stored.
 */
import { Failure } from '../failure'
import { widthOf, heightOf } from '../geometry/box'
import type { Branch, Draft, Drafts, Project } from '../trace/project'
import { stepsOf } from '../trace/project'
import type { LookStep, Step, StepId } from '../trace/step'
import { observe, type SegmentContext } from './segment'

export interface Fork {
  /** Steps the new branch begins with: shared ones as they are, changed ones new. */
  readonly steps: readonly Step[]
  /** Draft keys that became steps. */
  readonly used: readonly string[]
}

/**
 * The branch up to and including step `upTo` (absent: nothing), drafts applied. A look always keeps its observation.
 * A shared step keeps its id; from the first changed step on, observations of changed looks are made anew.
 * @throws Failure `not-found` when the step is not on the branch, `bad-input` for a region without area.
 */
export function forkSteps(
  project: Project,
  branch: Branch,
  upTo: StepId | undefined,
  context: SegmentContext,
): Fork {
  const kept = keptSteps(stepsOf(project, branch), upTo)
  const used: string[] = []
  const steps: Step[] = []
  const insert = (after: StepId | undefined) => {
    for (const [key, look] of insertedAfter(project.drafts, branch, after)) {
      steps.push(...newLook(look, context))
      used.push(key)
    }
  }
  insert(undefined)
  for (let i = 0; i < kept.length; i++) {
    const step = kept[i] as Step
    const draft = project.drafts[step.id]
    if (step.type === 'look' && draft?.type === 'region') {
      steps.push(...movedLook(step, draft, context))
      used.push(step.id)
      if (kept[i + 1]?.type === 'observation') i++
      insert(kept[i]?.id)
      if (kept[i]?.id !== step.id) insert(step.id)
      continue
    }
    if (draft?.type === 'text' && (step.type === 'thought' || step.type === 'answer')) {
      steps.push(rewritten(step, draft.text, context))
      used.push(step.id)
    } else steps.push(step)
    // A new look never comes between a look and its crop.
    if (step.type !== 'look' || kept[i + 1]?.type !== 'observation') insert(step.id)
    if (step.type === 'observation') insert(step.look)
  }
  return { steps, used }
}

function keptSteps(steps: readonly Step[], upTo: StepId | undefined): readonly Step[] {
  if (upTo === undefined) return []
  const at = steps.findIndex((s) => s.id === upTo)
  if (at < 0) throw new Failure('not-found', 'That step is not on this branch any more.')
  const next = steps[at + 1]
  return steps.slice(0, steps[at]?.type === 'look' && next?.type === 'observation' ? at + 2 : at + 1)
}

type LookDraft = Extract<Draft, { type: 'look' }>

function insertedAfter(drafts: Drafts, branch: Branch, after: StepId | undefined): [string, LookDraft][] {
  return Object.entries(drafts).filter(
    (entry): entry is [string, LookDraft] =>
      entry[1].type === 'look' && entry[1].branch === branch.id && entry[1].after === after,
  )
}

function movedLook(
  step: LookStep,
  draft: Extract<Draft, { type: 'region' }>,
  context: SegmentContext,
): Step[] {
  const [look, ...seen] = newLook(draft, context)
  return look === undefined ? [] : [{ ...look, replaces: step.id }, ...seen]
}

function newLook(draft: { readonly region: LookStep['region'] }, context: SegmentContext): Step[] {
  const { region } = draft
  if (widthOf(region) < 1 || heightOf(region) < 1) throw new Failure('bad-input', 'The region has no area.')
  const { numbers, text } = context.dialect.request(region, context.image.size, context.view.size)
  const look: LookStep = {
    id: context.newId(),
    author: { type: 'person' },
    at: context.now(),
    raw: text + context.dialect.afterLook(text),
    type: 'look',
    request: { numbers, frame: context.view.size },
    region,
    flags: [],
  }
  return [look, ...observe(look, { ...context, author: { type: 'person' } })]
}

/** The same step in other words; what stands around the words (tags, line ends) stays. */
function rewritten(step: Extract<Step, { text: string }>, text: string, context: SegmentContext): Step {
  const at = step.raw.indexOf(step.text)
  const raw = at < 0 ? text : step.raw.slice(0, at) + text + step.raw.slice(at + step.text.length)
  const common = {
    id: context.newId(),
    author: { type: 'person' } as const,
    at: context.now(),
    replaces: step.id,
    text,
  }
  return step.type === 'answer'
    ? { ...common, type: 'answer', raw: context.dialect.answer(text) }
    : { ...common, type: 'thought', raw }
}
