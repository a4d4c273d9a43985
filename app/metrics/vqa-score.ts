/**
 * The VQA score (TextVQA): a third for every other annotator who said the same, at most 1, averaged over annotators.
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/vqa_eval.py` (`process_line`, method `vqa_score`).
 */
import { goldTexts } from './gold'
import { graded, meanOfSplits, type Metric } from './metric'
import { normalise } from './vqa-words'

/** The VQA score over ten annotators’ answers. */
export const vqaScore = {
  id: 'vqa-score',
  title: 'VQA score',
  about: 'How many of the annotators said the same: three others make it whole.',
  source: 'VLMEvalKit vqa_eval.py, method vqa_score; Antol et al. 2015',
  judge: (item, { text }) => {
    const taken = normalise(text)
    const gold = goldTexts(item.answer).map(normalise)
    const matches = gold.map((_, i) => {
      const others = gold.filter((answer, j) => j !== i && answer === taken).length
      return Math.min(1, others / 3)
    })
    const score = matches.reduce((sum, match) => sum + match, 0) / matches.length
    const same = gold.filter((answer) => answer === taken).length
    return graded(score, taken, `${same} of ${gold.length} annotators`)
  },
  measures: meanOfSplits,
} as const satisfies Metric
