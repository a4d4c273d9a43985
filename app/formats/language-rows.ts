/**
 * Rows in the language of one family, however they are kept: a dialogue, a list of replies, or one text beside a question.
 * Most families publish no format, only code that writes rows like these. Knows no family.
 */
import type { DialectId } from '../dialects'
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import { tell, toldTrace } from './chat'
import { sizesIn, withoutPrompt } from './prompt'
import { isDialogue } from './chat-pieces'
import type { Format, ForeignTrace, ImageSource, Turn } from './format'
import { literalOf } from './literal'
import { isTemplated, promptMessages, replyMessagesOf } from './template-text'
import {
  fieldsOf,
  firstNamed,
  firstWord,
  given,
  imagesOf,
  isFields,
  listOf,
  restOf,
  textOf,
  answersOf,
  notAnObject,
  usedOf,
  verdictIn,
  type Fields,
} from './values'

/** What makes a format of rows. */
export interface LanguageRows {
  readonly id: string
  readonly name: string
  readonly source: string
  readonly containers?: Format['containers']
  readonly dialect: DialectId
  /** Words that only this language has; looked for in what the model wrote and in the system message. */
  readonly mark: { readonly test: (spoken: string) => boolean }
  /** Only rows of one text or several replies: dialogues are some trainer's. */
  readonly textOnly?: boolean
  /** Words that speak against it. */
  readonly unless?: RegExp
  /** Columns that only this family's rows have together: enough without any mark. */
  readonly fields?: readonly string[]
  /** The language of rows that have those columns but no mark. */
  readonly otherwise?: DialectId
  /** Several families write such rows: which one, by what was written; `dialect` is the one where that does not tell. */
  readonly byWords?: (spoken: string) => DialectId | undefined
  /** Likeness where the mark is found (0.9). */
  readonly sure?: number
}

const dialogueFields = [
  ...['messages', 'conversations', 'message_list', 'pred_output', 'conversation', 'history'],
  // GRIT's trainer logs what it put in and got out.
  'input_output_conv',
  // Pixel-Reasoner's RL prompts are a dialogue written as text.
  'question',
]
const replyFields = ['thoughts', 'responses', 'response_list', 'trajectory', 'outputs']
const textFields = [
  'full_response',
  'model_response',
  'response',
  'output',
  'outputs',
  'completion',
  'prediction',
  'model_output',
  'generated_text',
  'text_output',
  'raw_output',
  'solutions',
  'pred',
  'pred_output',
  'predict',
  'predict_str',
  'text',
]
const questionFields = ['question', 'questions', 'query', 'problem', 'prompt', 'input', 'text']
const goldFields = ['ground_truth', 'true_answer', 'gts', 'gt', 'gt_answer', 'answer', 'solution', 'label']
const verdictFields = ['judge_score', 'judge_reward', 'acc', 'is_correct', 'correct', 'round1_correctness']
const imageFields = ['images', 'image', 'image_path', 'img_path', 'image_paths', 'image_file', 'img']
const idFields = ['id', 'qid', 'qids', 'uid', 'doc_id', 'question_id', 'index', 'idx']
/** Text looked at for marks: a row of megabytes of base64 is not read for them. */
const looked = 200_000

/** A format of rows in one language. */
export function languageRows(rows: LanguageRows): Format {
  const { id, name, source, dialect, mark, sure = 0.9, containers = ['jsonl', 'json', 'parquet'] } = rows
  return {
    id,
    name,
    source,
    containers,
    likeness: (value) => {
      if (rows.textOnly === true && dialogueIn(value) !== undefined) return 0
      const spoken = spokenIn(value)
      if (!mark.test(spoken)) return hasFields(rows, value) ? sure : 0
      return isTrainers(fieldsOf(value)) || rows.unless?.test(spoken) === true ? 0.3 : sure
    },
    parse: (value) => {
      const { otherwise } = rows
      const other = otherwise !== undefined && hasFields(rows, value) && !mark.test(spokenIn(value))
      return languageRow(value, other ? otherwise : dialect, rows.byWords)
    },
  }
}

function hasFields({ fields }: LanguageRows, value: unknown): boolean {
  const row = fieldsOf(value)
  return fields?.every((name) => name in row) === true
}

/** Columns of a trainer's record around the dialogue: its own format knows what they mean. */
const trainerFields = [
  'objects',
  'rejected_response',
  'rejected_messages',
  'chosen',
  'rejected',
  'reward_model',
  'preferred_output',
  'relook',
]

