/** The address bar while one moves on: what a person did last counts, whenever the browser is where it was sent. */
import { expect, test } from 'vitest'
import { keepAddress, type AddressWindow } from '../../../renderer/address'
import { fakeHost, openSession, settled } from '../fake-host'

/** A window whose history is as slow as a test wants: `arrive` ends the way back. */
function slowWindow() {
  const entries: { hash: string; state: unknown }[] = [{ hash: '', state: null }]
  let at = 0
  let back = 0
  const listeners = new Set<() => void>()
  const here = () => entries[at] ?? { hash: '', state: null }
  const hashOf = (address: string) => (address.includes('#') ? address.slice(address.indexOf('#')) : '')
  const location = {
    pathname: '/',
    search: '',
    get hash() {
      return here().hash
    },
  }
  const history = {
    get state() {
      return here().state
    },
    pushState: (state: unknown, _: string, address: string) => {
      entries.splice(++at, Infinity, { hash: hashOf(address), state })
    },
    replaceState: (state: unknown, _: string, address: string) => {
      entries[at] = { hash: hashOf(address), state }
    },
    back: () => void back++,
  }
  const window = {
    history,
    location,
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  } as unknown as AddressWindow // what of it is used
  const arrive = () => {
    for (; back > 0; back--) {
      at--
      for (const listener of listeners) listener()
    }
  }
  return { window, arrive, hash: () => here().hash, waiting: () => back, entries: () => entries.length }
}

test('what is chosen right after a dialog was closed stays chosen, and the address says it', async () => {
  const { session } = await openSession(fakeHost())
  const { window, arrive, hash, waiting, entries } = slowWindow()
  const end = keepAddress(session, window)
  session.selection.step('l1')
  await settled()
  const before = entries()
  session.view.showDialog('shortcuts')
  await settled()
  expect([hash().includes('dialog=shortcuts'), entries()]).toEqual([true, before + 1])
  session.view.showDialog(undefined)
  await settled()
  expect(waiting()).toBe(1)
  session.selection.step('t1')
  await settled()
  arrive()
  await settled()
  expect(session.get().selection.step).toBe('t1')
  expect(hash()).toContain('step=t1')
  expect(hash()).not.toContain('dialog')
  // Back by hand is still a way to go.
  session.view.showDialog('shortcuts')
  await settled()
  window.history.back()
  arrive()
  await settled()
  expect(session.get().view.dialog).toBeUndefined()
  end()
})
