/** Long work that ends while a person looks elsewhere: told, counted, and forgotten once they look. Against a system that writes down. */
import { beforeEach, expect, test, vi } from 'vitest'
import { createNotifier } from '../../../main/electron/attention'

const system = vi.hoisted(() => ({
  front: false,
  badge: 0,
  flashing: false,
  awake: new Set<number>(),
  shown: [] as { title: string; press: () => void }[],
}))
vi.mock('electron', () => ({
  app: { setBadgeCount: (count: number) => void (system.badge = count) },
  BrowserWindow: {
    getFocusedWindow: () => (system.front ? {} : null),
    getAllWindows: () => [{ flashFrame: (on: boolean) => void (system.flashing = on) }],
  },
  powerSaveBlocker: {
    start: () => {
      system.awake.add(system.awake.size)
      return system.awake.size - 1
    },
    stop: (id: number) => void system.awake.delete(id),
  },
  Notification: class {
    static isSupported = () => true
    press: () => void = () => undefined
    constructor(readonly options: { title: string }) {}
    on(_name: string, listener: () => void) {
      this.press = listener
    }
    show() {
      system.shown.push({ title: this.options.title, press: () => this.press() })
    }
  },
}))
beforeEach(() => {
  Object.assign(system, { front: false, badge: 0, flashing: false, awake: new Set(), shown: [] })
})

test('what ends in the background is told and counted until somebody looks', () => {
  const onClick = vi.fn()
  const attention = createNotifier(onClick)
  attention.onEnded({ title: 'Export “set”', ok: true })
  attention.onEnded({ title: 'Run “bench”', ok: false })
  expect(system.shown.map(({ title }) => title)).toEqual(['Export “set” is done', 'Run “bench” failed'])
  expect([system.badge, system.flashing]).toEqual([2, true])
  system.shown[0]?.press()
  expect(onClick).toHaveBeenCalledOnce()
  attention.seen()
  expect([system.badge, system.flashing]).toEqual([0, false])
})

test('what ends in front of a person is not', () => {
  system.front = true
  createNotifier(() => undefined).onEnded({ title: 'Export', ok: true })
  expect([system.badge, system.flashing, system.shown]).toEqual([0, false, []])
})

test('the system stays awake while there is work, and no longer', () => {
  const { onCount } = createNotifier(() => undefined)
  onCount(1)
  onCount(2)
  expect(system.awake.size).toBe(1)
  onCount(0)
  onCount(0)
  expect(system.awake.size).toBe(0)
})
