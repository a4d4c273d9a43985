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
  onAbort,
  pause,
  until,
} from '../../app/async'

/** Lets everything run that can run without time going on. */
const settle = () => new Promise((done) => setImmediate(done))

describe('semaphore', () => {
  it('lets in as many as there is room for, first come, first served', async () => {
    const semaphore = createSemaphore(2)
    const order: string[] = []
    const enter = async (name: string) => {
      const done = await semaphore.take()
      order.push(name)
      return done
    }
    const first = await enter('a')
    const second = await enter('b')
    expect(semaphore.busy()).toBe(true)
    const third = enter('c')
    const fourth = enter('d')
    await settle()
    expect(order).toEqual(['a', 'b'])
    first()
    await third
    expect(order).toEqual(['a', 'b', 'c'])
    second()
    await fourth
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  it('counts the end of a turn once, however often it is said', async () => {
    const semaphore = createSemaphore(1)
    const done = await semaphore.take()
    done()
    done()
    await semaphore.take()
    expect(semaphore.busy()).toBe(true)
    let entered = false
    void semaphore.take().then(() => (entered = true))
    await settle()
    expect(entered).toBe(false)
  })

  it('gives what becomes free to the lanes in rotation', async () => {
    const semaphore = createSemaphore(1, ['window', 'batch'])
    const hold = await semaphore.take(undefined, 'window')
    const order: string[] = []
    const ask = (name: string, lane: 'window' | 'batch') =>
      semaphore.take(undefined, lane).then((done) => {
        order.push(name)
        done()
      })
    const all = [
      ask('b1', 'batch'),
      ask('b2', 'batch'),
      ask('b3', 'batch'),
      ask('w1', 'window'),
      ask('w2', 'window'),
    ]
    hold()
    await Promise.all(all)
    expect(order).toEqual(['b1', 'w1', 'b2', 'w2', 'b3'])
  })

  it('lets whoever waits leave, and passes over them', async () => {
    const semaphore = createSemaphore(1)
    const done = await semaphore.take()
    const controller = new AbortController()
    const left = semaphore.take(controller.signal)
    const stays = semaphore.take()
    controller.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    done()
    await expect(stays).resolves.toBeTypeOf('function')
    await expect(semaphore.take(controller.signal)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('grows and shrinks while it is used', async () => {
    const semaphore = createSemaphore(1)
    const first = await semaphore.take()
    const second = semaphore.take()
    semaphore.setLimit(2)
    const endSecond = await second
    semaphore.setLimit(1)
    let entered = false
    const third = semaphore.take().then(() => (entered = true))
    first()
    await settle()
    expect(entered).toBe(false)
    endSecond()
    await third
    expect(entered).toBe(true)
  })

  it('ends the turn of work that fails', async () => {
    const semaphore = createSemaphore(1)
    await expect(semaphore.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(semaphore.busy()).toBe(false)
    await expect(semaphore.use(async () => 3)).resolves.toBe(3)
  })
})

describe('sequence', () => {
  it('does one after the other, failures among them', async () => {
    const sequence = createSequence()
    const log: string[] = []
    const slow = sequence.run(async () => {
      await pause(5)
      log.push('slow')
    })
    const broken = sequence.run(async () => {
      log.push('broken')
      throw new Error('no')
    })
    const quick = sequence.run(async () => log.push('quick'))
    await expect(broken).rejects.toThrow('no')
    await Promise.all([slow, quick])
    expect(log).toEqual(['slow', 'broken', 'quick'])
  })

  it('is settled when all that was asked for is over, whether or not it failed', async () => {
    const sequence = createSequence()
    let over = false
    sequence
      .run(async () => {
        await pause(5)
        over = true
        throw new Error('no')
      })
      .catch(() => undefined)
    await sequence.settled()
    expect(over).toBe(true)
  })
})

describe('channel', () => {
  const read = async <T>(channel: AsyncIterable<T>): Promise<T[]> => {
    const values: T[] = []
    for await (const value of channel) values.push(value)
    return values
  }

  it('gives what was pushed in order, also before anybody reads, and ends', async () => {
    const channel = createChannel<number>()
    channel.push(1)
    const values = read(channel)
    channel.push(2)
    await settle()
    channel.push(3)
    channel.end()
    channel.push(4)
    expect(await values).toEqual([1, 2, 3])
  })

  it('throws what it failed with after what was pushed before', async () => {
    const channel = createChannel<number>()
    channel.push(1)
    channel.fail(new Error('broken'))
    const values: number[] = []
    await expect(
      (async () => {
        for await (const value of channel) values.push(value)
      })(),
    ).rejects.toThrow('broken')
    expect(values).toEqual([1])
  })

  it('drops what is queued and closes once when the signal fires', async () => {
    const controller = new AbortController()
    const onClose = vi.fn()
    const channel = createChannel<number>(controller.signal, onClose)
    channel.push(1)
    controller.abort()
    expect(await read(channel)).toEqual([])
    expect(onClose).toHaveBeenCalledTimes(1)
  })

  it('is closed by leaving the loop, and from the beginning by a signal that has fired', async () => {
    const onClose = vi.fn()
    const channel = createChannel<number>(undefined, onClose)
    channel.push(1)
    for await (const _value of channel) break
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(await read(createChannel<number>(AbortSignal.abort()))).toEqual([])
  })
})

describe('broadcast and observable', () => {
  it('gives each follower everything from the moment it follows', async () => {
    const broadcast = createBroadcast<string>()
    broadcast.tell('to nobody')
    const { signal } = new AbortController()
    const early = broadcast.follow(signal, 'snapshot')
    broadcast.tell('one')
    const late = broadcast.follow(signal)
    broadcast.tell('two')
    expect(broadcast.followed()).toBe(true)
    broadcast.end()
    const all = async (values: AsyncIterable<string>) => {
      const list: string[] = []
      for await (const value of values) list.push(value)
      return list
    }
    expect(await all(early)).toEqual(['snapshot', 'one', 'two'])
    expect(await all(late)).toEqual(['two'])
    expect(broadcast.followed()).toBe(false)
  })

  it('begins with the value as it is and misses none, repeated ones included', async () => {
    const value = createObservable(1)
    value.set(2)
    const seen: number[] = []
    const controller = new AbortController()
    const following = (async () => {
      for await (const next of value.follow(controller.signal)) seen.push(next)
    })()
    value.set(3)
    value.set(3)
    await settle()
    controller.abort()
    await following
    expect(seen).toEqual([2, 3, 3])
    expect(value.get()).toBe(3)
  })
})

describe('changes', () => {
  it('reads now and after every change; changes during a reading are one', async () => {
    const changes = createChanges()
    let value = 0
    const reading = deferred()
    const controller = new AbortController()
    const seen: number[] = []
    const following = (async () => {
      const read = async () => {
        const now = value
        if (now === 1) await reading.promise
        return now
      }
      for await (const next of changes.follow(read, controller.signal)) seen.push(next)
    })()
    await settle()
    value = 1
    changes.tell()
    await settle()
    for (value = 2; value < 5; value++) changes.tell()
    reading.resolve()
    await settle()
    expect(seen).toEqual([0, 1, 5])
    controller.abort()
    await following
    changes.tell()
    expect(seen).toEqual([0, 1, 5])
  })

  it('reads again what changed while the first reading went on', async () => {
    const changes = createChanges()
    const controller = new AbortController()
    let value = 'old'
    const values: string[] = []
    for await (const next of changes.follow(async () => {
      const now = value
      if (now === 'old') {
        value = 'new'
        changes.tell()
      }
      return now
    }, controller.signal)) {
      values.push(next)
      if (values.length === 2) break
    }
    expect(values).toEqual(['old', 'new'])
  })

  it('tells nobody who left, also when a listener leaves while it is told', () => {
    const changes = createChanges()
    const second = vi.fn()
    const first = vi.fn(() => end())
    const end = changes.on(first)
    changes.on(second)
    changes.tell()
    changes.tell()
    expect(first).toHaveBeenCalledTimes(1)
    expect(second).toHaveBeenCalledTimes(2)
    changes.clear()
    changes.tell()
    expect(second).toHaveBeenCalledTimes(2)
  })
})

describe('until', () => {
  it('resolves at once, or with the change that brings it, and listens no longer', async () => {
    const listeners = new Set<() => void>()
    const on = (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
    expect(await until(on, () => 'here')).toBe('here')
    expect(listeners.size).toBe(0)
    let found: string | undefined = undefined
    const waiting = until(on, () => found)
    for (const listener of listeners) listener()
    found = 'now'
    for (const listener of [...listeners]) listener()
    expect(await waiting).toBe('now')
    expect(listeners.size).toBe(0)
  })

  it('ends with the signal and with what reading throws', async () => {
    const changes = createChanges()
    const controller = new AbortController()
    const left = until(changes.on, () => undefined, controller.signal)
    controller.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    await expect(until(changes.on, () => undefined, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    })
    let broken = false
    const failing = until(changes.on, () => {
      if (broken) throw new Error('broken')
      return undefined
    })
    broken = true
    changes.tell()
    await expect(failing).rejects.toThrow('broken')
  })
})

describe('time', () => {
  it('pauses so long, or until the signal fires', async () => {
    vi.useFakeTimers()
    try {
      let over = false
      void pause(100).then(() => (over = true))
      await vi.advanceTimersByTimeAsync(99)
      expect(over).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect(over).toBe(true)
      const controller = new AbortController()
      const left = pause(1e6, controller.signal)
      controller.abort()
      await left
      await pause(1e6, controller.signal)
      await pause(0)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('says yes at most once in a time', () => {
    vi.useFakeTimers()
    try {
      const due = atMostEvery(100)
      expect([due(), due()]).toEqual([true, false])
      vi.advanceTimersByTime(99)
      expect(due()).toBe(false)
      vi.advanceTimersByTime(1)
      expect(due()).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })
})

it('does not complain about a deferred failure that nobody waits for', async () => {
  const one = deferred<number>()
  one.reject(new Error('nobody'))
  await settle()
  await expect(one.promise).rejects.toThrow('nobody')
})

describe('work when something is cancelled', () => {
  it('is done once, at once where it already is, and not at all where nobody waits any more', () => {
    const [work, controller] = [vi.fn(), new AbortController()]
    onAbort(controller.signal, work)
    const forget = onAbort(controller.signal, () => work('forgotten'))
    forget()
    expect(work).not.toHaveBeenCalled()
    controller.abort()
    controller.abort()
    expect(work).toHaveBeenCalledTimes(1)
    onAbort(controller.signal, work)
    expect(work).toHaveBeenCalledTimes(2)
  })
})
