/** What the looks of many traces come to: how many answers hang on theirs, by family, by outcome and by verdict. Pure. */
import type { Edges } from '../geometry/box'
import type { TrialResult } from '../trace/evidence'
import { lookVerdicts, type LookVerdict } from './verdict'

/** A look of one of many traces, as it is written to a file. */
export interface TriedLook {
  readonly number: number
  readonly region: Edges
  readonly verdict: LookVerdict
  readonly trials: readonly TrialResult[]
}

/** A trace of which all looks were tried. */
export interface TriedTrace {
  /** Of its project. */
  readonly trace: string
  /** Of a rollout: several are in one project. */
  readonly branch?: string
  /** What its file calls it. */
  readonly id?: string
  readonly question: string
  readonly answer?: string
  readonly gold?: readonly string[]
  /** Whether its answer is right, where the file or a rule says so. */
  readonly right?: boolean
  /** Of the data set, where it says so; else the file. */
  readonly family?: string
  readonly looks: readonly TriedLook[]
}

/** What a trace is told apart by among those of a batch. */
export function triedKey({ trace, branch }: Pick<TriedTrace, 'trace' | 'branch'>): string {
  return branch === undefined ? trace : `${trace}/${branch}`
}

/** How many traces, how many of their answers hang on a look, and the looks by verdict. */
export interface LooksTally {
  readonly traces: number
  /** Traces with a look that was used; of those with any look. */
  readonly hanging: number
  readonly looking: number
  readonly verdicts: Readonly<Record<LookVerdict, number>>
}

/** How an answer was judged. */
export const answerOutcomes = ['right', 'wrong', 'unknown'] as const
/** Whether an answer is right, as far as anybody says. */
export type AnswerOutcome = (typeof answerOutcomes)[number]

/** Of all, of each family, and of right and wrong answers apart. */
export interface LooksSummary extends LooksTally {
  readonly families: Readonly<Record<string, LooksTally>>
  readonly outcomes: Readonly<Record<AnswerOutcome, LooksTally>>
}

/** Counts traces one by one, so that a batch can say at any moment how it stands. */
export interface LooksCount {
  readonly add: (trace: TriedTrace) => void
  readonly summary: () => LooksSummary
}

/** Nothing counted yet. */
export function createLooksCount(): LooksCount {
  const all = newTally()
  const families = new Map<string, Counting>()
  const outcomes = { right: newTally(), wrong: newTally(), unknown: newTally() }
  return {
    add: (trace) => {
      const name = trace.family ?? ''
      const family = families.get(name) ?? newTally()
      families.set(name, family)
      const outcome = trace.right === undefined ? 'unknown' : trace.right ? 'right' : 'wrong'
      for (const tally of [all, family, outcomes[outcome]]) count(tally, trace)
    },
    summary: () => ({
      ...copied(all),
      families: Object.fromEntries([...families].map(([name, tally]) => [name, copied(tally)])),
      outcomes: {
        right: copied(outcomes.right),
        wrong: copied(outcomes.wrong),
        unknown: copied(outcomes.unknown),
      },
    }),
  }
}

/** Counts traces. */
export function summariseLooks(traces: Iterable<TriedTrace>): LooksSummary {
  const counted = createLooksCount()
  for (const trace of traces) counted.add(trace)
  return counted.summary()
}

interface Counting {
  traces: number
  hanging: number
  looking: number
  readonly verdicts: Record<LookVerdict, number>
}

function newTally(): Counting {
  return { traces: 0, hanging: 0, looking: 0, verdicts: { used: 0, 'not-used': 0, harmful: 0, unknown: 0 } }
}

function copied({ verdicts, ...numbers }: Counting): LooksTally {
  return { ...numbers, verdicts: { ...verdicts } }
}

function count(tally: Counting, { looks }: TriedTrace): void {
  tally.traces++
  if (looks.length > 0) tally.looking++
  if (looks.some((l) => l.verdict === 'used')) tally.hanging++
  for (const verdict of lookVerdicts)
    tally.verdicts[verdict] += looks.filter((l) => l.verdict === verdict).length
}

/** The looks of a trace that do not matter, each as a line of JSON with the trace it belongs to. */
export function notUsedLines({ looks, ...about }: TriedTrace): string {
  return looks
    .filter((l) => l.verdict === 'not-used')
    .map((look) => `${JSON.stringify({ ...about, look })}\n`)
    .join('')
}

/** Answers that a model writes at most when this many looks of one trace are tried: another look is swapped in only where there is one. */
export function mostTrials(looks: number): number {
  return looks * (looks > 1 ? 5 : 4)
}
