/**
 * Makes the app's window under the policy: its options, where it stands, and what its page may not do. Knows nothing of
 * the host or of what the page shows.
 */
import { BrowserWindow, nativeTheme, screen, shell, type Session, type WebContents } from 'electron'
import { isOwnAddress, mayHave, mayOpenOutside, webPreferences } from './policy'
import { fitBounds, leastSize, usualSize, type WindowState } from './window-state'

/** What a window is made of. */
export interface WindowSource {
  readonly address: string
  readonly preload: string
  readonly state: WindowState
  /** Called when the window was moved, sized or maximised. */
  readonly onState: (state: WindowState) => void
  /** Called when the page cannot be loaded. */
  readonly onFailed: (error: Error) => void
}

/** Opens the window; shown when its page has something to show. */
export function openWindow(source: WindowSource): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...usualSize,
    ...fitBounds(source.state.bounds, areas),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Relook',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181c' : '#f6f6f4',
    webPreferences: { ...webPreferences, preload: source.preload },
  })
  if (source.state.maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  confine(window.webContents)
  keepState(window, source.onState)
  window.loadURL(source.address).catch((error: Error) => {
    // A window that was closed while it loaded is no failure.
    if (!window.isDestroyed()) source.onFailed(error)
  })
  return window
}

/** Refuses permissions of every kind to every page of the session, but for those the policy names. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(mayHave(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
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

function keepState(window: BrowserWindow, onState: (state: WindowState) => void): void {
  let timer: NodeJS.Timeout | undefined
  const now = () => {
    clearTimeout(timer)
    timer = undefined
    onState({ bounds: window.getNormalBounds(), maximised: window.isMaximized() })
  }
  const soon = () => {
    timer ??= setTimeout(now, 500)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('close', now)
}
