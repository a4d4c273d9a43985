/**
 * Statements of a program gone through once, branches and loops included, as far as it takes to know where images are cut.
 * Nothing is executed: only numbers, lists and places are worked out, within a limit of work. Knows no dialect.
 */
import { asList, truthOf } from './arithmetic'
import { reason } from './calls'
import { Evaluator } from './evaluator'
import type { Extent } from '../extent'
import type { NamedImages } from './given'
import { OutOfBudget, type CallArguments, type CodeCut, type CodeMachine } from './machine'
import { labelWords } from './labels'
import { Layered } from './layered'
import { callModule } from './library'
import { namedRegion } from './named'
import { bindParameters } from './parameters'
import type { Expression, Statement } from './syntax'
import {
  none,
  Scope,
  unknownValue,
  type Literal,
  type NumberValue,
  type ImageValue,
  type Value,
} from './values'

/** Steps of work for one source: a hundred times what a long cell of a notebook takes. */
const budget = 60_000
/** Rounds of a `while` that is known to go on. */
const rounds = 300
/** Functions calling functions. */
const deepest = 20
/** Regions of one source: more is no look at anything. */
const mostCuts = 400

type Flow = 'next' | 'break' | 'continue' | { readonly returns: Value; readonly raised?: true }

/** What a source gave. */
export interface CodeFindings {
  readonly cuts: readonly CodeCut[]
  /** Regions that are only named. */
  readonly named: readonly CodeCut[]
  /** Why something is cut that is not among them, each once. */
  readonly computed: readonly string[]
  readonly figure: boolean
  /** By number of a cut: the size in which the code hands it on. */
  readonly handedOn: ReadonlyMap<number, ImageValue['size']>
}

/** What names and files stand for after a source. */
export interface ProgramMemory {
  readonly scope: Scope
  readonly files: Layered<string, Value>
  readonly labels: Layered<Literal, string>
}

/** Runs statements one after the other and notes what they cut. */
export class Interpreter implements CodeMachine {
  readonly #evaluator = new Evaluator(this)
  readonly #cuts: CodeCut[] = []
  readonly #named: CodeCut[] = []
  readonly #computed = new Set<string>()
  readonly #handedOn = new Map<number, ImageValue['size']>()
  readonly #literals = new Map<string, NumberValue>()
  readonly #files: Layered<string, Value>
  readonly #labels: Layered<Literal, string>
  readonly #scope: Scope
  #figure = false
  #left = budget
  #calls = 0
  /** How many tests around here nobody can answer. */
  #unsure = 0

  /** Whose characters places are counted in: functions keep those of the source they were written in. */
  #source: number

  constructor(
    readonly piece: number,
    readonly images: NamedImages,
    memory: ProgramMemory | undefined,
  ) {
    this.#source = piece
    this.#scope = new Scope(undefined, memory?.scope)
    this.#files = Layered.over(memory?.files)
    this.#labels = Layered.over(memory?.labels)
  }

