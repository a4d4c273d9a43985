/** Expressions worked out as far as numbers, lists and places of images go. Knows no statement; calls go to the machine. */
import { asList, combine, compare, negate, truthOf } from './arithmetic'
import { callArguments } from './call-arguments'
import { reason, unknownResult } from './calls'
import { index, type IndexItem } from './cutting'
import { dictValue, dictKeyOf } from './dicts'
import type { Extent } from '../extent'
import { asKind, callList, callText, itemAt, listAttribute } from './lists'
import type { CallArguments, CodeMachine } from './machine'
import { callModule } from './library'
import { callImage, changedInPlace, imageAttribute } from './image-methods'
import type { Expression, Loop, Slice, Statement } from './syntax'
import { assignTo, augment, changeAt, removeAt } from './targets'
import { known, listValue, none, Scope, stringValue, unknownValue, type DictKey, type Value } from './values'

/** Expressions in expressions: deeper is bait. */
const deepest = 120

/** Works out what expressions are worth, as far as that can be known. */
export class Evaluator {
  #depth = 0

  constructor(readonly machine: CodeMachine) {}

  /** What an expression stands for. @throws OutOfBudget */
  evaluate(expression: Expression, scope: Scope): Value {
    this.machine.spend()
    if (this.#depth >= deepest) return unknownValue('an expression too deep to follow')
    this.#depth++
    try {
      return this.#work(expression, scope)
    } finally {
      this.#depth--
    }
  }

  /** Python has numbers that no image is cut with: `2j`, `1e999`. */
  #number(expression: Extract<Expression, { type: 'number' }>): Value {
    const { value, float } = expression
    return Number.isFinite(value)
      ? this.machine.literal(expression, value, float)
      : unknownValue('a number without a finite value')
  }

