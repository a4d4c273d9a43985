/** What a model held possible where a token stands: its alternatives, how open the place was, and how much of that is known. Pure. */
import type { Alternative, Token } from '../trace/step'

/** One of the tokens that could have stood there. */
export interface PossibleToken extends Alternative {
  /** 0..1. */
  readonly probability: number
  /** It is the one that stands there. */
  readonly stands: boolean
}

/** What is known of a place. */
export interface PlaceOdds {
  /** Of the token that stands there, 0..1; undefined: the backend gave none. */
  readonly probability: number | undefined
  /** The likeliest first; the one that stands there is among them, wherever it ranks. Empty: none were given. */
  readonly possible: readonly PossibleToken[]
  /** The share of all that those do not have, 0..1. */
  readonly rest: number
  /** How open the place was. `vocabulary`: of everything the model held possible; `kept`: of the alternatives alone, as if there were no others. */
  readonly entropy: { readonly bits: number; readonly over: 'vocabulary' | 'kept' } | undefined
  /** From 1. `least`: it is none of the alternatives that were kept, so at least that. */
  readonly rank: { readonly at: number; readonly least: boolean } | undefined
}

/** What is known of the place where a token stands. */
export function tokenPlaceOf(token: Token): PlaceOdds {
  const { top = [], logprob, entropy } = token
  const probability = logprob === undefined ? undefined : Math.exp(logprob)
  const listed = top.map((t): PossibleToken => ({
    ...t,
    probability: Math.exp(t.logprob),
    stands: isSame(t, token),
  }))
  const own = logprob === undefined || listed.some((p) => p.stands) || top.length === 0
  const possible = own ? listed : [...listed, ownOf(token, logprob)]
  const sum = possible.reduce((s, p) => s + p.probability, 0)
  const bits = entropy === undefined ? keptBits(possible, sum) : entropy / Math.LN2
  return {
    probability,
    possible,
    rest: top.length === 0 ? 0 : Math.max(0, 1 - sum),
    entropy: bits === undefined ? undefined : { bits, over: entropy === undefined ? 'kept' : 'vocabulary' },
    rank: rankOf(token, listed),
  }
}

function ownOf({ id, text }: Token, logprob: number): PossibleToken {
  return { text, logprob, probability: Math.exp(logprob), stands: true, ...(id < 0 ? {} : { id }) }
}

/** Two tokens may look the same: the number decides where both have one. A part of a token stands for all of it. */
function isSame(other: Alternative, { id, text, cut }: Token): boolean {
  if (other.id !== undefined && id >= 0) return other.id === id
  if (other.ends === true) return false
  if (cut === undefined) return other.text === text
  return cut === 'end'
    ? other.text.startsWith(text)
    : cut === 'start'
      ? other.text.endsWith(text)
      : other.text.includes(text)
}

function keptBits(possible: readonly PossibleToken[], sum: number): number | undefined {
  if (possible.length < 2 || !(sum > 0)) return undefined
  return possible.reduce((bits, { probability }) => {
    const p = probability / sum
    return p > 0 ? bits - p * Math.log2(p) : bits
  }, 0)
}

function rankOf({ rank }: Token, listed: readonly PossibleToken[]): PlaceOdds['rank'] {
  if (rank !== undefined) return { at: rank, least: false }
  if (listed.length === 0) return undefined
  const at = listed.findIndex((p) => p.stands)
  return at < 0 ? { at: listed.length + 1, least: true } : { at: at + 1, least: false }
}
