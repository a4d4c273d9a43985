/** The fields around a key of a loosely written object: where the object begins and ends, and what its region is called. */
import { afterCommas, looseValue, type LooseAt } from '../loose-value'
import { given } from '../../given'

/** What stands in a stretch of an object. */
export interface ObjectFields {
  readonly label?: string
  readonly end: number
  /** How it ended: at the object's own brace, at `limit`, or where no field is any more. */
  readonly by: 'brace' | 'limit' | 'other'
}

/** Field after field from a place, no further than `limit`. Linear in what it reads. */
export function readFields(text: string, from: number, limit: number): ObjectFields {
  const piece = text.slice(0, limit)
  const texts = new Map<string, string>()
  const ended = (end: number, by: ObjectFields['by']): ObjectFields => {
    const label = labelOf(texts)
    return { end, by, ...given({ label }) }
  }
  let last = from
  for (;;) {
    const at = afterCommas(piece, last)
    if (at >= limit) return limit < text.length ? ended(limit, 'limit') : ended(last, 'other')
    if (piece[at] === '}') return ended(at + 1, 'brace')
    const field = fieldAt(piece, at)
    if (field === undefined) return ended(last, 'other')
    const { key, value } = field
    const said = wordOf(value)
    if (said !== undefined) texts.set(key.toLowerCase(), said)
    last = value.end
    if (!value.whole) return ended(last, 'other')
  }
}

/** The nearest brace before a key, not before `from`, that is not closed in between. */
export function openBrace(text: string, before: number, from: number): number | undefined {
  let closed = 0
  for (let at = before - 1; at >= from; at--) {
    if (text[at] === '}') closed++
    else if (text[at] === '{' && closed-- === 0) return at
  }
  return undefined
}

function fieldAt(text: string, at: number): { readonly key: string; readonly value: LooseAt } | undefined {
  const key = looseValue(text, at)
  if (key === undefined || !key.whole || (key.loose.type !== 'text' && key.loose.type !== 'word'))
    return undefined
  colon.lastIndex = key.end
  const length = colon.exec(text)?.[0].length
  if (length === undefined) return undefined
  const value = looseValue(text, key.end + length)
  return value === undefined ? undefined : { key: key.loose.value, value }
}

const colon = /\s{0,20}[:=]/y

/** A value as a name: text, a number, several of them. */
function wordOf({ loose }: LooseAt): string | undefined {
  if (loose.type === 'text') return loose.value
  if (loose.type === 'number') return Number.isFinite(loose.value) ? String(loose.value) : undefined
  if (loose.type !== 'list') return undefined
  const words = loose.items.flatMap((item) => (item.loose.type === 'text' ? [item.loose.value] : []))
  return words.length > 0 && words.length === loose.items.length ? words.join(', ') : undefined
}

/** What a region is called, the best name first. */
const labelNames = [
  ...['label', 'labels', 'name_en', 'name', 'object', 'object_name', 'text_content', 'text', 'caption'],
  ...['description', 'desc', 'category', 'class', 'class_name', 'title', 'element', 'name_zh', 'tag', 'type'],
]

/** Longer texts are no names. */
const longestLabel = 2000

function labelOf(texts: ReadonlyMap<string, string>): string | undefined {
  return labelNames
    .map((name) => texts.get(name)?.trim())
    .find((label) => label !== undefined && label !== '' && label.length <= longestLabel)
}
