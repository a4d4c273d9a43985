/**
 * Functions of modules: Python's own, `math`, NumPy, PIL, OpenCV, matplotlib, as far as they make numbers, lists or images
 * whose place is known. By the last word of their path: models import them under any name.
 */
import { leastOf } from '../lists'
import { asList, extreme, firstUnknown, numberValuesOf, rounded, truthOf } from './arithmetic'
import { numberAt, reason, unknownResult } from './calls'
import type { CallArguments, CodeMachine } from './machine'
import { libraryImage } from './library-images'
import { known, listValue, none, text, unknown, type NumberValue, type Value } from './values'

type Call = (machine: CodeMachine, args: CallArguments) => Value

const plain: Readonly<Record<string, Call>> = {
  min: (_m, args) => extreme('min', spread(args)),
  max: (_m, args) => extreme('max', spread(args)),
  minimum: (_m, args) => extreme('min', args.values),
  maximum: (_m, args) => extreme('max', args.values),
  abs: (_m, args) => absolute(args.values[0]),
  fabs: (_m, args) => absolute(args.values[0]),
  sum: (_m, args) => sumOf(args.values[0]),
  len: (_m, args) => lengthOf(args.values[0]),
  range: (machine, args) => rangeOf(machine, args),
  arange: (machine, args) => rangeOf(machine, args),
  enumerate: (_m, args) => numbered(args.values[0], numberAt(args, 1, 'start')?.value ?? 0),
  zip: (machine, args) => zipped(machine, args.values),
  reversed: (_m, args) => turnedRound(args.values[0]),
  list: (_m, args) =>
    args.values[0] === undefined ? listValue([]) : (asListOf(args.values[0]) ?? unknown('a list')),
  tuple: (_m, args) => asTuple(args.values[0]),
  dict: (_m, args) => ({ type: 'dict', entries: new Map(args.named) }),
  map: (machine, args) => mapped(machine, args),
  float: (_m, args) => floating(args.values[0]),
  str: () => text(undefined),
  repr: () => text(undefined),
  format: () => text(undefined),
  basename: () => text(undefined),
  bool: (_m, args) => {
    const truth = args.values[0] === undefined ? false : truthOf(args.values[0])
    return truth === undefined ? unknown('a test') : { type: 'bool', value: truth }
  },
  slice: (_m, args) => sliceValue(args),
  loads: (_m, args) => writtenIn(args.values[0]),
  literal_eval: (_m, args) => writtenIn(args.values[0]),
  exists: () => ({ type: 'bool', value: true }),
  isfile: () => ({ type: 'bool', value: true }),
  hasattr: () => unknown('a test'),
  isinstance: () => unknown('a test'),
  print: (machine, args) => {
    for (const value of args.values) if (value.type === 'image') machine.handOn(value, undefined)
    return none
  },
  display: (machine, args) => {
    for (const value of args.values) if (value.type === 'image') machine.handOn(value, undefined)
    return none
  },
  divmod: (_m, args) => {
    const [a, b] = numberValuesOf(listValue(args.values)) ?? []
    if (a === undefined || b === undefined || b.value === 0) return unknown('a division')
    const whole = Math.floor(a.value / b.value)
    return listValue([known(whole), known(a.value - whole * b.value)], 'tuple')
  },
}

/** Of one number, without a straight line in its literals. */
const curves: Readonly<Record<string, (x: number, y: number) => number>> = {
  sqrt: (x) => Math.sqrt(x),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.tan(x),
  atan2: (x, y) => Math.atan2(x, y),
  hypot: (x, y) => Math.hypot(x, y),
  radians: (x) => (x * Math.PI) / 180,
  degrees: (x) => (x * 180) / Math.PI,
  exp: (x) => Math.exp(x),
  log: (x) => Math.log(x),
  pow: (x, y) => x ** y,
}

