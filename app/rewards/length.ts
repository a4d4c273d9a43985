/** Length as the paper names it: characters of the whole reply. */
import { msg } from '../message'
import { pythonLength } from '../metrics/python'
import { worth, type Reward } from './reward'

/** The number of characters (code points, as Python counts them). */
export const length: Reward = {
  id: 'length',
  term: 'length',
  title: msg('Length'),
  about: 'For every character of the reply.',
  source: 'VLM-R³, arXiv 2505.16192 section 3',
  unit: 'character',
  parameters: worth('character', 0.001, 0.25),
  measure: ({ text }) => {
    const amount = pythonLength(text)
    return { amount, why: `${amount} characters.` }
  },
}