  /** Goes through a program. Never throws. */
  read(statements: readonly Statement[]): CodeFindings {
    for (const [name, value] of this.images.preset) this.#scope.set(name, value)
    try {
      this.#block(statements, this.#scope)
    } catch (fault) {
      if (!(fault instanceof OutOfBudget)) throw fault
      this.#computed.add('the code does more than can be followed here')
    }
    for (const name of this.images.results) {
      const value = this.#scope.get(name)
      if (value?.type !== 'image') continue
      this.handOn(value, undefined)
      break
    }
    return {
      cuts: this.#cuts,
      named: this.#named,
      computed: [...this.#computed],
      figure: this.#figure,
      handedOn: this.#handedOn,
    }
  }

  get source(): number {
    return this.#source
  }

  get memory(): ProgramMemory {
    return { scope: this.#scope, files: this.#files, labels: this.#labels }
  }

  spend(amount = 1): void {
    this.#left -= amount
    if (this.#left < 0) throw new OutOfBudget()
  }

  cut(cut: Omit<CodeCut, 'source' | 'piece' | 'unsure'>): NonNullable<ImageValue['region']> {
    if (this.#cuts.length >= mostCuts) throw new OutOfBudget()
    const label = cut.label ?? this.#labelOf(cut.origins)
    this.#cuts.push({
      ...cut,
      source: this.#source,
      piece: this.piece,
      ...(label === undefined ? {} : { label }),
      ...(this.#unsure > 0 ? { unsure: true } : {}),
    })
    return { piece: this.piece, index: this.#cuts.length - 1 }
  }

  computed(why: string): void {
    this.#computed.add(why)
  }

  figure(): void {
    this.#figure = true
  }

  handOn(image: ImageValue, path: string | undefined): void {
    if (path !== undefined) this.#files.set(path, image)
    if (image.region?.piece === this.piece) this.#handedOn.set(image.region.index, image.size)
  }

  open(path: string | undefined, form: 'image' | 'array'): Value {
    const saved = path === undefined ? undefined : this.#files.get(path)
    if (saved !== undefined) return saved
    const image = this.images.opened(path)
    return form === 'array' && image.type === 'image' ? { ...image, axes: 'yxc' } : image
  }

  given(name: string, cut?: 'cut'): Value {
    return this.images.named(name, cut)
  }

  literal({ start, end }: Extent, value: number, float: boolean): NumberValue {
    const key = `${String(this.source)}:${String(start)}`
    const known = this.#literals.get(key)
    if (known !== undefined) return known
    const literal: Literal = { source: this.source, start, end, value, float }
    const made: NumberValue = { type: 'number', value, float, parts: [{ literal, slope: 1 }] }
    this.#literals.set(key, made)
    return made
  }

  listed(items: readonly Value[], at: Extent): void {
    if (items.length !== 4) return
    const region = namedRegion(items, this.images.main)
    if (region === undefined) return
    const label = this.#labelOf(region.origins)
    if (this.#named.length >= mostCuts) return
    this.#named.push({
      ...region,
      at,
      source: this.#source,
      piece: this.piece,
      ...(label === undefined ? {} : { label }),
    })
  }

  call(value: Value, args: CallArguments): Value {
    // A function that is handed on by its name (`map(int, …)`).
    if (value.type === 'module') return callModule(this, value.path, args)
    if (value.type === 'unknown' && value.unbound !== undefined) return callModule(this, value.unbound, args)
    if (value.type !== 'function') return unknownValue('what a call gives')
    if (this.#calls >= deepest) return unknownValue('functions that call one another for ever')
    this.#calls++
    const before = this.#source
    this.#source = value.source
    try {
      const scope = new Scope(value.scope ?? this.#scope)
      const evaluate = (fallback: Expression) => this.#evaluator.evaluate(fallback, scope)
      bindParameters(value.parameters, args, { scope, evaluate })
      if (!Array.isArray(value.body)) return this.#evaluator.evaluate(value.body as Expression, scope)
      const flow = this.#block(value.body as readonly Statement[], scope)
      return typeof flow === 'object' ? flow.returns : none
    } finally {
      this.#calls--
      this.#source = before
    }
  }

  #labelOf(origins: readonly NumberValue[]): string | undefined {
    for (const { parts } of origins) {
      const [only] = parts === 'mixed' ? [] : parts
      const label = only === undefined ? undefined : this.#labels.get(only.literal)
      if (label !== undefined) return label
    }
    return undefined
  }

  #block(statements: readonly Statement[], scope: Scope): Flow {
    for (const statement of statements) {
      const flow = this.#statement(statement, scope)
      if (flow !== 'next') return flow
    }
    return 'next'
  }

  #statement(statement: Statement, scope: Scope): Flow {
    this.spend()
    switch (statement.type) {
      case 'assign': {
        const value = this.#evaluator.evaluate(statement.value, scope)
        for (const target of statement.targets) {
          this.#evaluator.assign(target, value, scope)
          if (target.type === 'name') this.#label(target.name, value)
        }
        return 'next'
      }
      case 'augment':
        this.#evaluator.augment(statement, scope)
        return 'next'
      case 'delete':
        this.#evaluator.remove(statement.target, scope)
        return 'next'
      case 'outer':
        for (const name of statement.names) scope.bindOutward(name, statement.how)
        return 'next'
      case 'expression':
        this.#evaluator.evaluate(statement.value, scope)
        return 'next'
      case 'return':
        return {
          returns: statement.value === undefined ? none : this.#evaluator.evaluate(statement.value, scope),
        }
      case 'leave':
        return statement.how === 'raise' ? { returns: unknownValue('an error'), raised: true } : statement.how
      case 'import':
        for (const { name, path } of statement.names) scope.set(name, { type: 'module', path })
        return 'next'
      case 'function': {
        const { name, parameters, body } = statement
        const inner = scope === this.#scope ? {} : { scope }
        scope.set(name, { type: 'function', parameters, body, source: this.source, ...inner })
        return 'next'
      }
      case 'nothing':
        return 'next'
      case 'broken':
        return 'next'
      default:
        return this.#compound(statement, scope)
    }
  }

  #compound(statement: Extract<Statement, { body: readonly Statement[] }>, scope: Scope): Flow {
    switch (statement.type) {
      case 'for':
        return this.#for(statement, scope)
      case 'while':
        return this.#while(statement, scope)
      case 'if':
        return this.#if(statement, scope)
      case 'with':
        for (const { value, target } of statement.items) {
          const opened = this.#evaluator.evaluate(value, scope)
          if (target !== undefined) this.#evaluator.assign(target, opened, scope)
        }
        return this.#block(statement.body, scope)
      case 'try': {
        const flow = this.#try(statement, scope)
        const last = this.#block(statement.last, scope)
        return last === 'next' ? flow : last
      }
      default:
        return 'next'
    }
  }

  /** What an error of Python's own would do is not known; one that is raised goes to the first handler. */
  #try({ body, handlers, otherwise }: Extract<Statement, { type: 'try' }>, scope: Scope): Flow {
    const flow = this.#block(body, scope)
    const [handler] = handlers
    if (typeof flow === 'object' && flow.raised === true && handler !== undefined)
      return this.#maybe(() => this.#block(handler, scope))
    return flow === 'next' ? this.#block(otherwise, scope) : flow
  }

