/**
 * VLM-R³'s own rule before its judge: equal but for capitals is right; two different single characters are wrong; anything
 * else is for the judge. Source: justgogorunrun/VLM-R3, `src/eval` (short-circuits before the judge is called).
 */
import { decided, undecided, type Metric } from './metric'
import { strip } from './python'

/** The rule VLM-R³’s evaluation code tries before it asks a judge. */
export const letter = {
  id: 'vlm-r3',
  title: 'VLM-R³ rule',
  about: 'Same text is right, another single letter is wrong, the rest is for a judge.',
  source: 'VLM-R3 src/eval, before the judge is called',
  judging: 'compare',
  judge: (item, { text }) => {
    const taken = strip(text)
    const gold = strip(item.answer)
    if (taken.toLowerCase() === gold.toLowerCase()) return decided(true, taken, 'same text')
    if ([...taken].length === 1 && [...gold].length === 1) return decided(false, taken, 'another letter')
    return undecided(taken, 'only a judge can tell')
  },
} as const satisfies Metric
