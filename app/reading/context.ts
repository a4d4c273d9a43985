/** What the steps of a text are made with, and of what. Plain data; the writer itself is `steps.ts`. */
import type { Budgets, Dialect, PastTurns } from '../dialects/dialect'
import type { Size } from '../geometry/box'
import type { Notation } from '../geometry/spaces'
import { given } from '../given'
import type { Author, Step, Timings, Token, View } from '../trace/step'
import type { SizedImage } from './place'
import { createTokenCutter } from './token-cut'

/** What all steps of a text are made with. */
export interface StepsContext {
  readonly dialect: Dialect
  readonly image: SizedImage
  readonly view: View
  readonly budgets: Budgets
  readonly author: Author
  readonly newId: () => string
  readonly now: () => number
  /** The image was not found: of places in it nothing is known. */
  readonly missing?: boolean
  /** It was not found either, but its size is known: places are, and nothing of it can be shown. */
  readonly unseen?: boolean
  /** How a person reads the numbers, before all else; and how the file says they are written, where a request does not. */
  readonly chosen?: Notation
  readonly told?: Notation
  /** The images of the question, in order; absent: the one that `image` is. */
  readonly asked?: readonly AskedImage[]
}

/** An image of the question. */
export interface AskedImage {
  readonly size?: Size
  readonly name?: string
  /** It is the one the trace is about. */
  readonly main: boolean
}

/** A piece of text with the tokens it was generated as, where they are known. */
export interface TokenPiece {
  readonly raw: string
  readonly tokens?: readonly Token[]
}

/** A text as it is cut, from its beginning to its end. */
export interface CutText {
  readonly text: string
  /** Where the last piece ended. */
  readonly at: () => number
  /** The piece up to this character; it begins where the last one ended. */
  readonly upTo: (end: number) => TokenPiece
  /** What generating it cost: said of its first step. */
  readonly timings?: Timings
}

/** What was written and seen before. */
export interface ReadSoFar {
  readonly steps: readonly Step[]
  readonly past?: PastTurns
}

/** An image that came back. */
export interface ReturnedImage {
  readonly size?: Size | undefined
}

/** What a look is made of besides its span. */
export interface LookOptions {
  /** Whether it was answered with a crop, and if not, whether its turn went on with something else. */
  readonly shown: 'shown' | 'not-shown' | 'passed-over'
  /** It counts in an image this trace is not about. */
  readonly elsewhere?: boolean
  /** An image came back for it, whatever the rule says: its size, where that is known. */
  readonly pictured?: ReturnedImage
}

/** A text without tokens. */
export function textWithoutTokens(text: string): CutText {
  return cutText(text, () => ({}))
}

/** A text with the tokens it was generated as. `kept`: from there on it is the loop's, not the tokens'. */
export function generatedText(
  { tokens, timings }: { readonly tokens: readonly Token[]; readonly timings?: Timings | undefined },
  text: string,
  kept = text.length,
): CutText {
  const cutter = createTokenCutter(tokens)
  const cut = cutText(text, (end) => ({ tokens: cutter.upTo(Math.min(end, kept)) }))
  return { ...cut, ...given({ timings }) }
}

function cutText(text: string, tokensUpTo: (end: number) => Pick<TokenPiece, 'tokens'>): CutText {
  let at = 0
  const upTo = (end: number): TokenPiece => {
    const raw = text.slice(at, end)
    at = end
    return { raw, ...tokensUpTo(end) }
  }
  return { text, at: () => at, upTo }
}
