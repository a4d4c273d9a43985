/** Accuracy as the released code computes it, up to where it asks its judge. Knows no model: a verdict is given or absent. */
import { pythonLength, strip } from '../metrics/python'
import { judged, quoted } from './accuracy'
import { worth, type Reward } from './reward'
import { answerIn } from './text'
import { sameForTextVqa } from './textvqa'

/**
 * Accepted texts one after the other: equal gives 1; two different single letters end it with 0, whatever comes behind;
 * answers of `textvqa` are compared as EvalAI does; everything else is left to a judge (`qwen2.5-72b-instruct` there), without whom it is 0, as there when the call fails.
 */
export const accuracyReleased: Reward = {
  id: 'accuracy-released',
  term: 'accuracy',
  title: 'Accuracy (released)',
  about:
    'The answer equals an accepted text to the letter; different letters are wrong; a judge decides the rest.',
  source:
    'justgogorunrun/VLM-R3: src/r1-v/src/open_r1/rgrpo.py, acc_verifier, textvqa_reward, accuracy_reward',
  unit: 'rollout',
  parameters: worth('right answer', 1),
  measure: ({ text, verdict }, { gold, source }) => {
    const answer = answerIn(text)
    if (gold.every((one) => strip(one) === '')) return judged(verdict, 'No accepted answer is known.', true)
    if (source === 'textvqa' && sameForTextVqa(answer, gold.join('/').split('/')))
      return { amount: 1, why: `${quoted(answer)} is accepted, compared as TextVQA is.` }
    // Several accepted answers reach it as one text with slashes, and it knows no dates.
    for (const accepted of source === 'textvqa' ? [] : gold.join('/').split('/').map(strip)) {
      if (accepted === answer) return { amount: 1, why: `${quoted(answer)} is accepted.` }
      const letters = pythonLength(accepted) === 1 && pythonLength(answer) === 1
      if (letters && accepted.toLowerCase() !== answer.toLowerCase())
        return { amount: 0, why: `${quoted(answer)} is not ${quoted(accepted)}: one letter against another.` }
    }
    return judged(
      verdict,
      `${quoted(answer)} is not an accepted text; the released code asks its judge.`,
      true,
    )
  },
}
