/** Length as the released code computes it: the shortest stretch of thought between regions. */
import { lengthOf, space, strip } from '../metrics/python'
import { worth, type Reward } from './reward'

const blanks = new RegExp(`[${space}]+`, 'g')
/** A request as its pattern has it: without spaces before the bracket, nothing but the box. */
const request = new RegExp(`\\{"bbox_2d":[${space}]*\\[[^\\]]*\\]\\}`)

/** Characters of the shortest stretch; an empty first or last one counts, an empty one in between does not. */
export const lengthReleased: Reward = {
  id: 'length-released',
  term: 'length',
  title: 'Length (released)',
  about:
    'For every character of the shortest stretch of thought between regions; an empty first or last one gives 0.',
  source: 'justgogorunrun/VLM-R3: src/r1-v/src/open_r1/rgrpo.py, length_reward',
  unit: 'character',
  parameters: worth('character', 0.01, 0.1),
  measure: ({ text }) => {
    const stretches = stretchesOf(text)
    const amount = Math.min(...stretches.map(lengthOf))
    return {
      amount,
      why: `The shortest of ${stretches.length} ${stretches.length === 1 ? 'stretch' : 'stretches'} has ${amount} characters.`,
    }
  },
}

function stretchesOf(text: string): readonly string[] {
  const before = strip(text.split('<answer>', 1)[0] ?? '')
  const thought = strip(before.replaceAll('<think>', '').replaceAll('</think>', '').replace(blanks, ' '))
  const stretches = thought.split(request).map(strip)
  return stretches.filter((one, i) => one !== '' || i === 0 || i === stretches.length - 1)
}
