/** Format as the paper names it: the tags it asks for. */
import { msg } from '../message'
import { strip } from '../metrics/python'
import { worth, type Reward } from './reward'

const tags = ['<think>', '</think>', '<answer>', '</answer>'] as const

/** 1 for think and answer tags, each once, in order, with nothing outside them. */
export const format: Reward = {
  id: 'format',
  term: 'format',
  title: msg('Format'),
  about: 'Think tags, then answer tags, each once, and nothing outside them.',
  source: 'VLM-R³, arXiv 2505.16192 section 3; the exact form as in training/rl/rewards.py, tags_in_order',
  unit: 'rollout',
  parameters: worth('well-formed reply', 1),
  measure: ({ text }) => {
    const wrong = tags.find((tag) => text.split(tag).length !== 2)
    if (wrong !== undefined)
      return { amount: 0, why: `${wrong} is there ${text.split(wrong).length - 1} times, not once.` }
    const [thought, answer] = [text.indexOf('</think>'), text.indexOf('<answer>')]
    const plain = strip(text)
    const between = thought < answer ? strip(text.slice(thought + '</think>'.length, answer)) : 'x'
    if (!plain.startsWith('<think>') || !plain.endsWith('</answer>') || between !== '')
      return { amount: 0, why: 'Something stands outside the tags, or they are in another order.' }
    return { amount: 1, why: 'Every tag once, in order, nothing outside.' }
  },
}
