/** Text as it is searched. */
import fc from '../../builders/properties'
import { expect, test } from 'vitest'
import { fieldMark, folded } from '../../../main/collections/summary'

test('folded text has single spaces, lower case, one form of each letter, and no mark of fields', () => {
  expect(folded('Ein  CAFE\u0301\r\n\t and\u3000more\u001f')).toBe('ein caf\u00e9 and more ')
  const blank = fc.constantFrom(' ', '\n', '\t', '\u0085', '\u00a0', '\u2003', '\u3000', '\ufeff', fieldMark)
  const text = fc.array(fc.oneof(blank, fc.string())).map((parts) => parts.join(''))
  const slowly = (t: string) =>
    t
      .normalize('NFC')
      .toLowerCase()
      .replace(/[\s\u0000-\u001f\u0085]+/g, ' ')
  fc.assert(
    fc.property(text, (t) => folded(t) === slowly(t)),
    { numRuns: 300 },
  )
})
