/**
 * Carries a contract over any two-way message channel (Electron MessagePort, WebSocket, child process). The allow-list is
 * the contract itself; every input is checked before it reaches an implementation. Knows no transport and no ability.
 */
import { createChannel } from './async'
import type { Client, Contract, Implementation } from './contract'
import { cancelled, Failure, fromFailureData, toFailureData, type FailureData } from './failure'

/** A two-way channel of structured-clonable or JSON messages. */
export interface Port {
  readonly send: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  /** Called once when the channel is gone, whoever closed it. */
  readonly onClose: (listener: () => void) => void
  readonly close: () => void
}

type Ask = { readonly t: 'ask'; readonly id: number; readonly name: string; readonly input: unknown }
type Leave = { readonly t: 'leave'; readonly id: number }
type Reply =
  | { readonly t: 'item'; readonly id: number; readonly value: unknown }
  | { readonly t: 'done'; readonly id: number; readonly value?: unknown }
  | { readonly t: 'fail'; readonly id: number; readonly failure: FailureData }

interface Waiting {
  readonly item: (value: unknown) => void
  readonly done: (value: unknown) => void
  readonly fail: (error: Error) => void
}

/** The client of a contract over a port. Everything under way fails with `disconnected` when the port closes. */
export function connect<C extends Contract>(contract: C, port: Port): Client<C> {
  const ask = createAsk(port)
  const client = Object.fromEntries(
    Object.entries(contract).map(([name, ability]) => [
      name,
      ability.kind === 'call'
        ? (input: unknown, signal?: AbortSignal) =>
            new Promise(
              (done, fail) => void ask({ name, input }, { item: () => undefined, done, fail }, signal),
            )
        : (input: unknown, signal?: AbortSignal) => items((asker) => ask({ name, input }, asker, signal)),
    ]),
  )
  // The table's shape is the contract's shape: built from its keys, one function per ability.
  return client as Client<C>
}

/** Puts questions to the other side; what comes back ends the waiting for the answer. */
type AskFunction = (question: Pick<Ask, 'name' | 'input'>, asker: Waiting, signal?: AbortSignal) => () => void

function createAsk(port: Port): AskFunction {
  const waiting = new Map<number, Waiting>()
  let closed = false
  let last = 0
  port.onMessage((message) => {
    if (typeof message !== 'object' || message === null) return
    const reply = message as Reply
    const asker = waiting.get(reply.id)
    if (asker === undefined) return
    if (reply.t === 'item') return asker.item(reply.value)
    waiting.delete(reply.id)
    if (reply.t === 'done') asker.done(reply.value)
    else asker.fail(fromFailureData(reply.failure))
  })
  port.onClose(() => {
    closed = true
    for (const asker of waiting.values()) asker.fail(lost())
    waiting.clear()
  })
  return (question, asker, signal) => {
    if (closed) {
      asker.fail(lost())
      return () => undefined
    }
    const id = ++last
    const leave = () => {
      if (!waiting.delete(id)) return
      signal?.removeEventListener('abort', leave)
      if (!closed) port.send({ t: 'leave', id } satisfies Leave)
      asker.fail(cancelled())
    }
    waiting.set(
      id,
      untilAnswered(asker, () => signal?.removeEventListener('abort', leave)),
    )
    if (signal?.aborted) leave()
    else {
      signal?.addEventListener('abort', leave, { once: true })
      port.send({ t: 'ask', id, ...question } satisfies Ask)
    }
    return leave
  }
}

/** A signal may outlive many questions: whoever was answered does not listen to it any longer. */
function untilAnswered(asker: Waiting, over: () => void): Waiting {
  return {
    item: asker.item,
    done: (value) => {
      over()
      asker.done(value)
    },
    fail: (error) => {
      over()
      asker.fail(error)
    },
  }
}

function lost(): Failure {
  return new Failure('disconnected', 'The connection was lost.')
}

/** Items pushed by an asker as an async iterable; breaking out of the loop calls what `start` returned. */
async function* items(start: (asker: Waiting) => () => void): AsyncGenerator<unknown> {
  const channel = createChannel<unknown>()
  const leave = start({ item: channel.push, done: channel.end, fail: channel.fail })
  try {
    yield* channel
  } finally {
    leave()
  }
}

/** Answers a contract over a port until it closes; then everything under way is cancelled. */
export function serve<C extends Contract>(contract: C, host: Implementation<C>, port: Port): void {
  const running = new Map<number, AbortController>()
  const answer = async (ask: Ask): Promise<void> => {
    const reply = (message: Reply) => {
      if (running.has(ask.id)) port.send(message)
    }
    const controller = new AbortController()
    running.set(ask.id, controller)
    try {
      const ability = Object.hasOwn(contract, ask.name) ? contract[ask.name] : undefined
      if (ability === undefined) throw new Failure('denied', `There is no ability “${ask.name}”.`)
      const input = ability.input.safeParse(ask.input)
      if (!input.success)
        throw new Failure('bad-input', `“${ask.name}” was asked wrongly.`, input.error.message)
      // Name and kind were just checked against the contract that types the implementation.
      const run = host[ask.name] as (
        input: unknown,
        signal: AbortSignal,
      ) => Promise<unknown> | AsyncIterable<unknown>
      const result = run(input.data, controller.signal)
      if (ability.kind === 'call') reply({ t: 'done', id: ask.id, value: await result })
      else {
        for await (const value of result as AsyncIterable<unknown>) {
          if (controller.signal.aborted) break
          reply({ t: 'item', id: ask.id, value })
        }
        reply({ t: 'done', id: ask.id })
      }
    } catch (error) {
      reply({ t: 'fail', id: ask.id, failure: toFailureData(error) })
    } finally {
      running.delete(ask.id)
    }
  }
  port.onMessage((message) => {
    const m = message as Partial<Ask> | Leave
    if (typeof m !== 'object' || m === null || typeof m.id !== 'number') return
    if (m.t === 'leave') {
      running.get(m.id)?.abort()
      running.delete(m.id)
    } else if (m.t === 'ask' && typeof m.name === 'string') void answer(m as Ask)
  })
  port.onClose(() => {
    for (const controller of running.values()) controller.abort()
    running.clear()
  })
}
