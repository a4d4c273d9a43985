/**
 * Multiple choice: the option a text means, against the gold letter. Without a rule that can tell it is undecided, which
 * VLMEvalKit counts as wrong under `exact_matching` and else asks a model about.
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/multiple_choice.py` (`extract_answer_from_item`, `eval_vanilla`).
 */
import { groupBy } from '../lists'
import { decided, meanOfRows, meanOfSplits, meansBy, undecided } from './metric'
import type { Item, JudgedItem, Judgement, Measure, Metric } from './metric'
import { inferOption } from './options'

/** Multiple choice, as VLMEvalKit takes an option from an answer. */
export const choice = {
  id: 'mcq',
  title: 'Multiple choice',
  about: 'The option the answer means, by letter or by its text.',
  source: 'VLMEvalKit multiple_choice.py, matching_util.py',
  judge: (item, { text }) => judgeChoice(item.options, item.answer, text),
  judging: 'extract',
  measures: (rows) => [...byCategory(rows), ...meanOfSplits(rows)],
} as const satisfies Metric

/** MMMU: an open question becomes a choice between its answer and “Other Answers” (`MMMU_preproc`). */
export const mmmu = {
  id: 'mmmu',
  title: 'MMMU',
  about: 'Multiple choice; an open question is right when the answer’s text is in it.',
  source: 'VLMEvalKit multiple_choice.py MMMU_preproc',
  judging: 'extract',
  judge: (item, { text }) => {
    const open = item.options['A'] === undefined
    const options = open ? { ...item.options, A: item.answer, B: 'Other Answers' } : item.options
    return judgeChoice(options, /^[A-Z]$/.test(item.answer) ? item.answer : 'A', text)
  },
  measures: (rows) => [...byCategory(rows), ...meanOfSplits(rows)],
} as const satisfies Metric

/** HR-Bench: every question is asked in cycles of its options; the mean of the cycles' accuracies. */
export const hrBench = {
  id: 'hr-bench',
  title: 'HR-Bench',
  about: 'Multiple choice, averaged over the cycles the options are shuffled in.',
  source: 'VLMEvalKit hrbench.py report_acc_hrbench',
  judge: choice.judge,
  judging: 'extract',
  headline: (rows) => {
    const cycles = groupBy(rows, ({ item }) => item.fields['cycle_category'] ?? '')
    const total = rows.length
    // Weighted so that the mean of all values is the mean of the cycles' means, whatever their sizes.
    const values = [...cycles.values()].flatMap((cycle) =>
      cycle.map(({ item, judgement }) => ({
        key: item.id,
        value: (judgement.score * total) / (cycle.length * cycles.size),
      })),
    )
    return { name: 'Average of cycles', values }
  },
} as const satisfies Metric

/** MMVP: two images share a question; a pair counts when both are right. */
export const mmvp = {
  id: 'mmvp',
  title: 'MMVP',
  about: 'Pairs of images with one question: both must be right. Single accuracy beside it.',
  source: 'VLMEvalKit multiple_choice.py report_acc_MMVP; Tong et al. 2024',
  judge: choice.judge,
  judging: 'extract',
  headline: (rows) => {
    const pairs = groupBy(rows, ({ item }) => String(Math.floor(item.position / 2)))
    const values = [...pairs].flatMap(([key, pair]) =>
      pair.length === 2 ? [{ key, value: pair.every(({ judgement }) => judgement.score === 1) ? 1 : 0 }] : [],
    )
    return { name: 'Pairs', values }
  },
  measures: (rows) => [meanOfRows('Single', rows)],
} as const satisfies Metric

/** Judges a text against options and a gold letter. */
export function judgeChoice(options: Item['options'], gold: string, text: string): Judgement {
  const found = inferOption(text, options)
  if (found === undefined) return undecided('', 'no rule finds an option')
  return decided(found.letter === gold, found.letter, found.rule)
}

function byCategory(rows: readonly JudgedItem[]): readonly Measure[] {
  return meansBy(rows, ({ item }) => item.fields['l2-category'])
}
