/** What stands between the marks of a call: JSON, a name with its arguments, a printed call. Linear; knows no tool. */
import { pushAll } from '../../lists'
import { callsOf, isCut, recordIn, type SpelledCall } from './call'
import { looseAt } from './loose'

/** The calls of a body, each with where it begins. */
export interface ReadBody {
  readonly calls: readonly { readonly call: SpelledCall; readonly at: number }[]
  /** The first character that belongs to none of them. */
  readonly stop: number
}

/** JSON objects one after the other, a list of them, or a name with its arguments. */
export function bodyOf(text: string, from: number, to: number): ReadBody | undefined {
  const start = passed(blanks, text, passed(fence, text, passed(blanks, text, from)))
  if (start >= to) return undefined
  if (text[start] !== '{' && text[start] !== '[') {
    const named = namedOf(text, start, to)
    return named && { calls: [{ call: named.call, at: start }], stop: named.end }
  }
  const calls: { call: SpelledCall; at: number }[] = []
  let stop = start
  for (let at = start; at < to && (text[at] === '{' || text[at] === '['); at = passed(gap, text, stop)) {
    const read = looseAt(text, at, to)
    const found = read === undefined ? [] : callsOf(read.value)
    if (read === undefined || found.length === 0) break
    for (const call of found) calls.push({ call: read.exact ? call : { ...call, loose: true }, at })
    stop = read.end
    // What follows half a value is part of it.
    if (isCut(read.value)) break
  }
  return calls.length === 0 ? undefined : { calls, stop }
}

/** Blank space, where it stands. */
export const blanks = /\s*/y
const gap = /[\s,]*/y
/** The opening of a code fence, where it stands; empty without one. */
export const fence = /(?:```\w{0,10})?/y
const nameHead = /[\w.:/-]{1,100}/y
const beforeName = /(?:[\s:]+|function(?=<)|<｜tool▁sep｜>){0,4}/uy
const beforeArguments =
  /(?:[\s:]+|✿ARGS✿|\[ARGS\]|<\|tool_call_argument_begin\|>|<｜tool▁sep｜>|<\|(?:channel|constrain)\|>\w{1,12}|json(?=<)|<\|message\|>|```\w{0,10}){0,8}/uy

/** The first character after a pattern that matches at `at`, also where it matches nothing. */
export function passed(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}

/** A name with its arguments: `name {…}`, `name({…})`, `name(a=1, b=[…])`, `region_description={words}`. */
export function namedOf(
  text: string,
  from: number,
  to = text.length,
): { readonly call: SpelledCall; readonly end: number } | undefined {
  const start = passed(beforeName, text, from)
  const end = passed(nameHead, text, start)
  if (end === start || end > to) return listed(text, start, to)
  const name = text
    .slice(start, end)
    .replace(/^functions\./, '')
    .replace(/:\d+$/, '')
  const at = passed(beforeArguments, text, end)
  if (at >= to) return undefined
  if (text[at] === '=') return wordsOf(name, { text, at: at + 1, to })
  if (text[at] === '(') return keywords(name, { text, at: at + 1, to })
  if (text[at] !== '{') return undefined
  const read = looseAt(text, at, to)
  const args = read === undefined ? undefined : recordIn(read.value)
  if (read === undefined || args === undefined) return undefined
  const call = {
    name,
    arguments: args,
    spelling: 'printed',
    cut: isCut(read.value),
    loose: !read.exact,
  } as const
  return { call, end: read.end }
}

/** A list or object of calls after a printed mark. */
function listed(text: string, from: number, to: number) {
  const read = looseAt(text, from, to)
  const [call] = read === undefined ? [] : callsOf(read.value)
  if (read === undefined || call === undefined) return undefined
  return { call: { ...call, loose: !read.exact }, end: read.end }
}

interface Place {
  readonly text: string
  readonly at: number
  readonly to: number
}

/** `key={words}` (InSight-o3): a call of nothing but words, to the brace that ends them, or the line. */
function wordsOf(key: string, { text, at, to }: Place) {
  const braced = /\s*\{([^{}]*)(\})?/y
  braced.lastIndex = at
  const m = braced.exec(text)
  const inner = m === null ? text.slice(at, to) : (m[1] ?? '')
  const end = m === null ? to : Math.min(to, at + m[0].length)
  return { call: { name: '', arguments: { [key]: inner.trim() }, spelling: 'printed' } as const, end }
}

/** `a=1, b=[…])`, or one object, or values without names. */
function keywords(name: string, { text, at, to }: Place) {
  const args: [string, unknown][] = []
  const key = /\s*,?\s*(?:(\w{1,60})\s*=(?!=)\s*)?/y
  let stop = at
  let closed = false
  for (;;) {
    key.lastIndex = stop
    const m = key.exec(text)
    stop = Math.min(to, stop + (m?.[0].length ?? 0))
    if (text[stop] === ')' && stop < to) {
      closed = true
      stop++
      break
    }
    const read = looseAt(text, stop, to)
    if (read === undefined || read.end === stop) break
    stop = read.end
    const record = m?.[1] === undefined ? recordIn(read.value) : undefined
    if (record !== undefined) pushAll(args, Object.entries(record))
    else args.push([m?.[1] ?? String(args.length), read.value])
  }
  const call = { name, arguments: Object.fromEntries(args), spelling: 'printed', cut: !closed } as const
  return { call, end: stop }
}
