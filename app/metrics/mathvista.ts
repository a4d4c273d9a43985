/**
 * MathVista by rule: an option as in multiple choice; a number that is all there is. What must be extracted from prose is for
 * a judge. Source: open-compass/VLMEvalKit, `vlmeval/dataset/utils/mathvista.py` (`post_check`). Upstream never accepts an
 * open question whose answer is text or a list (it compares the text “None”); such rows stay undecided here.
 */
import { judgeChoice } from './choice'
import { groupBy } from '../lists'
import { decided, meanOfRows, meansBy, undecided } from './metric'
import type { Item, JudgedItem, Measure, Metric } from './metric'
import { strip, toFloat, toInt, toList } from './python'

/** MathVista, as far as VLMEvalKit’s rules go without a judge. */
export const mathVista = {
  id: 'mathvista',
  title: 'MathVista',
  about: 'Options as in multiple choice; integers and decimals that stand alone; the rest is for a judge.',
  source: 'VLMEvalKit mathvista.py post_check; Lu et al. 2024',
  judging: 'extract',
  judge: (item, { text }) => {
    if (item.fields['question_type'] === 'multi_choice')
      return judgeChoice(listedOptions(item), item.fields['answer_option'] ?? '', text)
    const type = item.fields['answer_type']
    if (type === 'integer') return number(toInt(text), toInt(item.answer), text)
    if (type === 'float') return number(toFloat(text), toFloat(item.answer), text)
    return undecided(strip(text), 'an open text needs a judge')
  },
  measures: (rows) => [...meansBy(rows, ({ item }) => item.fields['task']), ...bySkill(rows)],
} as const satisfies Metric

/** Options in the column `choices`, lettered from A; else the row's own. */
export function listedOptions(item: Item): Item['options'] {
  const list = toList(item.fields['choices'] ?? '') ?? []
  if (list.length === 0) return item.options
  return Object.fromEntries(list.map((text, i) => [String.fromCharCode(65 + i), text]))
}

function number<T extends bigint | number>(said: T | undefined, gold: T | undefined, text: string) {
  if (said === undefined || gold === undefined) return undecided(strip(text), 'no number stands alone')
  return decided(said === gold, strip(text), 'same number')
}

/** A row counts for each of its skills. */
function bySkill(rows: readonly JudgedItem[]): readonly Measure[] {
  const skilled = rows.flatMap((row) => {
    const text = row.item.fields['skills'] ?? ''
    return (toList(text) ?? (text === '' ? [] : [text])).map((skill) => ({ skill, row }))
  })
  const groups = groupBy(skilled, ({ skill }) => skill)
  return [...groups].map(([skill, group]) =>
    meanOfRows(
      skill,
      group.map(({ row }) => row),
    ),
  )
}
