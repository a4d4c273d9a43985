/**
 * Regions that program code looks at, moved by a person: the literals in the code are written again, the code is read again, and
 * its looks are made of what it then says. A block of code is one text for all its looks, which the first of them holds. Pure.
 */
import type { LookSpan, TurnContext } from '../dialects/dialect'
import { boxOf } from '../geometry/box'
import { readGeneration } from '../reading/spans'
import { textWithoutTokens } from '../reading/context'
import { StepWriter } from '../reading/steps'
import type { KeptUnit, Unit } from '../trace/correct'
import type { LookStep, Step, StepId } from '../trace/step'
import { person, type MakingContext } from './making-context'

/** A look of code, its unit and its number in the block. */
interface Member {
  readonly unit: KeptUnit
  readonly look: LookStep
}

/** Whether a step is a further look of the block of code before it: it has no text of its own. */
export function isFurther(step: Step | undefined): step is LookStep {
  return step?.type === 'look' && step.request.code === true && bareText(step) === ''
}

/** The steps of units whose code a person changed, by unit; units without changed code, or whose code cannot be changed, are not in it. */
export function changedCode(
  units: readonly Unit[],
  context: MakingContext,
): ReadonlyMap<StepId, readonly Step[]> {
  const made = new Map<StepId, readonly Step[]>()
  const before: Step[] = []
  for (const block of blocksOf(units)) {
    if (block.members.some(({ unit }) => unit.draft !== undefined) && block.members.length > 0)
      changeBlock(block.members, { ...context, before: [...context.before, ...before] }, made)
    before.push(...block.steps)
  }
  return made
}

/** Units in order: those of one block of code together, others each for itself. */
function blocksOf(units: readonly Unit[]) {
  const blocks: { readonly members: Member[]; readonly steps: Step[] }[] = []
  for (const unit of units) {
    if (unit.type === 'new') continue
    const [first] = unit.steps
    const last = blocks.at(-1)
    const coded = first.type === 'look' && first.request.code === true
    if (coded && last !== undefined && last.members.length > 0 && isFurther(first)) {
      last.members.push({ unit, look: first })
      last.steps.push(...unit.steps)
    } else blocks.push({ members: coded ? [{ unit, look: first }] : [], steps: [...unit.steps] })
  }
  return blocks
}

function changeBlock(
  members: readonly Member[],
  context: MakingContext,
  made: Map<StepId, readonly Step[]>,
): void {
  const [head] = members
  if (head === undefined || context.dialect.move === undefined) return
  const writer = new StepWriter(
    { ...context, author: person(context) },
    { steps: context.before, past: { text: textOf(context.before) } },
  )
  const turn = writer.turnContext()
  const text = movedText(bareText(head.look), members, { context, turn })
  if (text === undefined) return
  writer.turn(textWithoutTokens(text), [readAll(text, members, { context, turn })])
  const looks = writer.steps.filter((s) => s.type === 'look')
  let carried = ''
  for (const [i, { unit, look }] of members.entries()) {
    const now = looks[i]
    if (now === undefined) continue
    if (unit.draft?.type === 'removed') {
      // The code stays with the next of its looks.
      carried = now.raw === '' ? carried : now.raw
      if (members.length > 1) made.set(unit.key, [])
      continue
    }
    const { afterLook = '' } = context.dialect
    const seen = writer.steps.filter((s) => s.type === 'observation' && s.look === now.id)
    const raw = now.raw === '' ? carried : now.raw
    const appended = seen.length > 0 && !raw.endsWith(afterLook) ? afterLook : ''
    carried = ''
    made.set(unit.key, [{ ...now, raw: raw + appended, replaces: look.id }, ...seen])
  }
}

interface In {
  readonly context: MakingContext
  readonly turn: TurnContext
}

/** The code with every moved region where it was put; undefined where one of them cannot be moved alone, or nothing was moved. */
function movedText(text: string, members: readonly Member[], { context, turn }: In): string | undefined {
  let now: string | undefined = text
  for (const [which, { unit, look }] of members.entries()) {
    if (unit.draft?.type !== 'region' || now === undefined) continue
    // A region of an image that was shown since counts in that one's pixels.
    if (look.request.source !== undefined) return undefined
    now = context.dialect.move?.(now, { which, to: boxOf(unit.draft.region) }, turn)
  }
  const removed = members.length > 1 && members.some(({ unit }) => unit.draft?.type === 'removed')
  return now === text && !removed ? undefined : now
}

/** The code read again; what was shown before is shown. */
function readAll(text: string, members: readonly Member[], { context, turn }: In) {
  const read = readGeneration(context.dialect, text, { ended: false, context: turn })
  const looks = read.spans.filter((s): s is LookSpan => s.type === 'look')
  const hidden = new Set(looks.filter((_, i) => members[i]?.look.flags.includes('not-shown') === true))
  return { ...read, answered: new Set([...read.answered].filter((l) => !hidden.has(l))) }
}

/** What the model wrote, without what was put after it. */
function bareText({ raw, appended = '' }: LookStep): string {
  return appended === '' ? raw : raw.slice(0, -appended.length)
}

/** All that the model itself wrote. */
function textOf(steps: readonly Step[]): string {
  return steps.flatMap((s) => (s.type === 'observation' || s.author.type === 'tool' ? [] : [s.raw])).join('')
}
