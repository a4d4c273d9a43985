/**
 * Entry of the desktop app: wires Electron's app to the services that the headless server has too. Thin: what is allowed
 * is in policy.ts, the windows in windows.ts, everything Relook can do in the host.
 */
import { app, ipcMain, Menu, nativeTheme, protocol, session, shell } from 'electron'
import { join } from 'node:path'
import { hostContract } from '../app/host'
import { serve } from '../app/port'
import { Failure, toFailureData } from '../app/failure'
import { given } from '../app/given'
import { msg } from '../app/message'
import { askForUpdates, showAbout, showPlace } from './electron/about'
import { createNotifier } from './electron/attention'
import { systemCipher } from './electron/cipher'
import * as dialogs from './electron/dialogs'
import { crashFolder, prepareElectron } from './electron/prepare'
import { loadUpdater, whyNoUpdates } from './electron/updater'
import { confineSession } from './electron/window'
import { createWindows, type Seat } from './electron/windows'
import { openNamed } from './host/open-path'
import { messagePort, startUtility } from './ports/electron'
import { distPath, resourcePath, unpacked } from './resources/paths'
import { version } from './resources/version'
import { createServices, type Services } from './services'
import { followWork } from './shell/long-work'
import { menuTemplate, type OwnCommand } from './shell/menu'
import { native, speakNative, systemLanguage } from './shell/native-words'
import * as policy from './shell/policy'
import { readText, whyNoSandbox } from './shell/sandbox'
import { headlessShell, type Shell } from './shell/shell'
import { catchStrays } from './shell/strays'
import { createUpdates } from './shell/updates'
import { createMover } from './store/mover'
import { dataPlace } from './store/place'
import { readDesktopState, withRecent, writeDesktopState, type DesktopState } from './shell/window-state'

const place = dataPlace()
const dataFolder = place.folder
const mover = createMover(place)
const stateFile = join(dataFolder, 'desktop.json')
let state: DesktopState = readDesktopState(stateFile)
let services: Services | undefined
/** Files asked for before there is anything to open them with. */
let waiting: string[] = []
let gpuDeaths = 0

const noSandbox = whyNoSandbox({
  platform: process.platform,
  uid: process.getuid?.(),
  withoutAsked: app.commandLine.hasSwitch('no-sandbox'),
  read: readText,
})
prepareElectron({ place, software: state.software === version, sandbox: noSandbox === undefined })

const closing = new AbortController()
const attention = createNotifier(() => windows.show())
const windows = createWindows({
  address: policy.appAddress,
  preload: distPath('main/preload.cjs'),
  // Elsewhere the program brings its icon along.
  ...(process.platform === 'linux' ? { icon: resourcePath('build/icon.png') } : {}),
  crashFolder: crashFolder(dataFolder),
  state: () => state,
  keep,
  onFront: () => {
    attention.seen()
    drawMenu()
  },
})
const unable = whyNoUpdates()
const updates = createUpdates({
  ...given({ why: unable }),
  load: loadUpdater,
  automatic: state.updates === true,
  setAutomatic: (automatic) => keep({ ...state, updates: automatic }),
  now: () => Date.now(),
})
const places = { version, dataFolder }
const ownShell: Shell = {
  ...headlessShell,
  chooseImage: () => remembered(dialogs.chooseImage()),
  chooseTraces: () => remembered(dialogs.chooseTraces()),
  chooseFolder: dialogs.chooseFolder,
  chooseSave: dialogs.chooseSave,
  show: (path) => shell.showItemInFolder(path),
  desktop: {
    setTheme,
    updates,
    showPlace: (place) => showPlace(places, place),
    data: mover,
    restart: () => {
      // An AppImage is at another place once it is closed.
      app.relaunch(given({ execPath: process.env['APPIMAGE'], args: process.argv.slice(1) }))
      app.quit()
    },
  },
}

/** Words of the command line that are files, as absolute paths. */
const files = policy.fileArguments(process.argv, app.isPackaged ? 1 : 2, process.cwd())

if (app.requestSingleInstanceLock({ files })) {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    void openFile(path)
  })
  // The fourth of what Electron tells is what the other one handed to its request.
  app.on('second-instance', (...told) => onSecondInstance(told[3]))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (services !== undefined) windows.show()
  })
  app.on('will-quit', onWillQuit)
  app.on('child-process-gone', (_event, gone) => onChildGone(gone))
  catchStrays(
    (message) => process.stderr.write(`${message}\n`),
    () => app.quit(),
  )
  waiting.push(...files)
  void app.whenReady().then(start)
} else app.quit()

