/** Arguments between tags: `<parameter=key>value</parameter>`, and GLM's pairs of `<arg_key>` and `<arg_value>`. Knows no tool. */
import type { ReadBody } from './body'
import { isCut } from './call'
import { CutOff, looseOf } from './loose'
import type { TagMark } from './tags'

/** The value of a `<parameter>`: data where it is some, else the words as they stand. */
export function parameter(written: string, whole: boolean): unknown {
  const text = written.trim()
  const read = /^["'[{(\-+.\d]|^(?:true|false|null|none)$/i.test(text) ? looseOf(text) : undefined
  if (read === undefined) return whole ? text : new CutOff(text)
  // Not quite data: whoever reads it as numbers says that it was found in text.
  if (whole && !read.exact && typeof read.value === 'object' && !isCut(read.value)) return text
  // Digits up to the closing mark are a whole number, and so is a word (`true`, `null`).
  return whole && isPlainCut(read.value) ? read.value.value : read.value
}

/** A number or word that nothing but the end of the text has cut off. */
function isPlainCut(value: unknown): value is CutOff {
  return value instanceof CutOff && (value.value === null || typeof value.value !== 'object')
}

/** GLM: a name, then `<arg_key>` and `<arg_value>` in turn. */
export function pairsOf(
  text: string,
  open: TagMark,
  { to, pairs }: { readonly to: number; readonly pairs: readonly TagMark[] },
): ReadBody | undefined {
  const first = pairs.find((m) => m.type === '<arg_key>')
  const name = text.slice(open.end, first?.start ?? open.end).trim()
  if (first === undefined || !/^[\w.:-]{1,100}$/.test(name)) return undefined
  const args: [string, unknown][] = []
  let key = ''
  pairs.forEach((mark, i) => {
    const next = pairs[i + 1]
    const inner = text.slice(mark.end, next?.start ?? to)
    if (mark.type === '<arg_key>') key = inner.trim()
    if (mark.type === '<arg_value>') args.push([key, parameter(inner, next !== undefined)])
  })
  return {
    calls: [{ call: { name, arguments: Object.fromEntries(args), spelling: 'xml' }, at: open.start }],
    stop: to,
  }
}
