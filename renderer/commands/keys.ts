/** Chords: from a key event, and as people read them. Knows no command and no DOM beyond the event's own values. */

/** The values of a key event that make a chord. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** The event's chord, written as the command table writes it. Undefined for a modifier alone. */
export function chordOf(press: KeyPress, mac: boolean): string | undefined {
  if (['Control', 'Shift', 'Alt', 'Meta', 'Dead', 'Unidentified'].includes(press.key)) return undefined
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if (other) return undefined
  const printable = press.key.length === 1
  const letter = printable && press.key.toLowerCase() !== press.key.toUpperCase()
  // Shift is part of how a sign such as `?` is typed, not of the chord.
  const shift = press.shiftKey && (!printable || letter)
  const key = press.key === ' ' ? 'Space' : printable ? press.key.toUpperCase() : press.key
  return [mod ? 'Mod' : '', press.altKey ? 'Alt' : '', shift ? 'Shift' : '', key].filter(Boolean).join('+')
}

/**
 * Whether a key still belongs to an input method that writes a word (Chinese, Japanese, Korean): its Enter takes the word
 * and does nothing else. Chromium reports the last key of it with the code 229.
 */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229
}

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '⏎',
  Escape: 'Esc',
  Delete: 'Del',
}

/** A chord as separate key caps. */
export function keyCaps(chord: string, mac: boolean): readonly string[] {
  const names: Readonly<Record<string, string>> = mac
    ? { ...signs, Mod: '⌘', Alt: '⌥', Shift: '⇧' }
    : { ...signs, Mod: 'Ctrl' }
  const words = chord.endsWith('+')
    ? [...chord.slice(0, -1).split('+').filter(Boolean), '+']
    : chord.split('+')
  return words.map((word) => names[word] ?? word)
}

/** A chord in one piece, for tooltips. */
export function keyWords(chord: string, mac: boolean): string {
  return keyCaps(chord, mac).join(mac ? '' : '+')
}
