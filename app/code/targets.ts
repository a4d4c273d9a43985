/** What stands left of `=`: names, tuples of them, items of lists and dicts. */
import { asList } from './arithmetic'
import { reason } from './calls'
import type { Expression } from './syntax'
import { listValue, unknown, type Scope, type Value } from './values'

/** Where something is assigned. */
interface Assigning {
  readonly evaluate: (expression: Expression) => Value
  readonly scope: Scope
}

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

function setItem(
  { of, items }: Extract<Expression, { type: 'index' }>,
  value: Value,
  { evaluate, scope }: Assigning,
): void {
  const [item] = items
  // What is written into an image changes its colours only.
  if (of.type !== 'name' || item === undefined || item.type === 'slice' || items.length > 1) return
  const holder = scope.get(of.name)
  const changed = holder === undefined ? undefined : withItem(holder, evaluate(item), value)
  if (changed !== undefined) scope.change(of.name, changed)
}

function unpack(targets: readonly Expression[], value: Value, where: Assigning): void {
  const list = asList(value)
  const missing = unknown(
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

/** The name of an item of a dict; undefined where nobody can say. */
export function keyOf(value: Value): string | undefined {
  if (value.type === 'string') return value.value
  return value.type === 'number' ? String(value.value) : undefined
}

/** A list or dict with one item changed; undefined where nobody can say which. */
function withItem(holder: Value, key: Value, value: Value): Value | undefined {
  if (holder.type === 'dict') {
    const name = keyOf(key)
    return name === undefined
      ? undefined
      : { type: 'dict', entries: new Map(holder.entries).set(name, value) }
  }
  if (holder.type !== 'list' || key.type !== 'number') return undefined
  const at = key.value < 0 ? key.value + holder.items.length : key.value
  return holder.items[at] === undefined
    ? undefined
    : { ...holder, items: holder.items.map((item, i) => (i === at ? value : item)) }
}
