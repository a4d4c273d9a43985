/**
 * Functions of modules: Python's own, `math`, NumPy, PIL, OpenCV, matplotlib, as far as they make numbers, lists or images
 * whose place is known. By the last word of their path: models import them under any name.
 */
import { leastOf } from '../lists'
import { asList, combine, extreme, firstUnknown, numberValuesOf, rounded, truthOf } from './arithmetic'
import { argument, numberOr, reason, unknownResult } from './calls'
import { dictValue, madeDict } from './dicts'
import { lengthsOf } from './image-methods'
import type { CallArguments, CodeMachine } from './machine'
import { libraryImage } from './library-images'
import { floating } from './lists'
import { dividedWhole } from './numbers'
import { extremeOf, ordered } from './ordering'
import { known, listValue, none, stringValue, unknownValue, type NumberValue, type Value } from './values'

type Call = (machine: CodeMachine, args: CallArguments) => Value

const plain: Readonly<Record<string, Call>> = {
  min: (machine, args) => extremeOf(machine, 'min', { items: spread(args), args }),
  max: (machine, args) => extremeOf(machine, 'max', { items: spread(args), args }),
  sorted: (machine, args) => {
    const list = args.values[0] === undefined ? undefined : asList(args.values[0])
    const items = list === undefined ? undefined : ordered(machine, list.items, args)
    return items === undefined
      ? unknownValue(reason(args.values[0], 'a list in an order nobody knows'))
      : listValue(items)
  },
  minimum: (_m, args) => extreme('min', args.values),
  maximum: (_m, args) => extreme('max', args.values),
  abs: (_m, args) => absolute(args.values[0]),
  fabs: (_m, args) => floating(absolute(args.values[0])),
  sum: (_m, args) => sumOf(args.values[0], args),
  len: (_m, args) => lengthOf(args.values[0]),
  range: (machine, args) => rangeOf(machine, args),
  arange: (machine, args) => asArray(rangeOf(machine, args)),
  enumerate: (_m, args) => numbered(args.values[0], numberOr(args, [1, 'start'], 0)),
  zip: (machine, args) => zipped(machine, args.values),
  reversed: (_m, args) => turnedRound(args.values[0]),
  list: (_m, args) =>
    args.values[0] === undefined ? listValue([]) : (asListOf(args.values[0]) ?? unknownValue('a list')),
  tuple: (_m, args) => asTuple(args.values[0]),
  dict: (_m, args) => madeDict(args),
  map: (machine, args) => mapped(machine, args),
  float: (_m, args) => floating(args.values[0] ?? none),
  str: () => stringValue(undefined),
  repr: () => stringValue(undefined),
  format: () => stringValue(undefined),
  basename: () => stringValue(undefined),
  bool: (_m, args) => {
    const truth = args.values[0] === undefined ? false : truthOf(args.values[0])
    return truth === undefined ? unknownValue('a test') : { type: 'bool', value: truth }
  },
  slice: (_m, args) => sliceValue(args),
  loads: (_m, args) => writtenIn(args.values[0]),
  literal_eval: (_m, args) => writtenIn(args.values[0]),
  exists: () => ({ type: 'bool', value: true }),
  isfile: () => ({ type: 'bool', value: true }),
  hasattr: () => unknownValue('a test'),
  isinstance: () => unknownValue('a test'),
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
    if (a === undefined || b === undefined || b.value === 0) return unknownValue('a division')
    const { whole, rest } = dividedWhole(a.value, b.value)
    const float = a.float || b.float
    return listValue([known(whole, float), known(rest, float)], 'tuple')
  },
}

/** Of numbers, without a straight line in their literals. */
const curves: Readonly<Record<string, (x: number, ...more: readonly number[]) => number>> = {
  sqrt: (x) => Math.sqrt(x),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.tan(x),
  atan2: (x, y = Number.NaN) => Math.atan2(x, y),
  hypot: (...sides) => Math.hypot(...sides),
  radians: (x) => (x * Math.PI) / 180,
  degrees: (x) => (x * 180) / Math.PI,
  exp: (x) => Math.exp(x),
  // As CPython: the quotient of two logarithms.
  log: (x, base) => (base === undefined ? Math.log(x) : Math.log(x) / Math.log(base)),
}

