/** The system's dialogs for files and folders, over the window in front. Knows no service. */
import { BrowserWindow, dialog } from 'electron'
import {
  imageKinds,
  saveKinds,
  traceKinds,
  withEnding,
  type DialogFilter,
  type SaveAsk,
} from '../shell/file-types'
import { native } from '../shell/native-words'

/** Absolute path of an image; null when the dialog was dismissed. */
export function chooseImage(): Promise<string | null> {
  return choose({ title: 'Open an image', properties: ['openFile'], filters: mutable(imageKinds) })
}

/** A file, or on macOS a folder too: elsewhere a dialog is for one of both, and folders are dropped. */
export function chooseTraces(): Promise<string | null> {
  return choose({
    title: 'Open traces',
    properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
    filters: mutable(traceKinds),
  })
}

export function chooseFolder(): Promise<string | null> {
  return choose({ title: 'Choose a folder', properties: ['openDirectory'] })
}

/** Where something is saved; null when dismissed. */
export async function chooseSave(ask: SaveAsk): Promise<string | null> {
  const options = { title: native(ask.title), defaultPath: ask.name, filters: mutable(saveKinds(ask)) }
  const over = front()
  const { canceled, filePath } = await (over === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(over, options))
  return canceled || filePath === '' ? null : withEnding(filePath, ask)
}

/** What a person is asked. */
export type Question = Omit<Electron.MessageBoxOptions, 'defaultId' | 'cancelId' | 'noLink'> & {
  buttons: string[]
  escape?: number
}

/** A question with buttons; the number of the one that was pressed. The first is what Enter presses; Escape is `escape`, else the last. */
export async function askPerson(
  { escape, message, detail = '', buttons, ...options }: Question,
  over: BrowserWindow | undefined = front(),
): Promise<number> {
  const words = { message: native(message), detail: native(detail), buttons: buttons.map(native) }
  const whole = { ...options, ...words, defaultId: 0, cancelId: escape ?? buttons.length - 1, noLink: true }
  const { response } = await (over === undefined
    ? dialog.showMessageBox(whole)
    : dialog.showMessageBox(over, whole))
  return response
}

/** That something cannot go on; waits for nobody, and needs no window. */
export function tellFailure(title: string, message: string): void {
  dialog.showErrorBox(native(title), native(message))
}

async function choose({
  title,
  ...more
}: Electron.OpenDialogOptions & { title: string }): Promise<string | null> {
  const over = front()
  const options = { title: native(title), ...more }
  const chosen = over === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(over, options)
  return (await chosen).filePaths[0] ?? null
}

function front(): BrowserWindow | undefined {
  return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
}

/** As Electron types it. */
function mutable(kinds: readonly DialogFilter[]): Electron.FileFilter[] {
  return kinds.map(({ name, extensions }) => ({ name: native(name), extensions: [...extensions] }))
}