/** Kinds of numbers that numpy is asked for: the number stays. */
const kinds = new Set(['int32', 'int64', 'int16', 'uint8', 'uint16', 'float32', 'float64', 'int_', 'intp'])
const copies = new Set(['array', 'asarray', 'asanyarray', 'tensor', 'copy', 'deepcopy', 'ascontiguousarray'])

/** A call of a function of a module, or of Python's own. */
export function callModule(machine: CodeMachine, path: string, args: CallArguments): Value {
  const name = path.split('.').at(-1) ?? path
  const picture = libraryImage(machine, { path, name, args })
  if (picture !== undefined) return picture
  const [first] = args.values
  if (first !== undefined) {
    const digits = numberAt(args, 1, 'ndigits')?.value ?? 0
    const whole = rounded(name, first, digits)
    if (whole !== undefined) return whole
    if (copies.has(name) && first.type === 'list') return asArray(first)
    if (kinds.has(name)) return name.startsWith('float') ? floating(first) : (rounded('int', first) ?? first)
    if (name === 'clip' && first.type === 'number') return clipped(first, args)
  }
  const curve = Object.hasOwn(curves, name) ? curves[name] : undefined
  if (curve !== undefined && first?.type === 'number') {
    const value = curve(first.value, numberAt(args, 1)?.value ?? 0)
    return Number.isFinite(value)
      ? { type: 'number', value, float: true, parts: 'mixed' }
      : unknown(`${name}()`)
  }
  const call = Object.hasOwn(plain, name) ? plain[name] : undefined
  return call === undefined ? unknownResult(name, args) : call(machine, args)
}

function clipped(value: NumberValue, args: CallArguments): Value {
  const low = numberAt(args, 1, 'a_min')
  const high = numberAt(args, 2, 'a_max')
  const above = low === undefined ? value : extreme('max', [low, value])
  return high === undefined || above.type !== 'number' ? above : extreme('min', [high, above])
}

function spread({ values }: CallArguments): readonly Value[] {
  const [only] = values
  return values.length === 1 && only !== undefined ? (asList(only)?.items ?? values) : values
}

function absolute(value: Value | undefined): Value {
  if (value?.type === 'image') return value
  if (value?.type !== 'number') return unknown(reason(value, 'abs() of no number'))
  if (value.value >= 0) return value
  const parts = value.parts === 'mixed' ? value.parts : value.parts.map((p) => ({ ...p, slope: -p.slope }))
  return { ...value, value: -value.value, parts }
}

function sumOf(value: Value | undefined): Value {
  const numbers = numberValuesOf(value)
  if (numbers === undefined) return unknown(reason(value, 'a sum'))
  return {
    ...known(
      numbers.reduce((sum, n) => sum + n.value, 0),
      numbers.some((n) => n.float),
    ),
    parts: 'mixed',
  }
}

function lengthOf(value: Value | undefined): Value {
  switch (value?.type) {
    case 'list':
      return known(value.items.length)
    case 'dict':
      return known(value.entries.size)
    case 'image':
      return known(value.size.height)
    case 'string':
      return value.value === undefined ? unknown('the length of a text') : known(value.value.length)
    default:
      return unknown(reason(value, 'a length'))
  }
}

/** More rounds than this are bait; a grid of tiles has a few hundred. */
const rounds = 1000

function rangeOf(machine: CodeMachine, args: CallArguments): Value {
  const numbers = numberValuesOf(listValue(args.values))
  if (numbers === undefined || numbers.length === 0)
    return unknown(firstUnknown(args.values) ?? 'a range that is not known')
  const [a, b, c] = numbers
  const [from, to] = b === undefined ? [known(0), a] : [a, b]
  const step = c?.value ?? 1
  if (from === undefined || to === undefined || step === 0) return unknown('a range that is not known')
  const count = Math.max(0, Math.ceil((to.value - from.value) / step))
  machine.spend(Math.min(count, rounds))
  if (count > rounds) return unknown(`a range of ${String(count)}`)
  return listValue(Array.from({ length: count }, (_, i) => known(from.value + i * step, from.float)))
}

