/** Where formulas stand in plain text: all three notations, and money is none. */
import { expect, test } from 'vitest'
import { hasFormula, stretchesOf } from '../../../renderer/parts/formulas'
import fc from '../../builders/properties'

test.each([
  ['What is $x^2$ at 3?', [{ text: 'What is ' }, { tex: 'x^2' }, { text: ' at 3?' }]],
  ['\\(a+b\\)', [{ tex: 'a+b' }]],
  ['so \\[ \\frac12 \\]', [{ text: 'so ' }, { tex: '\\frac12' }]],
  ['$5 and $6', [{ text: '$5 and $6' }]],
  ['costs $5, or $ 6 $', [{ text: 'costs $5, or $ 6 $' }]],
  ['', [{ text: '' }]],
])('%s', (text, stretches) => {
  expect(stretchesOf(text)).toEqual(stretches)
  expect(hasFormula(text)).toBe(stretches.some((stretch) => 'tex' in stretch))
})

test('nothing of a text is lost, and thousands of openings without an end are no trouble', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 200, unit: fc.constantFrom('$', '\\(', '\\)', '\\[', 'a', ' ', '1', '\n') }),
      (text) => {
        const letters = stretchesOf(text).map((s) => ('tex' in s ? s.tex : s.text))
        const bare = (words: string) => words.replaceAll(/[$\\()[\]\s]/g, '')
        expect(bare(letters.join(''))).toBe(bare(text))
      },
    ),
  )
  expect(hasFormula('\\['.repeat(20_000))).toBe(false)
})
