/** What reviewing and its results are called for people. Pure. */
import { msg, type Message } from '../../app/message'
import type { MergeResult } from '../../app/host/reviews'
import type { StepVerdict, Verdict } from '../../app/trace/review'
import { t } from '../language/text'

/** What a merge brought, in a sentence, or why it brought nothing. */
export function mergedText({
  traces,
  corrections,
  disagreements,
  same,
  unknown,
  issues,
}: MergeResult): string {
  const parts = [
    traces === 0
      ? t('Nothing was merged')
      : t('Merged into {n, plural, one {# trace} other {# traces}}', { n: traces }),
    corrections > 0 && t('{n, plural, one {# correction} other {# corrections}}', { n: corrections }),
    disagreements > 0 && t('{n, plural, one {# disagreement} other {# disagreements}}', { n: disagreements }),
    same > 0 && t('{n, plural, one {# trace brings} other {# traces bring}} nothing new', { n: same }),
    unknown > 0 &&
      t('{n, plural, one {# trace is} other {# traces are}} not here (open the file it comes from first)', {
        n: unknown,
      }),
    issues.length > 0 && t('{n, plural, one {# invalid row} other {# invalid rows}}', { n: issues.length }),
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** A verdict as people read it. */
export const verdictWords: Readonly<Record<Verdict, Message>> = {
  accepted: msg('Accepted'),
  rejected: msg('Rejected'),
  flagged: msg('Flagged'),
  skipped: msg('Skipped'),
}

/** A verdict on a step as people read it. */
export const stepVerdictWords: Readonly<Record<StepVerdict, Message>> = {
  good: msg('Good step'),
  neutral: msg('Neutral step'),
  bad: msg('Bad step'),
}

/** The same where it is said already that it is about a step. */
export const shortStepVerdictWords: Readonly<Record<StepVerdict, Message>> = {
  good: msg('Good'),
  neutral: msg('Neutral'),
  bad: msg('Bad'),
}

/** How long somebody was at a trace. */
export function spentWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60
    ? `${seconds} s`
    : t('{seconds} min {seconds2} s', { seconds: Math.floor(seconds / 60), seconds2: seconds % 60 })
}
