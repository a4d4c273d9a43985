/**
 * Python's arithmetic on numbers that remember their literals, and on numpy arrays item by item. What a sum depends on is
 * kept as a straight line in each literal, so that an edge can be moved by writing another literal.
 */
import { roundHalfEven } from '../geometry/smart-resize'
import { hasKey, keyValue } from './dicts'
import { dividedWhole, roundedByScale, roundedTo } from './numbers'
import { listValue, stringValue, unknownValue, type ListValue, type NumberValue, type Value } from './values'

type Parts = NumberValue['parts']
/** More literals in one number than anyone writes for an edge. */
const most = 8
/** Longer lists are bait. */
export const longestList = 2000

/** `left operator right`; unknown with why where that cannot be said. */
export function combine(operator: string, left: Value, right: Value): Value {
  if (left.type === 'number' && right.type === 'number') return combineNumbers(operator, left, right)
  if (left.type === 'unknown') return left
  if (right.type === 'unknown') return right
  if (left.type === 'bool') return combine(operator, numberOfBool(left.value), right)
  if (right.type === 'bool') return combine(operator, left, numberOfBool(right.value))
  // Contrast, masks, differences: the same place, other colours.
  if (left.type === 'image') return left
  if (right.type === 'image') return right
  if (left.type === 'list' || right.type === 'list') return combineLists(operator, left, right)
  if (operator === '+' && left.type === 'string' && right.type === 'string') {
    if (left.value === undefined || right.value === undefined) return stringValue(undefined)
    // Paths and keys are short; what doubles in a loop is bait.
    const joined = left.value + right.value
    return stringValue(joined.length > 2000 ? undefined : joined)
  }
  if (left.type === 'string') return stringValue(undefined)
  return unknownValue('values that are no numbers')
}

function numberOfBool(value: boolean): NumberValue {
  return { type: 'number', value: value ? 1 : 0, float: false, parts: [] }
}

function combineNumbers(operator: string, a: NumberValue, b: NumberValue): Value {
  const float = a.float || b.float
  const made = (value: number, parts: Parts, isFloat = float): Value =>
    Number.isFinite(value)
      ? { type: 'number', value, float: isFloat, parts }
      : unknownValue('a number without end')
  switch (operator) {
    case '+':
      return made(a.value + b.value, sum(a.parts, b.parts, 1))
    case '-':
      return made(a.value - b.value, sum(a.parts, b.parts, -1))
    case '*':
      return made(a.value * b.value, product(a, b))
    case '/':
      return b.value === 0
        ? unknownValue('a division by zero')
        : made(a.value / b.value, times(a.parts, 1 / b.value), true)
    case '//':
      return b.value === 0
        ? unknownValue('a division by zero')
        : made(dividedWhole(a.value, b.value).whole, times(a.parts, 1 / b.value))
    case '%':
      return b.value === 0
        ? unknownValue('a division by zero')
        : made(dividedWhole(a.value, b.value).rest, 'mixed')
    case '**':
      return made(a.value ** b.value, 'mixed', float || b.value < 0)
    case '<<':
      return made(a.value * 2 ** b.value, 'mixed', false)
    case '>>':
      return made(Math.floor(a.value / 2 ** b.value), 'mixed', false)
    case '&':
    case '|':
    case '^':
      return unknownValue('an operation on bits')
    default:
      return unknownValue(`“${operator}” of numbers`)
  }
}

function sum(a: Parts, b: Parts, sign: 1 | -1): Parts {
  if (a === 'mixed' || b === 'mixed') return 'mixed'
  if (b.length === 0) return a
  const parts = [...a]
  for (const { literal, slope } of b) {
    const at = parts.findIndex((p) => p.literal === literal)
    const own = parts[at]
    if (own === undefined) parts.push({ literal, slope: sign * slope })
    else parts[at] = { literal, slope: own.slope + sign * slope }
  }
  return parts.length > most ? 'mixed' : parts
}

function times(parts: Parts, factor: number): Parts {
  if (parts === 'mixed' || factor === 1) return parts
  return parts.map(({ literal, slope }) => ({ literal, slope: slope * factor }))
}

