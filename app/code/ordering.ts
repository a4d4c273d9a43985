/** Values in order, as `sorted`, `.sort`, `min` and `max` see it: numbers, words, and lists of numbers item by item. */
import { extreme, truthOf } from './arithmetic'
import { reason } from './calls'
import type { CallArguments, CodeMachine } from './machine'
import { unknownValue, type Value } from './values'

/** Which comes first: below 0, 0, above 0; undefined where nobody can say. */
function order(a: Value, b: Value): number | undefined {
  if (a.type === 'number' && b.type === 'number') return a.value - b.value
  if (a.type === 'string' && b.type === 'string')
    return a.value === undefined || b.value === undefined ? undefined : byLetters(a.value, b.value)
  if (a.type !== 'list' || b.type !== 'list') return undefined
  for (const [i, item] of a.items.entries()) {
    const other = b.items[i]
    if (other === undefined) return 1
    const first = order(item, other)
    if (first !== 0) return first
  }
  return a.items.length - b.items.length
}

/** By code point, as Python has it. */
function byLetters(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  const at = left.findIndex((letter, i) => letter !== right[i])
  if (at < 0) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1)
}

function keysOf(machine: CodeMachine, items: readonly Value[], args: CallArguments): readonly Value[] {
  const key = args.named.get('key')
  if (key === undefined || key.type === 'none') return items
  const plain: CallArguments = {
    values: [],
    named: new Map(),
    places: [],
    namedPlaces: new Map(),
    at: args.at,
  }
  return items.map((item) => machine.call(key, { ...plain, values: [item], places: [args.at] }))
}

/** `sorted(items, key=…, reverse=…)`: equal ones stay in their order. Undefined where nobody can say. */
export function ordered(
  machine: CodeMachine,
  items: readonly Value[],
  args: CallArguments,
): readonly Value[] | undefined {
  machine.spend(items.length * 4)
  const reverse = args.named.get('reverse')
  const down = reverse === undefined ? false : truthOf(reverse)
  const keys = keysOf(machine, items, args)
  const [first] = keys
  if (down === undefined) return undefined
  if (first === undefined) return []
  if (keys.some((key) => order(first, key) === undefined)) return undefined
  let sure = true
  const places = [...items.keys()].sort((a, b) => {
    const [left, right] = [keys[a], keys[b]]
    const by = left === undefined || right === undefined ? undefined : order(left, right)
    if (by === undefined) sure = false
    return (down ? -1 : 1) * (by ?? 0)
  })
  return sure ? places.flatMap((i) => items[i] ?? []) : undefined
}

/** `min(…)` and `max(…)` of values, with `key=` and `default=`: the first of equal ones. */
export function extremeOf(
  machine: CodeMachine,
  which: 'min' | 'max',
  { items, args }: { readonly items: readonly Value[]; readonly args: CallArguments },
): Value {
  const otherwise = args.named.get('default')
  if (items.length === 0 && otherwise !== undefined) return otherwise
  if (!args.named.has('key') && items.every((item) => item.type === 'number')) return extreme(which, items)
  const keys = keysOf(machine, items, args)
  let best = 0
  for (const [i, key] of keys.entries()) {
    const held = keys[best]
    const by = held === undefined ? undefined : order(key, held)
    if (by === undefined)
      return items.some((item) => item.type !== 'number') && !args.named.has('key')
        ? extreme(which, items)
        : unknownValue(reason(key, `${which}() by a key that is not known`))
    if (which === 'min' ? by < 0 : by > 0) best = i
  }
  return items[best] ?? extreme(which, items)
}
