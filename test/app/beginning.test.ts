/** The beginning of a text that is too long for its place: whole characters, and never more than there is room for. */
import { expect, test } from 'vitest'
import { beginningOf, lineOf } from '../../app/beginning'
import fc from '../builders/properties'

test.each([
  ['abc', 2, 'ab'],
  ['abc', 3, 'abc'],
  ['abc', 9, 'abc'],
  ['abc', 0, ''],
  ['abc', -1, ''],
  ['', 5, ''],
  ['a🙂b', 1, 'a'],
  ['a🙂b', 2, 'a'],
  ['a🙂b', 3, 'a🙂'],
  ['𠮷野家', 1, ''],
  ['写真', 1, '写'],
])('of %j in %d units is %j', (text, most, cut) => expect(beginningOf(text, most)).toBe(cut))

test('is a beginning, as long as may be, with no half of a character that the text has whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(25), (text, most) => {
      const cut = beginningOf(text, most)
      expect(text.startsWith(cut)).toBe(true)
      expect(cut.length).toBeLessThanOrEqual(most)
      expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1)
      expect([...cut].join('')).toBe(cut)
      expect([...text].slice(0, [...cut].length)).toEqual([...cut])
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['a\n  b\t c ', 9, 'a b c'],
  ['abcdef', 6, 'abcdef'],
  ['abcdefg', 6, 'abcde…'],
  ['ab🙂cd', 4, 'ab…'],
])('%j on a line of %d units is %j', (text, most, line) => expect(lineOf(text, most)).toBe(line))
