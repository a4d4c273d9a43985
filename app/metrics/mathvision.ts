/**
 * MATH-Vision by rule: an option as in multiple choice, else the same text or the same value of a formula.
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/mathv.py` (`post_check`, `is_equal`).
 */
import { judgeChoice } from './choice'
import { valueOf } from './expression'
import { listedOptions } from './mathvista'
import { decided, undecided, type Metric } from './metric'
import { strip } from './python'

/** Values nearer than this are the same. */
const epsilon = 1e-6

/** MATH-Vision, as VLMEvalKit scores it. */
export const mathVision = {
  id: 'mathvision',
  title: 'MATH-Vision',
  about: 'Options as in multiple choice; else the same text or the same value, LaTeX included.',
  source: 'VLMEvalKit mathv.py post_check, is_equal; Wang et al. 2024',
  judging: 'extract',
  judge: (item, { text }) => {
    const options = listedOptions(item)
    if (Object.keys(options).length > 0) return judgeChoice(options, item.answer, text)
    const taken = strip(text.toLowerCase())
    const gold = strip(item.answer.toLowerCase())
    if (taken === gold) return decided(true, taken, 'same text')
    const readings = (['python', 'latex'] as const).flatMap((notation) => {
      const said = valueOf(taken, notation)
      const wanted = valueOf(gold, notation)
      return said === undefined || wanted === undefined ? [] : [Math.abs(said - wanted)]
    })
    if (readings.length === 0) return undecided(taken, 'no value stands alone')
    return decided(
      readings.some((off) => off < epsilon),
      taken,
      'same value',
    )
  },
} as const satisfies Metric
