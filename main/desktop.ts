/**
 * Entry of the desktop app: wires Electron's app to the services that the headless server has too. Thin: what is allowed
 * is in policy.ts, the window in window.ts, everything Relook can do in the host.
 */
import { app, dialog, ipcMain, Menu, protocol, safeStorage, session, type BrowserWindow } from 'electron'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { hostContract } from '../app/host'
import { serve } from '../app/port'
import { Failure, toFailureData } from '../app/failure'
import { menuTemplate } from './shell/menu'
import { openNamed } from './host/open-path'
import * as policy from './shell/policy'
import { messagePort, startUtility } from './ports/electron'
import { distPath, unpacked } from './resources/paths'
import { createServices, dataFolderOf, type Services } from './services'
import { createShellEvents, type Shell } from './shell/shell'
import { version } from './resources/version'
import { catchStrays } from './shell/strays'
import { denyPermissions, openWindow } from './shell/window'
import { readDesktopState, withRecent, writeDesktopState, type DesktopState } from './shell/window-state'

const dataFolder = dataFolderOf(process.env)
const stateFile = join(dataFolder, 'desktop.json')
const imageTypes = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif', 'heic']
const traceTypes = [
  ...[
    'json',
    'jsonl',
    'ndjson',
    'parquet',
    'arrow',
    'feather',
    'eval',
    'csv',
    'tsv',
    'xlsx',
    'ipynb',
    'txt',
    'md',
  ],
  'gz',
]

const { emit, events } = createShellEvents()
let state: DesktopState = readDesktopState(stateFile)
let services: Services | undefined
let window: BrowserWindow | undefined
let menuItems: Parameters<Shell['setMenu']>[0] = []
/** Files asked for before there is anything to open them with. */
let waiting: string[] = []

app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: policy.appScheme, privileges: policy.schemePrivileges }])
app.setName('Relook')
keepBrowserDataIn(join(dataFolder, 'desktop'))

/** Words of the command line that are files, as absolute paths. */
const files = policy.fileArguments(process.argv, app.isPackaged ? 1 : 2, process.cwd())

if (app.requestSingleInstanceLock({ files })) {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    void openFile(path)
  })
  app.on('second-instance', (_event, _argv, _folder, data) => onSecondInstance(data))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => showWindow())
  app.on('will-quit', onWillQuit)
  catchStrays(
    (message) => process.stderr.write(`${message}\n`),
    () => app.quit(),
  )
  waiting.push(...files)
  void app.whenReady().then(start)
} else app.quit()

/** What Chromium keeps lies with the rest of the data, so that two data folders are two apps. Electron wants it to exist. */
function keepBrowserDataIn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    app.setPath('userData', folder)
  } catch {
    // A data folder that cannot be written is told of when the services open it.
  }
}

async function start(): Promise<void> {
  denyPermissions(session.defaultSession)
  try {
    services = await createServices({
      dataFolder,
      shell: { chooseImage, chooseTraces, chooseFolder, chooseSave, setMenu, events },
      about: { version, shell: 'desktop', dialogs: true },
      cipher: {
        available: () => safeStorage.isEncryptionAvailable(),
        encrypt: (text) => safeStorage.encryptString(text),
        decrypt: (data) => safeStorage.decryptString(Buffer.from(data)),
      },
      startEngine: () => startUtility(unpacked(distPath('main/worker.js')), 'Relook inference'),
      forWindow: true,
      startImages: () => startUtility(unpacked(distPath('main/images.js')), 'Relook images'),
    })
  } catch (error) {
    dialog.showErrorBox('Relook cannot start', toFailureData(error).message)
    app.exit(1)
    return
  }
  const { host, files: served } = services
  protocol.handle(policy.appScheme, (request) =>
    policy.isOwnAddress(request.url) ? served(request) : new Response('Not here.', { status: 404 }),
  )
  ipcMain.on(policy.portChannel, ({ senderFrame, ports }) => {
    const [port] = ports
    if (port === undefined) return
    if (policy.isTrustedSender(senderFrame)) serve(hostContract, host, messagePort(port))
    else port.close()
  })
  setMenu([])
  showWindow()
  const asked = waiting
  waiting = []
  for (const file of asked) await openFile(file)
}

