/** What waiting must never do: lose who waits, let in too many, keep listening to a signal of long ago. */
import { getEventListeners } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import {
  atMostEvery,
  createBroadcast,
  createChanges,
  createChannel,
  createObservable,
  createSemaphore,
  createSequence,
  deferred,
  pause,
  until,
} from '../../app/async'
import fc from '../builders/properties'
import { settled } from '../builders/wait'

/** How many still wait for a signal to fire. */
const listening = ({ signal }: AbortController) => getEventListeners(signal, 'abort').length
const collect = async <T>(values: AsyncIterable<T>, most = Infinity): Promise<T[]> => {
  const list: T[] = []
  for await (const value of values) {
    list.push(value)
    if (list.length >= most) break
  }
  return list
}

describe('a semaphore', () => {
  it('never lets in more than it may, loses nobody and ends free, whoever leaves or fails', async () => {
    const asked = fc.record({ lane: fc.constantFrom('a', 'b'), leaves: fc.boolean(), fails: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(asked, { maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, limit) => {
          const semaphore = createSemaphore<'a' | 'b'>(limit, ['a', 'b'])
          let inside = 0
          let most = 0
          const ends = all.map(async ({ lane, leaves, fails }) => {
            const controller = new AbortController()
            const turn = semaphore.take(controller.signal, lane)
            if (leaves) controller.abort()
            const done = await turn
            most = Math.max(most, ++inside)
            await Promise.resolve()
            inside--
            done()
            if (fails) throw new Error('no')
          })
          const results = await Promise.allSettled(ends)
          expect(most).toBeLessThanOrEqual(limit)
          expect(inside).toBe(0)
          expect(semaphore.busy()).toBe(false)
          // Whoever had no chance to leave before their turn, and did not fail, is through.
          results.forEach((result, i) => {
            if (all[i]?.leaves === false && all[i].fails === false) expect(result.status).toBe('fulfilled')
          })
        },
      ),
    )
  })

  it('shut by a limit of nothing lets in nobody until it is opened', async () => {
    const semaphore = createSemaphore(0)
    const order: number[] = []
    const all = [1, 2, 3].map((n) => semaphore.use(async () => void order.push(n)))
    await settled()
    expect(order).toEqual([])
    expect(semaphore.busy()).toBe(true)
    semaphore.setLimit(1)
    await Promise.all(all)
    expect(order).toEqual([1, 2, 3])
  })

  it('goes on with the next where the first in the queue has left', async () => {
    const semaphore = createSemaphore(1)
    const done = await semaphore.take()
    const controller = new AbortController()
    const leaves = semaphore.take(controller.signal)
    const next = semaphore.take()
    controller.abort()
    done()
    await expect(leaves).rejects.toMatchObject({ code: 'cancelled' })
    expect(await next).toBeTypeOf('function')
  })

  it('does not listen to the signal of a turn that was given, nor of one that was left', async () => {
    const semaphore = createSemaphore(1)
    const controller = new AbortController()
    const done = await semaphore.take(controller.signal)
    expect(listening(controller)).toBe(0)
    const waits = semaphore.take(controller.signal)
    expect(listening(controller)).toBe(1)
    done()
    await waits
    expect(listening(controller)).toBe(0)
  })

  it('gives a turn that nobody has cancelled even where the signal fires later', async () => {
    const controller = new AbortController()
    const semaphore = createSemaphore(1)
    const done = await semaphore.take(controller.signal)
    controller.abort()
    expect(semaphore.busy()).toBe(true)
    done()
    expect(semaphore.busy()).toBe(false)
  })

  it('ends the turn of work that throws before it gives a promise', async () => {
    const semaphore = createSemaphore(1)
    const broken = (): Promise<void> => {
      throw new Error('at once')
    }
    await expect(semaphore.use(broken)).rejects.toThrow('at once')
    expect(semaphore.busy()).toBe(false)
  })

  it('serves an empty lane no turn: one lane alone goes on one after the other', async () => {
    const semaphore = createSemaphore<'a' | 'b' | 'c'>(1, ['a', 'b', 'c'])
    const order: string[] = []
    const hold = await semaphore.take()
    const all = ['c', 'c', 'a'].map((lane, i) =>
      semaphore.take(undefined, lane as 'a' | 'c').then((done) => {
        order.push(`${lane}${i}`)
        done()
      }),
    )
    hold()
    await Promise.all(all)
    expect(order).toEqual(['c0', 'a2', 'c1'])
  })
})

describe('a sequence', () => {
  it('does what was asked for in the order it was asked for, whatever each takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 12 }), async (turns) => {
        const sequence = createSequence()
        const order: number[] = []
        const all = turns.map((n, i) =>
          sequence.run(async () => {
            for (let turn = 0; turn < n; turn++) await Promise.resolve()
            order.push(i)
            return i
          }),
        )
        expect(await Promise.all(all)).toEqual(turns.map((_, i) => i))
        expect(order).toEqual(turns.map((_, i) => i))
      }),
    )
  })

  it('is settled at once while it is empty, and does not wait for what is asked for later', async () => {
    const sequence = createSequence()
    await sequence.settled()
    const { promise, resolve } = deferred()
    const settledBefore = sequence.settled()
    const later = sequence.run(() => promise)
    await settledBefore
    resolve()
    await later
  })
})