function isTrainers(row: Fields): boolean {
  if (trainerFields.some((name) => name in row) || isDialogue(row['prompt'])) return true
  if ('input' in row && 'output' in row && 'score' in row) return true
  return listOf(row['messages']).some((m) =>
    /^tool_(?:call|response)$/.test(textOf(fieldsOf(m)['role']) ?? ''),
  )
}

/** What the model wrote and was told, for marks. */
function spokenIn(value: unknown): string {
  const messages = dialogueIn(value)?.messages
  const row = fieldsOf(value)
  const texts =
    messages !== undefined
      ? messages.filter((m) => !/^(user|human)$/.test(textOf(m['role'] ?? m['from']) ?? '')).map(contentOf)
      : [...(repliesIn(row)?.texts ?? []), textIn(row)?.text ?? '']
  return texts.join('\n').slice(0, looked)
}

function contentOf(message: Fields): string {
  const content = message['content'] ?? message['value']
  const calls = message['tool_calls'] ?? message['function_call']
  const text =
    textOf(content) ??
    listOf(content)
      .map((part) => textOf(part) ?? textOf(fieldsOf(part)['text']) ?? '')
      .join('\n')
  if (/^(?:function_call|tool_call)$/.test(textOf(message['role'] ?? message['from']) ?? ''))
    return `<tool_call>\n${text}\n</tool_call>`
  return calls === undefined
    ? text
    : `${text}\n${JSON.stringify(calls).replaceAll('\\"', '"').slice(0, 5000)}`
}