/** The one window, in front. */
function showWindow(): void {
  if (services === undefined) return
  if (window === undefined || window.isDestroyed()) {
    window = openWindow({
      address: policy.appAddress,
      preload: distPath('main/preload.cjs'),
      state: state.window,
      onState: (next) => keep({ ...state, window: next }),
      onFailed: (error) => dialog.showErrorBox('Relook cannot show its window', error.message),
    })
    return
  }
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function onSecondInstance(data: unknown): void {
  showWindow()
  // Our own second start wrote this; anything else that could is not trusted with more than a list of strings.
  const asked = typeof data === 'object' && data !== null && 'files' in data ? data.files : []
  if (!Array.isArray(asked)) return
  for (const file of asked) if (typeof file === 'string') void openFile(file)
}

/** Opens a picture, or a file or folder of traces, of this machine and shows it. */
async function openFile(path: string): Promise<void> {
  if (services === undefined) {
    waiting.push(path)
    return
  }
  showWindow()
  try {
    const event = await openNamed(services, path)
    if (event === undefined) throw new Failure('bad-input', 'There are no traces in this folder.')
    remember(path)
    emit(event)
  } catch (error) {
    dialog.showErrorBox('Relook cannot open this file', `${path}\n\n${toFailureData(error).message}`)
  }
}

async function chooseImage(): Promise<string | null> {
  const path = await choose({
    title: 'Open an image',
    properties: ['openFile'],
    filters: [{ name: 'Images', extensions: imageTypes }],
  })
  if (path !== null) remember(path)
  return path
}

/** A file, or on macOS a folder too: elsewhere a dialog is for one of both, and folders are dropped. */
async function chooseTraces(): Promise<string | null> {
  const path = await choose({
    title: 'Open traces',
    properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
    filters: [
      { name: 'Traces', extensions: traceTypes },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  if (path !== null) remember(path)
  return path
}

function chooseFolder(): Promise<string | null> {
  return choose({ title: 'Choose a folder', properties: ['openDirectory'] })
}

async function choose(options: Electron.OpenDialogOptions): Promise<string | null> {
  const chosen =
    window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options)
  return (await chosen).filePaths[0] ?? null
}

async function chooseSave(name: string): Promise<string | null> {
  const options: Electron.SaveDialogOptions = { title: 'Save the run', defaultPath: name }
  const chosen =
    window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options)
  const { canceled, filePath } = await chosen
  return canceled || filePath === '' ? null : filePath
}

function setMenu(items: Parameters<Shell['setMenu']>[0]): void {
  menuItems = items
  const template = menuTemplate({
    items,
    recent: state.recent,
    platform: process.platform,
    onCommand: (id) => emit({ type: 'command', id }),
    onRecent: (path) => void openFile(path),
    onClearRecent: () => {
      app.clearRecentDocuments()
      keep({ ...state, recent: [] })
      setMenu(menuItems)
    },
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function remember(path: string): void {
  app.addRecentDocument(path)
  keep({ ...state, recent: withRecent(state.recent, path) })
  setMenu(menuItems)
}

function keep(next: DesktopState): void {
  state = next
  try {
    writeDesktopState(stateFile, state)
  } catch {
    // Where a window stood is not worth a word to anyone; what matters is in the journal.
  }
}

/** The last window is gone; what is still on its way to the journal is waited for. */
function onWillQuit(event: Electron.Event): void {
  if (services === undefined) return
  event.preventDefault()
  const closing = services.close()
  services = undefined
  closing
    .catch((error: unknown) => dialog.showErrorBox('Relook could not close its files', String(error)))
    .finally(() => app.quit())
}