async function start(): Promise<void> {
  confineSession(session.defaultSession)
  nativeTheme.themeSource = state.theme ?? 'system'
  await speakNative(state.language ?? systemLanguage(app.getPreferredSystemLanguages()))
  if (!(await mayGoWithoutSandbox())) return app.exit(1)
  if (place.problem !== undefined) {
    dialogs.tellFailure('Relook cannot start', place.problem)
    return app.exit(1)
  }
  try {
    services = await createServices({
      dataFolder,
      shell: ownShell,
      about: { version, shell: 'desktop', dialogs: true },
      cipher: systemCipher,
      startEngine: () => startUtility(unpacked(distPath('main/worker.js')), 'Relook inference'),
      forWindow: true,
      startImages: () => startUtility(unpacked(distPath('main/images.js')), 'Relook images'),
      onNoDecoder: (message) => dialogs.tellFailure('Relook cannot read images', message),
    })
  } catch (error) {
    dialogs.tellFailure('Relook cannot start', toFailureData(error).message)
    app.exit(1)
    return
  }
  await mover.opened()
  const { host, files: served } = services
  protocol.handle(policy.appScheme, (request) =>
    policy.isOwnAddress(request.url) ? served(request) : new Response('Not here.', { status: 404 }),
  )
  ipcMain.on(policy.portChannel, ({ sender, senderFrame, ports }) => {
    const [port] = ports
    if (port === undefined) return
    const seat = windows.of(sender)
    if (seat === undefined || !policy.isTrustedSender(senderFrame)) return port.close()
    seat.alive()
    serve(hostContract, { ...host, ...abilitiesOf(seat) }, messagePort(port))
  })
  followWork(host, attention, closing.signal)
  drawMenu()
  windows.show()
  const asked = waiting
  waiting = []
  for (const file of asked) await openFile(file)
  if (state.updates === true && unable === undefined) void updates.check()
}

/** What a window asks of its own shell, not of the app's. */
function abilitiesOf(seat: Seat): Pick<Services['host'], 'setMenu' | 'shell'> {
  return {
    setMenu: async ({ items, language }) => {
      seat.items = items.map(({ keys, ...item }) => ({ ...item, ...given({ keys }) }))
      if (windows.front() !== seat) return
      if (language !== undefined) await setLanguage(language)
      drawMenu()
    },
    shell: (_, signal) => seat.events(signal),
  }
}

function onSecondInstance(data: unknown): void {
  if (services === undefined) return
  // Our own second start wrote this; anything else that could is not trusted with more than a list of strings.
  const asked = typeof data === 'object' && data !== null && 'files' in data ? data.files : []
  if (!Array.isArray(asked) || asked.length === 0) return void windows.show()
  for (const file of asked) if (typeof file === 'string') void openFile(file)
}

/** Opens a picture, or a file or folder of traces, of this machine; absent `seat`: where nothing is taken away. */
async function openFile(path: string, seat?: Seat): Promise<void> {
  if (services === undefined) {
    waiting.push(path)
    return
  }
  try {
    const event = await openNamed(services, path)
    if (event === undefined) throw new Failure('bad-input', 'There are no traces in this folder.')
    remember(path)
    ;(seat ?? windows.forOpening()).emit(event)
  } catch (error) {
    windows.show()
    dialogs.tellFailure('Relook cannot open this file', `${path}\n\n${native(toFailureData(error).message)}`)
  }
}

function drawMenu(): void {
  const template = menuTemplate({
    items: windows.front()?.items ?? [],
    recent: state.recent,
    platform: process.platform,
    onCommand: (id) => windows.front()?.emit({ type: 'command', id }),
    onOwn: (id) => void ownCommands[id]().catch(tellError),
    onRecent: (path) => void openFile(path, windows.front()),
    onClearRecent: () => {
      app.clearRecentDocuments()
      keep({ ...state, recent: [] })
      drawMenu()
    },
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

const ownCommands: Readonly<Record<OwnCommand, () => Promise<void>>> = {
  'new-window': async () => void windows.add(),
  about: () => showAbout(places),
  updates: () => askForUpdates(updates),
  data: () => showPlace(places, 'data'),
  crashes: () => showPlace(places, 'crashes'),
}

function tellError(error: unknown): void {
  dialogs.tellFailure('Relook', toFailureData(error).message)
}

async function remembered(choice: Promise<string | null>): Promise<string | null> {
  const path = await choice
  if (path !== null) remember(path)
  return path
}

function remember(path: string): void {
  app.addRecentDocument(path)
  keep({ ...state, recent: withRecent(state.recent, path) })
  drawMenu()
}

function setTheme(theme: NonNullable<DesktopState['theme']>): void {
  nativeTheme.themeSource = theme
  if (state.theme !== theme) keep({ ...state, theme })
}

/** Of the window in front: chosen there, or its system's. */
async function setLanguage(language: string): Promise<void> {
  if ((await speakNative(language)) && state.language !== language) keep({ ...state, language })
}

function keep(next: DesktopState): void {
  state = next
  try {
    writeDesktopState(stateFile, state)
  } catch {
    // Where a window stood is not worth a word to anyone; what matters is in the journal.
  }
}

/**
 * Chromium draws without the card once its process has died some times, and ends the app where that fails too: a second death is kept, so
 * that the next start does without from the beginning.
 */
function onChildGone({ type, reason }: Electron.Details): void {
  if (type !== 'GPU' || reason === 'clean-exit' || reason === 'killed') return
  if (++gpuDeaths === 2) keep({ ...state, software: version })
}

async function mayGoWithoutSandbox(): Promise<boolean> {
  if (noSandbox === undefined || state.unsandboxed === true) return true
  const answer = await dialogs.askPerson({
    type: 'warning',
    message: 'Relook’s windows cannot be put into a sandbox here.',
    detail: noSandbox,
    buttons: [msg('Quit'), 'Start without'],
    escape: 0,
  })
  if (answer === 1) keep({ ...state, unsandboxed: true })
  return answer === 1
}

/** The last window is gone; what is still on its way to the journal is waited for. */
function onWillQuit(event: Electron.Event): void {
  closing.abort()
  if (services === undefined) return
  event.preventDefault()
  const ending = services.close().then(mover.finish)
  services = undefined
  ending
    .catch((error: unknown) =>
      dialogs.tellFailure('Relook could not close its files', toFailureData(error).message),
    )
    .finally(() => app.quit())
}
