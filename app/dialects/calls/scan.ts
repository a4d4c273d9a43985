/**
 * Calls of functions as they stand in running text, in every spelling the field has: JSON or a printed call between
 * `<tool_call>` marks (Hermes, Qwen's chat templates), `<function=…><parameter=…>` (Qwen3-Coder, Qwen3.5), `<invoke name=…>`,
 * `<arg_key>`/`<arg_value>` (GLM), lines that programs print, and calls without any marks. One pass over the marks; each piece of text is read once.
 * Knows no tool: what a call means is `read.ts`'s.
 */
import type { Extent } from '../../extent'
import { blanks, bodyOf, fence, namedOf, passed } from './body'
import type { SpelledCall } from './call'
import { isBlockMark, isStop, marksIn, type TagMark } from './tags'
import { pairsOf, parameter } from './parameter'

/** A place in the text that calls something; without `call` it cannot be read, and `body` is what stands there. */
export interface ScannedCall extends Extent {
  readonly call?: SpelledCall
  readonly body: string
}

/** Every call of the text, in order, not overlapping. Further calls of one list are empty extents at its end. */
export function callsIn(text: string): readonly ScannedCall[] {
  return new CallScanner(text).all()
}

/** Where a block ends, and whether by a mark of its own. */
interface BlockEnd {
  readonly end: number
  readonly closed: boolean
}

class CallScanner {
  readonly #marks: readonly TagMark[]
  readonly #found: ScannedCall[] = []
  #at = 0

  constructor(readonly text: string) {
    this.#marks = marksIn(text)
  }

  all(): readonly ScannedCall[] {
    while (this.#at < this.#marks.length) this.#next()
    return this.#found
  }

  #next(): void {
    const mark = this.#marks[this.#at]
    if (mark === undefined) return
    this.#at++
    if (mark.type === '<tool_call>') this.#block(mark)
    else if (mark.type === '<function>') this.#function(mark, mark.start)
    else if (mark.printed) this.#printed(mark)
  }

  /** From `<tool_call>` to its end, or to the next one; of a text that breaks off to its end. */
  #block(open: TagMark): void {
    const first = this.#at
    const last = this.#blockEnd(first)
    const close = this.#marks[last]
    const closed = close?.type === '</tool_call>'
    const to = close?.start ?? this.text.length
    const inside = this.#marks.slice(first, last)
    this.#at = closed ? last + 1 : last
    const end = closed ? close.end : to
    if (inside.some((m) => m.type === '<function>')) {
      this.#at = first
      this.#functions(open, { last, end, closed })
    } else this.#body(open, { to, end, closed, pairs: inside })
  }

  /** The mark that ends a block whose own marks begin with number `from`. */
  #blockEnd(from: number): number {
    let last = from
    let stop: number | undefined
    for (; last < this.#marks.length; last++) {
      const mark = this.#marks[last]
      if (mark === undefined || isBlockMark(mark)) break
      if (isStop(mark)) stop ??= last
    }
    return this.#marks[last]?.type === '</tool_call>' ? last : (stop ?? last)
  }

  /** `<function=…>` one after the other inside a block: the first begins with the block, the last ends with it. */
  #functions(open: TagMark, block: BlockEnd & { readonly last: number }): void {
    let start = open.start
    while (this.#at < block.last) {
      const mark = this.#marks[this.#at]
      this.#at++
      if (mark?.type !== '<function>') continue
      this.#function(mark, start, block.last)
      start = this.#found.at(-1)?.end ?? start
    }
    const last = this.#found.at(-1)
    if (block.closed) {
      this.#at = block.last + 1
      if (last !== undefined) this.#found[this.#found.length - 1] = { ...last, end: block.end }
    } else this.#at = Math.max(this.#at, block.last)
  }

  /** One `<function=…>` to its end mark; marks before number `limit` are its own. */
  #function(open: TagMark, start: number, limit = this.#marks.length): void {
    const args: [string, unknown][] = []
    let end = open.end
    let closed = false
    while (this.#at < limit) {
      const mark = this.#marks[this.#at]
      if (mark === undefined || mark.type === '<function>' || isBlockMark(mark) || isStop(mark)) break
      this.#at++
      end = mark.end
      if (mark.type === '</function>') {
        closed = true
        break
      }
      if (mark.type !== '<parameter>') continue
      const next = this.#marks[this.#at]
      const whole = next?.type === '</parameter>'
      end = whole ? next.end : (next?.start ?? this.text.length)
      if (whole) this.#at++
      args.push([
        mark.name,
        parameter(this.text.slice(mark.end, whole ? next.start : end), whole || next !== undefined),
      ])
    }
    const call = {
      name: open.name,
      arguments: Object.fromEntries(args),
      spelling: 'xml',
      cut: !closed,
    } as const
    this.#found.push({ start, end, call, body: this.text.slice(open.start, end) })
  }

  #body(open: TagMark, block: BlockEnd & { readonly to: number; readonly pairs: readonly TagMark[] }): void {
    const { to, end, closed } = block
    const body = this.text.slice(open.end, to)
    const read = pairsOf(this.text, open, block) ?? bodyOf(this.text, open.end, to)
    if (read === undefined) {
      // A word for the mark in running text is no call; what stands between both marks, or breaks off at once, was meant as one.
      const opened = body.trim() === '' && to === this.text.length && !this.#closesBefore(open)
      const broken = /^\s*[\w.-]{1,100}\s*$/.test(body) && to === this.text.length
      if (closed || opened || broken) this.#found.push({ start: open.start, end, body })
      return
    }
    const over = closed ? end : read.stop
    let start = open.start
    read.calls.forEach(({ call }, i) => {
      // Each reaches to where the next one begins; those of one list lie at its end.
      const until = Math.max(start, read.calls[i + 1]?.at ?? over)
      this.#found.push({ start, end: until, call, body: this.text.slice(start, until) })
      start = until
    })
  }

  /** A second `<tool_call>` where `</tool_call>` was meant ends the call before it. */
  #closesBefore(open: TagMark): boolean {
    const last = this.#found.at(-1)
    return last?.call !== undefined && this.text.slice(last.end, open.start).trim() === ''
  }

  /** A mark that programs print, then a name, then the arguments. */
  #printed(mark: TagMark): void {
    const read = namedOf(this.text, mark.end)
    if (read === undefined) return
    const after = passed(blanks, this.text, passed(fence, this.text, passed(blanks, this.text, read.end)))
    const close = passed(this.text[mark.start] === '[' && mark.bare ? listEnd : printedEnd, this.text, after)
    const end = close > after ? close : read.end
    const call: SpelledCall = mark.bare ? { ...read.call, bare: true } : read.call
    this.#found.push({ start: mark.start, end, call, body: this.text.slice(mark.start, end) })
    // Marks inside the arguments are part of them.
    while ((this.#marks[this.#at]?.start ?? Infinity) < end) this.#at++
  }
}

const printedEnd = /(?:<\|tool_call_end\|>|<｜tool▁call▁end｜>|<\|call\|>)?/uy
/** A list of one Python call. */
const listEnd = /\]?/y
