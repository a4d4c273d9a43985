/** What a terminal command is, and how its words are read. Knows no command. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import { Failure } from '../../app/failure'
import type { HostImplementation } from '../../app/host'

/** Where a command reads and writes. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  /** Fires on Ctrl+C. */
  readonly signal: AbortSignal
}

/** A host, and the terminal that asks it. */
export interface Asking {
  readonly host: HostImplementation
  readonly terminal: Terminal
}

/** At the beginning of what goes to `error`: in place of the line that is there. Elsewhere it is shown as text. */
export const overLine = '\r\u001b[K'

export interface Command {
  readonly name: string
  /** Its words after `relook`, for the help. */
  readonly usage: string
  readonly about: string
  /** Its options, one line each. */
  readonly help: readonly string[]
  /** Reads what somebody else made, by itself: run where it can be stopped. */
  readonly apart?: true
  /** Returns the exit code. @throws Failure with the one line to show. */
  readonly run: (words: readonly string[], terminal: Terminal) => Promise<number>
}

type Options = NonNullable<ParseArgsConfig['options']>

/** Splits words into options and the rest. @throws Failure `bad-input` for an option that is not there. */
export function readWords<O extends Options>(words: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // Node's message goes on with advice after the first sentence.
    throw new Failure('bad-input', `${message.split('. ')[0]?.replace(/\.$/, '')}. See relook --help.`)
  }
}

/** A number given as an option. @throws Failure `bad-input` with the range. */
export function numberOption(
  name: string,
  text: string | undefined,
  range: { readonly min: number; readonly max: number; readonly whole: boolean },
): number | undefined {
  if (text === undefined) return undefined
  const { min, max, whole } = range
  const base = z.coerce.number().min(min).max(max)
  const value = (whole ? base.int() : base).safeParse(text.trim() === '' ? NaN : text)
  if (value.success) return value.data
  throw new Failure(
    'bad-input',
    `--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not “${text}”.`,
  )
}
