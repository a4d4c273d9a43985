/** What stands left of `=` or behind `del`: names, tuples of them, items and parts of lists and dicts that names stand for. */
import { asList, combine } from './arithmetic'
import { reason } from './calls'
import { dictValue, dictKeyOf, withoutKey } from './dicts'
import { indicesOf } from './lists'
import type { Expression, Slice } from './syntax'
import { listValue, unknownValue, type ListValue, type Scope, type Value } from './values'

/** Where something is assigned. */
interface Assigning {
  readonly evaluate: (expression: Expression) => Value
  readonly scope: Scope
}

type Indexed = Extract<Expression, { type: 'index' }>

/** Gives a target its value; an item of a list or dict that a name stands for, too. */
export function assignTo(target: Expression, value: Value, where: Assigning): void {
  switch (target.type) {
    case 'name':
      where.scope.set(target.name, value)
      return
    case 'tuple':
    case 'list':
      unpack(target.items, value, where)
      return
    case 'starred':
      assignTo(target.of, value, where)
      return
    case 'index':
      setItem(target, value, where)
      return
    default:
      return
  }
}

/** `target += value`; of an item of a list or dict, too. */
export function augment(
  { target, operator }: { readonly target: Expression; readonly operator: string },
  value: Value,
  where: Assigning,
): void {
  const { scope } = where
  if (target.type === 'name') {
    const before = scope.get(target.name) ?? unknownValue(`“${target.name}”`)
    scope.set(target.name, combine(operator, before, value))
  } else if (target.type === 'index' && holderOf(target.of, where) !== undefined)
    setItem(target, combine(operator, where.evaluate(target), value), where)
}

/** `del target`: an item or a part of a list or dict goes. */
export function removeAt(target: Expression, where: Assigning): void {
  if (target.type === 'tuple' || target.type === 'list')
    for (const item of target.items) removeAt(item, where)
  if (target.type !== 'index') return
  const holder = holderOf(target.of, where)
  if (holder !== undefined) changeAt(target.of, withoutItem(holder, target.items, where), where)
}

/** Gives what a method changed in place its new value, where a name stands for it or for what holds it. */
export function changeAt(place: Expression, value: Value, where: Assigning): void {
  if (place.type === 'name') where.scope.change(place.name, value)
  else if (place.type === 'index') setItem(place, value, where)
}

/** The list or dict that a name, or an item of what a name stands for, is: an image changes its colours only. */
function holderOf(of: Expression, where: Assigning): Extract<Value, { type: 'list' | 'dict' }> | undefined {
  let root = of
  while (root.type === 'index') root = root.of
  const whole = root.type === 'name' ? where.scope.get(root.name) : undefined
  if (whole?.type !== 'list' && whole?.type !== 'dict') return undefined
  const holder = root === of ? whole : where.evaluate(of)
  return holder.type === 'list' || holder.type === 'dict' ? holder : undefined
}

function setItem({ of, items }: Indexed, value: Value, where: Assigning): void {
  const holder = holderOf(of, where)
  const changed = holder === undefined ? undefined : withItem(holder, items, { value, where })
  if (changed !== undefined) changeAt(of, changed, where)
}

function unpack(targets: readonly Expression[], value: Value, where: Assigning): void {
  const list = asList(value)
  const missing = unknownValue(
    reason(value, 'values that cannot be told apart'),
    value.type === 'unknown' ? value.about : undefined,
  )
  const starred = targets.findIndex((t) => t.type === 'starred')
  targets.forEach((target, i) => {
    // After `*rest`, counted from the end.
    const at = starred >= 0 && i > starred ? (list?.items.length ?? 0) - targets.length + i : i
    const item =
      i === starred && list !== undefined
        ? listValue(list.items.slice(i, list.items.length - (targets.length - 1 - i)))
        : list?.items[at]
    assignTo(target, item ?? missing, where)
  })
}

const lostTrack = unknownValue('a list that is changed where nobody can say')

/** A list or dict with an item or a part changed; undefined where Python would refuse it. */
function withItem(
  holder: Extract<Value, { type: 'list' | 'dict' }>,
  [item, ...more]: readonly (Expression | Slice)[],
  { value, where }: { readonly value: Value; readonly where: Assigning },
): Value | undefined {
  if (item === undefined) return undefined
  if (more.length > 0) return lostTrack
  if (item.type === 'slice')
    return holder.type === 'list' ? withPart(holder, partOf(holder, item, where), value) : undefined
  const key = where.evaluate(item)
  if (holder.type === 'dict') return dictValue([...holder.entries, [dictKeyOf(key), value]])
  if (key.type !== 'number') return lostTrack
  const at = key.value < 0 ? key.value + holder.items.length : key.value
  return holder.items[at] === undefined
    ? undefined
    : { ...holder, items: holder.items.map((other, i) => (i === at ? value : other)) }
}

/** The places a slice means. */
function partOf(
  list: ListValue,
  { from, to, step }: Slice,
  { evaluate }: Assigning,
): readonly number[] | undefined {
  const [a, b, c] = [from, to, step].map((edge) => (edge === undefined ? undefined : evaluate(edge)))
  return indicesOf(list.items.length, { from: a, to: b, step: c })
}

/** Item for item where there are as many; one for all of an array. */
function withPart(list: ListValue, part: readonly number[] | undefined, value: Value): Value {
  if (part === undefined) return lostTrack
  const by = asList(value)?.items
  const one = by === undefined && list.kind === 'array' && value.type === 'number'
  if (!one && by?.length !== part.length) return lostTrack
  const items = [...list.items]
  part.forEach((at, i) => (items[at] = by?.[i] ?? value))
  return { ...list, items }
}

function withoutItem(
  holder: Extract<Value, { type: 'list' | 'dict' }>,
  [item, ...more]: readonly (Expression | Slice)[],
  where: Assigning,
): Value {
  if (item === undefined || more.length > 0) return lostTrack
  if (holder.type === 'dict') return item.type === 'slice' ? holder : withoutKey(holder, where.evaluate(item))
  if (item.type === 'slice') {
    const part = partOf(holder, item, where)
    return part === undefined
      ? lostTrack
      : { ...holder, items: holder.items.filter((_, i) => !part.includes(i)) }
  }
  const key = where.evaluate(item)
  if (key.type !== 'number') return lostTrack
  const at = key.value < 0 ? key.value + holder.items.length : key.value
  return { ...holder, items: holder.items.filter((_, i) => i !== at) }
}
