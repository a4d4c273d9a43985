/** A place in a list of tokens: looks ahead by one, takes, demands. Knows no grammar. */
import type { CodeToken } from './tokens'

/** What is no Python, or more deeply nested than anyone writes. Never leaves this folder. */
export class SyntaxFault extends Error {}

/** One for all: text of a million broken lines would spend seconds on writing down where each was thrown. */
export const fault = new SyntaxFault()

/** Brackets in brackets, blocks in blocks: deeper is bait. */
const deepest = 60

/** Goes through tokens from left to right, with a bound on how deep they may be nested. */
export class TokenReader {
  #at = 0
  #depth = 0

  constructor(readonly tokens: readonly CodeToken[]) {}

  /** The next token; the last one is always `end`. */
  get next(): CodeToken {
    return this.#tokenAt(this.#at)
  }

  /** Where the token before ended. */
  get before(): number {
    return this.#at === 0 ? 0 : this.#tokenAt(this.#at - 1).end
  }

  get position(): number {
    return this.#at
  }

  take(): CodeToken {
    const token = this.next
    if (token.type !== 'end') this.#at++
    return token
  }

  /** Whether this operator or keyword comes next. */
  sees(text: string): boolean {
    const { type, text: own } = this.next
    return own === text && (type === 'op' || type === 'name')
  }

  /** Takes it if it comes next. */
  accepts(text: string): boolean {
    if (!this.sees(text)) return false
    this.take()
    return true
  }

  /** Takes what has no text of its own: line ends and indentation. */
  acceptsType(type: CodeToken['type']): boolean {
    if (this.next.type !== type) return false
    this.take()
    return true
  }

  demands(text: string): void {
    if (!this.accepts(text)) throw fault
  }

  /** Runs one level deeper. */
  nested<T>(read: () => T): T {
    if (++this.#depth > deepest) throw fault
    try {
      return read()
    } finally {
      this.#depth--
    }
  }

  #tokenAt(index: number): CodeToken {
    const token = this.tokens[Math.min(index, this.tokens.length - 1)]
    if (token === undefined) throw fault
    return token
  }
}
