/** Entry of the window: opens the port, makes the session, draws the app. */
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { installKeys, installMenu, onShell } from './commands/install'
import { keepAddress, type LastPlace } from './address'
import { desktopBridge } from './ports/desktop'
import { createLink } from './ports/link'
import { isRefused, takeToken } from './ports/token'
import { openWebSocket } from './ports/web-socket'
import { keepShell } from './ports/shell'
import { createSession } from './session/session'
import { SessionContext } from './use-session'
import { installTheme, tellTheme } from './theme'
import { installLanguage } from './install-language'
import { downloadBytes, downloadText } from './download'
import { uploadBeside, uploadImage } from './upload'
import './styles/index.css'

const bridge = desktopBridge()
const token = bridge === undefined ? takeToken(location, history, sessionStorage) : undefined

/** The headless server's port, beside the page it serves. */
function webSocket() {
  const address = new URL('port', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return openWebSocket(address.href, token === undefined ? ['relook'] : ['relook', token])
}

const link = createLink({
  open: bridge === undefined ? webSocket : () => Promise.resolve(bridge.open()),
})
const session = createSession({
  host: link.host,
  memory: localStorage,
  upload: uploadImage,
  uploadBeside,
  pathOf: (file) => bridge?.pathOf?.(file),
  download: downloadText,
  downloadBytes,
  // The encoder is loaded when somebody wants a film.
  makeVideo: async (work) => (await import('./film/make-video')).encodeVideo(work),
  ready: link.ready,
})

/** A window of the desktop begins where the last one was; a browser has the address for that. */
const lastPlace: LastPlace = {
  read: () => localStorage.getItem('relook-place'),
  keep: (fragment) => localStorage.setItem('relook-place', fragment),
}

installTheme(session, window)
const language = installLanguage(session, window)
installKeys(session, window)
link.watch((connected) => {
  session.host.setConnected(connected)
  if (!connected && bridge === undefined) void isRefused(location).then(session.host.setRefused)
})
session.start()
keepAddress(session, window, bridge === undefined ? undefined : lastPlace)
void link.ready().then(() => {
  installMenu(session, (menu) => void link.host.setMenu(menu).catch(() => undefined))
  keepShell(link, (event) => onShell(session, event))
  tellTheme(session, (theme) => void link.host.setTheme({ theme }).catch(() => undefined))
})

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root element.')
const page = createRoot(root)
const draw = () =>
  page.render(
    <SessionContext value={session}>
      <App />
    </SessionContext>,
  )
// Not first in English and then in another language; without its texts, in English.
void language.ready.catch(() => undefined).then(draw)
