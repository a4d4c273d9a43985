/**
 * Plain Qwen grounding: a prompt, an image and JSON boxes as the reply (Qwen2.5-VL, in pixels of the resized image), or
 * `<|box_start|>` marks and Qwen3-VL's JSON, in thousandths. Also boxes alone: rows (`bbox_2d`, `label`, `image`), or the
 * list a model replied with, saved as it is, which names no image: it is about the one beside the file.
 * Source: QwenLM/Qwen2.5-VL, cookbooks/spatial_understanding.ipynb; qwen-vl-finetune/demo/single_images.json.
 */
import { eachOf, good } from '../result'
import type { Format, ForeignTrace, Turn } from './format'
import { dialogueIn, languageRows } from './language-rows'
import {
  fieldsOf,
  firstWord,
  given,
  imagesOf,
  isFields,
  numbersOf,
  restOf,
  textOf,
  type Fields,
} from './values'

const rows = languageRows({
  id: 'qwen-grounding',
  name: 'Qwen grounding',
  source: 'QwenLM/Qwen2.5-VL: cookbooks/spatial_understanding.ipynb',
  dialect: 'qwen-grounding',
  mark: /"(?:bbox_2d|point_2d)"\s*:|<\|box_start\|>/,
  // Every language with JSON boxes has this mark: theirs come first.
  unless: /<(?:think|answer|tool_call|grounding|rethink)>/,
  sure: 0.72,
})

/** Grounding answers of Qwen, alone or in a row. */
export const qwenGrounding: Format = {
  ...rows,
  likeness: (value) => {
    if (bareBox(value) !== undefined || bareList(value) !== undefined) return 0.7
    const row = fieldsOf(value)
    // Qwen's own finetuning rows: `image` and `conversations`, no list of images.
    const own = typeof row['image'] === 'string' && dialogueIn(value)?.path === 'conversations'
    return Math.max(rows.likeness(value), own ? 0.45 : 0)
  },
  parse: (value) => {
    const list = bareList(value)
    if (list !== undefined) return good([reply(list)])
    const box = bareBox(value)
    const read = box === undefined ? rows.parse(value) : good([bare(fieldsOf(value), box)])
    return eachOf(read, inItsSpace)
  },
}

function bareBox(value: unknown): readonly number[] | undefined {
  const row = isFields(value) && dialogueIn(value) === undefined ? value : {}
  return placeIn(row)
}

/** Four numbers of a box, or two of a point. */
function placeIn(row: Fields): readonly number[] | undefined {
  const numbers = numbersOf(row['bbox_2d']) ?? numbersOf(row['point_2d'])
  return numbers?.length === 4 || numbers?.length === 2 ? numbers : undefined
}

/** A list of nothing but boxes. */
function bareList(value: unknown): readonly Fields[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const list = (value as unknown[]).map(fieldsOf)
  return list.every((row) => placeIn(row) !== undefined) ? list : undefined
}

function bare(row: Fields, numbers: readonly number[]): ForeignTrace {
  const images = imagesOf(row['image'] ?? row['image_path'])
  const label = textOf(row['label'])
  return given<ForeignTrace>({
    id: firstWord(row, ['id']),
    question: textOf(row['question'] ?? row['prompt']) ?? label ?? '',
    images: images.length > 0 ? images : unnamed,
    dialect: 'qwen-grounding',
    turns: [look(numbers, label)],
    meta: restOf(row, ['id', 'image', 'image_path', 'question', 'prompt', 'bbox_2d', 'point_2d', 'label']),
  })
}

function reply(list: readonly Fields[]): ForeignTrace {
  const labels = [...new Set(list.flatMap((row) => textOf(row['label']) ?? []))]
  // Each as it was written: a score or an attribute beside its box, too.
  const turns = list.map((row) => ({
    ...look(placeIn(row) ?? [], textOf(row['label'])),
    raw: JSON.stringify(row),
  }))
  return { question: labels.join(', '), images: unnamed, dialect: 'qwen-grounding', turns, meta: {} }
}

/** The only image beside the file. */
const unnamed = [{ type: 'path', path: '', besides: [] }] as const

function look(numbers: readonly number[], label: string | undefined): Turn {
  const named = given({ label })
  const written = numbers.length === 2 ? { point_2d: numbers } : { bbox_2d: numbers }
  return { type: 'look', numbers, raw: JSON.stringify({ ...written, ...named }), ...named }
}

/** Marks of Qwen2-VL and the name of a Qwen3-VL model say thousandths. */
function inItsSpace(trace: ForeignTrace): ForeignTrace {
  const text = trace.turns.map((t) => (t.type === 'model' ? t.text : '')).join('\n')
  const model = textOf(trace.meta['model']) ?? ''
  return /<\|box_start\|>/.test(text) || /qwen3[-_.]?vl|qwen2[-_.]?vl/i.test(model)
    ? { ...trace, space: 'per-mille' }
    : trace
}