/** `pow(x, y)` of whole numbers is whole, that of `math` never; the remainder by a third. */
function power(path: string, args: CallArguments): Value {
  const numbers = numberValuesOf(listValue(args.values))
  const [x, y, by] = numbers ?? []
  if (x === undefined || y === undefined) return unknownValue(firstUnknown(args.values) ?? 'a power')
  const raised = combine('**', x, y)
  const made = by === undefined ? raised : combine('%', raised, by)
  return path.startsWith('math.') ? floating(made) : made
}

/** Kinds of numbers that numpy is asked for: the number stays. */
const kinds = new Set(['int32', 'int64', 'int16', 'uint8', 'uint16', 'float32', 'float64', 'int_', 'intp'])
const copies = new Set(['array', 'asarray', 'asanyarray', 'tensor', 'copy', 'deepcopy', 'ascontiguousarray'])

/** A call of a function of a module, or of Python's own. */
export function callModule(machine: CodeMachine, path: string, args: CallArguments): Value {
  const name = path.split('.').at(-1) ?? path
  const image = libraryImage(machine, { path, name, args })
  if (image !== undefined) return image
  const [first] = args.values
  if (first !== undefined) {
    const whole = roundedBy(path, name, args)
    if (whole !== undefined) return whole
    if (copies.has(name) && first.type === 'list') return asArray(first)
    if (kinds.has(name)) return name.startsWith('float') ? floating(first) : (rounded('int', first) ?? first)
    if (name === 'clip' && first.type === 'number') return clipped(first, args)
  }
  const curve = Object.hasOwn(curves, name) ? curves[name] : undefined
  if (name === 'pow' || name === 'power') return power(path, args)
  const numbers = curve === undefined ? undefined : numberValuesOf(listValue(args.values))
  if (curve !== undefined && numbers !== undefined && first?.type === 'number') {
    const value = curve(first.value, ...numbers.slice(1).map((n) => n.value))
    return Number.isFinite(value)
      ? { type: 'number', value, float: true, parts: 'mixed' }
      : unknownValue(`${name}()`)
  }
  const call = Object.hasOwn(plain, name) ? plain[name] : undefined
  return call === undefined ? unknownResult(name, args) : call(machine, args)
}

/** `round(x, digits)`, `np.floor(x)`: NumPy's keep the kind of number. */
function roundedBy(path: string, name: string, args: CallArguments): Value | undefined {
  const [first] = args.values
  if (first === undefined) return undefined
  const numpy = /^(?:np|numpy)\./.test(path)
  const given = argument(args, 1, numpy ? 'decimals' : 'ndigits')
  if (given === undefined || given.type === 'none') return rounded(name, first, { numpy })
  if (given.type !== 'number') return rounded(name, unknownValue(reason(given, 'digits that are not known')))
  return rounded(name, first, { digits: given.value, numpy })
}

function clipped(value: NumberValue, args: CallArguments): Value {
  const low = argument(args, 1, 'a_min') ?? args.named.get('min')
  const high = argument(args, 2, 'a_max') ?? args.named.get('max')
  const above = low === undefined || low.type === 'none' ? value : extreme('max', [low, value])
  return high === undefined || high.type === 'none' ? above : extreme('min', [high, above])
}

function spread({ values }: CallArguments): readonly Value[] {
  const [only] = values
  return values.length === 1 && only !== undefined ? (asList(only)?.items ?? values) : values
}

function absolute(value: Value | undefined): Value {
  if (value?.type === 'image') return value
  if (value?.type !== 'number') return unknownValue(reason(value, 'abs() of no number'))
  if (value.value >= 0) return value
  const parts = value.parts === 'mixed' ? value.parts : value.parts.map((p) => ({ ...p, slope: -p.slope }))
  return { ...value, value: -value.value, parts }
}

