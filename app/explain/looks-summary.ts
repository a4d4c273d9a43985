/** What the looks of many traces come to: how many answers hang on theirs, by family and by verdict. Pure. */
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
  /** What its file calls it. */
  readonly id?: string
  readonly question: string
  readonly answer?: string
  readonly gold?: readonly string[]
  /** Of the data set, where it says so; else the file. */
  readonly family?: string
  readonly looks: readonly TriedLook[]
}

/** How many traces, how many of their answers hang on a look, and the looks by verdict. */
export interface LooksTally {
  readonly traces: number
  /** Traces with a look that was used; of those with any look. */
  readonly hanging: number
  readonly looking: number
  readonly verdicts: Readonly<Record<LookVerdict, number>>
}

/** Of all, and of each family. */
export interface LooksSummary extends LooksTally {
  readonly families: Readonly<Record<string, LooksTally>>
}

/** Counts traces. */
export function summariseLooks(traces: readonly TriedTrace[]): LooksSummary {
  const families = new Map<string, TriedTrace[]>()
  for (const trace of traces) {
    const name = trace.family ?? ''
    families.set(name, [...(families.get(name) ?? []), trace])
  }
  const each = [...families].map(([name, those]) => [name, tally(those)] as const)
  return { ...tally(traces), families: Object.fromEntries(each) }
}

function tally(traces: readonly TriedTrace[]): LooksTally {
  const looks = traces.flatMap((t) => t.looks)
  const count = (verdict: LookVerdict) => looks.filter((l) => l.verdict === verdict).length
  const verdicts = Object.fromEntries(lookVerdicts.map((v) => [v, count(v)])) as Record<LookVerdict, number>
  return {
    traces: traces.length,
    hanging: traces.filter((t) => t.looks.some((l) => l.verdict === 'used')).length,
    looking: traces.filter((t) => t.looks.length > 0).length,
    verdicts,
  }
}
