/** What a search marks in the rows of a list. */
import { expect, test } from 'vitest'
import fc from '../../builders/properties'
import { needlesIn, stretchesNear, stretchesWith } from '../../../renderer/parts/hits'

const marked = (text: string, needles: readonly string[]) =>
  stretchesWith(text, needles)
    .map(({ text: part, hit }) => (hit ? `[${part}]` : part))
    .join('')

test('words, phrases and words for one field are marked where they count', () => {
  expect(needlesIn('Flame "a b" answer:c id:7', 'question')).toEqual(['flame', 'a b'])
  expect(needlesIn('flame answer:"C d"', 'answer')).toEqual(['flame', 'c d'])
  expect(needlesIn('text:flame', 'question')).toEqual([])
  expect(needlesIn('answer:""', 'answer')).toEqual([])
})

test('every hit is marked, overlapping ones as one', () => {
  expect(marked('Flame of the flame', ['flame'])).toBe('[Flame] of the [flame]')
  expect(marked('abcab', ['ab', 'bc'])).toBe('[abcab]')
  expect(marked('nothing', ['flame'])).toBe('nothing')
  expect(marked('', ['flame'])).toBe('')
  // The small form of this letter is two: places would shift.
  expect(marked('İstanbul flame', ['flame'])).toBe('İstanbul flame')
})

test('a hit far into a line is brought into view, begun at a word', () => {
  const text = 'Answer with the option’s letter from the given choices. Is the flame round?'
  const [first, second] = stretchesNear(text, ['flame'], 24)
  expect(first?.text).toBe('… Is the ')
  expect(second).toEqual({ text: 'flame', hit: true })
  expect(stretchesNear('The flame', ['flame'], 24)[0]?.text).toBe('The ')
})

test('no letter is lost or added, whatever is searched', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ minLength: 1, maxLength: 3 })), (text, needles) => {
      const low = needles.map((needle) => needle.toLowerCase())
      const stretches = stretchesWith(text, low)
      expect(stretches.map((s) => s.text).join('')).toBe(text)
      for (const { text: part, hit } of stretches)
        if (hit) expect(low.some((needle) => part.toLowerCase().includes(needle))).toBe(true)
    }),
  )
})
