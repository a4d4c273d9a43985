/**
 * Average normalised Levenshtein similarity (DocVQA, InfographicVQA).
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/vqa_eval.py` (`anls_compute`, `hit_calculate`): distance over
 * lower-cased, whitespace-collapsed text, divided by the longer *uncollapsed* one; below 0.5 it counts as nothing.
 */
import { goldTexts } from './gold'
import { graded, meanOfSplits, undecided, type Metric } from './metric'
import { pythonLength, splitWords } from './python'

/** Similarity below this is no answer at all. */
const threshold = 0.5

/** Average normalised Levenshtein similarity, as DocVQA defines it. */
export const anls = {
  id: 'anls',
  title: 'ANLS',
  about: 'Likeness of spelling to the best accepted answer, 0.5 to 1; less counts as 0.',
  source: 'VLMEvalKit vqa_eval.py anls_compute; Biten et al. 2019',
  judge: (item, { text }) => {
    const likeness = bestLikeness(goldTexts(item.answer), text)
    if (likeness === undefined) return undecided(text, 'too long to compare letter by letter')
    const rule = likeness < threshold ? 'unlike' : `likeness ${likeness.toFixed(3)}`
    return graded(likeness < threshold ? 0 : likeness, text, rule)
  },
  measures: meanOfSplits,
} as const satisfies Metric

/** Letters of one text compared with letters of another, over all accepted answers: a second. No answer comes near it. */
const mostWork = 2e8

/**
 * The likeness to the best accepted answer; below the threshold any number below it, as lengths alone may tell. Undefined where that
 * cannot be worked out in time.
 */
function bestLikeness(golds: readonly string[], prediction: string): number | undefined {
  const said = collapsed(prediction)
  const length = upperLength(prediction)
  let best = 0
  let work = 0
  for (const gold of new Set(golds)) {
    const accepted = collapsed(gold)
    const longest = Math.max(length, upperLength(gold))
    if (Math.abs(accepted.length - said.length) > (1 - threshold) * longest) continue
    work += accepted.length * said.length
    if (work > mostWork) return undefined
    best = Math.max(best, 1 - (longest === 0 ? 0 : editDistance(accepted, said) / longest))
  }
  return best
}

function upperLength(text: string): number {
  return pythonLength(text.toUpperCase())
}

function collapsed(text: string): readonly string[] {
  return [...splitWords(text.toLowerCase()).join(' ')]
}

/** Insertions, deletions and replacements of code points. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  const row = Uint32Array.from({ length: a.length + 1 }, (_, i) => i)
  for (const [j, letter] of b.entries()) {
    // What stood one row up and one to the left.
    let before = row[0] ?? 0
    row[0] = j + 1
    for (let i = 1; i <= a.length; i++) {
      const above = row[i] ?? 0
      const cost = letter === a[i - 1] ? before : 1 + Math.min(before, above, row[i - 1] ?? 0)
      row[i] = cost
      before = above
    }
  }
  return row[a.length] ?? 0
}
