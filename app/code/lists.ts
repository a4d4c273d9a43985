/** Lists, dicts and texts: their items, slices and methods. Nothing is changed in place; what a method changes is given back. */
import { asList, compare, longestList, rounded } from './arithmetic'
import { numberAt, numberOr } from './calls'
import type { IndexItem, SliceItem } from './cutting'
import { callDict, itemUnder, type Done } from './dicts'
import type { CallArguments, CodeMachine } from './machine'
import { ordered } from './ordering'
import {
  known,
  listValue,
  none,
  stringValue,
  unknownValue,
  type DictValue,
  type ListValue,
  type Value,
} from './values'

const lostTrack = unknownValue('a list that is changed where nobody can say')

/** `.shape` of an array of numbers, `.size` of it; undefined where it is a method. */
export function listAttribute(list: ListValue, name: string): Value | undefined {
  if (list.kind !== 'array') return undefined
  if (name === 'shape') {
    const [first] = list.items
    const inner = first?.type === 'list' ? [known(first.items.length)] : []
    return listValue([known(list.items.length), ...inner], 'tuple')
  }
  if (name === 'T') return columns(list)
  return name === 'size' ? known(countOf(list)) : undefined
}

function countOf(list: ListValue): number {
  return list.items.reduce((sum, item) => sum + (item.type === 'list' ? countOf(item) : 1), 0)
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

interface CalledMethod {
  readonly name: string
  readonly args: CallArguments
}

/** A method of a list or a dict. */
export function callList(of: ListValue | DictValue, called: CalledMethod, machine: CodeMachine): Done {
  if (of.type === 'dict') return callDict(of, called.name, called.args)
  return inPlace(of, called, machine) ?? { value: copied(of, called) }
}

/** A method that changes the list; undefined where it is none. */
function inPlace(list: ListValue, { name, args }: CalledMethod, machine: CodeMachine): Done | undefined {
  const [first] = args.values
  const changed = (value: Value): Done => ({ value: none, changed: value })
  switch (name) {
    case 'append':
      return first === undefined ? { value: none } : changed(held([...list.items, first], list))
    case 'extend': {
      const more = first === undefined ? undefined : asList(first)
      return changed(more === undefined ? lostTrack : held([...list.items, ...more.items], list))
    }
    case 'insert': {
      const [, item] = args.values
      const at = numberAt(args, 0)?.value
      if (item === undefined) return { value: none }
      if (at === undefined) return changed(lostTrack)
      return changed(held([...list.items.slice(0, at), item, ...list.items.slice(at)], list))
    }
    case 'pop': {
      const at = numberOr(args, [0], -1)
      if (at === undefined) return { value: unknownValue('an item'), changed: lostTrack }
      const index = at < 0 ? at + list.items.length : at
      const rest = list.items.filter((_, i) => i !== index)
      return { value: list.items[index] ?? unknownValue('an item'), changed: listValue(rest, list.kind) }
    }
    case 'clear':
      return changed(listValue([], list.kind))
    case 'reverse':
      return changed(listValue([...list.items].reverse(), list.kind))
    case 'sort': {
      const items = ordered(machine, list.items, args)
      return changed(items === undefined ? lostTrack : listValue(items, list.kind))
    }
    case 'remove': {
      const same = first === undefined ? [] : list.items.map((item) => compare('==', item, first))
      const at = same.findIndex((is) => is !== false)
      if (same[at] === undefined && at >= 0) return changed(lostTrack)
      return changed(
        listValue(
          list.items.filter((_, i) => i !== at),
          list.kind,
        ),
      )
    }
    case 'fill':
    case 'put':
    case 'partition':
      return changed(lostTrack)
    default:
      return undefined
  }
}

/** What a method makes of a list that stays as it is. */
function copied(list: ListValue, { name, args }: CalledMethod): Value {
  const [first] = args.values
  switch (name) {
    case 'tolist':
      return listValue(list.items)
    case 'copy':
    case 'flatten':
    case 'squeeze':
    case 'numpy':
      return list
    case 'astype':
      return asKind(list, first)
    case 'round': {
      const digits = numberOr(args, [0, 'decimals'], 0)
      if (digits === undefined) return unknownValue('digits that are not known')
      return rounded('round', list, { digits, numpy: true }) ?? list
    }
    default:
      return unknownValue(`what .${name}() gives`)
  }
}

/** As another kind of number: `astype(int)`, `astype(np.int32)`, `astype('int64')`. */
export function asKind(value: Value, kind: Value | undefined): Value {
  const name =
    kind?.type === 'module'
      ? kind.path
      : kind?.type === 'unknown'
        ? (kind.unbound ?? '')
        : kind?.type === 'string'
          ? (kind.value ?? '')
          : ''
  if (/int/.test(name)) return rounded('int', value) ?? value
  return /float/.test(name) ? floating(value) : value
}

/** `float(x)`, of every item of a list. */
export function floating(value: Value): Value {
  switch (value.type) {
    case 'number':
      return { ...value, float: true }
    case 'bool':
      return known(value.value ? 1 : 0, true)
    case 'list':
      return listValue(value.items.map(floating), value.kind)
    case 'image':
    case 'unknown':
      return value
    default:
      return unknownValue('float() of no number')
  }
}

function held(items: readonly Value[], list: ListValue): Value {
  return items.length > longestList ? unknownValue('a very long list') : listValue(items, list.kind)
}

/** A method of a text: paths and names are all that is asked of one. */
export function callText(value: string | undefined, name: string): Value {
  if (value !== undefined && name === 'lower') return stringValue(value.toLowerCase())
  if (value !== undefined && name === 'strip') return stringValue(value.trim())
  return /^(?:split|rsplit|splitlines|partition)$/.test(name)
    ? unknownValue('the pieces of a text')
    : stringValue(undefined)
}

/** `list[i]`, `list[a:b]`, `array[:, i]`, `dict['key']`. */
export function itemAt(of: Value, items: readonly IndexItem[]): Value {
  const [first, ...rest] = items
  if (first === undefined) return of
  if (of.type === 'dict')
    return (
      (first.type === 'value' ? itemUnder(of, first.value) : undefined) ??
      unknownValue('an item that is not there')
    )
  if (of.type === 'unknown') return of
  if (of.type === 'string') return stringValue(undefined)
  if (of.type !== 'list') return unknownValue('an item')
  if (first.type === 'slice') {
    const part = sliceOf(of, first)
    if (rest.length === 0 || part.type !== 'list') return part
    return listValue(
      part.items.map((row) => itemAt(row, rest)),
      part.kind,
    )
  }
  if (first.type !== 'value') return unknownValue('an item')
  const { value } = first
  if (value.type !== 'number') return unknownValue(value.type === 'unknown' ? value.why : 'an item')
  const at = value.value < 0 ? value.value + of.items.length : value.value
  const item = of.items[at]
  if (item === undefined) return unknownValue('an item that is not there')
  return rest.length === 0 ? item : itemAt(item, rest)
}

/** The edges of a slice, worked out. */
interface SliceEdges {
  readonly from?: Value | undefined
  readonly to?: Value | undefined
  readonly step?: Value | undefined
}

/** Places of a list that a slice means, in its order; undefined where an edge is not known. */
export function indicesOf(length: number, { from, to, step }: SliceEdges): readonly number[] | undefined {
  const edge = (value: Value | undefined): number | null | undefined =>
    value === undefined || value.type === 'none' ? null : value.type === 'number' ? value.value : undefined
  const [first, last, by] = [edge(from), edge(to), edge(step)]
  const stride = by ?? 1
  if (first === undefined || last === undefined || by === undefined || stride === 0) return undefined
  const [low, high] = stride > 0 ? [0, length] : [-1, length - 1]
  const held = (at: number) => Math.max(low, Math.min(high, at < 0 ? at + length : at))
  const start = first === null ? (stride > 0 ? low : high) : held(first)
  const end = last === null ? (stride > 0 ? high : low) : held(last)
  const count = Math.max(0, Math.ceil((end - start) / stride))
  return Array.from({ length: count }, (_, i) => start + i * stride)
}

function sliceOf(list: ListValue, edges: SliceItem): Value {
  const places = indicesOf(list.items.length, edges)
  if (places === undefined) return unknownValue('a part of a list')
  const items = places.flatMap((at) => list.items[at] ?? [])
  return listValue(items, list.kind === 'shape' ? 'tuple' : list.kind)
}
