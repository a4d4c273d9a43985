/** A contract over a port where things go wrong: nothing is answered twice, nothing goes on for whoever has left. */
import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call, stream, type Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import { connect, serve, type Port } from '../../app/port'
import { settled } from '../builders/wait'

const contract = {
  echo: call(z.object({ text: z.string().default('nothing') })).returns<string>(),
  later: call(z.object({})).returns<number>(),
  many: stream(z.object({})).yields<number>(),
} as const

/** One end of a channel in the test's hand: what was sent to it, and what it says back. */
function held() {
  const sent: unknown[] = []
  let hear: (message: unknown) => void = () => undefined
  const closing: (() => void)[] = []
  const port: Port = {
    send: (message) => void sent.push(message),
    onMessage: (listen) => {
      hear = listen
    },
    onClose: (listen) => void closing.push(listen),
    close: () => {
      for (const listen of closing.splice(0)) listen()
    },
  }
  return { port, sent, say: (message: unknown) => hear(message) }
}

/** A host that does nothing but what is given. */
function hostOf(part: Partial<Implementation<typeof contract>>): Implementation<typeof contract> {
  const none = () => Promise.reject(new Error('not asked for'))
  return {
    echo: none,
    later: none,
    many: () => ({ [Symbol.asyncIterator]: () => ({ next: none }) }),
    ...part,
  }
}

describe('whoever asks', () => {
  test('sends a number of its own with each question, and takes each answer for its question', async () => {
    const { port, sent, say } = held()
    const client = connect(contract, port)
    const [first, second] = [client.echo({ text: 'a' }), client.echo({ text: 'b' })]
    expect(sent).toEqual([
      { t: 'ask', id: 1, name: 'echo', input: { text: 'a' } },
      { t: 'ask', id: 2, name: 'echo', input: { text: 'b' } },
    ])
    say({ t: 'done', id: 2, value: 'B' })
    say({ t: 'done', id: 1, value: 'A' })
    expect(await Promise.all([first, second])).toEqual(['A', 'B'])
  })

  test('leaves once, and does not hear what comes after that', async () => {
    const { port, sent, say } = held()
    const controller = new AbortController()
    const asked = connect(contract, port).later({}, controller.signal)
    controller.abort()
    say({ t: 'done', id: 1, value: 7 })
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(sent.slice(1)).toEqual([{ t: 'leave', id: 1 }])
  })

  test('does not ask at all with a signal that has fired', async () => {
    const { port, sent } = held()
    const asked = connect(contract, port).later({}, AbortSignal.abort())
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(sent.filter((m) => (m as { t: string }).t === 'ask')).toEqual([])
  })

  test('listens to its signal no longer than the question lasts, however it ends', async () => {
    const { port, say } = held()
    const controller = new AbortController()
    const listening = () => getEventListeners(controller.signal, 'abort').length
    const client = connect(contract, port)
    const asked = [client.later({}, controller.signal), client.later({}, controller.signal)]
    expect(listening()).toBe(2)
    say({ t: 'done', id: 1, value: 7 })
    say({ t: 'fail', id: 2, failure: { code: 'busy', message: 'Wait.' } })
    await Promise.allSettled(asked)
    expect(listening()).toBe(0)
  })

  test('asks for a stream when it begins to read, and leaves when it stops', async () => {
    const { port, sent, say } = held()
    const items = connect(contract, port).many({})
    expect(sent).toEqual([])
    const read = (async () => {
      for await (const item of items) if (item === 2) return item
      return undefined
    })()
    await settled()
    for (const value of [1, 2, 3]) say({ t: 'item', id: 1, value })
    expect(await read).toBe(2)
    expect(sent.at(-1)).toEqual({ t: 'leave', id: 1 })
  })

  test('does not say that it leaves a stream that is over', async () => {
    const { port, sent, say } = held()
    const items: number[] = []
    const read = (async () => {
      for await (const item of connect(contract, port).many({})) items.push(item)
    })()
    await settled()
    say({ t: 'item', id: 1, value: 5 })
    say({ t: 'done', id: 1 })
    await read
    expect(items).toEqual([5])
    expect(sent).toHaveLength(1)
  })

  test('gets what was sent before a stream failed, then the failure', async () => {
    const { port, say } = held()
    const items: number[] = []
    const read = (async () => {
      for await (const item of connect(contract, port).many({})) items.push(item)
    })()
    await settled()
    say({ t: 'item', id: 1, value: 5 })
    say({ t: 'fail', id: 1, failure: { code: 'disk-full', message: 'Full.', detail: 'ENOSPC' } })
    await expect(read).rejects.toMatchObject({ code: 'disk-full', detail: 'ENOSPC' })
    expect(items).toEqual([5])
  })

  test('is told that the connection was lost, for a stream as for a call, and from then on at once', async () => {
    const { port, sent } = held()
    const client = connect(contract, port)
    const reading = (async () => {
      for await (const _ of client.many({})) break
    })()
    await settled()
    port.close()
    await expect(reading).rejects.toMatchObject({ code: 'disconnected', message: 'The connection was lost.' })
    const before = sent.length
    await expect(client.later({})).rejects.toMatchObject({ code: 'disconnected' })
    expect(sent).toHaveLength(before)
  })
})

