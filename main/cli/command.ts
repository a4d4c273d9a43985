/** What a terminal command is. Knows no command. */
import type { HostImplementation } from '../../app/host'

/** Where a command reads and writes. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  /** Fires on Ctrl+C. */
  readonly signal: AbortSignal
}

/** A host, and the terminal that asks it. */
export interface CommandContext {
  readonly host: HostImplementation
  readonly terminal: Terminal
}

/** At the beginning of what goes to `error`: in place of the line that is there. Elsewhere it is shown as text. */
export const overLine = '\r\u001b[K'

/** For what is asked to its end even after Ctrl+C. */
export const never: AbortSignal = new AbortController().signal

export interface CliCommand {
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
