/** Lists, dicts and texts: their items, slices and methods. Nothing is changed in place; what a method changes is given back. */
import { rounded } from './arithmetic'
import { numberAt } from './calls'
import type { IndexItem, SliceItem } from './cutting'
import type { CallArguments } from './machine'
import { known, listValue, none, text, unknown, type ListValue, type NumberValue, type Value } from './values'

type DictValue = Extract<Value, { type: 'dict' }>

/** Longer lists are bait. */
const longest = 2000

/** What a method gives, and what the list then is where it changed it. */
export interface Done {
  readonly value: Value
  readonly changed?: Value
}

/** `.shape` of an array of numbers, `.size` of it; undefined where it is a method. */
export function listAttribute(list: ListValue, name: string): Value | undefined {
  if (list.kind !== 'array') return undefined
  if (name === 'shape') {
    const [first] = list.items
    const inner = first?.type === 'list' ? [known(first.items.length)] : []
    return listValue([known(list.items.length), ...inner], 'tuple')
  }
  if (name === 'T') return columns(list)
  return name === 'size' ? known(list.items.length) : undefined
}

function columns(list: ListValue): Value {
  const rows = list.items.map((row) => (row.type === 'list' ? row.items : undefined))
  const width = rows[0]?.length ?? 0
  if (width > 16 || rows.some((row) => row?.length !== width)) return list
  return listValue(
    Array.from({ length: width }, (_, i) =>
      listValue(
        rows.map((row) => row?.[i] ?? none),
        'array',
      ),
    ),
    'array',
  )
}

/** A method of a list or a dict. */
export function callList(of: ListValue | DictValue, name: string, args: CallArguments): Done {
  return of.type === 'list' ? ofList(of, name, args) : ofDict(of, name, args)
}

function ofList(list: ListValue, name: string, args: CallArguments): Done {
  const [first] = args.values
  switch (name) {
    case 'append':
      return first === undefined
        ? { value: none }
        : { value: none, changed: held([...list.items, first], list) }
    case 'extend':
      return {
        value: none,
        ...(first?.type === 'list' ? { changed: held([...list.items, ...first.items], list) } : {}),
      }
    case 'insert': {
      const [, item] = args.values
      const at = numberAt(args, 0)?.value ?? 0
      if (item === undefined) return { value: none }
      return { value: none, changed: held([...list.items.slice(0, at), item, ...list.items.slice(at)], list) }
    }
    case 'pop': {
      const at = numberAt(args, 0)?.value ?? -1
      const index = at < 0 ? at + list.items.length : at
      const rest = list.items.filter((_, i) => i !== index)
      return { value: list.items[index] ?? unknown('an item'), changed: listValue(rest, list.kind) }
    }
    case 'copy':
    case 'tolist':
    case 'flatten':
    case 'squeeze':
    case 'numpy':
      return { value: name === 'tolist' ? listValue(list.items) : list }
    case 'astype':
      return {
        value: first?.type === 'module' && first.path.includes('int') ? (rounded('int', list) ?? list) : list,
      }
    case 'round':
      return { value: rounded('round', list, numberAt(args, 0)?.value ?? 0) ?? list }
    case 'clear':
      return { value: none, changed: listValue([], list.kind) }
    default:
      return { value: unknown(`what .${name}() gives`) }
  }
}

function held(items: readonly Value[], list: ListValue): Value {
  return items.length > longest ? unknown('a very long list') : listValue(items, list.kind)
}

function ofDict(dict: DictValue, name: string, args: CallArguments): Done {
  const [first, second] = args.values
  switch (name) {
    case 'items':
      return {
        value: listValue([...dict.entries].map(([key, value]) => listValue([text(key), value], 'tuple'))),
      }
    case 'values':
      return { value: listValue([...dict.entries.values()]) }
    case 'keys':
      return { value: listValue([...dict.entries.keys()].map(text)) }
    case 'get':
      return {
        value:
          (first?.type === 'string' && first.value !== undefined
            ? dict.entries.get(first.value)
            : undefined) ??
          second ??
          none,
      }
    case 'copy':
      return { value: dict }
    case 'update': {
      const more = first?.type === 'dict' ? first.entries : new Map<string, Value>()
      return {
        value: none,
        changed: { type: 'dict', entries: new Map([...dict.entries, ...more, ...args.named]) },
      }
    }
    default:
      return { value: unknown(`what .${name}() gives`) }
  }
}

/** A method of a text: paths and names are all that is asked of one. */
export function callText(value: string | undefined, name: string): Value {
  if (value !== undefined && name === 'lower') return text(value.toLowerCase())
  if (value !== undefined && name === 'strip') return text(value.trim())
  return /^(?:split|rsplit|splitlines|partition)$/.test(name)
    ? unknown('the pieces of a text')
    : text(undefined)
}

/** `list[i]`, `list[a:b]`, `array[:, i]`, `dict['key']`. */
export function itemAt(of: Value, items: readonly IndexItem[]): Value {
  const [first, ...rest] = items
  if (first === undefined) return of
  if (of.type === 'dict') return first.type === 'value' ? entryOf(of, first.value) : unknown('an item')
  if (of.type === 'unknown') return of
  if (of.type === 'string') return text(undefined)
  if (of.type !== 'list') return unknown('an item')
  if (first.type === 'slice') {
    const part = sliceOf(of, first)
    if (rest.length === 0 || part.type !== 'list') return part
    return listValue(
      part.items.map((row) => itemAt(row, rest)),
      part.kind,
    )
  }
  if (first.type !== 'value') return unknown('an item')
  const { value } = first
  if (value.type !== 'number') return unknown(value.type === 'unknown' ? value.why : 'an item')
  const at = value.value < 0 ? value.value + of.items.length : value.value
  const item = of.items[at]
  if (item === undefined) return unknown('an item that is not there')
  return rest.length === 0 ? item : itemAt(item, rest)
}

function entryOf(dict: DictValue, key: Value): Value {
  const name = key.type === 'string' ? key.value : key.type === 'number' ? String(key.value) : undefined
  return (name === undefined ? undefined : dict.entries.get(name)) ?? unknown('an item that is not there')
}

function sliceOf(list: ListValue, { from, to, step }: SliceItem): Value {
  const whole = (value: Value | undefined): NumberValue | undefined | 'unknown' =>
    value === undefined || value.type === 'none' ? undefined : value.type === 'number' ? value : 'unknown'
  const [a, b, c] = [whole(from), whole(to), whole(step)]
  if (a === 'unknown' || b === 'unknown' || c === 'unknown') return unknown('a part of a list')
  const items = list.items.slice(a?.value, b?.value)
  const by = c?.value ?? 1
  const kind = list.kind === 'shape' ? 'tuple' : list.kind
  if (by === -1) return listValue([...list.items].reverse(), kind)
  if (by < 1) return unknown('a part of a list')
  return listValue(by === 1 ? items : items.filter((_, i) => i % by === 0), kind)
}