function sumOf(value: Value | undefined, args: CallArguments): Value {
  const numbers = numberValuesOf(value === undefined ? undefined : asList(value))
  const start = argument(args, 1, 'start') ?? known(0)
  if (numbers === undefined || start.type !== 'number')
    return unknownValue(firstUnknown([start]) ?? reason(value, 'a sum'))
  const all = [start, ...numbers]
  const total = all.reduce((sum, n) => sum + n.value, 0)
  return {
    ...known(
      total,
      all.some((n) => n.float),
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
      return lengthsOf(value)[0] ?? unknownValue('a length')
    case 'string':
      // Escapes stay as they are written.
      return value.value === undefined || value.value.includes('\\')
        ? unknownValue('the length of a text')
        : known([...value.value].length)
    default:
      return unknownValue(reason(value, 'a length'))
  }
}

/** More rounds than this are bait; a grid of tiles has a few hundred. */
const rounds = 1000

function rangeOf(machine: CodeMachine, args: CallArguments): Value {
  const numbers = numberValuesOf(listValue(args.values))
  if (numbers === undefined || numbers.length === 0)
    return unknownValue(firstUnknown(args.values) ?? 'a range that is not known')
  const [a, b, c] = numbers
  const [from, to] = b === undefined ? [known(0), a] : [a, b]
  const step = c?.value ?? 1
  if (from === undefined || to === undefined || step === 0) return unknownValue('a range that is not known')
  const count = Math.max(0, Math.ceil((to.value - from.value) / step))
  machine.spend(Math.min(count, rounds))
  if (count > rounds) return unknownValue(`a range of ${String(count)}`)
  const float = numbers.some((n) => n.float)
  return listValue(Array.from({ length: count }, (_, i) => known(from.value + i * step, float)))
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

function numbered(value: Value | undefined, start: number | undefined): Value {
  const list = value === undefined ? undefined : asList(value)
  if (list === undefined || start === undefined) return unknownValue(reason(value, 'a list'))
  return listValue(list.items.map((item, i) => listValue([known(start + i), item], 'tuple')))
}

function zipped(machine: CodeMachine, values: readonly Value[]): Value {
  const lists = values.map((value) => asList(value)?.items)
  const unsure = firstUnknown(values)
  if (lists.length === 0 || lists.some((list) => list === undefined))
    return unknownValue(unsure ?? 'lists side by side')
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
  return list === undefined ? unknownValue(reason(value, 'a list')) : listValue([...list.items].reverse())
}

function mapped(machine: CodeMachine, args: CallArguments): Value {
  const [call, ...over] = args.values
  const rows = zipped(machine, over)
  if (call === undefined || rows.type !== 'list') return unknownValue(reason(over[0], 'a list'))
  const { at } = args
  return listValue(
    rows.items.map((row) => {
      const values = row.type === 'list' ? row.items : []
      return machine.call(call, {
        values,
        named: new Map(),
        places: values.map(() => at),
        namedPlaces: new Map(),
        at,
      })
    }),
  )
}

function sliceValue(args: CallArguments): Value {
  const [from = none, to] = args.values
  const [start = args.at, end = start] = args.places
  if (args.values.length > 2) return unknownValue('a slice with a step')
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
  if (written === undefined) return unknownValue(reason(value, 'what stands in a text'))
  // As JSON first; else tuples and single quotes as Python writes them.
  for (const json of [written, written.replaceAll('(', '[').replaceAll(')', ']').replaceAll("'", '"')])
    try {
      return valueOf(JSON.parse(json))
    } catch {
      continue
    }
  return unknownValue('what stands in a text')
}

function valueOf(data: unknown): Value {
  if (typeof data === 'number') return known(data, !Number.isInteger(data))
  if (typeof data === 'string') return stringValue(data)
  if (typeof data === 'boolean') return { type: 'bool', value: data }
  if (Array.isArray(data)) return listValue((data as unknown[]).map(valueOf))
  if (typeof data !== 'object' || data === null) return none
  return dictValue(Object.entries(data).map(([key, item]) => [key, valueOf(item)]))
}
