/** Accuracy as the paper names it: 1 for a right answer. Knows no trainer. */
import { beginningOf } from '../beginning'
import { msg } from '../message'
import { given } from '../given'
import { strip } from '../metrics/python'
import { worth, type MeasuredTerm, type Reward } from './reward'
import { answerIn } from './text'

/** 1 where the answer is an accepted text to the letter; else what a judge said. */
export const accuracy: Reward = {
  id: 'accuracy',
  term: 'accuracy',
  title: msg('Accuracy'),
  about: 'The answer is one of the accepted texts, or a judge says that it means the same.',
  source: 'VLM-R³, arXiv 2505.16192 section 3; comparison as in training/rl/rewards.py, is_right',
  unit: 'rollout',
  parameters: worth('right answer', 1),
  measure: ({ text, verdict }, { gold }) => {
    const answer = answerIn(text)
    const accepted = acceptedOf(gold)
    if (accepted.length === 0) return judged(verdict, 'No accepted answer is known.', true)
    if (accepted.includes(answer)) return { amount: 1, why: `${quoted(answer)} is accepted.` }
    return judged(verdict, `${quoted(answer)} is not ${accepted.slice(0, 3).map(quoted).join(' or ')}.`)
  },
}

/**
 * The accepted texts: each as it is, and where `/` separates several, each of those. A date's slashes separate nothing.
 */
function acceptedOf(gold: readonly string[]): readonly string[] {
  const all = gold.flatMap((text) => {
    const parts = text.split('/').map(strip)
    return parts.every((part) => /^[0-9]+$/.test(part)) ? [strip(text)] : [strip(text), ...parts]
  })
  return [...new Set(all)].filter((text) => text !== '')
}

/** What stands when no text is equal: a verdict, else nothing. */
export function judged(verdict: number | undefined, why: string, undecided = false): MeasuredTerm {
  if (verdict === undefined || Number.isNaN(verdict))
    return { amount: 0, why, ...given({ undecided: undecided ? true : undefined }) }
  const amount = Math.min(1, Math.max(0, verdict))
  return { amount, why: `${why} A judge gave ${amount}.` }
}

/** A text in quotation marks, as long as a line allows. */
export function quoted(text: string): string {
  return `“${text.length > 60 ? `${beginningOf(text, 60)}…` : text}”`
}