/** Of a share times a length (`0.7 * 460`) the share is what a person would move; else both count. */
function product(a: NumberValue, b: NumberValue): Parts {
  if (isShare(a) && !isShare(b)) return times(a.parts, b.value)
  if (isShare(b) && !isShare(a)) return times(b.parts, a.value)
  return sum(times(a.parts, b.value), times(b.parts, a.value), 1)
}

function isShare({ value, float, parts }: NumberValue): boolean {
  return float && Math.abs(value) <= 1 && parts.length === 1
}

/** Lists are joined and repeated, numpy's arrays calculate item by item. */
function combineLists(operator: string, left: Value, right: Value): Value {
  const array = [left, right].some((v) => v.type === 'list' && v.kind === 'array')
  if (array) return byItem(operator, [left, right])
  if (operator === '+' && left.type === 'list' && right.type === 'list')
    return left.items.length + right.items.length > longestList
      ? unknownValue('a very long list')
      : listValue([...left.items, ...right.items], left.kind)
  const [list, count] = left.type === 'list' ? [left, right] : [right, left]
  if (operator === '*' && list.type === 'list' && count.type === 'number') {
    const copies = Math.max(0, count.value)
    if (copies * list.items.length > longestList) return unknownValue('a very long list')
    return listValue(
      list.items.length === 0 ? [] : Array.from({ length: copies }, () => list.items).flat(),
      list.kind,
    )
  }
  return unknownValue('values that are no numbers')
}

function byItem(operator: string, [left, right]: readonly [Value, Value], depth = 0): Value {
  const length = Math.max(lengthOf(left), lengthOf(right))
  // Boxes are rows of four: more is no list of them.
  if (length > (depth === 0 ? 1000 : 16) || depth > 1) return unknownValue('a large array')
  const items: Value[] = []
  for (let i = 0; i < length; i++) {
    const [a, b] = [itemOf(left, i, right), itemOf(right, i, left)]
    if (a === undefined || b === undefined) return unknownValue('arrays of different lengths')
    const nested = [a, b].some((v) => v.type === 'list')
    items.push(nested ? byItem(operator, [a, b], depth + 1) : combine(operator, a, b))
  }
  return listValue(items, 'array')
}

function lengthOf(value: Value): number {
  return value.type === 'list' ? value.items.length : 1
}

/** Item `i`, or the whole where it is to be used for every item: a number, or a row beside rows. */
function itemOf(value: Value, i: number, other: Value): Value | undefined {
  if (value.type !== 'list') return value
  const rows = other.type === 'list' && other.items[0]?.type === 'list'
  if (rows && value.items[0]?.type !== 'list') return value
  return value.items[i]
}

/** `-x`, `+x`, `not x`. */
export function negate(operator: string, value: Value): Value {
  if (operator === 'not') {
    const truth = truthOf(value)
    return truth === undefined ? unknownValue('a test') : { type: 'bool', value: !truth }
  }
  if (operator === '~') return value.type === 'image' ? value : unknownValue('an operation on bits')
  if (value.type === 'number' && operator === '-')
    return { ...value, value: -value.value, parts: times(value.parts, -1) }
  if (value.type === 'list' && value.kind === 'array' && operator === '-')
    return listValue(
      value.items.map((item) => negate('-', item)),
      'array',
    )
  return value
}

/** Whether a value counts as true; undefined where nobody can say. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.type) {
    case 'bool':
      return value.value
    case 'number':
      return value.value !== 0
    case 'none':
      return false
    case 'list':
      return value.items.length > 0
    case 'dict':
      return value.entries.size > 0
    case 'string':
      return value.value === undefined ? undefined : value.value !== ''
    case 'unknown':
      return undefined
    case 'image':
    case 'function':
    case 'module':
    case 'method':
    case 'slice':
      return true
  }
}

/** A comparison; undefined where nobody can say. */
export function compare(operator: string, left: Value, right: Value): boolean | undefined {
  if (operator === 'is' || operator === '==') return same(left, right)
  if (operator === 'is not' || operator === '!=') return not(same(left, right))
  if (operator === 'in' || operator === 'not in') {
    const inside = isIn(left, right)
    return operator === 'in' ? inside : not(inside)
  }
  if (left.type !== 'number' || right.type !== 'number') return undefined
  switch (operator) {
    case '<':
      return left.value < right.value
    case '>':
      return left.value > right.value
    case '<=':
      return left.value <= right.value
    case '>=':
      return left.value >= right.value
    default:
      return undefined
  }
}