describe('a channel', () => {
  it('loses no value and no wake-up, however pushing and reading alternate', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { maxLength: 30 }), async (pauses) => {
        const channel = createChannel<number>()
        const reading = collect(channel)
        for (const [i, turns] of pauses.entries()) {
          for (let turn = 0; turn < turns; turn++) await Promise.resolve()
          channel.push(i)
        }
        channel.end()
        expect(await reading).toEqual(pauses.map((_, i) => i))
      }),
    )
  })

  it('ends as it was ended first: an end after a failure, or a failure after an end, changes nothing', async () => {
    const failed = createChannel<number>()
    failed.fail(new Error('first'))
    failed.end()
    failed.fail(new Error('second'))
    await expect(collect(failed)).rejects.toThrow('first')
    const ended = createChannel<number>()
    ended.push(1)
    ended.end()
    ended.fail(new Error('late'))
    expect(await collect(ended)).toEqual([1])
  })

  it('can fail with anything, undefined too', async () => {
    const channel = createChannel<number>()
    channel.fail(undefined)
    await expect(collect(channel)).rejects.toBeUndefined()
  })

  it('wakes a reader that waits when the signal fires, and does not listen to it after its end', async () => {
    const controller = new AbortController()
    const closed = vi.fn()
    const waiting = collect(createChannel<number>(controller.signal, closed))
    await settled()
    controller.abort()
    expect(await waiting).toEqual([])
    expect(closed).toHaveBeenCalledTimes(1)
    const other = new AbortController()
    const channel = createChannel<number>(other.signal)
    channel.push(1)
    await collect(channel, 1)
    expect(listening(other)).toBe(0)
  })
})

describe('a broadcast', () => {
  it('goes on for the others when one leaves, and nobody follows when all have left', async () => {
    const broadcast = createBroadcast<number>()
    const [first, second] = [new AbortController(), new AbortController()]
    const short = collect(broadcast.follow(first.signal))
    const long = collect(broadcast.follow(second.signal))
    broadcast.tell(1)
    await settled()
    first.abort()
    broadcast.tell(2)
    await settled()
    second.abort()
    expect([await short, await long]).toEqual([[1], [1, 2]])
    expect(broadcast.followed()).toBe(false)
  })

  it('is not followed by whoever comes with a signal that has fired', async () => {
    const broadcast = createBroadcast<number>()
    expect(await collect(broadcast.follow(AbortSignal.abort(), 1, 2))).toEqual([])
    expect(broadcast.followed()).toBe(false)
  })

  it('lets a slow follower read all of it after the others', async () => {
    const broadcast = createBroadcast<number>()
    const slow = broadcast.follow(new AbortController().signal)
    for (let n = 0; n < 1000; n++) broadcast.tell(n)
    broadcast.end()
    expect(await collect(slow)).toHaveLength(1000)
  })
})

