/** Connects the table to the keyboard and to the native menu. The only place that listens to keys of the whole window. */
import type { ShellEvent } from '../../app/host'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import { commandFor, menuItems, performCommand, type Focus } from './index'
import { chordOf, isComposing } from './keys'
import { spokenLanguage } from '../language/text'

/** Whether this is a Mac: Mod is Cmd there. */
export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

/** Listens to keys until the returned end is called. */
export function installKeys(session: Session, target: Window): () => void {
  let held: { readonly key: string; readonly release: (s: Session) => void } | undefined
  // Before anybody else hears of it: while a word is composed, no key is for the window, a dialog or a form.
  const compose = (event: KeyboardEvent) => {
    if (isComposing(event)) event.stopImmediatePropagation()
  }
  const down = (event: KeyboardEvent) => {
    if (event.defaultPrevented || takesKeys(session.get())) return
    const chord = chordOf(event, isMac)
    const command = chord && commandFor(chord, session.get(), focusOf(event.target))
    if (!command) return
    event.preventDefault()
    if (command.release !== undefined && !event.repeat) held = { key: event.key, release: command.release }
    command.perform(session)
  }
  const up = (event: KeyboardEvent) => {
    if (event.key === held?.key) letGo()
  }
  const letGo = () => {
    held?.release(session)
    held = undefined
  }
  target.addEventListener('keydown', compose, { capture: true })
  target.addEventListener('keydown', down)
  target.addEventListener('keyup', up)
  target.addEventListener('blur', letGo)
  return () => {
    target.removeEventListener('keydown', compose, { capture: true })
    target.removeEventListener('keydown', down)
    target.removeEventListener('keyup', up)
    target.removeEventListener('blur', letGo)
  }
}

/** What the shell asks: a menu's command, a file opened from outside. */
export function onShell(session: Session, event: ShellEvent): void {
  // What is opened from outside comes before where one was the last time.
  if (event.type !== 'command') session.places.stay()
  if (event.type === 'open-project') return session.document.open(event.project)
  if (event.type === 'open-collection') return session.collections.open(event.collection)
  if (event.type === 'open-rollouts') {
    session.view.showArea('rollouts')
    return session.rollouts.chooseDump(event.dump)
  }
  if (!undoneInField(event.id)) performCommand(session, event.id)
}

/** A menu's Undo is for the text that is being written, where there is any: on macOS it takes the key before a field could. */
function undoneInField(id: string): boolean {
  if ((id !== 'undo' && id !== 'redo') || !isWriting(document.activeElement)) return false
  // Deprecated and without a successor: nothing else reaches the field's own history.
  document.execCommand(id)
  return true
}

function isWriting(element: Element | null): boolean {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches('input, textarea'))
}

/** Keeps the native menu up to date with what can be done; returns its end. */
export function installMenu(
  session: Session,
  send: (menu: { items: ReturnType<typeof menuItems>; language: string }) => void,
): () => void {
  let last = ''
  let planned: ReturnType<typeof setTimeout> | undefined
  const update = () => {
    planned = undefined
    const menu = { items: menuItems(session.get()), language: spokenLanguage() }
    const now = JSON.stringify(menu)
    if (now === last) return
    last = now
    send(menu)
  }
  const stop = session.store.subscribe(() => (planned ??= setTimeout(update, 150)))
  update()
  return () => {
    clearTimeout(planned)
    stop()
  }
}

/** Whether something lies over the window that the keys are for. */
function takesKeys({ view }: State): boolean {
  return view.dialog !== undefined || view.overlays > 0
}

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return { typing: false, presses: false, moves: false }
  return {
    typing: target.isContentEditable || target.matches('input, textarea, select'),
    // A row of the step list is pressed by Enter; Space plays, as everywhere.
    presses: target.matches(
      'button:not([data-passes-space]), a[href], summary, [role="button"], [role="tab"]',
    ),
    moves: target.matches('[role="slider"], [role="separator"], [role="tab"]'),
  }
}
