/** Where a person put tokens into what a model wrote. Pure. */
import { given } from '../given'
import type { Step } from './step'

/** Characters of a step's `raw`, and what was put there. */
export interface ForcedText {
  readonly start: number
  readonly end: number
  readonly text: string
  /** Natural log of what the model gave it; absent: not known. */
  readonly logprob?: number
}

/** The texts that a person put into a step, in order. */
export function forcedIn({ tokens = [] }: Step): readonly ForcedText[] {
  const found: ForcedText[] = []
  let at = 0
  for (const { text, forced, logprob } of tokens) {
    const start = at
    at += text.length
    if (forced === true) found.push({ start, end: at, text, ...given({ logprob }) })
  }
  return found
}

/** Whether a person put a token into any of them. */
export function areForced(steps: readonly Step[]): boolean {
  return steps.some((step) => step.tokens?.some((t) => t.forced === true) === true)
}
