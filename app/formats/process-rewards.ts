/**
 * Solutions whose steps were judged one by one, for process reward models: TRL's stepwise supervision and PRM800K. The steps are what the model
 * wrote; what was said of them stays beside the trace. Crops are cut again from the first image, by the rule of the dialect the text is in.
 * Source: huggingface/trl, docs/source/dataset_formats.md (stepwise supervision); openai/prm800k, README.md (a line an annotator).
 */
import { unlessEmpty } from '../lists'
import { bad, good, type Result } from '../result'
import { dialectIn, plainDialect } from './chat-dialect'
import type { Format, ForeignTrace } from './format'
import {
  answersOf,
  fieldsOf,
  firstWord,
  given,
  imagesOf,
  listOf,
  restOf,
  textOf,
  type Fields,
} from './values'

/** Steps with labels or ratings. */
export const processRewards: Format = {
  id: 'process-rewards',
  name: 'Judged steps (TRL stepwise, PRM800K)',
  source: 'huggingface/trl: docs/source/dataset_formats.md; openai/prm800k: README.md',
  containers: ['parquet', 'jsonl', 'json'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if (ratedIn(row) !== undefined) return 0.97
    const texts = textsOf(row['completions'])
    return textOf(row['prompt']) !== undefined && texts !== undefined && isLabels(row['labels'], texts.length)
      ? 0.9
      : 0
  },
  parse: (value) => {
    const row = fieldsOf(value)
    return ratedIn(row) === undefined ? stepwise(row) : rated(row)
  },
}

function isLabels(value: unknown, count: number): boolean {
  const labels = listOf(value)
  return labels.length === count && labels.every((l) => typeof l === 'boolean' || typeof l === 'number')
}

/** All of it texts, and at least one. */
function textsOf(value: unknown): readonly string[] | undefined {
  const list = listOf(value)
  const texts = list.flatMap((one) => textOf(one) ?? [])
  return texts.length === list.length && texts.length > 0 ? texts : undefined
}

function stepwise(row: Fields): Result<readonly ForeignTrace[]> {
  const question = textOf(row['prompt'])
  if (question === undefined) return bad({ path: 'prompt', message: 'The row has no prompt.' })
  const texts = textsOf(row['completions'])
  if (texts === undefined) return bad({ path: 'completions', message: 'The row has no steps.' })
  return trace({ row, question, texts, used: ['id', 'prompt', 'completions', 'images', 'image'] })
}

/** The steps of a PRM800K line that went on: of each its chosen completion, else the first. */
function ratedIn(row: Fields): readonly { readonly text: string; readonly rating: unknown }[] | undefined {
  if (textOf(fieldsOf(row['question'])['problem']) === undefined) return undefined
  const steps = listOf(fieldsOf(row['label'])['steps']).flatMap((step) => {
    const { completions, chosen_completion: chosen, human_completion: human } = fieldsOf(step)
    const own = fieldsOf(listOf(completions)[typeof chosen === 'number' ? chosen : 0])
    const text = textOf(fieldsOf(human)['text']) ?? textOf(own['text'])
    return text === undefined ? [] : [{ text, rating: own['rating'] ?? null }]
  })
  return steps.length === 0 ? undefined : steps
}

function rated(row: Fields): Result<readonly ForeignTrace[]> {
  const { problem, ground_truth_answer: gold, ...about } = fieldsOf(row['question'])
  const steps = ratedIn(row) ?? []
  return trace({
    row: { ...row, ...about, ratings: steps.map((s) => s.rating) },
    question: textOf(problem) ?? '',
    texts: steps.map((s) => s.text),
    used: ['question', 'label', 'id', 'images', 'image', 'pre_generated_steps'],
    gold: answersOf(gold),
  })
}

function trace({
  row,
  question,
  texts,
  used,
  gold = [],
}: {
  readonly row: Fields
  readonly question: string
  readonly texts: readonly string[]
  readonly used: readonly string[]
  readonly gold?: readonly string[]
}): Result<readonly ForeignTrace[]> {
  const text = texts.join('\n')
  return good([
    given<ForeignTrace>({
      id: firstWord(row, ['id']),
      question,
      images: imagesOf(row['images'] ?? row['image']).slice(0, 1),
      dialect: dialectIn({ spoken: text, system: '' }, plainDialect),
      turns: [{ type: 'model', text }],
      gold: unlessEmpty(gold),
      meta: restOf(row, used),
    }),
  ])
}
