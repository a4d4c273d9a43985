/** Words in lines: nothing is lost, nothing is wider than its column, lines break where a language lets them. */
import { expect, test } from 'vitest'
import { atMost, isFromRight, wrappedLines, printableText, shortenedText } from '../../../app/figures/text'
import fc from '../../builders/properties'

/** Every character is ten wide. */
const measure = { font: '', measureText: (text: string) => ({ width: [...text].length * 10 }) }

test('breaks at spaces, and never leaves a quote at the end of a line', () => {
  expect(wrappedLines('It says "HOP INN" there.', 110, measure)).toEqual(['It says', '"HOP INN"', 'there.'])
  expect(wrappedLines('one\n\n\n\ntwo', 500, measure)).toEqual(['one', '', 'two'])
})

test('a script without spaces breaks between its words, but not before a full stop', () => {
  const lines = wrappedLines('我先看一下招牌上的字。', 60, measure)
  expect(lines.join('')).toBe('我先看一下招牌上的字。')
  for (const line of lines) expect(line).not.toMatch(/^。/)
})

test('a word wider than the column is broken, and nothing of it is lost', () => {
  expect(wrappedLines('a'.repeat(25), 100, measure)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)])
})

test('no line is wider than the column, and all letters are there', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const lines = wrappedLines(text, 120, measure)
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(12 + 8)
      expect(printableText(lines.join('')).replace(/\s/g, '')).toBe(printableText(text).replace(/\s/g, ''))
    }),
    { numRuns: 300 },
  )
})

test('what cannot be set is not there: control characters, turned directions, halves of characters', () => {
  expect(printableText('a\u0000b\u202ec\ufeffd\ud800e')).toBe('abcd\ufffde')
})

test('too much is said to be too much', () => {
  expect(atMost(['1', '2', '3', '4'], 3)).toEqual(['1', '2', '… (2 more lines)'])
  expect(wrappedLines('x'.repeat(20_100), 1e9, measure)[0]).toMatch(/… \(100 more characters\)$/)
  expect(shortenedText('one two three', 80, measure)).toBe('one two…')
  expect(shortenedText('short', 80, measure)).toBe('short')
})

test('a line is read from the side its first letter is read from', () => {
  const lines = wrappedLines('אבג דהו 12345 67890', 80, measure)
  expect(lines.map((l) => printableText(l))).toEqual(['אבג דהו', '12345', '67890'])
  expect(lines.map(isFromRight)).toEqual([true, true, true])
  expect(wrappedLines('one two שלום', 80, measure).map(isFromRight)).toEqual([false, false])
  expect([isFromRight('12 שלום abc'), isFromRight('abc שלום'), isFromRight('123')]).toEqual([
    true,
    false,
    false,
  ])
})
