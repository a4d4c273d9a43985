/** Which words are explained: those a person marked in what a model wrote, else the answer. Pure. */
import { answerSpans, spanWords } from '../../../app/explain/span'
import { wordsExtent } from '../../../app/tokens/shown'
import type { Evidence, Occlusion, StepSpan } from '../../../app/trace/evidence'
import { stepsOf, type Branch, type Project } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import type { State } from '../state'
import { openBranch } from '../document/rows'
import type { ChosenWords } from './why-state'

/** Marks of markdown, which are in the text and not among its words. */
const marks = '[*_`~\\\\]*'
const gap = '[\\s*_`~#>|-]+'

/**
 * Where marked text stands in what a step wrote. It is found by its words: a card shows them set, without marks of markdown. `before` is
 * what stands before it in the card, by which the same words further up are told from it. Undefined: it does not stand there.
 */
export function spanOfText(step: Step, text: string, before: string): StepSpan | undefined {
  const extent = wordsExtent(step)
  const words = text.trim()
  if (step.type === 'observation' || extent === undefined || words === '') return undefined
  const pattern = new RegExp(patternOf(words), 'gu')
  const own = step.raw.slice(extent.start, extent.end)
  // What is marked may begin with blanks that were cut away.
  const places = [...own.matchAll(pattern)]
  const place = places[[...before.matchAll(pattern)].length] ?? places.at(-1)
  if (place === undefined) return undefined
  const start = extent.start + place.index
  return { step: step.id, start, end: start + place[0].length }
}

function patternOf(words: string): string {
  const escaped = (letter: string) => letter.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')
  return words
    .split(/\s+/u)
    .map((word) => [...word].map(escaped).join(marks))
    .join(gap)
}

/** What is explained of the open branch; empty where it has no answer and nothing was chosen. */
export function explainedSpans(state: State): readonly StepSpan[] {
  const open = openBranch(state)
  if (open === undefined) return none
  const chosen = chosenHere(state)
  if (chosen !== undefined) return [chosen.span]
  const steps = stepsOf(open.project, open.branch)
  const known = answers.get(steps)
  if (known !== undefined) return known
  const found = answerSpans(steps)
  answers.set(steps, found)
  return found
}

const none: readonly StepSpan[] = []
const answers = new WeakMap<readonly object[], readonly StepSpan[]>()

/** What was chosen on the open branch. */
export function chosenHere({
  why: { chosen },
  document,
}: Pick<State, 'why' | 'document'>): ChosenWords | undefined {
  return chosen?.branch === document.branch ? chosen : undefined
}

/** Whether spans are the same. */
export function sameSpans(a: readonly StepSpan[], b: readonly StepSpan[]): boolean {
  return JSON.stringify(a.map(ends)) === JSON.stringify(b.map(ends))
}

function ends({ step, start, end }: StepSpan) {
  return [step, start, end]
}

/** Words besides the answer that can be gone back to: those with a map, and what is chosen now. */
export function chosenBefore(
  project: Project,
  branch: Branch,
  chosen: ChosenWords | undefined,
): readonly ChosenWords[] {
  const answer = answerSpans(stepsOf(project, branch))
  const kept = (project.evidence ?? []).flatMap((e: Evidence): ChosenWords[] => {
    const [span, ...more] = e.type === 'occlusion' && e.branch === branch.id ? e.spans : []
    if (e.type !== 'occlusion' || span === undefined || more.length > 0) return []
    return sameSpans([span], answer) ? [] : [{ branch: branch.id, span, words: e.words }]
  })
  if (chosen === undefined || kept.some((k) => sameSpans([k.span], [chosen.span]))) return kept
  return [...kept, chosen]
}

/** A span with its words, as it is chosen. */
export function chosenOf(branch: string, steps: readonly Step[], span: StepSpan): ChosenWords {
  return { branch, span, words: spanWords(steps, span).trim() }
}

/** What is kept of the words that are explained; undefined: nothing yet. */
export function keptMap(state: State): Extract<Evidence, { type: 'occlusion' }> | undefined {
  const { project, branch } = state.document
  const spans = explainedSpans(state)
  return project?.evidence?.findLast(
    (e) => e.type === 'occlusion' && e.branch === branch && sameSpans(e.spans, spans),
  ) as Extract<Evidence, { type: 'occlusion' }> | undefined
}

/** The map that is being made, else the one that is kept of what is explained. */
export function shownMap(state: State): Occlusion | undefined {
  const { work } = state.why
  if (work?.type === 'map' && work.branch === state.document.branch) return work.map
  return keptMap(state)?.map
}
