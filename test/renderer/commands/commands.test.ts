import { describe, expect, it } from 'vitest'
import {
  commandFor,
  commands,
  isFoundBy,
  menuItems,
  searchWords,
  type Focus,
} from '../../../renderer/commands'
import { chordOf, keyWords } from '../../../renderer/commands/keys'
import { hostContract, type Host } from '../../../app/host'
import { must } from '../../builders/must'
import { keysOf, refusalOf } from '../../../renderer/commands/keymap'
import { initialState } from '../../../renderer/session/state'
import { fakeHost, openSession, settled } from '../fake-host'

const nowhere: Focus = { typing: false, presses: false, moves: false }
const typing: Focus = { ...nowhere, typing: true }
const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {},
) => chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, false)

describe('the command table', () => {
  it('gives every command a name of its own', () => {
    const ids = commands.map((c) => c.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('gives no chord to two commands that could both be meant', () => {
    // Esc alone goes through scopes in order: it stops a run, else lets go of a box, else ends a comparison.
    // Review mode has keys of its own, which count before the window's.
    const groupOf = (scope: string, key: string) =>
      scope === 'box' || key === 'Escape' ? scope : scope.startsWith('review') ? 'review' : 'window'
    const used = commands.flatMap((c) => c.keys.map((k) => `${groupOf(c.scope, k)} ${k}`))
    expect(used.filter((k, i) => used.indexOf(k) !== i)).toEqual([])
  })

  it('writes chords as key events are read', () => {
    const shape = /^(Mod\+)?(Alt\+)?(Shift\+)?(Space|F\d+|[A-Z0-9]|[^\sA-Za-z0-9]|[A-Z][A-Za-z]+)$/
    expect(commands.flatMap((c) => c.keys).filter((k) => !shape.test(k))).toEqual([])
  })

  it('has the keys people know from elsewhere', () => {
    const keys = new Map(commands.flatMap((c) => c.keys.map((k) => [`${c.scope} ${k}`, c.id])))
    expect(
      ['window ArrowRight', 'window Space', 'window R', 'window V', 'typing Mod+Enter', 'typing Escape'].map(
        (k) => keys.get(k),
      ),
    ).toEqual(['next-step', 'play', 'draw-tool', 'select-tool', 'rerun', 'stop'])
  })

  it('makes a menu the host accepts', () => {
    const given = hostContract.setMenu.input.safeParse({ items: menuItems(initialState) })
    expect(given.error).toBeUndefined()
  })
})

describe('a key', () => {
  it('moves the box in hand, and steps when none is', async () => {
    const { session } = await openSession(fakeHost())
    expect(commandFor('ArrowRight', session.get(), nowhere)?.id).toBe('next-step')
    session.selection.take('l1')
    expect(commandFor('ArrowRight', session.get(), nowhere)?.id).toBe('nudge-right')
    expect(commandFor('Escape', session.get(), nowhere)?.id).toBe('let-go')
  })

  it('that is a letter is dead while someone types, Ctrl+Enter is not', async () => {
    const { session } = await openSession(fakeHost())
    expect(commandFor('R', session.get(), typing)).toBeUndefined()
    expect(commandFor('Mod+Z', session.get(), typing)).toBeUndefined()
    expect(commandFor('Mod+Enter', session.get(), typing)?.id).toBe('rerun')
  })

  it('begins a presentation while someone types; F5 does only where it does not reload the page', async () => {
    const { session } = await openSession(fakeHost())
    expect(commandFor('Mod+Shift+P', session.get(), typing)?.id).toBe('present')
    expect(commandFor('F5', session.get(), nowhere)).toBeUndefined()
    const host: Partial<Host> = {
      about: async () => ({ version: '0', shell: 'desktop', dataFolder: '/data', dialogs: true }),
    }
    const fake = fakeHost()
    Object.assign(fake.host, host)
    const { session: desktop } = await openSession(fake)
    expect(commandFor('F5', desktop.get(), nowhere)?.id).toBe('present-clicker')
  })

  it('that a button or slider needs is left to it', async () => {
    const { session } = await openSession(fakeHost())
    expect(commandFor('Space', session.get(), { ...nowhere, presses: true })).toBeUndefined()
    expect(commandFor('ArrowLeft', session.get(), { ...nowhere, presses: true })?.id).toBe('previous-step')
    expect(commandFor('ArrowLeft', session.get(), { ...nowhere, moves: true })).toBeUndefined()
  })

  it('does nothing that cannot be done now', () => {
    expect(commandFor('Escape', initialState, nowhere)).toBeUndefined()
    expect(commandFor('Mod+Enter', initialState, nowhere)).toBeUndefined()
  })

  it('stops a run before anything else that Esc means', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.take('l1')
    fake.change({ type: 'run-started', branch: 'main', at: 9 })
    await settled()
    expect(commandFor('Escape', session.get(), nowhere)?.id).toBe('stop')
    expect(commandFor('Escape', session.get(), typing)?.id).toBe('stop')
  })
})

describe('chords', () => {
  it('leave Shift out of signs and keep it with letters and named keys', () => {
    expect([
      press('?', { shiftKey: true }),
      press('z', { ctrlKey: true, shiftKey: true }),
      press('ArrowUp', { shiftKey: true }),
      press(' '),
      press('Shift', { shiftKey: true }),
    ]).toEqual(['?', 'Mod+Shift+Z', 'Shift+ArrowUp', 'Space', undefined])
  })

  it('use Cmd on a Mac, and leave Ctrl to it', () => {
    const z = { key: 'z', altKey: false, shiftKey: false }
    expect(chordOf({ ...z, metaKey: true, ctrlKey: false }, true)).toBe('Mod+Z')
    expect(chordOf({ ...z, metaKey: false, ctrlKey: true }, true)).toBeUndefined()
  })

  it('read well', () => {
    expect([keyWords('Mod+Shift+Z', false), keyWords('Mod+Enter', true), keyWords('Mod++', false)]).toEqual([
      'Ctrl+Shift+Z',
      '⌘⏎',
      'Ctrl++',
    ])
  })
})

describe('keys that a person set', () => {
  const withKeys = (keys: Readonly<Record<string, string>>) => ({
    ...initialState,
    view: { ...initialState.view, keys },
  })
  const accept = must(commands.find((c) => c.id === 'accept'))
  const share = must(commands.find((c) => c.id === 'palette'))

  it('take the place of the command’s own, and none are none', () => {
    expect(keysOf(accept, initialState)).toEqual(['A'])
    expect(keysOf(accept, withKeys({ accept: 'H' }))).toEqual(['H'])
    expect(keysOf(accept, withKeys({ accept: '' }))).toEqual([])
    const shown = menuItems(withKeys({ palette: 'Mod+P' })).find((item) => item.id === 'palette')
    expect(shown?.keys).toBe('Mod+P')
  })

  it('are refused where another command has them, or where they would be letters one types', () => {
    const among = { commands, state: withKeys({ reject: 'H' }) }
    expect(refusalOf('X', accept, among)).toBeUndefined()
    expect(refusalOf('H', accept, among)).toMatchObject({ type: 'taken', by: { id: 'reject' } })
    expect(refusalOf('N', accept, among)).toMatchObject({ type: 'taken', by: { id: 'review-next' } })
    expect(refusalOf('P', share, among)).toEqual({ type: 'typed' })
    expect(refusalOf('Mod+J', share, among)).toMatchObject({ type: 'taken' })
  })
})

describe('a command is found', () => {
  const found = (words: string) => commands.filter((c) => isFoundBy(c, searchWords(words))).map((c) => c.id)

  it('by its title and by the other words people look for it by', () => {
    const searched: readonly (readonly [string, string])[] = [
      ['undo', 'undo'],
      ['samples', 'home'],
      ['projects', 'home'],
      ['start', 'home'],
      ['delete', 'delete-project'],
      ['trash', 'delete-project'],
      ['rename', 'rename-project'],
      ['settings', 'settings'],
      ['about', 'settings'],
      ['help', 'shortcuts'],
      ['gif', 'share'],
      ['png', 'share'],
      ['heat', 'why-heat'],
      ['attention', 'attention'],
    ]
    for (const [words, id] of searched) expect([words, ...found(words)]).toContain(id)
  })

  it('only by all the words', () => {
    expect(found('delete project')).toEqual(['delete-project'])
    expect(found('delete nothing')).toEqual([])
  })
})
