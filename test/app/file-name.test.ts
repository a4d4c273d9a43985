/** Whatever a trace calls itself becomes a name that every disk takes, and never leads anywhere. */
import { posix, win32 } from 'node:path'
import { expect, test } from 'vitest'
import fc from '../builders/properties'
import { fileNameFrom, nameProblem } from '../../app/file-name'

const piece = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '/',
    '\\',
    'C:',
    'con',
    'NUL',
    'aux.',
    'com1',
    'lpt¹',
    ' ',
    '\u0000',
    '\u001b[2J',
    '\u202e',
  ),
  fc.constantFrom(
    'e\u0301',
    'é',
    '写真',
    'हिन्दी',
    '🙂',
    '\ud800',
    '%2e%2e',
    '$(x)',
    '`',
    '"',
    '\n',
    '~',
    '-',
    'CONIN$',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const text = fc.array(piece, { maxLength: 120 }).map((pieces) => pieces.join(''))

test('whatever the text, the name is one file in its folder, on every system and with any ending', () => {
  fc.assert(
    fc.property(text, (given) => {
      const name = fileNameFrom(given, 'data')
      for (const full of [name, `${name}.json`, `${name}.parquet`]) {
        expect(nameProblem(full)).toBeUndefined()
        expect(Buffer.byteLength(full)).toBeLessThanOrEqual(255)
        for (const path of [posix, win32])
          expect(path.dirname(path.resolve('/x', full))).toBe(path.resolve('/x'))
      }
      expect(name.startsWith('.')).toBe(false)
      expect(fileNameFrom(name, 'data')).toBe(name)
    }),
    { numRuns: 5000 },
  )
})

test.each([
  ['page 1', 'page 1'],
  ['a/b\\c: d?', 'a-b-c- d-'],
  ['../../etc/passwd', '-..-etc-passwd'],
  ['CON', '_CON'],
  ['nul.json', '_nul.json'],
  ['…', '-'],
  ['', 'data'],
  ['..', 'data'],
  ['ends. ', 'ends'],
  ['हिन्दी e\u0301', 'हिन्दी é'],
])('%j becomes %j', (given, name) => {
  expect(fileNameFrom(given, 'data')).toBe(name)
})

test('a long name of any script fits a disk', () => {
  expect(Buffer.byteLength(fileNameFrom('写'.repeat(200), 'data'))).toBe(180)
})