describe('whoever answers', () => {
  test('is given what the check made of the input, not what was sent', async () => {
    const { port, sent, say } = held()
    const inputs: unknown[] = []
    const echo = async (input: { text: string }) => {
      inputs.push(input)
      return input.text
    }
    serve(contract, hostOf({ echo }), port)
    say({ t: 'ask', id: 1, name: 'echo', input: { more: 1 } })
    await settled()
    expect(inputs).toEqual([{ text: 'nothing' }])
    expect(sent).toEqual([{ t: 'done', id: 1, value: 'nothing' }])
  })

  test('answers a question without its input with what is wrong with it', async () => {
    const { port, sent, say } = held()
    serve(contract, hostOf({}), port)
    say({ t: 'ask', id: 3, name: 'echo' })
    await settled()
    expect(sent).toMatchObject([
      { t: 'fail', id: 3, failure: { code: 'bad-input', message: '“echo” was asked wrongly.' } },
    ])
  })

  test('says what was thrown before there was a promise', async () => {
    const { port, sent, say } = held()
    const later = (): Promise<number> => {
      throw new Failure('denied', 'Not here.')
    }
    serve(contract, hostOf({ later }), port)
    say({ t: 'ask', id: 1, name: 'later', input: {} })
    await settled()
    expect(sent).toEqual([{ t: 'fail', id: 1, failure: { code: 'denied', message: 'Not here.' } }])
  })

  test('says nothing to whoever has left, and tells the work to stop', async () => {
    const { port, sent, say } = held()
    let signal: AbortSignal | undefined
    let finish: (n: number) => void = () => undefined
    const later = (_: object, given: AbortSignal) => {
      signal = given
      return new Promise<number>((resolve) => (finish = resolve))
    }
    serve(contract, hostOf({ later }), port)
    say({ t: 'ask', id: 1, name: 'later', input: {} })
    say({ t: 'leave', id: 1 })
    expect(signal?.aborted).toBe(true)
    finish(7)
    await settled()
    expect(sent).toEqual([])
  })

  test('ends a stream whose end was read with one word, after all items', async () => {
    const { port, sent, say } = held()
    const many = async function* () {
      yield 1
      yield 2
    }
    serve(contract, hostOf({ many }), port)
    say({ t: 'ask', id: 9, name: 'many', input: {} })
    await settled()
    expect(sent).toEqual([
      { t: 'item', id: 9, value: 1 },
      { t: 'item', id: 9, value: 2 },
      { t: 'done', id: 9 },
    ])
  })

  test('takes no more of a stream after the asker has left, and closes it', async () => {
    const { port, sent, say } = held()
    let made = 0
    let closed = false
    const many = async function* () {
      try {
        for (;;) {
          yield ++made
          if (made === 2) say({ t: 'leave', id: 1 })
        }
      } finally {
        closed = true
      }
    }
    serve(contract, hostOf({ many }), port)
    say({ t: 'ask', id: 1, name: 'many', input: {} })
    await settled()
    expect([made, closed]).toEqual([3, true])
    expect(sent).toHaveLength(2)
  })

  test('stops everything when the channel closes', async () => {
    const { port, sent, say } = held()
    const signals: AbortSignal[] = []
    const later = (_: object, signal: AbortSignal) => {
      signals.push(signal)
      return new Promise<number>(() => undefined)
    }
    serve(contract, hostOf({ later }), port)
    for (const id of [1, 2]) say({ t: 'ask', id, name: 'later', input: {} })
    port.close()
    await settled()
    expect(signals.map((s) => s.aborted)).toEqual([true, true])
    expect(sent).toEqual([])
  })

  test.each([
    ['no number', { t: 'ask', name: 'echo', input: {} }],
    ['a number in words', { t: 'ask', id: '1', name: 'echo', input: {} }],
    ['no name', { t: 'ask', id: 1, input: {} }],
    ['another word', { t: 'tell', id: 1, name: 'echo', input: {} }],
  ])('passes over a message with %s', async (_, message) => {
    const { port, sent, say } = held()
    serve(contract, hostOf({}), port)
    say(message)
    await settled()
    expect(sent).toEqual([])
  })
})
