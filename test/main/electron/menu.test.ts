/** The native menu, made of the command table. */
import { describe, expect, test, vi } from 'vitest'
import type { MenuItem } from '../../../app/host'
import { accelerator, menuTemplate, type MenuEntry, type MenuSource } from '../../../main/shell/menu'

const items: readonly MenuItem[] = [
  { id: 'open', title: 'Open image…', menu: 'file', keys: 'Mod+O', enabled: true },
  { id: 'draw', title: 'Draw a region', menu: 'edit', keys: 'R', enabled: true },
  { id: 'rerun', title: 'Re-run from here', menu: 'run', keys: 'Mod+Enter', enabled: false },
]

const source = (changes: Partial<MenuSource> = {}): MenuSource => ({
  items,
  recent: [],
  platform: 'linux',
  onCommand: () => undefined,
  onOwn: () => undefined,
  onRecent: () => undefined,
  onClearRecent: () => undefined,
  ...changes,
})

const menu = (bar: readonly MenuEntry[], label: string) =>
  bar.find((m) => m.label?.replace('&', '') === label)?.submenu ?? []
const flat = (entries: readonly MenuEntry[]): MenuEntry[] =>
  entries.flatMap((e) => [e, ...flat(e.submenu ?? [])])

describe('menuTemplate', () => {
  test('puts every command of the table under its menu, enabled as the table says', () => {
    const bar = menuTemplate(source())
    expect(menu(bar, 'File').find((e) => e.id !== undefined)).toMatchObject({
      id: 'open',
      label: 'Open image…',
      enabled: true,
    })
    expect(menu(bar, 'Edit')[0]).toMatchObject({ id: 'draw' })
    expect(menu(bar, 'Run')).toMatchObject([{ id: 'rerun', enabled: false }])
  })

  test('tells the command that was chosen', () => {
    const onCommand = vi.fn()
    menu(menuTemplate(source({ onCommand })), 'Run')[0]?.click?.()
    expect(onCommand.mock.calls).toEqual([['rerun']])
  })

  test('shows keys without taking them from the window', () => {
    const shown = flat(menuTemplate(source())).filter(
      (e) => e.id !== undefined && e.accelerator !== undefined,
    )
    expect(shown.map((e) => [e.id, e.accelerator, e.registerAccelerator])).toEqual([
      ['open', 'CmdOrCtrl+O', false],
      ['draw', 'R', false],
      ['rerun', 'CmdOrCtrl+Enter', false],
    ])
  })

  test('shows on macOS no single letter, which the menu would take while someone types', () => {
    const shown = flat(menuTemplate(source({ platform: 'darwin' }))).filter(
      (e) => e.accelerator !== undefined,
    )
    expect(shown.map((e) => e.accelerator)).toEqual(['CmdOrCtrl+Shift+N', 'CmdOrCtrl+O', 'CmdOrCtrl+Enter'])
  })

  test('lists what was opened lately, newest first, and forgets it when told to', () => {
    const onRecent = vi.fn()
    const onClearRecent = vi.fn()
    const bar = menuTemplate(source({ recent: ['/a/one.png', '/b/R&D.png'], onRecent, onClearRecent }))
    const recent = menu(bar, 'File').find((e) => e.label === 'Open Recent')?.submenu ?? []
    expect(recent.map((e) => e.label)).toEqual(['one.png', 'R&&D.png', undefined, 'Clear Recently Opened'])
    recent[1]?.click?.()
    recent[3]?.click?.()
    expect([onRecent.mock.calls, onClearRecent.mock.calls.length]).toEqual([[['/b/R&D.png']], 1])
  })

  test('never begins or ends a menu with a separator, nor doubles one', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      for (const entry of menuTemplate(source({ platform, items: [] }))) {
        const types = (entry.submenu ?? []).map((e) => e.type ?? 'entry')
        expect(types.join(' ')).not.toMatch(/^separator|separator$|separator separator/)
      }
    }
  })

  test('gives macOS its app menu and can always quit', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const bar = menuTemplate(source({ platform }))
      expect(flat(bar).filter((e) => e.role === 'quit')).toHaveLength(1)
      expect(bar[0]?.label).toBe(platform === 'darwin' ? 'Relook' : '&File')
    }
  })
})

describe('settings', () => {
  const settings: MenuItem = {
    id: 'settings',
    title: 'Settings…',
    menu: 'file',
    keys: 'Mod+,',
    enabled: true,
  }
  test.each([
    ['darwin', 'Relook'],
    ['win32', 'File'],
    ['linux', 'Edit'],
  ] as const)('stand on %s in the menu %s, once', (platform, label) => {
    const bar = menuTemplate(source({ platform, items: [...items, settings] }))
    expect(flat(bar).filter((e) => e.id === 'settings')).toHaveLength(1)
    expect(menu(bar, label).find((e) => e.id === 'settings')).toMatchObject({ accelerator: 'CmdOrCtrl+,' })
  })

  test('menus are opened by Alt and a letter of their own, but on macOS', () => {
    const letters = menuTemplate(source()).map((m) => /&(.)/.exec(m.label ?? '')?.[1])
    expect(new Set(letters).size).toBe(letters.length)
    expect(letters).not.toContain(undefined)
    expect(JSON.stringify(menuTemplate(source({ platform: 'darwin' })))).not.toContain('"&')
  })
})

describe('accelerator', () => {
  test.each([
    ['Mod+Shift+Z', 'CmdOrCtrl+Shift+Z'],
    ['ArrowLeft', 'Left'],
    ['Alt+ArrowUp', 'Alt+Up'],
    ['Mod++', 'CmdOrCtrl+Plus'],
    ['?', '?'],
    ['`', '`'],
    ['Space', 'Space'],
    ['f', 'F'],
    ['Delete', 'Delete'],
  ])('writes %s as %s', (keys, written) => expect(accelerator(keys)).toBe(written))

  test('leaves out keys a menu cannot show', () => expect(accelerator('Mod+ö')).toBeUndefined())
})
