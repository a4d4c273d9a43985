/** Pieces of text between two marks. */
import { expect, test } from 'vitest'
import { stretchesIn, withoutStretches } from '../../app/stretches'
import fc from '../builders/properties'

const found = (text: string, open = '<a>', close = '</a>') => [...stretchesIn(text, open, close)]

test.each([
  ['nothing', '', []],
  ['no mark', 'x', []],
  ['one', 'x<a>y</a>z', [[1, 9, 'y']]],
  ['one with nothing inside', '<a></a>', [[0, 7, '']]],
  ['two side by side', '<a>1</a><a>2</a>', [[0, 8, '1'], [8, 16, '2']]], // prettier-ignore
  ['an opening mark inside is a part of it', '<a>1<a>2</a>3</a>', [[0, 12, '1<a>2']]],
  ['one that nothing closes is none', '<a>1</a><a>2', [[0, 8, '1']]],
  ['a closing mark before any opening one is text', '</a><a>1</a>', [[4, 12, '1']]],
  ['lines inside', '<a>\n1\n</a>', [[0, 10, '\n1\n']]],
])('%s', (_, text, stretches) => {
  expect(found(text).map(({ start, end, inside }) => [start, end, inside])).toEqual(stretches)
})

test('marks may be the same: the first opens, the second closes', () => {
  expect(found('a*b*c*d', '*', '*').map((s) => s.inside)).toEqual(['b'])
})

test('are those of the regular expression, and the rest is the text without them', () => {
  const text = fc
    .array(fc.constantFrom('<a>', '</a>', 'x', '<', 'a>', '\n', '写'), { maxLength: 40 })
    .map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, (one) => {
      const pattern = /<a>([\s\S]*?)<\/a>/g
      expect(found(one)).toEqual(
        [...one.matchAll(pattern)].map((m) => ({ start: m.index, end: m.index + m[0].length, inside: m[1] })),
      )
      expect(withoutStretches(one, '<a>', '</a>')).toBe(one.replace(pattern, ''))
    }),
    { numRuns: 500 },
  )
})

test('a hundred thousand marks that nothing closes take one pass', () => {
  const text = '<a>'.repeat(100_000)
  expect(found(text)).toEqual([])
  expect(withoutStretches(text, '<a>', '</a>')).toBe(text)
})
