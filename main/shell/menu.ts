/**
 * The native menu as plain data, made of the window's command table, the platform's standard entries and the files
 * opened lately. Imports no Electron: the shape is the part of its menu template that is used here.
 */
import { basename } from 'node:path'
import type { MenuItem } from '../../app/host'
import { msg } from '../../app/message'
import { native } from './native-words'

type Role =
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'close'
  | 'minimize'
  | 'zoom'
  | 'front'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'togglefullscreen'
  | 'toggleDevTools'

/** One entry of a menu template. */
export interface MenuEntry {
  readonly id?: string
  readonly label?: string
  readonly role?: Role
  readonly type?: 'separator'
  readonly accelerator?: string
  readonly registerAccelerator?: boolean
  readonly enabled?: boolean
  readonly click?: () => void
  readonly submenu?: MenuEntry[]
}

/** What the shell itself does, without the window. */
export type OwnCommand = 'new-window' | 'about' | 'updates' | 'data' | 'crashes'

/** What a menu is made of. */
export interface MenuSource {
  readonly items: readonly MenuItem[]
  readonly recent: readonly string[]
  readonly platform: NodeJS.Platform
  readonly onCommand: (id: string) => void
  readonly onOwn: (id: OwnCommand) => void
  readonly onRecent: (path: string) => void
  readonly onClearRecent: () => void
}

/** What the system does, in our words: Electron's own are English wherever it runs. */
const roleNames: Readonly<Record<Role, string>> = {
  services: msg('Services'),
  hide: 'Hide Relook',
  hideOthers: 'Hide Others',
  unhide: 'Show All',
  quit: msg('Quit'),
  close: 'Close Window',
  minimize: msg('Minimise'),
  zoom: msg('Zoom'),
  front: 'Bring All to Front',
  undo: msg('Undo'),
  redo: msg('Redo'),
  cut: msg('Cut'),
  copy: msg('Copy'),
  paste: msg('Paste'),
  selectAll: 'Select All',
  togglefullscreen: 'Full Screen',
  toggleDevTools: 'Developer Tools',
}

/** An entry that the system performs. */
export function by(role: Role): MenuEntry {
  return { role, label: native(roleNames[role]) }
}

/** With the letter that opens it: in the word where it has one, behind it where a language is not written with letters. */
function withLetter(own: string, english: string): string {
  return /^[a-z]/i.test(own) ? `&${own}` : `${own}(&${english.slice(0, 1)})`
}

const separator: MenuEntry = { type: 'separator' }

/** The command that every system has a place of its own for: the app's menu on macOS, File on Windows, the end of Edit on Linux. */
const settingsId = 'settings'

/** The whole menu bar. */
export function menuTemplate(source: MenuSource): MenuEntry[] {
  const mac = source.platform === 'darwin'
  const of = (menu: MenuItem['menu']) =>
    source.items.filter((i) => i.menu === menu && i.id !== settingsId).map((i) => entry(i, source))
  const settings = source.items.filter((i) => i.id === settingsId).map((i) => entry(i, source))
  const settingsOn = (platform: NodeJS.Platform) => (source.platform === platform ? settings : [])
  const own = (id: OwnCommand, label: string): MenuEntry => ({
    label: native(label),
    click: () => source.onOwn(id),
  })
  const newWindow = { ...own('new-window', 'New Window'), accelerator: 'CmdOrCtrl+Shift+N' }
  // Alt and the first letter open a menu, but on macOS, which has no such keys.
  const named = (label: string) => (mac ? native(label) : withLetter(native(label), label))
  const bar: MenuEntry[] = [
    {
      label: named(msg('File')),
      submenu: joined([newWindow], of('file'), [recentMenu(source)], settingsOn('win32'), [
        by(mac ? 'close' : 'quit'),
      ]),
    },
    {
      label: named(msg('Edit')),
      submenu: joined(of('edit'), [by('cut'), by('copy'), by('paste'), by('selectAll')], settingsOn('linux')),
    },
    {
      label: named(msg('View')),
      submenu: joined(of('view'), [by('togglefullscreen'), by('toggleDevTools')]),
    },
    { label: named(msg('Run')), submenu: of('run') },
    {
      label: named(msg('Window')),
      submenu: [by('minimize'), by('zoom'), by(mac ? 'front' : 'close')],
    },
    {
      label: named(msg('Help')),
      submenu: joined(
        of('help'),
        [own('data', 'Show Data Folder'), own('crashes', 'Show Crash Reports')],
        mac ? [] : [own('updates', 'Check for Updates…'), own('about', 'About Relook')],
      ),
    },
  ]
  const shown = bar.filter((m) => (m.submenu?.length ?? 0) > 0)
  return mac ? [appMenu(own, settings), ...shown] : shown
}

/** The table's way to write keys (`Mod+Enter`) as Electron's; undefined for keys a menu cannot hold. */
export function accelerator(keys: string): string | undefined {
  const names: Readonly<Record<string, string>> = {
    Mod: 'CmdOrCtrl',
    ArrowLeft: 'Left',
    ArrowRight: 'Right',
    ArrowUp: 'Up',
    ArrowDown: 'Down',
    '+': 'Plus',
    ' ': 'Space',
  }
  // A last `+` is the key itself.
  const words = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+')
  const written = words.map((word) => names[word] ?? (word.length === 1 ? word.toUpperCase() : word))
  return written.every((word) => /^[\x21-\x7e]+$/.test(word)) ? written.join('+') : undefined
}

/**
 * Keys are shown, not registered: the window handles them itself, and knows when someone is typing. On macOS a menu always
 * takes its keys, so there only those with Cmd are shown, which the window has seen first.
 */
function entry(item: MenuItem, source: MenuSource): MenuEntry {
  const keys = item.keys === undefined ? undefined : accelerator(item.keys)
  const shown = keys !== undefined && (source.platform !== 'darwin' || keys.includes('CmdOrCtrl'))
  return {
    id: item.id,
    label: item.title,
    enabled: item.enabled,
    click: () => source.onCommand(item.id),
    ...(shown ? { accelerator: keys, registerAccelerator: false } : {}),
  }
}

function recentMenu(source: MenuSource): MenuEntry {
  const entries = source.recent.map((path) => ({
    label: basename(path).replaceAll('&', '&&'),
    click: () => source.onRecent(path),
  }))
  return {
    label: native('Open Recent'),
    enabled: entries.length > 0,
    submenu: joined(entries, [
      {
        label: native('Clear Recently Opened'),
        enabled: entries.length > 0,
        click: () => source.onClearRecent(),
      },
    ]),
  }
}

function appMenu(
  own: (id: OwnCommand, label: string) => MenuEntry,
  settings: readonly MenuEntry[],
): MenuEntry {
  return {
    label: 'Relook',
    submenu: joined(
      [own('about', 'About Relook'), own('updates', 'Check for Updates…')],
      settings,
      [by('services')],
      [by('hide'), by('hideOthers'), by('unhide')],
      [by('quit')],
    ),
  }
}

/** Groups with a separator between those that are not empty. */
function joined(...groups: readonly (readonly MenuEntry[])[]): MenuEntry[] {
  return groups.filter((g) => g.length > 0).flatMap((g, i) => (i === 0 ? g : [separator, ...g]))
}