/** The dialogue of a row, which may be the row itself, or text of JSON. */
export function dialogueIn(
  value: unknown,
): { readonly messages: readonly Fields[]; readonly path: string } | undefined {
  if (isDialogue(value)) return { messages: value, path: '' }
  const row = fieldsOf(value)
  for (const path of dialogueFields) {
    const field = row[path]
    const messages = typeof field === 'string' && /^\s*\[/.test(field) ? literalOf(field) : field
    if (isDialogue(messages)) return { messages, path }
  }
  return undefined
}

function repliesIn(row: Fields): { readonly texts: readonly string[]; readonly name: string } | undefined {
  for (const name of replyFields) {
    const replies = listOf(row[name]).map(
      (r) => textOf(r) ?? textOf(fieldsOf(r)['text_output'] ?? fieldsOf(r)['text'] ?? fieldsOf(r)['content']),
    )
    const texts = replies.filter((r) => r !== undefined)
    if (texts.length > 0) return { texts, name }
  }
  return undefined
}

function textIn(row: Fields): { readonly text: string; readonly name: string } | undefined {
  for (const name of textFields) {
    const value = row[name]
    const text = textOf(value) ?? textOf(listOf(value)[0])
    if (text !== undefined && text !== '') return { text, name }
  }
  return undefined
}

/** A row as one trace. Bad when there is nothing a model wrote and no question either. */
export function languageRow(
  value: unknown,
  dialect: DialectId,
  byWords?: LanguageRows['byWords'],
): Result<readonly ForeignTrace[]> {
  const row = fieldsOf(value)
  if (!isFields(value) && !Array.isArray(value)) return notAnObject()
  const images = imageFields.flatMap((name) => imagesOf(row[name]))
  const dialogue = dialogueIn(value)
  const replies = dialogue === undefined ? repliesIn(row) : undefined
  const text = dialogue === undefined && replies === undefined ? textIn(row) : undefined
  // `text` asks where something else answers; beside a dialogue it is the whole of that once more.
  const asking =
    dialogue !== undefined || text?.name === 'text' ? questionFields.slice(0, -1) : questionFields
  const asked = firstWord(row, asking)
  const all: RowParts = {
    row,
    images,
    dialect,
    asking,
    facts: factsOf(row, dialect, asked),
    ...given({ byWords }),
  }
  if (dialogue !== undefined) return toldRow(all, dialogue)
  const said = replies ?? text
  if (said === undefined) return bad({ message: 'The row holds neither a dialogue nor a response.' })
  // Of several samples one is shown, the others are kept.
  const count = text === undefined ? 1 : listOf(row[text.name]).length
  const meta = restOf(row, [...usedIn(row, asking), ...(count > 1 ? [] : [said.name])])
  const read =
    asked !== undefined && text !== undefined && isTemplated(asked)
      ? templatedRow({ ...all, meta }, asked, text)
      : repliedRow({ ...all, meta }, text === undefined ? (replies?.texts ?? []) : [text.text])
  if (!read.ok || count <= 1) return read
  const message = `There are ${count} replies to one question; the first is read.`
  return good(read.value, [...read.issues, { path: said.name, message }])
}

/** What was found in a row so far. */
interface RowParts {
  readonly row: Fields
  readonly images: readonly ImageSource[]
  readonly dialect: DialectId
  /** Names under which its question may stand. */
  readonly asking: readonly string[]
  readonly facts: ReturnType<typeof factsOf>
  readonly byWords?: LanguageRows['byWords']
  readonly meta?: ForeignTrace['meta']
}

/** A row whose dialogue is told message by message. */
function toldRow(
  { row, images, dialect, asking, facts, byWords }: RowParts,
  dialogue: NonNullable<ReturnType<typeof dialogueIn>>,
): Result<readonly ForeignTrace[]> {
  const { question, ...others } = facts
  const beside = question === '' ? others : facts
  const meta = restOf(row, [...usedIn(row, asking), dialogue.path])
  return toldTrace(
    { ...dialogue, images, ...(byWords === undefined ? { dialect } : { otherwise: dialect }) },
    { ...beside, meta },
  )
}

/** A row of a trainer's log: prompt and response have been through a chat template. */
function templatedRow(
  { row, images, dialect, facts, byWords, meta = {} }: RowParts,
  asked: string,
  { text, name }: NonNullable<ReturnType<typeof textIn>>,
): Result<readonly ForeignTrace[]> {
  const told = tell({
    messages: [...promptMessages(asked), ...replyMessagesOf(text)],
    path: name,
    images,
    ...(byWords === undefined ? { dialect } : { otherwise: dialect }),
  })
  if (!told.ok) return told
  const trace = given<ForeignTrace>({ ...facts, ...told.value, meta })
  return good([trace], [...told.issues, ...withoutImage(row, images)])
}

/** A row of one reply, or of the replies of a run. */
function repliedRow(
  { row, images, dialect, asking, facts, byWords, meta = {} }: RowParts,
  replies: readonly string[],
): Result<readonly ForeignTrace[]> {
  const turns = replies.map((text): Turn => ({ type: 'model', text }))
  const written = byWords?.(replies.join('\n')) ?? dialect
  const sizes = sizesIn(firstWord(row, asking) ?? '')
  const trace = given<ForeignTrace>({
    ...facts,
    question: withoutPrompt(written, facts.question),
    images,
    sizes: unlessEmpty(sizes),
    dialect: written,
    turns,
    meta,
  })
  return good([trace], withoutImage(row, images))
}

/** A row that has a place for an image and nothing in it. */
function withoutImage(row: Fields, images: readonly ImageSource[]): readonly Issue[] {
  const named = imageFields.some((name) => row[name] !== undefined && row[name] !== null)
  return named && images.length === 0 ? [{ path: 'image', message: 'The row names no image.' }] : []
}

/** What a row was read by: of several names for one thing the one that was taken. */
function usedIn(row: Fields, asking: readonly string[]): readonly string[] {
  return [
    ...imageFields,
    ...usedOf(row, asking, firstNamed(row, asking)),
    ...usedOf(row, idFields, firstNamed(row, idFields)),
    ...usedOf(row, goldFields, goldNamed(row)),
  ]
}

/** Under which of its names the right answer stands. */
function goldNamed(row: Fields): string | undefined {
  return goldFields.find((name) => answersOf(row[name]).length > 0)
}

/** What stands beside the reasoning. */
function factsOf(row: Fields, dialect: DialectId, asked: string | undefined) {
  const question = asked ?? ''
  const gold = answersOf(row[goldNamed(row) ?? ''])
  const verdict = verdictFields.map((name) => verdictIn(row[name])).find((v) => v !== undefined)
  const answer = firstWord(row, ['final_answer', 'pred_ans', 'pred_answer'])
  return given<{
    id?: string
    question: string
    gold?: readonly string[]
    verdict?: number
    answer?: string
    system?: string
  }>({
    id: firstWord(row, idFields),
    question: withoutPrompt(dialect, question.replace(/<image>\n?/g, '')),
    gold: unlessEmpty(gold),
    verdict,
    answer,
    system: textOf(row['system_prompt'] ?? row['system']),
  })
}
