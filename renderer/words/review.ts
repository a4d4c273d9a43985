/** What reviewing and its results are called for people. Pure. */
import type { Merged } from '../../app/host/reviews'
import type { Verdict } from '../../app/trace/review'

/** What a merge brought, in a sentence. */
export function mergedText({ traces, corrections, disagreements, unknown, issues }: Merged): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
  const parts = [
    `Merged into ${count(traces, 'trace', 'traces')}`,
    corrections > 0 ? count(corrections, 'correction', 'corrections') : '',
    disagreements > 0 ? count(disagreements, 'disagreement', 'disagreements') : '',
    unknown > 0 ? `${count(unknown, 'trace is', 'traces are')} not here` : '',
    issues.length > 0 ? count(issues.length, 'bad row', 'bad rows') : '',
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** A verdict as people read it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  flagged: 'Flagged',
  skipped: 'Skipped',
}

/** How long somebody was at a trace. */
export function spentWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
