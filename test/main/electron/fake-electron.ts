/**
 * A stand-in for the `electron` module whose windows are pages of a real Chromium. It runs the real desktop entry and the
 * real preload; what it cannot show is Electron itself: its process isolation, its native menus and dialogs.
 *
 * Chromium knows no `relook:` scheme without Electron, so pages live at `standIn` and every address is translated on its
 * way in and out.
 */
import { EventEmitter } from 'node:events'
import type { Browser } from 'playwright-core'
import { createFakeApp, type FakeApp } from './fake-app'
import { createFakeProcess } from './fake-process'
import { createFakeWindows, type FakeWindow } from './fake-window'

/** What a test can see and steer. */
export interface FakeElectron {
  /** Give this to `vi.doMock('electron', …)`. */
  readonly module: Readonly<Record<string, unknown>>
  readonly app: FakeApp
  readonly windows: readonly FakeWindow[]
  readonly seen: Seen
  readonly ipcMain: EventEmitter
  /** Ends every page and process. */
  readonly end: () => Promise<void>
}

/** Everything the code under test told Electron. */
export interface Seen {
  readonly schemes: unknown[]
  readonly handlers: Map<string, (request: Request) => Response | Promise<Response>>
  readonly opened: string[]
  readonly errors: { readonly title: string; readonly text: string }[]
  readonly menus: MenuTemplate[][]
  readonly permissions: {
    request?: (contents: unknown, permission: string, answer: (yes: boolean) => void, details: object) => void
    check?: (contents: unknown, permission: string, origin: string, details: object) => boolean
    device?: (details: object) => boolean
  }
  /** Questions with buttons, and what the next ones are answered (the number of the button; the last one otherwise). */
  readonly asked: { readonly message: string; readonly buttons: readonly string[] }[]
  answers: number[]
  /** What open and save dialogs were given. */
  readonly dialogs: Readonly<Record<string, unknown>>[]
  /** Menus of the other mouse button. */
  readonly popups: MenuTemplate[][]
  /** What was shown in the file manager, and opened outside. */
  readonly shown: string[]
  /** What the next open dialog answers. */
  chosen: string[]
  /** What the next save dialog answers; undefined: dismissed. */
  saveTo?: string
}

/** A menu entry as it was given. */
export interface MenuTemplate {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly enabled?: boolean
  readonly accelerator?: string
  readonly click?: () => void
  readonly submenu?: MenuTemplate[]
}

/** What the machine is like in a test. */
export interface Machine {
  readonly browser: Browser
  readonly displays?: readonly { readonly workArea: object }[]
  /** False: another instance holds the lock. */
  readonly first?: boolean
  /** It was started with `--no-sandbox`, as an AppImage does itself where the system allows no sandbox. */
  readonly withoutSandbox?: boolean
}

/** A fresh Electron. */
export function createFakeElectron(machine: Machine): FakeElectron {
  const seen: Seen = {
    schemes: [],
    handlers: new Map(),
    opened: [],
    errors: [],
    menus: [],
    permissions: {},
    asked: [],
    answers: [],
    dialogs: [],
    popups: [],
    shown: [],
    chosen: [],
  }
  const ipcMain = new EventEmitter()
  const windows = createFakeWindows(machine.browser, seen.handlers, ipcMain)
  const app = createFakeApp(machine, windows.open)
  windows.whenAllClosed.listener = app.onAllClosed
  const processes = createFakeProcess()
  const module = {
    app: app.app,
    BrowserWindow: windows.BrowserWindow,
    ipcMain,
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => {
        if (app.isReady())
          throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
        seen.schemes.push(...schemes)
      },
      handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
        if (!app.isReady()) throw new Error('protocol.handle can only be called after app is ready')
        seen.handlers.set(scheme, handler)
      },
    },
    safeStorage: {
      isAsyncEncryptionAvailable: async () => false,
      encryptStringAsync: async () => Buffer.alloc(0),
      decryptStringAsync: async () => ({ result: '', shouldReEncrypt: false }),
      getSelectedStorageBackend: () => 'basic_text',
    },
    session: { defaultSession: fakeSession(seen) },
    screen: {
      getAllDisplays: () => machine.displays ?? [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
    },
    nativeTheme: { shouldUseDarkColors: false, themeSource: 'system' },
    crashReporter: { start: () => undefined },
    powerSaveBlocker: { start: () => 1, stop: () => undefined },
    Notification: Object.assign(EventEmitter, { isSupported: () => false }),
    shell: {
      openExternal: (address: string) => {
        seen.opened.push(address)
        return Promise.resolve()
      },
      showItemInFolder: (path: string) => void seen.shown.push(path),
      openPath: (path: string) => {
        seen.shown.push(path)
        return Promise.resolve('')
      },
    },
    dialog: {
      showErrorBox: (title: string, text: string) => void seen.errors.push({ title, text }),
      // The window comes first where there is one.
      showSaveDialog: (...words: object[]) => {
        seen.dialogs.push({ ...words.at(-1) })
        return Promise.resolve({ canceled: seen.saveTo === undefined, filePath: seen.saveTo ?? '' })
      },
      showOpenDialog: (...words: object[]) => {
        seen.dialogs.push({ ...words.at(-1) })
        return Promise.resolve({ canceled: seen.chosen.length === 0, filePaths: seen.chosen })
      },
      showMessageBox: (...words: { message: string; buttons: string[] }[]) => {
        const ask = words.at(-1) ?? { message: '', buttons: [] }
        seen.asked.push(ask)
        return Promise.resolve({ response: seen.answers.shift() ?? ask.buttons.length - 1 })
      },
    },
    Menu: {
      buildFromTemplate: (template: MenuTemplate[]) =>
        Object.assign(template, { popup: () => void seen.popups.push(template) }),
      setApplicationMenu: (template: MenuTemplate[]) => void seen.menus.push(template),
    },
    utilityProcess: processes.utilityProcess,
  }
  const end = async () => {
    await windows.end()
    await processes.end()
  }
  return { module, app, windows: windows.all, seen, ipcMain, end }
}

function fakeSession({ permissions }: Seen) {
  return {
    setPermissionRequestHandler: (handler: NonNullable<Seen['permissions']['request']>) => {
      permissions.request = handler
    },
    setPermissionCheckHandler: (handler: NonNullable<Seen['permissions']['check']>) => {
      permissions.check = handler
    },
    setDevicePermissionHandler: (handler: NonNullable<Seen['permissions']['device']>) => {
      permissions.device = handler
    },
    setDisplayMediaRequestHandler: () => undefined,
    setSpellCheckerLanguages: () => undefined,
  }
}
