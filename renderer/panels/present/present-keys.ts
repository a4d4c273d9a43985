/** The keys of a presentation, as keyboards and clickers send them. One table: what is pressed, what it does, what the sheet says. Pure. */
import { msg, type Message } from '../../../app/message'

/** What a key does. */
export type PresentAction =
  | 'next'
  | 'previous'
  | 'play'
  | 'first'
  | 'last'
  | 'again'
  | 'next-trace'
  | 'previous-trace'
  | 'black'
  | 'slower'
  | 'faster'
  | 'loop'
  | 'captions'
  | 'both'
  | 'aid'
  | 'keys'
  | 'end'

/** Keys of an action, as `KeyboardEvent.key` names them; the first is shown. */
export interface PresentKey {
  readonly action: PresentAction
  readonly keys: readonly string[]
  readonly title: Message
}

export const presentKeys: readonly PresentKey[] = [
  { action: 'next', keys: ['ArrowRight', 'PageDown', 'ArrowDown', 'Enter', 'n'], title: msg('Next') },
  { action: 'previous', keys: ['ArrowLeft', 'PageUp', 'ArrowUp', 'Backspace'], title: msg('Back') },
  { action: 'play', keys: ['Space', 'p'], title: msg('Play all of it, or pause') },
  { action: 'first', keys: ['Home'], title: msg('To the beginning') },
  { action: 'last', keys: ['End'], title: msg('To the end') },
  { action: 'again', keys: ['F5', 'r'], title: msg('Once more from the start') },
  { action: 'next-trace', keys: ['Shift+ArrowRight', 'Shift+PageDown'], title: msg('Next trace') },
  { action: 'previous-trace', keys: ['Shift+ArrowLeft', 'Shift+PageUp'], title: msg('Previous trace') },
  { action: 'black', keys: ['b', '.'], title: msg('Black screen, and back') },
  { action: 'aid', keys: ['s'], title: msg('Pointer, spotlight, none') },
  { action: 'captions', keys: ['c'], title: msg('Few words, all words, none') },
  { action: 'both', keys: ['d'], title: msg('Two branches side by side') },
  { action: 'slower', keys: ['[', '-'], title: msg('Play slower') },
  { action: 'faster', keys: [']', '=', '+'], title: msg('Play faster') },
  { action: 'loop', keys: ['l'], title: msg('Repeat when it is over') },
  { action: 'keys', keys: ['?', 'h', 'F1'], title: msg('Keys') },
  { action: 'end', keys: ['Escape', 'q'], title: msg('End the presentation') },
]

/** What a press of a key means; keys with Ctrl, Alt or Cmd mean nothing here. */
export function actionOf(
  press: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): PresentAction | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined
  const name = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toLowerCase() : press.key
  // F5 with Shift: what some clickers send to begin at this place.
  const key = press.shiftKey && name.length > 1 && name !== 'F5' ? `Shift+${name}` : name
  return presentKeys.find((k) => k.keys.includes(key))?.action
}
