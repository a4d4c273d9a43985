/** What a model or a file says is shown as text in a terminal, whatever it is; only progress goes over its own line. */
import { expect, test } from 'vitest'
import fc from '../../builders/properties'
import { overLine } from '../../../main/cli/command'
import { errorAsText, shownAsText } from '../../../main/cli/run-cli'

const escapes = [
  ['a title', '\u001b]0;owned\u0007'],
  ['the clipboard', '\u001b]52;c;cm0gLXJm\u0007'],
  ['colours', '\u001b[31mred'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['the same in one letter', '\u009b2J'],
  ['a link', '\u001b]8;;file:///etc\u001b\\x'],
  ['hidden text', '\u001b[8mhidden'],
  ['letters taken back', 'rm\b\bls'],
  ['a line gone over', 'real answer\rforged answer'],
  ['progress in the middle', `text${overLine}forged`],
  ['letters turned round', '\u202egnp.exe'],
  ['a bell', '\u0007'],
] as const

test.each(escapes)('%s stays text', (_, text) => {
  for (const shown of [shownAsText(text), errorAsText(text)]) {
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  }
})

test('whatever is printed, no control character goes out but ends of lines and tabs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = shownAsText(text)
      expect(shown.replaceAll('\r\n', '')).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      )
      // Inside of JSON it means the same.
      expect(JSON.parse(shownAsText(JSON.stringify({ text })))).toEqual({ text })
    }),
    { numRuns: 3000 },
  )
})

test('progress takes away its own line, and what it tells is text', () => {
  expect(errorAsText(`${overLine}3 of 60`)).toBe('\r\u001b[K3 of 60')
  expect(errorAsText(`${overLine}\u001b[2Jname`)).toBe('\r\u001b[K\\u001b[2Jname')
  expect(shownAsText('a\r\nb\tc\n')).toBe('a\r\nb\tc\n')
})