it('an observable gives a value set between two readings once to each follower', async () => {
  const value = createObservable('a')
  const controller = new AbortController()
  const [early, late] = [value.follow(controller.signal), value.follow(controller.signal)]
  value.set('b')
  expect(await collect(early, 2)).toEqual(['a', 'b'])
  expect(await collect(late, 2)).toEqual(['a', 'b'])
  expect(await collect(value.follow(controller.signal), 1)).toEqual(['b'])
})

describe('changes', () => {
  it('are followed no longer by whoever leaves at the first reading, or whose reading fails', async () => {
    const changes = createChanges()
    const controller = new AbortController()
    expect(
      await collect(
        changes.follow(() => 1, controller.signal),
        1,
      ),
    ).toEqual([1])
    expect(listening(controller)).toBe(0)
    const failing = collect(changes.follow(() => Promise.reject(new Error('unread')), controller.signal))
    await expect(failing).rejects.toThrow('unread')
    expect(listening(controller)).toBe(0)
  })

  it('are read by nobody whose signal has fired', async () => {
    const read = vi.fn(() => 1)
    expect(await collect(createChanges().follow(read, AbortSignal.abort()))).toEqual([])
    expect(read).not.toHaveBeenCalled()
  })

  it('end while a reading goes on: it is the last', async () => {
    const changes = createChanges()
    const controller = new AbortController()
    const reading = deferred<number>()
    const all = collect(changes.follow(() => reading.promise, controller.signal))
    await settled()
    changes.tell()
    controller.abort()
    reading.resolve(7)
    expect((await all).length).toBeLessThanOrEqual(1)
    expect(listening(controller)).toBe(0)
  })
})

describe('until', () => {
  it('does not take nothing, no and nought for undefined', async () => {
    const { on } = createChanges()
    expect(await until(on, () => null)).toBeNull()
    expect(await until<unknown>(on, () => false)).toBe(false)
    expect(await until(on, () => 0)).toBe(0)
    expect(await until(on, () => '')).toBe('')
  })

  it('listens to the signal only as long as it waits', async () => {
    const changes = createChanges()
    const controller = new AbortController()
    let found: number | undefined = 1
    await until(changes.on, () => found, controller.signal)
    expect(listening(controller)).toBe(0)
    found = undefined
    const waiting = until(changes.on, () => found, controller.signal)
    expect(listening(controller)).toBe(1)
    found = 2
    changes.tell()
    expect(await waiting).toBe(2)
    expect(listening(controller)).toBe(0)
  })
})

describe('time', () => {
  it('that is over or does not pass is no pause, and a cancelled one leaves no listener', async () => {
    vi.useFakeTimers()
    try {
      const controller = new AbortController()
      await Promise.all([pause(0), pause(-5, controller.signal)])
      expect(listening(controller)).toBe(0)
      const waiting = pause(50, controller.signal)
      expect([vi.getTimerCount(), listening(controller)]).toEqual([1, 1])
      await vi.advanceTimersByTimeAsync(50)
      await waiting
      expect([vi.getTimerCount(), listening(controller)]).toEqual([0, 0])
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives each asker a measure of their own', () => {
    vi.useFakeTimers()
    try {
      const [one, other] = [atMostEvery(10), atMostEvery(1000)]
      expect([one(), other()]).toEqual([true, true])
      vi.advanceTimersByTime(10)
      expect([one(), other()]).toEqual([true, false])
    } finally {
      vi.useRealTimers()
    }
  })
})

it('a deferred promise is settled once, by whoever is first', async () => {
  const one = deferred<number>()
  one.resolve(1)
  one.resolve(2)
  one.reject(new Error('late'))
  expect(await one.promise).toBe(1)
})
