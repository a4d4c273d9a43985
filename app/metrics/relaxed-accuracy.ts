/**
 * Relaxed accuracy (ChartQA): a number may be 5 % off, other text must be the same but for capitals.
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/vqa_eval.py` (`relaxed_correctness`), after Methani et al. 2020.
 */
import { goldTexts } from './gold'
import { decided, meanOfSplits, type Metric } from './metric'
import { strip, toFloat } from './python'

const tolerance = 0.05

/** ChartQA’s relaxed accuracy. */
export const relaxedAccuracy = {
  id: 'relaxed-accuracy',
  title: 'Relaxed accuracy',
  about: 'Numbers may be 5 % off; words must be the same but for capitals.',
  source: 'VLMEvalKit vqa_eval.py relaxed_correctness; Methani et al. 2020',
  judge: (item, { text }) => {
    const taken = strip(text)
    const hit = goldTexts(item.answer).some((gold) => relaxedMatch(gold, taken))
    return decided(hit, taken, toNumber(taken) === undefined ? 'same words' : 'number within 5 %')
  },
  measures: meanOfSplits,
} as const satisfies Metric

/** Whether a prediction is near enough. A gold of zero is compared as text, as upstream does. */
export function relaxedMatch(gold: string, prediction: string): boolean {
  const a = toNumber(prediction)
  const b = toNumber(gold)
  if (a !== undefined && b !== undefined && b !== 0) return Math.abs(a - b) / Math.abs(b) <= tolerance
  return prediction.toLowerCase() === gold.toLowerCase()
}

/** `50%` is 0.5. */
function toNumber(text: string): number | undefined {
  if (!text.endsWith('%')) return toFloat(text)
  let end = text.length
  while (text[end - 1] === '%') end--
  const value = toFloat(text.slice(0, end))
  return value === undefined ? undefined : value / 100
}