  #for({ target, over, body, otherwise }: Extract<Statement, { type: 'for' }>, scope: Scope): Flow {
    const value = this.#evaluator.evaluate(over, scope)
    const items = asList(value)?.items
    if (items === undefined) {
      // What it goes over is not known: one round, to see whether it cuts.
      this.#evaluator.assign(target, unknownValue(reason(value, 'what a loop goes over')), scope)
      const flow = this.#maybe(() => this.#block(body, scope))
      return typeof flow === 'object' ? flow : 'next'
    }
    for (const item of items) {
      this.spend()
      this.#evaluator.assign(target, item, scope)
      const flow = this.#block(body, scope)
      if (typeof flow === 'object') return flow
      if (flow === 'break') return 'next'
    }
    return this.#block(otherwise, scope)
  }

  #while({ test, body, otherwise }: Extract<Statement, { type: 'while' }>, scope: Scope): Flow {
    for (let round = 0; round < rounds; round++) {
      const truth = truthOf(this.#evaluator.evaluate(test, scope))
      if (truth === false) return this.#block(otherwise, scope)
      const flow = truth === true ? this.#block(body, scope) : this.#maybe(() => this.#block(body, scope))
      if (typeof flow === 'object') return flow
      if (flow === 'break' || truth === undefined) return 'next'
    }
    this.#computed.add('a loop that does not end')
    return 'next'
  }

  /** A test nobody can answer goes both ways; what its first way gives is what names stand for afterwards. */
  #if({ test, body, otherwise }: Extract<Statement, { type: 'if' }>, scope: Scope): Flow {
    const truth = truthOf(this.#evaluator.evaluate(test, scope))
    if (truth !== undefined) return this.#block(truth ? body : otherwise, scope)
    return this.#maybe(() => {
      const other = this.#block(otherwise, scope)
      const flow = this.#block(body, scope)
      if (flow !== 'next' && other !== 'next') return flow
      return 'next'
    })
  }

  #maybe(read: () => Flow): Flow {
    this.#unsure++
    try {
      return read()
    } finally {
      this.#unsure--
    }
  }

  /** A list of four numbers is called what its name says. */
  #label(name: string, value: Value): void {
    if (value.type !== 'list' || value.items.length !== 4) return
    const [first] = value.items
    const [part] = first?.type !== 'number' || first.parts === 'mixed' ? [] : first.parts
    const words = labelWords(name)
    if (part !== undefined && words !== '' && !this.#labels.has(part.literal))
      this.#labels.set(part.literal, words)
  }
}