  #work(expression: Expression, scope: Scope): Value {
    switch (expression.type) {
      case 'number':
        return this.#number(expression)
      case 'string':
        return stringValue(expression.value)
      case 'name':
        return this.#name(expression.name, scope)
      case 'tuple':
      case 'list':
      case 'set':
        return this.#list(expression, scope)
      case 'dict':
        return this.#dict(expression, scope)
      case 'attribute':
        return this.#attribute(this.evaluate(expression.of, scope), expression.name)
      case 'call':
        return this.#call(expression, scope)
      case 'index':
        return this.#index(expression, scope)
      case 'unary':
        return negate(expression.operator, this.evaluate(expression.of, scope))
      case 'binary':
        return this.#binary(expression, scope)
      case 'choice':
        return this.#choice(expression, scope)
      case 'comprehension':
        return this.#comprehension(expression, scope)
      case 'lambda':
        return {
          type: 'function',
          parameters: expression.parameters,
          body: expression.body,
          source: this.machine.source,
          ...(scope.outer === undefined ? {} : { scope }),
        }
      case 'starred':
        return this.evaluate(expression.of, scope)
      case 'named': {
        const value = this.evaluate(expression.value, scope)
        if (expression.target.type === 'name') scope.set(expression.target.name, value)
        return value
      }
    }
  }

  #name(name: string, scope: Scope): Value {
    const value = constants.get(name) ?? scope.get(name) ?? this.machine.given(name)
    return value.type === 'module' ? moduleOf(value.path) : value
  }

  #list(expression: Extract<Expression, { items: readonly Expression[] }>, scope: Scope): Value {
    const items = expression.items.flatMap((item): readonly Value[] => {
      const value = this.evaluate(item, scope)
      return item.type === 'starred' ? (asList(value)?.items ?? [value]) : [value]
    })
    this.machine.listed(items, expression)
    if (expression.type === 'set') return listValue(distinct(items))
    return listValue(items, expression.type === 'tuple' ? 'tuple' : 'list')
  }

  #dict(expression: Extract<Expression, { type: 'dict' }>, scope: Scope): Value {
    const made = new Map<DictKey, Value>()
    for (const [key, value] of expression.entries) {
      const worth = this.evaluate(value, scope)
      if (key !== undefined) made.set(dictKeyOf(this.evaluate(key, scope)), worth)
      else if (worth.type === 'dict') worth.entries.forEach((item, name) => made.set(name, item))
      else return unknownValue(reason(worth, 'a dict with entries nobody knows'))
    }
    return dictValue(made)
  }

  #attribute(of: Value, name: string): Value {
    switch (of.type) {
      case 'module':
        return moduleOf(`${of.path}.${name}`)
      case 'image':
        return imageAttribute(of, name) ?? { type: 'method', of, name }
      case 'list':
        return listAttribute(of, name) ?? { type: 'method', of, name }
      case 'unknown':
        // A name that nothing was given to is a module's.
        return of.unbound === undefined ? { type: 'method', of, name } : moduleOf(`${of.unbound}.${name}`)
      case 'number':
        return name === 'real' ? of : { type: 'method', of, name }
      default:
        return { type: 'method', of, name }
    }
  }

  #binary({ operator, left, right }: Extract<Expression, { type: 'binary' }>, scope: Scope): Value {
    const first = this.evaluate(left, scope)
    if (operator === 'and' || operator === 'or') {
      const truth = truthOf(first)
      if (truth === undefined) return unknownValue('a test')
      return truth === (operator === 'and') ? this.evaluate(right, scope) : first
    }
    const second = this.evaluate(right, scope)
    if (first.type === 'image' || second.type === 'image') return first.type === 'image' ? first : second
    if (!comparing.has(operator)) {
      this.machine.spend(Math.max(sizeOf(first), sizeOf(second)))
      return combine(operator, first, second)
    }
    const truth = compare(operator, first, second)
    return truth === undefined ? unknownValue('a comparison') : { type: 'bool', value: truth }
  }

  #choice({ test, then, otherwise }: Extract<Expression, { type: 'choice' }>, scope: Scope): Value {
    const truth = truthOf(this.evaluate(test, scope))
    if (truth !== undefined) return this.evaluate(truth ? then : otherwise, scope)
    const value = this.evaluate(then, scope)
    const other = this.evaluate(otherwise, scope)
    return value.type === 'unknown' ? other : value
  }

  #comprehension(
    { item, key, loops, unique }: Extract<Expression, { type: 'comprehension' }>,
    scope: Scope,
  ): Value {
    const inner = new Scope(scope)
    const made: Value[] = []
    const keys: DictKey[] = []
    const unsure = this.#loops(loops, inner, () => {
      if (key !== undefined) keys.push(dictKeyOf(this.evaluate(key, inner)))
      made.push(this.evaluate(item, inner))
    })
    if (unsure !== undefined) return unknownValue(unsure)
    if (key !== undefined) return dictValue(keys.map((name, i) => [name, made[i] ?? none]))
    this.machine.listed(made, item)
    return listValue(unique === true ? distinct(made) : made)
  }

  /** Goes through the loops; gives why where one of them goes over something that is not known. */
  #loops(loops: readonly Loop[], scope: Scope, each: () => void): string | undefined {
    const [loop, ...rest] = loops
    if (loop === undefined) {
      each()
      return undefined
    }
    const over = this.evaluate(loop.over, scope)
    const items = asList(over)?.items
    const rounds = items ?? [unknownValue(reason(over, 'what a loop goes over'))]
    for (const value of rounds) {
      this.machine.spend()
      this.assign(loop.target, value, scope)
      const tests = loop.tests.map((test) => truthOf(this.evaluate(test, scope)))
      if (tests.includes(false)) continue
      const unsure = this.#loops(rest, scope, each)
      if (unsure !== undefined) return unsure
    }
    return items === undefined ? reason(over, 'what a loop goes over') : undefined
  }

  /** Gives what stands left of `=` its value. */
  assign(target: Expression, value: Value, scope: Scope): void {
    assignTo(target, value, this.#assigning(scope))
  }

  /** `target += value`. */
  augment(statement: Extract<Statement, { type: 'augment' }>, scope: Scope): void {
    augment(statement, this.evaluate(statement.value, scope), this.#assigning(scope))
  }

  /** `del target`. */
  remove(target: Expression, scope: Scope): void {
    removeAt(target, this.#assigning(scope))
  }

  #assigning(scope: Scope) {
    return { evaluate: (expression: Expression) => this.evaluate(expression, scope), scope }
  }

  #call({ of, args, start, end }: Extract<Expression, { type: 'call' }>, scope: Scope): Value {
    const callee = this.evaluate(of, scope)
    const given = callArguments((e) => this.evaluate(e, scope), args, { start, end })
    this.machine.spend(given.values.length)
    switch (callee.type) {
      case 'function':
        return this.machine.call(callee, given)
      case 'module':
        return this.#callModule(callee.path, given, scope)
      case 'method':
        return this.#callMethod(callee, given, (changed) => {
          if (of.type === 'attribute') changeAt(of.of, changed, this.#assigning(scope))
        })
      case 'unknown':
        // Python's own functions are names that nothing was given to.
        return callee.unbound === undefined
          ? unknownResult(nameOf(of), given)
          : callModule(this.machine, callee.unbound, given)
      default:
        return unknownResult(nameOf(of), given)
    }
  }

  /** A function of a module; `x.crop(…)` where nothing was given to `x` is taken for an image. */
  #callModule(path: string, args: CallArguments, scope: Scope): Value {
    const parts = path.split('.')
    const [head = '', name = ''] = parts
    if (
      parts.length === 2 &&
      name === 'crop' &&
      scope.get(head) === undefined &&
      args.values[0]?.type !== 'image'
    ) {
      const image = this.machine.given(head, 'cut')
      if (image.type === 'image') return callImage(this.machine, image, { name, args })
    }
    return callModule(this.machine, path, args)
  }

  /** `change`: gives the name that holds the value another one. */
  #callMethod(
    { of, name }: Extract<Value, { type: 'method' }>,
    args: CallArguments,
    change: (changed: Value) => void,
  ): Value {
    switch (of.type) {
      case 'image': {
        const changed = changedInPlace(of, name, args)
        if (changed === undefined) return callImage(this.machine, of, { name, args })
        change(changed)
        return none
      }
      case 'list':
      case 'dict': {
        this.machine.spend(of.type === 'list' ? of.items.length : of.entries.size)
        const { value, changed } = callList(of, { name, args }, this.machine)
        if (changed !== undefined) change(changed)
        return value
      }
      case 'string':
        return callText(of.value, name)
      case 'unknown':
        return this.#callOfUnknown(of, name, args)
      case 'number':
        if (name === 'astype') return asKind(of, args.values[0])
        return name === 'item' || name === 'tolist' ? of : unknownValue(`what .${name}() gives`)
      default:
        return unknownResult(name, args)
    }
  }

  #callOfUnknown(of: Extract<Value, { type: 'unknown' }>, name: string, args: CallArguments): Value {
    if (name === 'crop') {
      this.machine.computed(`it is cut out of ${of.why}`)
      return unknownValue(of.why, 'image')
    }
    // A panel of a figure shows images, too.
    if (name === 'imshow' || name === 'savefig') this.machine.figure()
    for (const value of args.values) if (value.type === 'image') this.machine.handOn(value, undefined)
    // What is done to an image by a thing made before (`clahe.apply(image)`) stays where the image lay.
    const [first] = args.values
    if (name === 'apply' && first?.type === 'image') return first
    return unknownValue(of.why, of.about)
  }

  #index(expression: Extract<Expression, { type: 'index' }>, scope: Scope): Value {
    const of = this.evaluate(expression.of, scope)
    const items = expression.items.flatMap((item) => unpacked(this.#item(item, scope)))
    if (of.type === 'image') return index(this.machine, of, { items, at: expression })
    const [first] = items
    if (of.type === 'unknown' && of.unbound !== undefined && isCut(items)) {
      const image = this.machine.given(of.unbound, 'cut')
      if (image.type === 'image') return index(this.machine, image, { items, at: expression })
    }
    if (of.type === 'unknown' && of.about === 'image' && isCut(items)) {
      this.machine.computed(`it is cut out of ${of.why}`)
      return of
    }
    return first === undefined ? unknownValue('an item') : itemAt(of, items)
  }

  #item(item: Expression | Slice, scope: Scope): IndexItem {
    if (item.type === 'name' && item.name === '...') return { type: 'ellipsis' }
    if (item.type !== 'slice') {
      const value = this.evaluate(item, scope)
      return value.type === 'none' ? { type: 'newaxis' } : { type: 'value', value }
    }
    const { from, to, step, start, colon } = item
    const bound = (name: 'from' | 'to' | 'step', e: Expression | undefined) =>
      e === undefined ? {} : { [name]: this.evaluate(e, scope) }
    const place = (e: Expression | undefined, at: number): Extent =>
      e === undefined ? { start: at, end: at } : { start: e.start, end: e.end }
    return {
      type: 'slice',
      ...bound('from', from),
      ...bound('to', to),
      ...bound('step', step),
      places: [place(from, start), place(to, colon)],
    }
  }
}

