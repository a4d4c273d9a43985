import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call, stream, type Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import { connect, serve, type Port } from '../../app/port'
import { until, yielding } from '../builders/wait'

const contract = {
  add: call(z.object({ a: z.number(), b: z.number() })).returns<number>(),
  fail: call(z.object({})).returns<void>(),
  wait: call(z.object({})).returns<void>(),
  count: stream(z.object({ to: z.number() })).yields<number>(),
} as const

/** Two ends of one channel; messages are cloned, as a real channel does. */
function pair(): [Port, Port] {
  const ends = [0, 1].map(() => ({ message: [] as ((m: unknown) => void)[], close: [] as (() => void)[] }))
  const port = (mine: number): Port => ({
    send: (m) =>
      queueMicrotask(() => ends[1 - mine]?.message.forEach((listen) => listen(structuredClone(m)))),
    onMessage: (listen) => void ends[mine]?.message.push(listen),
    onClose: (listen) => void ends[mine]?.close.push(listen),
    close: () => ends.forEach((end) => end.close.splice(0).forEach((listen) => listen())),
  })
  return [port(0), port(1)]
}

function setUp() {
  const [here, there] = pair()
  const seen = { cancelled: 0, counted: 0, waiting: 0 }
  const host: Implementation<typeof contract> = {
    add: ({ a, b }) => Promise.resolve(a + b),
    fail: () => Promise.reject(new Failure('disk-full', 'The disk is full.', 'ENOSPC')),
    wait: (_, signal) =>
      new Promise((_done, reject) => {
        seen.waiting++
        signal.addEventListener('abort', () => {
          seen.cancelled++
          reject(new Error('stopped'))
        })
      }),
    async *count({ to }, signal) {
      try {
        for (let i = 0; i < to && !signal.aborted; i++) {
          await yielding()
          seen.counted = i
          yield i
        }
      } finally {
        if (signal.aborted) seen.cancelled++
      }
    },
  }
  serve(contract, host, there)
  return { client: connect(contract, here), here, seen }
}

describe('a contract over a port', () => {
  test('answers a call', async () => {
    expect(await setUp().client.add({ a: 2, b: 3 })).toBe(5)
  })

  test('streams every item in order', async () => {
    const got: number[] = []
    for await (const n of setUp().client.count({ to: 5 })) got.push(n)
    expect(got).toEqual([0, 1, 2, 3, 4])
  })

  test('carries a failure with code, message and detail', async () => {
    await expect(setUp().client.fail({})).rejects.toMatchObject({
      code: 'disk-full',
      message: 'The disk is full.',
      detail: 'ENOSPC',
    })
  })

  test('refuses wrong input before it reaches the implementation', async () => {
    await expect(setUp().client.add({ a: 1, b: 'x' as unknown as number })).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  test.each(['constructor', 'toString', '__proto__', 'nope'])('has no ability “%s”', async (name) => {
    const [here, there] = pair()
    serve(contract, {} as Implementation<typeof contract>, there)
    const answer = new Promise((resolve) => here.onMessage(resolve))
    here.send({ t: 'ask', id: 1, name, input: {} })
    expect(await answer).toMatchObject({ t: 'fail', failure: { code: 'denied' } })
  })

  test('survives garbage on the channel', async () => {
    const { client, here } = setUp()
    for (const garbage of [null, 7, 'x', {}, { t: 'ask' }, { t: 'leave', id: 99 }]) here.send(garbage)
    expect(await client.add({ a: 1, b: 1 })).toBe(2)
  })

  test('stops the work when the reader leaves the loop', async () => {
    const { client, seen } = setUp()
    for await (const n of client.count({ to: 1000 })) if (n === 2) break
    await until(() => seen.cancelled === 1, 'the end of the work')
    expect(seen.counted).toBeLessThan(50)
  })

  test('stops the work when the signal fires', async () => {
    const { client, seen } = setUp()
    const controller = new AbortController()
    const waiting = client.wait({}, controller.signal)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await until(() => seen.cancelled === 1, 'the end of the work')
  })

  test('fails what is under way when the channel closes, on both sides', async () => {
    const { client, here, seen } = setUp()
    const waiting = client.wait({})
    await until(() => seen.waiting === 1, 'the question to arrive')
    here.close()
    await expect(waiting).rejects.toMatchObject({ code: 'disconnected' })
    expect(seen.cancelled).toBe(1)
    await expect(client.add({ a: 1, b: 2 })).rejects.toMatchObject({ code: 'disconnected' })
  })
})
