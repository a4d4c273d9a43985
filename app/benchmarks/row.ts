/**
 * One record of a data file as a benchmark item, whatever its columns are called (VLMEvalKit TSV, lmms-eval and Hugging Face
 * parquet, JSON lines of our own training, VLM-R³ logs). Pure; images are named, not read.
 * Sources: VLMEvalKit `image_base.py` (columns); lmms-eval `lmms_eval/tasks/<name>/utils.py` (column names per data set);
 * training/README.md (our records).
 */
import { parsedJson } from '../json'
import { z } from 'zod'
import { given } from '../given'
import { box, type Box } from '../geometry/box'
import { bad, good, type Result } from '../result'
import type { Item } from '../metrics/metric'
import { optionsIn } from '../metrics/options'
import { toList } from '../metrics/python'

/** A record as its file gives it. Columns that hold images may be left out by whoever reads large files. */
export type DataRecord = Readonly<Record<string, unknown>>

/** Columns that hold images or their places, in the order in which they are looked for. */
export const imageColumns =
  /^(image|images|image_path|img_path|img|decoded_image|image_bytes|image_file|image_\d+)$/i

const names = {
  id: ['index', 'id', 'question_id', 'questionid', 'pid', 'qid'],
  question: ['question', 'query', 'text', 'problem', 'prompt'],
  answer: ['answer', 'answers', 'ground_truth', 'gt_answer', 'label', 'correct answer'],
  category: ['category', 'family', 'subject', 'task', 'type'],
  options: ['choices', 'options', 'multi-choice options'],
  boxes: ['boxes', 'bboxs', 'bboxes'],
} as const

/** Longest text of a column that is kept; explanations and contexts are shorter. */
const longest = 20_000

/** An item, or why the record is none. `seen` are ids taken already: a second one gets a number. */
export function itemOf(record: DataRecord, position: number, seen: Set<string>): Result<Item> {
  const fields = lowerCased(record)
  const question = asText(first(fields, questionNames(fields)))
  if (question === '') return bad({ line: position + 1, message: 'There is no question in this row.' })
  const options = optionsOf(record, fields, question)
  const answer = answerOf(fields, options)
  const category = categoryOf(fields)
  const boxes = boxesOf(first(fields, names.boxes))
  const id = unique(asText(first(fields, names.id)) || String(position), seen)
  return good({
    id,
    position,
    question,
    answer,
    options,
    ...given({ category: category === '' ? undefined : category }),
    fields: textsOf(fields, options, answer),
    ...given({ boxes }),
  })
}

/** A column, MathVista's metadata, or the subject in MMMU's ids (`validation_Art_Theory_7`). */
function categoryOf(fields: DataRecord): string {
  const own = asText(first(fields, names.category))
  if (own !== '') return own
  const nested = asText(metadataOf(fields)['category'])
  if (nested !== '') return nested
  return (
    /^(?:dev|validation|test)_(.+)_\d+$/.exec(asText(fields['id']))?.[1] ?? asText(first(fields, ['split']))
  )
}

/** What Hugging Face's MathVista keeps in one column. */
function metadataOf(fields: DataRecord): DataRecord {
  const metadata = z.looseObject({}).safeParse(fields['metadata'])
  return metadata.success ? lowerCased(metadata.data) : {}
}

/** MathVista's `query` is its question with hint and choices, as VLMEvalKit's file has it in `question`. */
function questionNames(fields: DataRecord): readonly string[] {
  return fields['query'] !== undefined && fields['answer_type'] !== undefined
    ? ['query', ...names.question]
    : names.question
}

function lowerCased(record: DataRecord): DataRecord {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]))
}

function first(fields: DataRecord, wanted: readonly string[]): unknown {
  return wanted
    .map((name) => fields[name])
    .find((value) => value !== undefined && value !== null && value !== '')
}

/** A value as text; lists as JSON, which reads as a Python list too. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))
}

/** Options from letter columns, a list, a text with marks, or the question itself. */
function optionsOf(record: DataRecord, fields: DataRecord, question: string): Item['options'] {
  const letters = Object.entries(record).filter(
    ([name, value]) => /^[A-Z]$/.test(name) && asText(value) !== '',
  )
  if (letters.length > 0) return Object.fromEntries(letters.map(([name, value]) => [name, asText(value)]))
  const given = first(fields, names.options)
  const list = Array.isArray(given) ? given.map(asText) : toList(asText(given))
  if (list !== undefined && list.length > 0)
    return Object.fromEntries(withoutMarks(list).map((text, i) => [String.fromCharCode(65 + i), text]))
  if (typeof given === 'string') return optionsIn(given)
  return /^\(?[A-Za-z]\)?$/.test(asText(first(fields, names.answer)).trim()) ? optionsIn(question) : {}
}

/** `(A) red` as `red`, where every option is marked so. */
function withoutMarks(list: readonly string[]): readonly string[] {
  const marked = list.every((text, i) => text.startsWith(`(${String.fromCharCode(65 + i)}) `))
  return marked ? list.map((text) => text.slice(4)) : list
}

/** The gold answer: a letter where options are there and the file counts them, Yes or No for HallusionBench's 1 and 0. */
function answerOf(fields: DataRecord, options: Item['options']): string {
  const given = first(fields, names.answer)
  if (fields['gt_answer'] !== undefined && /^[01]$/.test(asText(given)))
    return asText(given) === '1' ? 'Yes' : 'No'
  const letters = Object.keys(options)
  if (letters.length > 0 && (typeof given === 'number' || typeof given === 'bigint'))
    return letters[Number(given)] ?? asText(given)
  if (Array.isArray(given)) return asText(given.map(annotation))
  const text = asText(given)
  const marked = /^\(?([A-Za-z])\)?$/.exec(text.trim())?.[1]?.toLowerCase()
  return letters.find((letter) => letter.toLowerCase() === marked) ?? text
}

/** An annotator's answer may be in an object (VQA v2). */
function annotation(value: unknown): string {
  const shape = z.object({ answer: z.string() }).safeParse(value)
  return shape.success ? shape.data.answer : asText(value)
}

function textsOf(fields: DataRecord, options: Item['options'], answer: string): Item['fields'] {
  const texts = Object.entries(fields)
    .filter(([name, value]) => !(imageColumns.test(name) && typeof value !== 'string') && value !== null)
    .map(([name, value]) => [name, asText(value)] as const)
    .filter(([, text]) => text !== '' && text.length <= longest)
  const found = Object.fromEntries(texts)
  const gold = Object.entries(options).find(([, text]) => text === answer)?.[0]
  // Hugging Face's MathVista has no column for the letter of the right choice.
  const letter = found['answer_option'] === undefined && gold !== undefined ? { answer_option: gold } : {}
  const nested = Object.fromEntries(
    Object.entries(metadataOf(fields)).map(([name, value]) => [name, asText(value)]),
  )
  return { ...nested, ...found, ...letter }
}

const fourNumbers = z.tuple([z.number(), z.number(), z.number(), z.number()])

/** Boxes as left, top, right, bottom in pixels of the image. */
function boxesOf(value: unknown): readonly Box<'image'>[] | undefined {
  const parsed = z.array(fourNumbers).safeParse(typeof value === 'string' ? parsedJson(value) : value)
  return parsed.success
    ? parsed.data.map(([left, top, right, bottom]) => box(left, top, right, bottom))
    : undefined
}

/** An id that is not taken yet: the second `7` is `7#2`. */
export function unique(id: string, seen: Set<string>): string {
  let name = id
  for (let n = 2; seen.has(name); n++) name = `${id}#${n}`
  seen.add(name)
  return name
}
