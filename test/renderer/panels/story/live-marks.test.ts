/** Tags never show in what streams, however it is cut, and nothing else is lost. */
import { expect, test } from 'vitest'
import { createUntagged } from '../../../../renderer/panels/story/live-marks'
import fc from '../../../builders/properties'

function shown(pieces: readonly string[]): string {
  const untagged = createUntagged<number>()
  return pieces
    .flatMap((text, of) => untagged({ text, of }))
    .map((p) => p.text)
    .join('')
}

test('the tags between a thought and an answer are left out, and words that look like the beginning of one stay', () => {
  const text = '<think>a < b and <b>c</b>.</think>\n<answer>red</answer>\n'
  const words = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 })
  fc.assert(
    fc.property(words, (lengths) => {
      const pieces: string[] = []
      for (let at = 0; at < text.length; at += pieces.at(-1)?.length ?? 1)
        pieces.push(text.slice(at, at + (lengths[pieces.length % lengths.length] ?? 1)))
      expect(shown(pieces)).toBe('a < b and <b>c</b>.\nred\n')
    }),
  )
})

test('what is held back is shown as what it was of, as soon as it is no tag', () => {
  const untagged = createUntagged<string>()
  expect(untagged({ text: 'x <ans', of: 'first' })).toEqual([{ text: 'x ', of: 'first' }])
  expect(untagged({ text: 'ects', of: 'second' })).toEqual([
    { text: '<ans', of: 'first' },
    { text: 'ects', of: 'second' },
  ])
  expect(untagged({ text: '</answer', of: 'third' })).toEqual([])
  expect(untagged({ text: '>', of: 'fourth' })).toEqual([])
})
