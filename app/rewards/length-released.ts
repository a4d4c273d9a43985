/** Length as the released code computes it: the shortest stretch of thought between regions. */
import { pythonLength, space, strip } from '../metrics/python'
import { worth, type Reward } from './reward'

const blanks = new RegExp(`[${space}]+`, 'g')
/** A request as its pattern has it: without spaces before the bracket, nothing but the box. */
const requestHead = new RegExp(`\\{"bbox_2d":[${space}]*\\[`, 'g')

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
    const amount = Math.min(...stretches.map(pythonLength))
    return {
      amount,
      why: `The shortest of ${stretches.length} ${stretches.length === 1 ? 'stretch' : 'stretches'} has ${amount} characters.`,
    }
  },
}

/** The text around requests, cut out up to the next bracket; each bracket is looked for once. */
function betweenRequests(text: string): readonly string[] {
  const stretches: string[] = []
  let from = 0
  let close = -1
  requestHead.lastIndex = 0
  for (let head = requestHead.exec(text); head !== null; head = requestHead.exec(text)) {
    if (close < requestHead.lastIndex) close = text.indexOf(']', requestHead.lastIndex)
    if (close < 0) break
    if (text[close + 1] !== '}') continue
    stretches.push(text.slice(from, head.index))
    from = close + 2
    requestHead.lastIndex = from
  }
  return [...stretches, text.slice(from)]
}

function stretchesOf(text: string): readonly string[] {
  const before = strip(text.split('<answer>', 1)[0] ?? '')
  const thought = strip(before.replaceAll('<think>', '').replaceAll('</think>', '').replace(blanks, ' '))
  const stretches = betweenRequests(thought).map(strip)
  return stretches.filter((one, i) => one !== '' || i === 0 || i === stretches.length - 1)
}
