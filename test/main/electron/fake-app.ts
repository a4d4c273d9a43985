/** Electron's `app` in a test: its life from start to exit, and what it was told. */
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'

/** The app and what a test asks about it. */
export interface FakeApp {
  readonly app: EventEmitter
  readonly isReady: () => boolean
  /** Calls by name, in order. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[]
  /** Resolves with the exit code once the app is gone. */
  readonly exited: Promise<number>
  /** Starts quitting, as Cmd+Q would. */
  readonly quit: () => void
  /** To be called when the last window was closed. */
  readonly onAllClosed: () => void
}

interface Closable {
  readonly close: () => void
  readonly isDestroyed: () => boolean
}

/** An app that is ready a moment after it was made. */
export function createFakeApp(
  { first = true, withoutSandbox = false }: { readonly first?: boolean; readonly withoutSandbox?: boolean },
  open: () => readonly Closable[],
): FakeApp {
  const calls: { name: string; args: readonly unknown[] }[] = []
  let ready = false
  let gone: (code: number) => void = () => undefined
  const exited = new Promise<number>((resolve) => (gone = resolve))
  const note =
    <T>(name: string, value: T) =>
    (...args: readonly unknown[]): T => {
      calls.push({ name, args })
      return value
    }
  let quitting = false
  const quit = () => {
    quitting = true
    if (!goesOn('before-quit')) return
    for (const window of open()) window.close()
    if (open().some((window) => !window.isDestroyed())) return
    if (goesOn('will-quit')) gone(0)
  }
  /** Emits a preventable event; false when a listener prevented it. */
  const goesOn = (name: string): boolean => {
    let prevented = false
    app.emit(name, { preventDefault: () => (prevented = true) })
    return !prevented
  }
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    commandLine: { hasSwitch: (name: string) => name === 'no-sandbox' && withoutSandbox },
    relaunch: note('relaunch', undefined),
    enableSandbox: note('enableSandbox', undefined),
    disableHardwareAcceleration: note('disableHardwareAcceleration', undefined),
    setAppUserModelId: note('setAppUserModelId', undefined),
    setBadgeCount: note('setBadgeCount', true),
    setName: note('setName', undefined),
    setPath: (name: string, path: string) => {
      if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist.`)
      calls.push({ name: 'setPath', args: [name, path] })
    },
    addRecentDocument: note('addRecentDocument', undefined),
    clearRecentDocuments: note('clearRecentDocuments', undefined),
    requestSingleInstanceLock: note('requestSingleInstanceLock', first),
    getVersion: () => '0.0.0-test',
    getPreferredSystemLanguages: () => ['en-US'],
    getAppPath: () => process.cwd(),
    quit: () => {
      calls.push({ name: 'quit', args: [] })
      // Electron quits on its own turn of the loop.
      setImmediate(quit)
    },
    exit: (code: number) => gone(code),
    whenReady: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      ready = true
      calls.push({ name: 'ready', args: [] })
    },
  })
  const onAllClosed = () => {
    if (!quitting) app.emit('window-all-closed')
  }
  return { app, isReady: () => ready, calls, exited, quit, onAllClosed }
}
