/**
 * Makes a window of the app under the policy: its options, where it stands, and what its page may not do. Knows nothing of
 * the host or of what the page shows.
 */
import { given } from '../../app/given'
import { BrowserWindow, Menu, nativeTheme, screen, shell, type Session, type WebContents } from 'electron'
import { contextMenu } from '../shell/context-menu'
import { isOwnAddress, mayHave, mayOpenOutside, webPreferences } from '../shell/policy'
import {
  fitBounds,
  leastSize,
  nextState,
  usualSize,
  type ScreenRectangle,
  type WindowState,
} from '../shell/window-state'

/** What a window is made of. */
export interface WindowSource {
  readonly address: string
  readonly preload: string
  /** Of the window itself, where the system does not take it from the program (Linux). */
  readonly icon?: string
  readonly state: WindowState
  /** Called when the window was moved, sized or maximised. */
  readonly onState: (state: WindowState) => void
  /** Called when the page cannot be loaded. */
  readonly onFailed: (error: Error) => void
}

/** Opens the window; shown when its page has something to show. */
export function openWindow(source: WindowSource): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const wanted = fitBounds(source.state.bounds, areas)
  const window = new BrowserWindow({
    ...usualSize,
    ...wanted,
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Relook',
    ...given({ icon: source.icon }),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181c' : '#f6f6f4',
    webPreferences: { ...webPreferences, preload: source.preload },
  })
  if (source.state.maximised) window.maximize()
  if (source.state.fullScreen === true) window.setFullScreen(true)
  window.once('ready-to-show', () => window.show())
  confine(window.webContents)
  offerEditing(window)
  keepState(window, source, wanted)
  window.loadURL(source.address).catch((error: Error) => {
    // A window that was closed while it loaded is no failure.
    if (!window.isDestroyed()) source.onFailed(error)
  })
  return window
}

/** Refuses permissions of every kind to every page of the session, but for those the policy names; and asks nobody for anything. */
export function confineSession(session: Session): void {
  session.setPermissionRequestHandler((...[, permission, callback, { requestingUrl }]) =>
    callback(mayHave(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
  // Otherwise a dictionary is fetched at each start, also with spell checking off (electron 22995).
  session.setSpellCheckerLanguages([])
}

/** Keeps a page where it is: no other page, no window, no guest. Links on the list go to the person's browser. */
function confine(contents: WebContents): void {
  const outside = (address: string) => {
    if (mayOpenOutside(address)) shell.openExternal(address).catch(() => undefined)
  }
  contents.setWindowOpenHandler(({ url }) => {
    outside(url)
    return { action: 'deny' }
  })
  contents.on('will-frame-navigate', (details) => {
    if (details.isMainFrame && isOwnAddress(details.url)) return
    details.preventDefault()
    if (details.isMainFrame) outside(details.url)
  })
  contents.on('will-redirect', (details) => {
    if (!isOwnAddress(details.url)) details.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** The menu of the other mouse button. */
function offerEditing(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, clicked) => {
    const entries = contextMenu(clicked)
    if (entries.length > 0) Menu.buildFromTemplate(entries).popup({ window })
  })
}

/**
 * Tells where the window stands. On X11 a window that is put at a place says it is one frame further (electron 10388): what it says once it
 * is shown, less what was asked, is taken off again, or it creeps down at each start.
 */
function keepState(window: BrowserWindow, source: WindowSource, wanted: ScreenRectangle | undefined): void {
  let state = source.state
  let creep: { readonly x: number; readonly y: number } | undefined
  let timer: NodeJS.Timeout | undefined
  const read = () => {
    const { x, y, width, height } = window.getNormalBounds()
    return { x: x - (creep?.x ?? 0), y: y - (creep?.y ?? 0), width, height }
  }
  const now = () => {
    clearTimeout(timer)
    timer = undefined
    state = nextState(state, {
      bounds: read(),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    })
    source.onState(state)
  }
  const soon = () => {
    timer ??= setTimeout(now, 500)
  }
  if (process.platform === 'linux' && wanted !== undefined && !source.state.maximised)
    window.once('show', () => {
      window.once('move', () => {
        const { x, y } = window.getBounds()
        creep = creepOf({ x: x - wanted.x, y: y - wanted.y })
      })
    })
  for (const event of [
    'resize',
    'move',
    'maximize',
    'unmaximize',
    'enter-full-screen',
    'leave-full-screen',
  ] as const)
    // Electron types each event by itself.
    window.on(event as 'resize', soon)
  window.on('close', now)
}

/** No frame is larger: more than this, the window was moved by a window manager or a person. */
const largestFrame = 80

function creepOf(moved: { readonly x: number; readonly y: number }) {
  const isFrame = [moved.x, moved.y].every((by) => by >= 0 && by <= largestFrame)
  return isFrame ? moved : undefined
}
