/**
 * Predictions of an evaluation, a row each: a question, what the model put out, the right answer, the image. Columns under the names
 * harnesses give them, in any case; a row of one family's language is that family's.
 * Sources: open-compass/VLMEvalKit, vlmeval/inference.py, vlmeval/dataset/image_mcq.py (`index`, `question`, `A` … , `answer`,
 * `prediction`, `hit`); EvolvingLMMs-Lab/lmms-eval, lmms_eval/evaluator.py (`resps`, `filtered_resps`, `input`, `target`).
 */
import { msg } from '../message'
import { bad } from '../result'
import { dialectIn, plainDialect } from './chat-dialect'
import type { Format } from './format'
import { languageRows } from './language-rows'
import { isFields, wordOf, type Fields } from './values'

/** Columns that hold what a model put out; a table that has one is read as predictions. */
export const predictionColumns: readonly string[] = [
  'full_response',
  'prediction',
  'predict',
  'pred',
  'response',
  'resp',
  'model_response',
  'model_output',
  'output',
  'completion',
  'generation',
  'generated_text',
  'generated',
  'model_answer',
  'model_prediction',
  'answer_pred',
  'text_output',
  'raw_output',
  'reply',
]

/** Names of columns, first match wins, as `languageRows` calls them. */
const columns = {
  prediction: predictionColumns,
  question: [
    ...['question', 'query', 'problem', 'prompt', 'instruction', 'input', 'text_prompt', 'user_prompt'],
  ],
  image: [
    'image_path',
    'image',
    'images',
    'img_path',
    'img',
    'image_url',
    'image_file',
    'file_name',
    'filename',
  ],
  answer: [
    'answer',
    'ground_truth',
    'gt_answer',
    'gt',
    'gts',
    'gold',
    'target',
    'reference',
    'label',
    'solution',
  ],
  is_correct: ['hit', 'is_correct', 'correct', 'acc', 'accuracy', 'score', 'match'],
  id: ['index', 'id', 'question_id', 'qid', 'doc_id', 'sample_id', 'uid', 'idx'],
} as const

const rows = languageRows({
  id: 'predictions',
  name: msg('Predictions'),
  source: 'open-compass/VLMEvalKit: vlmeval/inference.py; EvolvingLMMs-Lab/lmms-eval: lmms_eval/evaluator.py',
  containers: ['tsv', 'jsonl', 'json', 'parquet'],
  dialect: plainDialect,
  mark: { test: () => false },
  byWords: (spoken) => dialectIn({ spoken, system: '' }, plainDialect),
})

/** What a model answered in an evaluation, a trace per row. */
export const predictions: Format = {
  ...rows,
  likeness: (value) => (isFields(value) && isPrediction(named(value)) ? 0.65 : 0),
  parse: (value) => {
    const row = isFields(value) ? named(value) : {}
    return isPrediction(row)
      ? rows.parse(row)
      : bad({ message: 'The row holds no prediction beside a question or an image.' })
  },
}

/** An output in words, and what it is about. */
function isPrediction(row: Fields): boolean {
  const { prediction, question, image, id } = row
  if (typeof prediction !== 'string' || 'messages' in row || 'conversations' in row) return false
  return (
    typeof question === 'string' ||
    (image !== undefined && image !== '') ||
    (id !== undefined && 'answer' in row)
  )
}

/** The row with its columns called as they are known; options are part of the question, as they were asked. */
function named(row: Fields): Fields {
  const lower = new Map(Object.keys(row).map((name) => [name.trim().toLowerCase(), name]))
  const taken = new Set<string>()
  const found = Object.entries(columns).flatMap(([name, names]): [string, unknown][] => {
    const own = names.flatMap((n) => lower.get(n) ?? []).find((n) => !taken.has(n) && isGiven(row[n]))
    const value = own !== undefined && name === 'is_correct' ? truth(row[own]) : row[own ?? '']
    // A grade nobody can read stays what it is called.
    if (own === undefined || value === undefined) return []
    taken.add(own)
    return [[name, value]]
  })
  const asks = found.some(([name, value]) => name === 'question' && typeof value === 'string')
  const options = asks ? Object.keys(row).filter((name) => /^[A-J]$/.test(name) && isGiven(row[name])) : []
  const rest = Object.entries(row).filter(([name]) => !taken.has(name) && !options.includes(name))
  const known: Fields = Object.fromEntries([...rest, ...found])
  const { question, image, id } = known
  const asked = [question, ...options.map((name) => `${name}. ${wordOf(row[name]) ?? ''}`)]
  return {
    ...known,
    ...(typeof question === 'string' ? { question: asked.join('\n') } : {}),
    // VLMEvalKit writes its images as INDEX.jpg and leaves them out of its results; a short number names the row that has it.
    ...(image === undefined
      ? byIndex(id, lower)
      : isIndex(image)
        ? { image: `${wordOf(image) ?? ''}.jpg` }
        : {}),
  }
}

function byIndex(id: unknown, lower: ReadonlyMap<string, string>): Fields {
  const word = wordOf(id)
  return word !== undefined && lower.has('index') && lower.has('question') ? { image: `${word}.jpg` } : {}
}

function isIndex(image: unknown): boolean {
  return /^\d{1,12}$/.test(wordOf(image) ?? '')
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** Right or wrong, however a table writes it; undefined for anything else. */
function truth(value: unknown): unknown {
  const word = wordOf(value)?.trim().toLowerCase() ?? ''
  if (word === 'true' || word === 'yes' || word === 'correct') return 1
  if (word === 'false' || word === 'no' || word === 'incorrect' || word === 'wrong') return 0
  return word === '' || !Number.isFinite(Number(word)) ? undefined : Number(word)
}
