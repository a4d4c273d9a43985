/** New versions: nothing is asked of anybody without a word, and every way it can end is a state. */
import { describe, expect, test, vi } from 'vitest'
import { createUpdates, type Updater, type UpdateOptions } from '../../../main/shell/updates'

const newer: Updater = {
  check: async () => '9.9.9',
  download: async (progress) => progress(5, 10),
  install: () => undefined,
}
function updatesWith(updater: Partial<Updater> = {}, options: Partial<UpdateOptions> = {}) {
  const load = vi.fn(async () => ({ ...newer, ...updater }))
  const setAutomatic = vi.fn()
  return {
    load,
    setAutomatic,
    updates: createUpdates({ load, automatic: false, setAutomatic, now: () => 7, ...options }),
  }
}

describe('updates', () => {
  test('ask nobody until a person says so', async () => {
    const { load, updates } = updatesWith({}, { automatic: true })
    expect(updates.get()).toEqual({ type: 'idle', automatic: true })
    expect(load).not.toHaveBeenCalled()
  })

  test('go a step at a time: found, downloaded, started', async () => {
    const install = vi.fn()
    const { updates } = updatesWith({ install })
    await updates.check()
    expect(updates.get()).toEqual({ type: 'available', version: '9.9.9' })
    await expect(updates.install()).rejects.toMatchObject({ code: 'bad-input' })
    const seen: unknown[] = []
    const left = new AbortController()
    const watching = (async () => {
      for await (const state of updates.follow(left.signal)) seen.push(state)
    })()
    await updates.download()
    expect(updates.get()).toEqual({ type: 'ready', version: '9.9.9' })
    left.abort()
    await watching
    expect(seen).toContainEqual({ type: 'downloading', version: '9.9.9', done: 5, total: 10 })
    expect(install).not.toHaveBeenCalled()
    await updates.install()
    expect(install).toHaveBeenCalledOnce()
  })

  test('say when there is none, and when that could not be known', async () => {
    const none = updatesWith({ check: async () => undefined }).updates
    await none.check()
    expect(none.get()).toEqual({ type: 'idle', automatic: false, checkedAt: 7 })
    const broken = updatesWith({ check: () => Promise.reject(new Error('no network')) }).updates
    await broken.check()
    expect(broken.get()).toEqual({ type: 'failed', message: 'no network' })
  })

  test('are remembered as wanted or not', () => {
    const { updates, setAutomatic } = updatesWith()
    updates.setAutomatic(true)
    expect(setAutomatic).toHaveBeenCalledWith(true)
    expect(updates.get()).toEqual({ type: 'idle', automatic: true })
  })

  test('a copy that cannot update itself says why, and loads nothing', async () => {
    const { load, updates } = updatesWith({}, { why: 'A checkout.' })
    expect(updates.get()).toEqual({ type: 'none', why: 'A checkout.' })
    await expect(updates.check()).rejects.toMatchObject({ code: 'denied', message: 'A checkout.' })
    expect(load).not.toHaveBeenCalled()
  })
})
