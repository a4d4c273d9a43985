/**
 * MME-RealWorld: the first of the capitals A to E that stands in the answer. Source: open-compass/VLMEvalKit,
 * `image_mcq.py` (`MMERealWorld.evaluate`) and `utils/multiple_choice.py` (`extract_characters_regex`), quirks included: any
 * capital counts, so does a small letter alone, and an empty answer is A.
 */
import { decided, meansBy, type Metric } from './metric'
import { strip, splitWords } from './python'

/** Words before the letter, taken away in this order wherever they stand. */
const heads = [
  'The best answer is',
  'The correct answer is',
  'The answer is',
  'The answer',
  'The best option is',
  'The correct option is',
  'Best answer:',
  'Best option:',
]

/** MME-RealWorld, as VLMEvalKit scores it. */
export const realWorld = {
  id: 'mme-realworld',
  title: 'MME-RealWorld',
  about: 'The first of the letters A to E in the answer.',
  source: 'VLMEvalKit multiple_choice.py extract_characters_regex; Zhang et al. 2024',
  judge: (item, { text, tagged }) => {
    const taken = firstLetter(tagged === true ? text.toUpperCase() : text)
    return decided(taken !== '' && taken === item.answer, taken, taken === '' ? 'no letter' : 'first letter')
  },
  // The benchmark's own table: perception and reasoning, each with its fields.
  measures: (rows) => meansBy(rows, ({ item }) => item.category?.split('/')[0]),
} as const satisfies Metric

/** The letter, or nothing. */
export function firstLetter(text: string): string {
  const rest = heads.reduce((left, head) => left.replaceAll(head, ''), strip(text))
  const letter = /[ABCDE]/.exec(rest)?.[0]
  if (letter !== undefined) return letter
  if (splitWords(rest).length > 10) return ''
  return [...'ABCDE'].find((one) => `(${one.toLowerCase()})`.includes(rest.toLowerCase())) ?? ''
}