function not(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth
}

function same(left: Value, right: Value): boolean | undefined {
  if (left.type === 'unknown' || right.type === 'unknown') return undefined
  if (left.type === 'none' || right.type === 'none') return left.type === right.type
  if (left.type === 'number' && right.type === 'number') return left.value === right.value
  if (left.type === 'bool' && right.type === 'bool') return left.value === right.value
  if (left.type === 'string' && right.type === 'string')
    return left.value === undefined || right.value === undefined ? undefined : left.value === right.value
  return undefined
}

function isIn(item: Value, container: Value): boolean | undefined {
  if (container.type === 'dict') return hasKey(container, item)
  if (
    container.type === 'string' &&
    item.type === 'string' &&
    container.value !== undefined &&
    item.value !== undefined
  )
    return container.value.includes(item.value)
  if (container.type !== 'list') return undefined
  const found = container.items.map((other) => same(item, other))
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false
}

const roundings: Readonly<Record<string, (value: number) => number>> = {
  int: Math.trunc,
  trunc: Math.trunc,
  fix: Math.trunc,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  rint: roundHalfEven,
  around: roundHalfEven,
}

/** How a function rounds: `digits` where it is given some; `numpy`: as NumPy's, which keeps the kind of number. */
export interface Rounding {
  readonly digits?: number
  readonly numpy?: boolean
}

/** `int(x)`, `round(x)`, `math.floor(x)` …: undefined where `name` is none of them. The line in the literals goes on through it. */
export function rounded(name: string, value: Value, how: Rounding = {}): Value | undefined {
  const round = Object.hasOwn(roundings, name) ? roundings[name] : undefined
  if (round === undefined) return undefined
  const { digits, numpy = false } = how
  if (value.type === 'list') {
    const items = value.items.map((item) => rounded(name, item, how) ?? item)
    return listValue(items, value.kind)
  }
  if (value.type === 'bool') return numberOfBool(value.value)
  if (value.type !== 'number')
    return value.type === 'unknown' ? value : unknownValue(`${name}() of no number`)
  const float = value.float && (numpy || digits !== undefined)
  if (digits === undefined || round !== roundHalfEven) return { ...value, value: round(value.value), float }
  return { ...value, value: (numpy ? roundedByScale : roundedTo)(value.value, digits), float }
}

/** The least or greatest. An edge held by a written limit (`max(0, …)`) moves with no literal, so it has no line then. */
export function extreme(which: 'min' | 'max', values: readonly Value[]): Value {
  let best: NumberValue | undefined
  for (const value of values) {
    if (value.type === 'unknown') return value
    if (value.type !== 'number') return unknownValue(`${which}() of no numbers`)
    if (best === undefined || (which === 'min' ? value.value < best.value : value.value > best.value))
      best = value
  }
  if (best === undefined) return unknownValue(`${which}() of nothing`)
  return isLiteral(best) && values.length > 1 ? { ...best, parts: 'mixed' } : best
}

function isLiteral({ parts }: NumberValue): boolean {
  const [only] = parts === 'mixed' ? [] : parts
  return parts.length === 1 && typeof only === 'object' && only.slope === 1
}

/** All numbers of a list, or undefined. */
export function numberValuesOf(value: Value | undefined): readonly NumberValue[] | undefined {
  if (value?.type !== 'list') return undefined
  const numbers: NumberValue[] = []
  for (const item of value.items) {
    if (item.type !== 'number') return undefined
    numbers.push(item)
  }
  return numbers
}

/** The first thing that is not known among values, to be told. */
export function firstUnknown(values: readonly Value[]): string | undefined {
  for (const value of values) if (value.type === 'unknown') return value.why
  return undefined
}

/** What a loop goes over: the items of a list, the keys of a dict. */
export function asList(value: Value): ListValue | undefined {
  if (value.type === 'list') return value
  if (value.type === 'dict')
    return {
      type: 'list',
      kind: 'list',
      items: [...value.entries.keys()].map(keyValue),
    }
  return undefined
}
