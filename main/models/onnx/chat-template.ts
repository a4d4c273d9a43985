/**
 * A model folder's chat template, rendered with limits: it is a program by whoever made the folder. Steps, time, the length of any
 * text and of any range are bounded; whatever it throws is told as plain text. Knows no tokens.
 * Source of the globals: transformers, utils/chat_template_utils.py, as @huggingface/jinja has them.
 */
import { beginningOf } from '../../../app/beginning'
import { Environment, Interpreter, Template } from '@huggingface/jinja'
import { Failure } from '../../../app/failure'
import { TookTooLong, withinTime } from '../within-time'

/** Renders with these variables. @throws Failure `model-unavailable` with what the template did. */
export type RenderTemplate = (variables: Readonly<Record<string, unknown>>) => string

const limits = {
  /** Characters of the template itself; the longest of the field have some 20,000. */
  source: 200_000,
  /** Statements and expressions. A chat of fifty turns takes some ten thousand. */
  steps: 2_000_000,
  /** Characters of any text, and of the result. */
  text: 8_000_000,
  /** Numbers of any range. */
  range: 100_000,
  ms: 5000,
} as const

/** Reads a template. @throws Failure `model-unavailable` for one that cannot be read. */
export function createTemplate(source: string): RenderTemplate {
  if (source.length > limits.source)
    throw broken(`it has ${source.length} characters, and ${limits.source} are read`)
  const { parsed } = guarded(() => new Template(source))
  return (variables) =>
    guarded(() => {
      const environment = new Environment()
      for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value)
      const result = new LimitedInterpreter(environment).run(parsed).value
      if (typeof result !== 'string') throw new Error('it gives no text')
      return result
    })
}

class LimitedInterpreter extends Interpreter {
  #steps = 0

  override evaluate(...given: Parameters<Interpreter['evaluate']>): ReturnType<Interpreter['evaluate']> {
    if (++this.#steps > limits.steps) throw new Error(`it takes more than ${limits.steps} steps`)
    const value = super.evaluate(...given)
    const { value: inner } = value
    if ((typeof inner === 'string' || Array.isArray(inner)) && inner.length > limits.text)
      throw new Error(`it makes more than ${limits.text} characters`)
    return value
  }
}

const globals: Readonly<Record<string, unknown>> = {
  false: false,
  true: true,
  none: null,
  False: false,
  True: true,
  None: null,
  raise_exception: (message: unknown) => {
    throw new Error(String(message))
  },
  strftime_now: (format: unknown) => dated(String(format), new Date()),
  range: (first: number, second?: number, step = 1) => {
    const [start, stop] = second === undefined ? [0, first] : [first, second]
    const count = Math.max(0, Math.ceil((stop - start) / step))
    if (!(count <= limits.range)) throw new Error(`it counts to ${count}`)
    return Array.from({ length: count }, (_, i) => start + i * step)
  },
}

/** The directives that chat templates use; others stay as they are. */
function dated(format: string, now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const word = (part: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en', part).format(now)
  const made: Readonly<Record<string, () => string>> = {
    Y: () => String(now.getFullYear()),
    m: () => two(now.getMonth() + 1),
    d: () => two(now.getDate()),
    H: () => two(now.getHours()),
    M: () => two(now.getMinutes()),
    S: () => two(now.getSeconds()),
    B: () => word({ month: 'long' }),
    b: () => word({ month: 'short' }),
    A: () => word({ weekday: 'long' }),
    a: () => word({ weekday: 'short' }),
  }
  return format.replace(/%([A-Za-z])/g, (as, letter: string) => made[letter]?.() ?? as)
}

function guarded<T>(work: () => T): T {
  try {
    return withinTime(limits.ms, work)
  } catch (error) {
    if (error instanceof TookTooLong) throw broken(error.message)
    // A deep recursion is a RangeError of the engine.
    const why = error instanceof Error ? error.message : String(error)
    throw broken(/call stack/.test(why) ? 'it calls itself without an end' : why)
  }
}

function broken(why: string): Failure {
  const text = plain(why)
  return new Failure('model-unavailable', `The chat template of this model cannot be used: ${text}.`)
}

/** One line without anything a terminal or a page would act on. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return (line.length > 300 ? `${beginningOf(line, 299)}…` : line).replace(/\.$/, '')
}
