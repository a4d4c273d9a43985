/** A call as data, out of whatever a program or a model keeps it in. Knows no tool and no text around it. */
import { CutOff, looseOf } from './loose'

/** A call: what is called, with what. `spelling`: how it stood there; `cut`: its end is missing; `loose`: it is no clean data. */
export interface SpelledCall {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly spelling?: 'json' | 'xml' | 'printed'
  readonly cut?: boolean
  readonly loose?: boolean
  /** It stood there without the marks of any family. */
  readonly bare?: boolean
}

/** A value as calls: one, or a list of them. What is none is left out. */
export function callsOf(value: unknown): readonly SpelledCall[] {
  const whole = value instanceof CutOff ? value.value : value
  if (Array.isArray(whole)) return (whole as unknown[]).flatMap((v) => callsOf(v))
  const call = callOf(value)
  return call === undefined ? [] : [call]
}

const nameFields = [
  'name',
  'function',
  'tool',
  'tool_name',
  'function_name',
  'API_name',
  'recipient_name',
] as const
const argumentFields = ['arguments', 'parameters', 'args', 'input', 'params', 'kwargs', 'API_params'] as const

/** A value as a call: arguments may be text of JSON, also twice, or stand beside the name. */
export function callOf(value: unknown): SpelledCall | undefined {
  const record = recordIn(value)
  if (record === undefined) return undefined
  const inner = recordIn(record['function'])
  if (inner !== undefined && 'name' in inner) return callOf({ ...record, ...inner, function: inner['name'] })
  const named = nameFields.find((field) => typeof record[field] === 'string')
  const given = argumentFields.find((field) => field in record)
  const name = named === undefined ? '' : String(record[named])
  const args = given === undefined ? undefined : argumentsOf(record[given])
  const rest = Object.entries(record).filter(([field]) => field !== named && field !== given)
  const cut = isCut(value) || (given !== undefined && isCut(record[given]))
  return {
    name: name.replace(/^functions\./, ''),
    arguments: args ?? Object.fromEntries(rest),
    spelling: 'json',
    ...(cut ? { cut } : {}),
  }
}

/** Whether a value was cut off by the end of the text. */
export function isCut(value: unknown): boolean {
  return value instanceof CutOff
}

/** An object, or text of one, packed up to three times. */
function argumentsOf(value: unknown, depth = 0): Readonly<Record<string, unknown>> | undefined {
  const record = recordIn(value)
  if (record !== undefined) return record
  if (Array.isArray(value)) return value.length === 1 ? argumentsOf(value[0], depth + 1) : undefined
  const text = value instanceof CutOff ? value.value : value
  if (typeof text !== 'string' || depth > 2) return undefined
  const read = looseOf(text)
  return read === undefined ? undefined : argumentsOf(read.value, depth + 1)
}

/** An object, also one that breaks off. */
export function recordIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const whole = value instanceof CutOff ? value.value : value
  return typeof whole === 'object' && whole !== null && !Array.isArray(whole)
    ? (whole as Readonly<Record<string, unknown>>)
    : undefined
}
