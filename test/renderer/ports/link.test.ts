import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { serve, type Port } from '../../../app/port'
import { hostContract, type HostImplementation } from '../../../app/host'
import { backoff, createLink } from '../../../renderer/ports/link'
import { keepToken, pastedToken, takeToken, tokenIn } from '../../../renderer/ports/token'
import { fakeHost, memory } from '../fake-host'

/** Two ends of a channel in memory. */
function pair(): [Port, Port] {
  const ends = [0, 1].map(() => ({
    listeners: [] as ((m: unknown) => void)[],
    closers: [] as (() => void)[],
  }))
  const end = (own: 0 | 1): Port => ({
    send: (message) => {
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => ends[1 - own]?.listeners.forEach((l) => l(copy)))
    },
    onMessage: (listener) => void ends[own]?.listeners.push(listener),
    onClose: (listener) => void ends[own]?.closers.push(listener),
    close: () => ends.forEach((e) => e.closers.forEach((c) => c())),
  })
  return [end(0), end(1)]
}

/** A link to a fake host whose ports can be counted and cut. */
function linkTo(failures = 0) {
  const opened: Port[] = []
  let left = failures
  const link = createLink({
    delay: () => 1,
    open: async () => {
      if (left-- > 0) throw new Error('nobody there')
      const [ours, theirs] = pair()
      serve(hostContract, fakeHost().host as unknown as HostImplementation, theirs)
      opened.push(ours)
      return ours
    },
  })
  return { link, opened }
}

describe('a link', () => {
  it('reaches the host once it is ready', async () => {
    const { link } = linkTo()
    await link.ready()
    expect(await link.host.about({})).toMatchObject({ shell: 'headless' })
  })

  it('comes back by itself after the port closed, and fails calls in between at once', async () => {
    const { link, opened } = linkTo()
    const told: boolean[] = []
    link.watch((connected) => told.push(connected))
    await link.ready()
    opened[0]?.close()
    await expect(link.host.about({})).rejects.toMatchObject({ code: 'disconnected' })
    await link.ready()
    expect(await link.host.about({})).toMatchObject({ shell: 'headless' })
    expect([opened.length, told]).toEqual([2, [true, false, true]])
  })

  it('tries again until somebody is there', async () => {
    const { link, opened } = linkTo(3)
    await link.ready()
    expect(opened).toHaveLength(1)
  })

  it('stays closed once it was closed', async () => {
    const { link, opened } = linkTo()
    await link.ready()
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    link.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(opened).toHaveLength(1)
  })

  it('waits longer and longer, at most five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map(backoff)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
  })
})

describe('the token', () => {
  it('is read from the fragment', () => {
    expect([tokenIn('#token=abc_-9'), tokenIn('#other'), tokenIn('')]).toEqual([
      'abc_-9',
      undefined,
      undefined,
    ])
  })

  it('leaves the address bar and is remembered for a reload', () => {
    const shown: string[] = []
    const history = {
      replaceState: (_d: unknown, _t: string, url: string) => shown.push(url),
    } as unknown as History
    const store = memory()
    const at = (hash: string) => ({ hash, pathname: '/', search: '' }) as Location
    expect(takeToken(at('#token=abc'), history, store)).toBe('abc')
    expect(shown).toEqual(['/'])
    expect(takeToken(at(''), history, store)).toBe('abc')
    keepToken('def', store)
    expect(takeToken(at('#/file/c1'), history, store)).toBe('def')
    expect(shown).toEqual(['/'])
  })

  it('is found in what a person pasted', () => {
    const pasted = ['http://127.0.0.1:8899/#token=abc', ' #token=abc\n', 'abc', 'http://127.0.0.1:8899/']
    expect(pasted.map(pastedToken)).toEqual(['abc', 'abc', undefined, undefined])
  })
})