const constants = new Map<string, Value>([
  ['True', { type: 'bool', value: true }],
  ['False', { type: 'bool', value: false }],
  ['None', none],
  ['__name__', stringValue('__main__')],
])

const moduleConstants = new Map<string, Value>([
  ['math.pi', known(Math.PI, true)],
  ['numpy.pi', known(Math.PI, true)],
  ['np.pi', known(Math.PI, true)],
  ['numpy.newaxis', none],
  ['np.newaxis', none],
])

/** Items of a set: what is the same as one before is not there again. */
function distinct(items: readonly Value[]): readonly Value[] {
  return [...new Map(items.map((item) => [dictKeyOf(item), item])).values()]
}

/** What a path of modules stands for: a constant, or whatever is called by it. */
function moduleOf(path: string): Value {
  return moduleConstants.get(path) ?? { type: 'module', path }
}

const comparing = new Set(['<', '>', '==', '!=', '<=', '>=', 'in', 'not in', 'is', 'is not'])

function sizeOf(value: Value): number {
  return value.type === 'list' ? value.items.length : 1
}

function nameOf(expression: Expression): string {
  return expression.type === 'name' || expression.type === 'attribute' ? expression.name : 'a call'
}

/** Slices that a name stands for: one (`slice(10, 20)`), or several in a tuple. */
function unpacked(item: IndexItem): readonly IndexItem[] {
  if (item.type !== 'value') return [item]
  const values = item.value.type === 'list' && item.value.kind === 'tuple' ? item.value.items : [item.value]
  if (!values.some((value) => value.type === 'slice')) return [item]
  return values.map((value): IndexItem => {
    if (value.type !== 'slice') return { type: 'value', value }
    const [from, to] = value.edges
    return { type: 'slice', from, to, places: value.places }
  })
}

/** Rows and columns: at least two slices that are not whole. */
function isCut(items: readonly IndexItem[]): boolean {
  const slices = items.filter((i) => i.type === 'slice' && (i.from !== undefined || i.to !== undefined))
  return slices.length >= 2
}
