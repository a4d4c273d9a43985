/** Dicts: what their keys are, items by key, and their methods. Nothing is changed in place; what a method changes is given back. */
import type { CallArguments } from './machine'
import {
  known,
  listValue,
  none,
  stringValue,
  unknownValue,
  type DictKey,
  type DictValue,
  type Value,
} from './values'

/** What a method gives, and what its holder then is where it changed it. */
export interface Done {
  readonly value: Value
  readonly changed?: Value
}

/** A value as a key: a word or a number by what it says, all others by themselves. */
export function dictKeyOf(value: Value): DictKey {
  if (value.type === 'string') return value.value ?? value
  if (value.type === 'number') return value.value
  return value.type === 'bool' ? Number(value.value) : value
}

/** A key as a value. */
export function keyValue(key: DictKey): Value {
  if (typeof key === 'string') return stringValue(key)
  return typeof key === 'number' ? known(key, !Number.isInteger(key)) : key
}

/** A dict of entries. */
export function dictValue(entries: Iterable<readonly [DictKey, Value]>): DictValue {
  return { type: 'dict', entries: new Map(entries) }
}

/** The item under a key: undefined where there is none; unknown where nobody can say whether there is. */
export function itemUnder({ entries }: DictValue, key: Value): Value | undefined {
  const name = dictKeyOf(key)
  const found = entries.get(name)
  if (found !== undefined) return found
  const unsure = [name, ...entries.keys()].some((k) => typeof k === 'object')
  return unsure ? unknownValue('an item under a key that is not known') : undefined
}

/** Whether there is an item under a key; undefined where nobody can say. */
export function hasKey(dict: DictValue, key: Value): boolean | undefined {
  const found = itemUnder(dict, key)
  if (found === undefined) return false
  return dict.entries.has(dictKeyOf(key)) ? true : undefined
}

/** The dict without a key; unknown where nobody can say which that is. */
export function withoutKey(dict: DictValue, key: Value): Value {
  if (hasKey(dict, key) === undefined) return unknownValue('a dict that lost a key nobody knows')
  const entries = new Map(dict.entries)
  entries.delete(dictKeyOf(key))
  return dictValue(entries)
}

/** `dict(a=1)`, `dict(other)`, `dict(pairs)`. */
export function madeDict({ values: [from], named }: CallArguments): Value {
  const own = from === undefined ? [] : entriesOf(from)
  return own === undefined ? unknownValue('a dict') : dictValue([...own, ...named])
}

function entriesOf(from: Value): readonly (readonly [DictKey, Value])[] | undefined {
  if (from.type === 'dict') return [...from.entries]
  if (from.type !== 'list') return undefined
  const pairs: (readonly [DictKey, Value])[] = []
  for (const pair of from.items) {
    const [key, value, more] = pair.type === 'list' ? pair.items : []
    if (key === undefined || value === undefined || more !== undefined) return undefined
    pairs.push([dictKeyOf(key), value])
  }
  return pairs
}

/** A method of a dict. */
export function callDict(dict: DictValue, name: string, args: CallArguments): Done {
  const [first, second] = args.values
  switch (name) {
    case 'items':
      return {
        value: listValue([...dict.entries].map(([key, value]) => listValue([keyValue(key), value], 'tuple'))),
      }
    case 'values':
      return { value: listValue([...dict.entries.values()]) }
    case 'keys':
      return { value: listValue([...dict.entries.keys()].map(keyValue)) }
    case 'get':
      return { value: (first === undefined ? undefined : itemUnder(dict, first)) ?? second ?? none }
    case 'copy':
      return { value: dict }
    case 'clear':
      return { value: none, changed: dictValue([]) }
    case 'pop':
      return first === undefined
        ? { value: unknownValue('an item') }
        : {
            value: itemUnder(dict, first) ?? second ?? unknownValue('an item that is not there'),
            changed: withoutKey(dict, first),
          }
    case 'setdefault':
      return first === undefined
        ? { value: unknownValue('an item') }
        : withDefault(dict, first, second ?? none)
    case 'update': {
      const more = first === undefined ? [] : entriesOf(first)
      const changed =
        more === undefined
          ? unknownValue('a dict with entries nobody knows')
          : dictValue([...dict.entries, ...more, ...args.named])
      return { value: none, changed }
    }
    case 'popitem':
      return { value: unknownValue('an item'), changed: unknownValue('a dict that lost a key nobody knows') }
    default:
      return { value: unknownValue(`what .${name}() gives`) }
  }
}

function withDefault(dict: DictValue, key: Value, value: Value): Done {
  const own = itemUnder(dict, key)
  if (own !== undefined) return { value: own }
  return { value, changed: dictValue([...dict.entries, [dictKeyOf(key), value]]) }
}
