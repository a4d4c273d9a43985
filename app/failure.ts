/** The world failed: a file is gone, a process died, a person cancelled. Wrong *data* is a Result with issues instead. */

import { msg } from './message'

/** Stable codes a view can act on; the message is for people. */
export type FailureCode =
  | 'cancelled'
  | 'bad-input'
  | 'not-found'
  | 'image-unreadable'
  | 'image-too-large'
  | 'model-unavailable'
  /** An export leaves a part of its model out; it can be opened anyway. */
  | 'left-out'
  | 'model-failed'
  | 'engine-died'
  | 'disk-full'
  | 'denied'
  /** Refused unless a person names the place: it is this machine or in its network. */
  | 'private-address'
  | 'busy'
  /** Somebody else has changed the same meanwhile. */
  | 'conflict'
  /** It cannot be told in which encoding a file's text is: a person has to say so. */
  | 'unsure-encoding'
  | 'disconnected'
  | 'internal'

/** A failure as it crosses a port: plain data. */
export interface FailureData {
  readonly code: FailureCode
  /** One sentence a user can act on. */
  readonly message: string
  /** Technical detail, shown on demand. */
  readonly detail?: string
}

/** A message with advice in it, and without. */
export interface AdvisedMessage {
  readonly message: string
  readonly problem: string
}

/** A failure as it travels inside a process. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly detail: string | undefined
  /** The message without its advice: for when the advice is being followed. */
  readonly problem: string

  /** `said`: the message; with its advice apart where that may be followed without asking. */
  constructor(code: FailureCode, said: string | AdvisedMessage, detail?: string) {
    const { message, problem } = typeof said === 'string' ? { message: said, problem: said } : said
    super(message)
    this.name = 'Failure'
    this.code = code
    this.detail = detail
    this.problem = problem
  }
}

/** Anything thrown, as plain data; unknown errors become `internal` and keep their stack as detail. */
export function toFailureData(error: unknown): FailureData {
  if (error instanceof Failure) {
    return error.detail === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, detail: error.detail }
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: msg('Cancelled.') }
  if (error instanceof Error) return { code: 'internal', message: error.message, detail: error.stack ?? '' }
  return { code: 'internal', message: String(error) }
}

/** Plain data from the other side of a port, as an error to throw. */
export function fromFailureData(data: FailureData): Failure {
  return new Failure(data.code, data.message, data.detail)
}

/** That somebody stopped it. */
export function cancelled(): Failure {
  return new Failure('cancelled', msg('Cancelled.'))
}

/** Throws `cancelled` when the signal has fired. Call between the steps of long work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled()
}

/** That there is no such thing, and which there are. */
export function unknownId(what: string, id: string, known: readonly string[]): Failure {
  const list = known.length === 0 ? 'none' : known.join(', ')
  return new Failure('not-found', `Unknown ${what} “${id}”. Available: ${list}.`)
}
