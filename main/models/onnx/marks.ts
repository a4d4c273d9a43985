/**
 * Where a step begins while a model writes: a mark may be spread over several tokens, and the place that counts is before the first of
 * them. Knows no cache. Pure.
 */

/** Finds marks in text that comes token by token. */
export interface MarkWatch {
  /** Whether a mark begins, or may begin, in this text: the place before it may have to be kept. */
  readonly mayBegin: (text: string) => boolean
  /** One more token's text. `begun`: a mark is complete; `open`: it may become one; both count from the place asked about last. */
  readonly wrote: (text: string) => 'begun' | 'open' | 'none'
}

/** A watch for these marks. */
export function createMarkWatch(marks: readonly string[]): MarkWatch {
  /** Behind the place that may be one. */
  let since = ''
  const judge = (text: string): 'begun' | 'open' | 'none' => {
    for (let at = 0; at < text.length; at++) {
      const rest = text.slice(at)
      if (marks.some((mark) => rest.startsWith(mark))) return 'begun'
      if (marks.some((mark) => mark.startsWith(rest))) return 'open'
    }
    return 'none'
  }
  return {
    mayBegin: (text) => judge(text) !== 'none',
    wrote: (text) => {
      const seen = judge(since + text)
      since = seen === 'open' ? since + text : ''
      return seen
    },
  }
}
