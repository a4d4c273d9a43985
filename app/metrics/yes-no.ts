/**
 * Yes or no, and the benchmarks made of it: HallusionBench (all / figure / question accuracy) and MME (acc, acc+).
 * Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/yorn.py` (`YOrN_Extraction`, `Hallusion_rating`, `MME_rating`).
 */
import { groupBy } from '../lists'
import { mean } from './bootstrap'
import { decided, meanOfRows, undecided } from './metric'
import type { Item, JudgedItem, Judgement, Measure, Metric, Points, Prediction } from './metric'
import { splitWords } from './python'
import { withoutPunctuation } from './vqa-words'

/** Yes or No by the word alone; both or neither is Unknown. */
export function yesOrNo(text: string): 'Yes' | 'No' | 'Unknown' {
  const said = splitWords(withoutPunctuation(text.toLowerCase()))
  if (said.includes('yes') === said.includes('no')) return 'Unknown'
  return said.includes('yes') ? 'Yes' : 'No'
}

function judge(item: Item, { text }: Prediction): Judgement {
  const said = yesOrNo(text)
  if (said === 'Unknown') return undecided('', 'both words or neither')
  return decided(said === item.answer, said, `the word “${said.toLowerCase()}”`)
}

/** Yes or no, as VLMEvalKit takes it from an answer. */
export const yesNo = {
  id: 'yes-no',
  title: 'Yes or no',
  about: 'The word yes or no in the answer, against the gold one.',
  source: 'VLMEvalKit yorn.py YOrN_Extraction',
  judge,
  judging: 'extract',
} as const satisfies Metric

/** HallusionBench: accuracy over all questions, over figures and over pairs. */
export const hallusionBench = {
  id: 'hallusion-bench',
  title: 'HallusionBench',
  about:
    'aAcc: all questions. fAcc: figures with every question right. qAcc: questions right on every figure.',
  source: 'VLMEvalKit yorn.py Hallusion_rating; Guan et al. 2024',
  judge,
  judging: 'extract',
  headline: (rows) => meanOfRows('aAcc', rows),
  measures: (rows) => [
    allRight(rows, 'fAcc', { field: 'figure_id', part: 4 }),
    allRight(rows, 'qAcc', { field: 'question_id', part: 5 }),
  ],
} as const satisfies Metric

/** Groups of which every row is right; names come from columns or from the parts of the index. */
function allRight(
  rows: readonly JudgedItem[],
  name: string,
  { field, part }: { readonly field: string; readonly part: number },
): Measure {
  const groups = groupBy(rows, ({ item }) => {
    const parts = item.id.split('_')
    const set = item.fields['set_id'] ?? parts[3] ?? ''
    const topic = item.fields['l2-category'] ?? item.fields['subcategory'] ?? ''
    return [topic, set, item.fields[field] ?? parts[part] ?? ''].join('_')
  })
  const values = [...groups].map(([key, group]) => ({
    key,
    value: group.every(({ judgement }) => judgement.score === 1) ? 1 : 0,
  }))
  return { name, values }
}

const perception = 'OCR artwork celebrity color count existence landmark position posters scene'.split(' ')
const reasoning = ['code_reasoning', 'commonsense_reasoning', 'numerical_calculation', 'text_translation']

/** MME: points per category, as its authors count them. */
export const mme = {
  id: 'mme',
  title: 'MME',
  about: 'Points: per category accuracy plus the share of images with both questions right, each × 100.',
  source: 'VLMEvalKit yorn.py MME_rating; Fu et al. 2023',
  judge,
  judging: 'extract',
  headline: (rows) => meanOfRows('Accuracy', rows),
  measures: (rows) => [{ name: 'acc+', values: bothRight(rows) }],
  points: mmePoints,
} as const satisfies Metric

/** Perception, reasoning, and each category; a category's 200 is acc + acc+. */
function mmePoints(rows: readonly JudgedItem[]): readonly Points[] {
  const groups = groupBy(rows, ({ item }) => item.category ?? '')
  const points = new Map<string, number>()
  for (const [name, group] of groups) {
    const acc = mean(group.map(({ judgement }) => judgement.score))
    points.set(name, 100 * (acc + mean(bothRight(group).map(({ value }) => value))))
  }
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (points.get(name) ?? 0), 0)
  return [
    { name: 'perception', points: sum(perception) },
    { name: 'reasoning', points: sum(reasoning) },
    ...[...points].map(([name, value]) => ({ name, points: value })),
  ]
}

/** Per image the product of its first two scores; an image asked about once has no pair. */
function bothRight(rows: readonly JudgedItem[]): Measure['values'] {
  // The hub's file names the image in `question_id`, which its two questions share.
  const pictureOf = ({ id, fields }: Item) => fields['image_path'] ?? fields['question_id'] ?? id
  const images = groupBy(rows, ({ item }) => `${item.category ?? ''}/${pictureOf(item)}`)
  return [...images].flatMap(([key, group]) => {
    const [first, second] = group
    if (first === undefined || second === undefined) return []
    return [{ key, value: first.judgement.score * second.judgement.score }]
  })
}
