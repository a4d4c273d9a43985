/**
 * What opens and closes a reasoning (`<think>`, `</think>`) belongs to its place, not to the thought it happens to stand
 * in: where a person takes the first or last thought away, moves or splits it, these marks stay where they were.
 * Pure; knows no family: marks are whatever stands around the words of a step.
 */
import type { Step, ThoughtStep } from '../trace/step'
import { person, type MadeUnit, type MakingContext } from './making'

/** The steps of all units in one row, with the marks of the recorded trace around its reasoning. */
export function dressed(
  recorded: readonly Step[],
  made: readonly MadeUnit[],
  context: MakingContext,
): readonly Step[] {
  const bare = made.flatMap(({ unit, steps }) => steps.map((step): Worn => ({ of: unit.key, step })))
  const end = bare.findLastIndex(({ step }) => step.type !== 'answer') + 1
  const answers = bare.slice(end).map(({ step }) => step)
  const opening = openingOf(recorded)
  const closing = closingOf(recorded, made)
  let worn: readonly Worn[] = bare.slice(0, end)
  if (opening !== undefined) worn = withOpening(worn, opening, context)
  if (closing !== undefined) worn = withClosing(worn, closing, context)
  return [...worn.map(({ step }) => step), ...answers]
}

/** A step and the unit it came of. */
interface Worn {
  readonly of: string
  readonly step: Step
}

/** A mark and the step of the recorded trace it stands in. */
interface Mark {
  readonly step: string
  readonly text: string
}

function openingOf(recorded: readonly Step[]): Mark | undefined {
  const first = recorded[0]
  if (first?.type !== 'thought') return undefined
  const text = first.raw.slice(0, Math.max(0, first.raw.indexOf(first.text)))
  return text.trim() === '' ? undefined : { step: first.id, text }
}

/** Of the last thought before the answer; only where the fork goes that far. */
function closingOf(recorded: readonly Step[], made: readonly MadeUnit[]): Mark | undefined {
  const last = recorded.findLast((s) => s.type !== 'answer')
  if (last?.type !== 'thought' || !made.some(({ unit }) => unit.key === last.id)) return undefined
  const text = last.raw.slice(last.raw.indexOf(last.text) + last.text.length)
  return text.trim() === '' ? undefined : { step: last.id, text }
}

function withOpening(worn: readonly Worn[], mark: Mark, context: MakingContext): readonly Worn[] {
  if (worn[0] === undefined || worn[0].of === mark.step) return worn
  const [first, ...rest] = worn.map((w) => undress(w, { ...mark, at: 'start' }, context))
  if (first?.step.type === 'thought')
    return [{ ...first, step: reworded(first.step, mark.text + first.step.raw, context) }, ...rest]
  return [{ of: '', step: bareMark(mark.text, context) }, ...(first === undefined ? [] : [first]), ...rest]
}

function withClosing(worn: readonly Worn[], mark: Mark, context: MakingContext): readonly Worn[] {
  if (worn.at(-1) === undefined || worn.at(-1)?.of === mark.step) return worn
  const bare = worn.map((w) => undress(w, { ...mark, at: 'end' }, context))
  const last = bare.at(-1)
  if (last?.step.type === 'thought') {
    const raw = last.step.raw.trimEnd() + mark.text
    return [...bare.slice(0, -1), { ...last, step: reworded(last.step, raw, context) }]
  }
  return [...bare, { of: '', step: bareMark(mark.text, context) }]
}

/** The step without the mark that it carried. */
function undress(worn: Worn, mark: Mark & { readonly at: 'start' | 'end' }, context: MakingContext): Worn {
  const { step } = worn
  if (worn.of !== mark.step || step.type !== 'thought') return worn
  const { raw } = step
  const has = mark.at === 'start' ? raw.startsWith(mark.text) : raw.endsWith(mark.text)
  if (!has) return worn
  const bare = mark.at === 'start' ? raw.slice(mark.text.length) : `${raw.slice(0, -mark.text.length)} `
  return { ...worn, step: reworded(step, bare, context) }
}

/** The same words with other marks around them: a step of a person, so that tokens and ids stay true. */
function reworded(step: ThoughtStep, raw: string, context: MakingContext): ThoughtStep {
  if (step.author.type === 'person') {
    const { tokens: _tokens, ...rest } = step
    return { ...rest, raw }
  }
  const { id, text } = step
  return {
    id: context.newId(),
    author: person(context),
    at: context.now(),
    replaces: id,
    type: 'thought',
    text,
    raw,
  }
}

/** A mark with no words: where there is no thought to carry it. */
function bareMark(raw: string, context: MakingContext): ThoughtStep {
  return { id: context.newId(), author: person(context), at: context.now(), type: 'thought', text: '', raw }
}