function asListOf(value: Value): Value | undefined {
  const list = asList(value)
  return list === undefined ? (value.type === 'unknown' ? value : undefined) : listValue(list.items)
}

function asTuple(value: Value | undefined): Value {
  if (value === undefined) return listValue([], 'tuple')
  const list = asList(value)
  return list === undefined ? value : listValue(list.items, 'tuple')
}

function asArray(value: Value): Value {
  return value.type === 'list' ? listValue(value.items.map(asArray), 'array') : value
}

function numbered(value: Value | undefined, start: number): Value {
  const list = value === undefined ? undefined : asList(value)
  if (list === undefined) return value?.type === 'unknown' ? value : unknown('a list')
  return listValue(list.items.map((item, i) => listValue([known(start + i), item], 'tuple')))
}

function zipped(machine: CodeMachine, values: readonly Value[]): Value {
  const lists = values.map((value) => asList(value)?.items)
  const unsure = firstUnknown(values)
  if (lists.length === 0 || lists.some((list) => list === undefined))
    return unknown(unsure ?? 'lists side by side')
  const length = leastOf(lists.map((list) => list?.length ?? 0))
  machine.spend(length)
  return listValue(
    Array.from({ length }, (_, i) =>
      listValue(
        lists.map((list) => list?.[i] ?? none),
        'tuple',
      ),
    ),
  )
}

function turnedRound(value: Value | undefined): Value {
  const list = value === undefined ? undefined : asList(value)
  return list === undefined ? unknown(reason(value, 'a list')) : listValue([...list.items].reverse())
}

function mapped(machine: CodeMachine, args: CallArguments): Value {
  const [call, over] = args.values
  const list = over === undefined ? undefined : asList(over)
  if (call === undefined || list === undefined) return unknown(reason(over, 'a list'))
  machine.spend(list.items.length)
  const none: CallArguments = {
    values: [],
    named: new Map(),
    places: [],
    namedPlaces: new Map(),
    at: args.at,
  }
  return listValue(
    list.items.map((item) => machine.call(call, { ...none, values: [item], places: [args.at] })),
  )
}

function floating(value: Value | undefined): Value {
  if (value?.type === 'number') return { ...value, float: true }
  if (value?.type === 'bool') return known(value.value ? 1 : 0, true)
  return value?.type === 'image' || value?.type === 'unknown' ? value : unknown('float() of no number')
}

function sliceValue(args: CallArguments): Value {
  const [from = none, to] = args.values
  const [start = args.at, end = start] = args.places
  if (args.values.length > 2) return unknown('a slice with a step')
  const [edges, places] =
    to === undefined
      ? [
          [none, from],
          [start, start],
        ]
      : [
          [from, to],
          [start, end],
        ]
  return {
    type: 'slice',
    edges: [edges[0] ?? none, edges[1] ?? none],
    places: [places[0] ?? start, places[1] ?? end],
  }
}

/** Numbers, lists and objects that stand in a text. */
function writtenIn(value: Value | undefined): Value {
  const written = value?.type === 'string' ? value.value : undefined
  if (written === undefined) return unknown(reason(value, 'what stands in a text'))
  try {
    return valueOf(JSON.parse(written.replaceAll('(', '[').replaceAll(')', ']').replaceAll("'", '"')))
  } catch {
    return unknown('what stands in a text')
  }
}

function valueOf(data: unknown): Value {
  if (typeof data === 'number') return known(data, !Number.isInteger(data))
  if (typeof data === 'string') return text(data)
  if (typeof data === 'boolean') return { type: 'bool', value: data }
  if (Array.isArray(data)) return listValue((data as unknown[]).map(valueOf))
  if (typeof data !== 'object' || data === null) return none
  return { type: 'dict', entries: new Map(Object.entries(data).map(([key, item]) => [key, valueOf(item)])) }
}
