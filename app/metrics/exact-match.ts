/**
 * Equality of texts, two ways. Sources: VLMEvalKit `vqa_eval.py` method `accuracy` (OCRVQA, GQA: trimmed, lower case); the
 * built-in model's own evaluation, `training/evaluation/report.py` (`answer == expected`).
 */
import { goldTexts } from './gold'
import { decided, meanOfSplits, type Metric } from './metric'
import { strip } from './python'

/** Equal but for case and space around it. */
export const exactMatch = {
  id: 'exact-match',
  title: 'Exact match',
  about: 'The same text but for capitals and space around it.',
  source: 'VLMEvalKit vqa_eval.py, method accuracy',
  judge: (item, { text }) => {
    const taken = strip(text)
    const hit = goldTexts(item.answer).some((gold) => strip(gold).toLowerCase() === taken.toLowerCase())
    return decided(hit, taken, 'same text, any capitals')
  },
  measures: meanOfSplits,
} as const satisfies Metric

/** Equal to the letter but for space around it. */
export const sameText = {
  id: 'same-text',
  title: 'Same text',
  about: 'The same text to the letter; only space around it does not count.',
  source: 'training/evaluation/report.py',
  judge: (item, { text }) => decided(strip(text) === strip(item.answer), strip(text), 'same text'),
} as const satisfies Metric
