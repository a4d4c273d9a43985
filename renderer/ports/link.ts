/**
 * A host that survives its port: when the port closes it is opened again, later and later, until it is back. Calls made
 * while it is away fail at once; whoever follows a stream waits for `ready` and asks again. Knows no transport.
 */
import { Failure } from '../../app/failure'
import { hostContract, type Host } from '../../app/host'
import { connect, type Port } from '../../app/port'

/** A host and whether it can be reached. */
export interface Link {
  readonly host: Host
  /** Resolves while connected, or as soon as it is again. */
  readonly ready: () => Promise<void>
  /** Tells now and at every change; returns its end. */
  readonly watch: (listener: (connected: boolean) => void) => () => void
  readonly close: () => void
}

export interface LinkOptions {
  readonly open: () => Promise<Port>
  /** Milliseconds to wait before attempt n (from 1). */
  readonly delay?: (attempt: number) => number
}

/** A quarter of a second, doubling, at most five. */
export function backoff(attempt: number): number {
  return Math.min(5000, 250 * 2 ** (attempt - 1))
}

/** Connects, and stays connected until closed. */
export function createLink({ open, delay = backoff }: LinkOptions): Link {
  const listeners = new Set<(connected: boolean) => void>()
  let current: { readonly host: Host; readonly port: Port } | undefined
  let closed = false
  let wake: () => void = () => undefined
  let back = new Promise<void>((resolve) => (wake = resolve))

  const tell = () => {
    for (const listener of listeners) listener(current !== undefined)
  }
  const lost = () => {
    current = undefined
    back = new Promise<void>((resolve) => (wake = resolve))
    tell()
    if (!closed) void attempt(1)
  }
  const attempt = async (n: number): Promise<void> => {
    try {
      const port = await open()
      current = { host: connect(hostContract, port), port }
      port.onClose(lost)
      wake()
      tell()
    } catch {
      tell()
      if (!closed) setTimeout(() => void attempt(n + 1), delay(n))
    }
  }
  void attempt(1)

  return {
    host: delegate(() => {
      if (current === undefined)
        throw new Failure('disconnected', 'Relook’s server cannot be reached right now.')
      return current.host
    }),
    ready: () => (current === undefined ? back : Promise.resolve()),
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      closed = true
      current?.port.close()
    },
  }
}

/** Every ability of the contract, asked of the host there is at that moment. */
function delegate(host: () => Host): Host {
  const ask = async (name: string, input: unknown, signal?: AbortSignal): Promise<unknown> => {
    const call = host()[name as keyof Host] as (input: unknown, signal?: AbortSignal) => Promise<unknown>
    return call(input, signal)
  }
  async function* follow(name: string, input: unknown, signal?: AbortSignal): AsyncIterable<unknown> {
    const items = host()[name as keyof Host] as (i: unknown, s?: AbortSignal) => AsyncIterable<unknown>
    yield* items(input, signal)
  }
  const abilities = Object.entries(hostContract).map(([name, ability]) => [
    name,
    (input: unknown, signal?: AbortSignal) =>
      ability.kind === 'call' ? ask(name, input, signal) : follow(name, input, signal),
  ])
  // Built from the contract's own keys and kinds, one function per ability.
  return Object.fromEntries(abilities) as Host
}
