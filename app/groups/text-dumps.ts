/**
 * Dumps of trainers that write text: verl's `{step}.jsonl`, TRL's `completions_{step}.parquet`, ms-swift's
 * `completions.jsonl`. Prompts and replies are read as the same formats are as traces; numbers nobody else claims are the
 * reward terms, by the trainer's own names.
 * Sources: volcengine/verl, verl/trainer/ppo/ray_trainer.py `_dump_generations`; huggingface/trl,
 * trl/trainer/grpo_trainer.py `log` (`log_completions`); modelscope/ms-swift, swift/trainers/rlhf_trainer/grpo_trainer.py
 * (`completions.jsonl`: one line is the columns of a step).
 */
import { dialectOf } from '../dialects'
import { trl } from '../formats/trl'
import { verlRollout } from '../formats/verl'
import {
  fieldsOf,
  given,
  isFields,
  listOf,
  numberOf,
  textOf,
  wordOf,
  answersOf,
  notAnObject,
  type Fields,
} from '../formats/values'
import type { ForeignTrace } from '../formats'
import { bad, good, type Result } from '../result'
import { termsOf, type DumpFormat, type DumpPart } from './dump'

const stepNames = ['step', 'gen_step', 'global_step']
const totalNames = ['score', 'reward', 'rewards']
const advantageNames = ['advantage', 'advantages']
const goldNames = ['gts', 'ground_truth', 'solution', 'answer', 'gold_answer']
const known = [
  ...stepNames,
  ...totalNames,
  ...advantageNames,
  ...goldNames,
  'index',
  'uid',
  'id',
  'request_id',
]

/** Rollouts as verl writes them: one per line, as text. */
export const verlDump: DumpFormat = {
  id: 'verl-rollouts',
  name: 'verl',
  source: verlRollout.source,
  likeness: verlRollout.likeness,
  parse: (value) => one(fieldsOf(value), 'input', 'output'),
}

/** Completions as TRL logs them: one per row, as text. */
export const trlDump: DumpFormat = {
  id: 'trl-completions',
  name: 'TRL',
  source: 'huggingface/trl: trl/trainer/grpo_trainer.py (Apache-2.0)',
  likeness: (value) => {
    const row = fieldsOf(value)
    const pair = row['prompt'] !== undefined && row['completion'] !== undefined
    if (!pair || isColumns(row)) return 0
    return stepNames.some((name) => name in row) || advantageNames.some((name) => name in row) ? 0.9 : 0.3
  },
  parse: (value) => one(fieldsOf(value), 'prompt', 'completion'),
}

/** Completions as ms-swift logs them: the columns of a step per line. */
export const msSwiftDump: DumpFormat = {
  id: 'ms-swift-completions',
  name: 'ms-swift',
  source: 'modelscope/ms-swift: swift/trainers/rlhf_trainer/grpo_trainer.py (Apache-2.0)',
  likeness: (value) => (isColumns(fieldsOf(value)) ? 0.97 : 0),
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    const count = listOf(value['completion']).length
    const rows = Array.from({ length: count }, (_, i) =>
      Object.fromEntries(
        Object.entries(value).map(([name, column]) => [
          name,
          Array.isArray(column) ? (column as unknown[])[i] : column,
        ]),
      ),
    )
    const parts = rows.map((row) =>
      one(row, 'messages' in row && !('prompt' in row) ? 'messages' : 'prompt', 'completion'),
    )
    return good(
      parts.flatMap((p) => (p.ok ? p.value : [])),
      parts.flatMap((p) => p.issues),
    )
  },
}

/** One line with a list for each column: as many completions as prompts. */
function isColumns(row: Fields): boolean {
  const prompts = listOf(row['prompt'] ?? row['messages'])
  const completions = listOf(row['completion'])
  return (
    completions.length > 0 &&
    prompts.length === completions.length &&
    completions.every((c) => typeof c === 'string' || Array.isArray(c)) &&
    (Array.isArray(row['step']) ||
      Array.isArray(row['gen_step']) ||
      completions.some((c) => typeof c === 'string'))
  )
}

/** A row with one prompt and one reply. */
function one(row: Fields, ask: string, reply: string): Result<readonly DumpPart[]> {
  const [asked, said] = [row[ask], row[reply]]
  const text = typeof asked === 'string' && typeof said === 'string'
  const rest = Object.fromEntries(Object.entries(row).filter(([name]) => name !== ask && name !== reply))
  // Special tokens of the chat template stand in the text or were taken out of it; verl's reading takes both.
  const read = text
    ? verlRollout.parse({ ...rest, input: asked, output: said })
    : trl.parse({ ...rest, prompt: asked, completion: said })
  if (!read.ok) return read
  const [trace] = read.value
  if (trace === undefined) return bad({ path: reply, message: 'There is no reply.' })
  return good([partOf(row, trace, { key: JSON.stringify(asked), used: [ask, reply] })], read.issues)
}

function partOf(
  row: Fields,
  trace: ForeignTrace,
  { key, used }: { readonly key: string; readonly used: readonly string[] },
): DumpPart {
  const number = (names: readonly string[]) => {
    for (const name of names) {
      const found = numberOf(row[name]) ?? numberIn(row[name])
      if (found !== undefined) return found
    }
    return undefined
  }
  const terms = termsOf(row, [...known, ...used])
  const sum = Object.values(terms).reduce((a, b) => a + b, 0)
  const gold =
    trace.gold ?? goldNames.map((name) => answersOf(row[name])).find((words) => words.length > 0) ?? []
  const total = number(totalNames) ?? (Object.keys(terms).length > 0 ? sum : undefined)
  const right = numberOf(row['acc'] ?? row['accuracy'])
  return given<DumpPart>({
    step: number(stepNames),
    key: `${wordOf(row['uid']) ?? ''}${key}`,
    question: trace.question,
    gold,
    boxes: [],
    picture: trace.images[trace.main ?? 0],
    rollouts: [
      given({
        content: { type: 'trace' as const, trace: { ...trace, gold } },
        recorded: given({ terms, total, advantage: number(advantageNames) }),
        looks: looksIn(trace),
        verdict: right !== undefined && right >= 0 && right <= 1 ? right : undefined,
      }),
    ],
  })
}

function looksIn(trace: ForeignTrace): number {
  const dialect = dialectOf(trace.dialect)
  return trace.turns.reduce((sum, turn) => {
    if (turn.type === 'look') return sum + 1
    if (turn.type !== 'model' || dialect === undefined) return sum
    return sum + dialect.spans(turn.text).filter((span) => span.type === 'look').length
  }, 0)
}

/** ms-swift writes steps as text. */
function numberIn(value: unknown): number | undefined {
  const text = textOf(value)?.trim()
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}
