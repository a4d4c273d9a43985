/**
 * Average normalised Levenshtein similarity (DocVQA, InfographicVQA).
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/vqa_eval.py` (`anls_compute`, `hit_calculate`): distance over
 * lower-cased, whitespace-collapsed text, divided by the longer *uncollapsed* one; below 0.5 it counts as nothing.
 */
import { goldTexts } from './gold'
import { graded, meanOfSplits, type Metric } from './metric'
import { lengthOf, words } from './python'

/** Similarity below this is no answer at all. */
const threshold = 0.5

/** Average normalised Levenshtein similarity, as DocVQA defines it. */
export const anls = {
  id: 'anls',
  title: 'ANLS',
  about: 'Likeness of spelling to the best accepted answer, 0.5 to 1; less counts as 0.',
  source: 'VLMEvalKit vqa_eval.py anls_compute; Biten et al. 2019',
  judge: (item, { text }) => {
    const distances = goldTexts(item.answer).map((gold) => normalisedDistance(gold, text))
    const likeness = 1 - Math.min(...distances)
    return graded(likeness < threshold ? 0 : likeness, text, `likeness ${likeness.toFixed(3)}`)
  },
  measures: meanOfSplits,
} as const satisfies Metric

/** Edit distance by the longer text's length, 0..1 (a hair more where whitespace was collapsed away). */
export function normalisedDistance(gold: string, prediction: string): number {
  const distance = editDistance(collapsed(gold), collapsed(prediction))
  const longest = Math.max(lengthOf(gold.toUpperCase()), lengthOf(prediction.toUpperCase()))
  return longest === 0 ? 0 : distance / longest
}

function collapsed(text: string): readonly string[] {
  return [...words(text.toLowerCase()).join(' ')]
}

/** Insertions, deletions and replacements of code points. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: a.length + 1 }, (_, i) => i)
  for (const [j, letter] of b.entries()) {
    const next = [j + 1]
    for (const [i, other] of a.entries()) {
      const keep = row[i] ?? 0
      next.push(letter === other ? keep : 1 + Math.min(keep, row[i + 1] ?? 0, next[i] ?? 0))
    }
    row = next
  }
  return row[a.length] ?? 0
}
