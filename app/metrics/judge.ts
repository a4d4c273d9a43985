/**
 * What a judge is asked where no rule can tell, and what its reply means. A judge is any model that answers in text. Two ways, as
 * upstream has them: it extracts the answer, which the rule then compares (VLMEvalKit `multiple_choice.py`, `mathvista.py`,
 * `yorn.py`), or it compares by itself (VLM-R3 `src/eval`). The words are our own: a judge's verdict depends on them, and every
 * judged row says who judged it. Pure.
 */
import { withoutStretches } from '../stretches'
import { decided, undecided, type Item, type Judgement, type Metric } from './metric'
import { listedOptions } from './mathvista'
import { strip } from './python'

/** The question for a judge; undefined for a metric whose rule always decides. */
export function judgeQuestion(metric: Metric, item: Item, prediction: string): string | undefined {
  if (metric.judging === undefined) return undefined
  const head = `Question: ${item.question}\n${optionLines(item)}`
  if (metric.judging === 'compare')
    return (
      `${head}Correct answer: ${item.answer}\nStudent's answer: ${prediction}\n\n` +
      'Does the student’s answer mean the same as the correct answer? Reply with 1 for yes or 0 for no, nothing else.'
    )
  return (
    `${head}Response: ${prediction}\n\n` +
    `Which final answer does the response give? Reply with ${wanted(item)} alone. ` +
    'If it gives none, reply with Z.'
  )
}

function optionLines(item: Item): string {
  return Object.entries(listedOptions(item))
    .map(([letter, text]) => `${letter}. ${text}\n`)
    .join('')
}

function wanted(item: Item): string {
  if (Object.keys(listedOptions(item)).length > 0) return 'the letter of the option'
  if (item.answer === 'Yes' || item.answer === 'No') return 'Yes or No'
  return item.fields['answer_type'] === 'integer' || item.fields['answer_type'] === 'float'
    ? 'the number'
    : 'the answer'
}

/** What the judge's reply makes of a row; undecided where it says nothing that can be read. */
export function judgedBy(
  metric: Metric,
  item: Item,
  { judge, reply }: { readonly judge: string; readonly reply: string },
): Judgement {
  const text = strip(withoutStretches(reply, '<think>', '</think>'))
  if (metric.judging === 'compare') {
    const said = /(?<![\d.])([01])(?:\.0)?(?![\d.])/.exec(text)?.[1]
    if (said === undefined) return undecided('', `the judge ${judge} gave no verdict`)
    return decided(said === '1', '', `judged by ${judge}`)
  }
  const judgement = metric.judge(item, { text })
  if (judgement.state === 'undecided') return undecided(text, `the judge ${judge} found no answer`)
  return { ...judgement, rule: `extracted by ${judge}; ${judgement.rule}` }
}
