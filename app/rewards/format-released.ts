/** Format as the released code computes it. */
import { strip } from '../metrics/python'
import { worth, type Reward } from './reward'

/** 1 when the reply ends with an answer in tags: `re.fullmatch(r".*?<answer>.*?</answer>\s*", …, re.DOTALL)`. */
export const formatReleased: Reward = {
  id: 'format-released',
  term: 'format',
  title: 'Format (released)',
  about: 'The reply ends with an answer in tags; think tags are not looked at.',
  source: 'justgogorunrun/VLM-R3: src/r1-v/src/open_r1/rgrpo.py, format_reward',
  unit: 'rollout',
  parameters: worth('well-formed reply', 0.5),
  measure: ({ text }) => {
    // The pattern without its backtracking: a first tag, and behind it a last one that ends the text.
    const open = text.indexOf('<answer>')
    const plain = strip(text)
    const closed = text.lastIndexOf('</answer>')
    const ends = plain.endsWith('</answer>') && open >= 0 && open + '<answer>'.length <= closed
    if (ends) return { amount: 1, why: 'It ends with an answer in tags.' }
    return { amount: 0, why: open < 0 ? 'There is no <answer>.' : 'It does not end with </answer>.' }
  },
}
