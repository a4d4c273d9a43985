/** Units of a corrected trace made into steps of a person, in the words of the dialect. Pure: ids and time are given. */
import { Failure } from '../failure'
import { heightOf, widthOf, type Box } from '../geometry/box'
import { given } from '../given'
import type { Unit } from '../trace/correct'
import { movedPoint, type RegionDraft } from '../trace/draft'
import { missingImage } from '../trace/image'
import type { LookStep, Step, StepId } from '../trace/step'
import { writeLook, type RegionName } from '../reading/place'
import { person, type MakingContext } from './making-context'
import { changedCode } from './moved-code'
import { observed } from './segment'

export { person, type MakingContext } from './making-context'

/** A unit with the steps it became; none for a removed one. */
export interface MadeUnit {
  readonly unit: Unit
  readonly steps: readonly Step[]
}

/** Each unit as steps. An observation whose look was moved or taken out is not kept. */
export function madeReal(units: readonly Unit[], context: MakingContext): readonly MadeUnit[] {
  const changed = new Set<StepId>()
  for (const unit of units)
    if (unit.type === 'kept' && (unit.draft?.type === 'region' || unit.draft?.type === 'removed'))
      changed.add(unit.key)
  const code = changedCode(units, context)
  return units.map((unit) => ({
    unit,
    steps: code.get(unit.key) ?? stepsOfUnit(unit, changed, context),
  }))
}

function stepsOfUnit(unit: Unit, changed: ReadonlySet<StepId>, context: MakingContext): readonly Step[] {
  if (unit.type === 'new') {
    const { draft } = unit
    const id = context.idOf?.(unit.key) ?? context.newId()
    return draft.type === 'look'
      ? newLook({ region: draft.region }, id, context)
      : [newWords(draft, id, context)]
  }
  const [first, ...rest] = unit.steps
  const kept = rest.filter((s) => s.type !== 'observation' || !changed.has(s.look))
  const { draft } = unit
  if (draft?.type === 'removed') return kept
  if (draft?.type === 'region' && first.type === 'look') return [...movedLook(first, draft, context), ...kept]
  if (draft?.type === 'text' && (first.type === 'thought' || first.type === 'answer'))
    return [rewritten(first, draft.text, context), ...kept]
  if (first.type === 'observation' && changed.has(first.look)) return kept
  return [first, ...kept]
}

/** The same look elsewhere, called what it was called; marks around its request (a closed reasoning) stay. */
function movedLook(step: LookStep, draft: RegionDraft, context: MakingContext): readonly Step[] {
  const to = { region: draft.region, label: step.label, point: movedPoint(step, draft) }
  const [look, ...seen] = newLook(to, context.newId(), context)
  const own = context.dialect.spans(step.raw).find((s) => s.type === 'look')
  const head = own === undefined ? '' : step.raw.slice(0, own.start)
  return [{ ...look, raw: head + look.raw, replaces: step.id }, ...seen]
}

function newLook(
  { region, label, point }: RegionName & { readonly region: Box<'image'> },
  id: StepId,
  context: MakingContext,
): readonly [LookStep, ...Step[]] {
  if (widthOf(region) < 1 || heightOf(region) < 1) throw new Failure('bad-input', 'The region has no area.')
  const { dialect, image } = context
  const { numbers, text, placed } = writeLook(region, context, { label, point })
  const { afterLook = '' } = dialect
  const look: LookStep = {
    id,
    author: person(context),
    at: context.now(),
    raw: text.endsWith(afterLook) ? text : text + afterLook,
    type: 'look',
    request: { numbers, frame: placed.frame },
    ...given({ label, point: placed.point }),
    // Where the numbers lie: they are what the model is given.
    region: placed.region,
    flags: placed.flags,
  }
  // Of an image that was not found, nothing is ever cut.
  if (image.id === missingImage || placed.view === undefined) return [look]
  return [look, observed(look, placed.view, { ...context, author: person(context) })]
}

function newWords(
  { type, text }: { readonly type: 'thought' | 'answer'; readonly text: string },
  id: StepId,
  context: MakingContext,
): Step {
  const common = { id, author: person(context), at: context.now(), text }
  return type === 'answer'
    ? { ...common, type, raw: context.dialect.answer(text) }
    : { ...common, type, raw: /\s$/.test(text) ? text : `${text} ` }
}

/** The same step in other words; what stands around the words (tags, line ends) stays. */
function rewritten(step: Extract<Step, { text: string }>, text: string, context: MakingContext): Step {
  const common = { id: context.newId(), author: person(context), at: context.now(), replaces: step.id, text }
  if (step.type === 'answer') {
    const own = context.dialect.spans(step.raw).find((s) => s.type === 'answer')
    const head = own === undefined ? '' : step.raw.slice(0, own.start)
    return { ...common, type: 'answer', raw: head + context.dialect.answer(text) }
  }
  const at = step.raw.indexOf(step.text)
  const raw = at < 0 ? text : step.raw.slice(0, at) + text + step.raw.slice(at + step.text.length)
  return { ...common, type: 'thought', raw, ...(step.kind?.type === 'code' ? { kind: step.kind } : {}) }
}
