/**
 * Plain Qwen grounding: a prompt, an image and JSON boxes as the reply (Qwen2.5-VL, in pixels of the resized image), or
 * `<|box_start|>` marks and Qwen3-VL's JSON, in thousandths. Also rows that are boxes alone (`bbox_2d`, `label`, `image`).
 * Source: QwenLM/Qwen2.5-VL, cookbooks/spatial_understanding.ipynb; qwen-vl-finetune/demo/single_images.json.
 */
import { bad, good, type Result } from '../result'
import type { Format, ForeignTrace } from './format'
import { dialogueIn, languageRows } from './language-rows'
import { fieldsOf, firstWord, given, imagesOf, isFields, numbersOf, restOf, textOf } from './values'

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

export const qwenGrounding: Format = {
  ...rows,
  likeness: (value) => {
    if (bareBox(value) !== undefined) return 0.7
    const row = fieldsOf(value)
    // Qwen's own finetuning rows: `image` and `conversations`, no list of pictures.
    const own = typeof row['image'] === 'string' && dialogueIn(value)?.path === 'conversations'
    return Math.max(rows.likeness(value), own ? 0.45 : 0)
  },
  parse: (value) => {
    const box = bareBox(value)
    const read = box === undefined ? rows.parse(value) : bare(fieldsOf(value), box)
    if (!read.ok) return read
    return good(read.value.map(inItsSpace), read.issues)
  },
}

function bareBox(value: unknown): readonly number[] | undefined {
  const row = isFields(value) && dialogueIn(value) === undefined ? value : {}
  const numbers = numbersOf(row['bbox_2d'])
  return numbers?.length === 4 ? numbers : undefined
}

function bare(
  row: Readonly<Record<string, unknown>>,
  numbers: readonly number[],
): Result<readonly ForeignTrace[]> {
  const images = imagesOf(row['image'] ?? row['image_path'])
  if (images.length === 0) return bad({ path: 'image', message: 'The row names no image.' })
  const label = textOf(row['label'])
  return good([
    given<ForeignTrace>({
      id: firstWord(row, ['id']),
      question: textOf(row['question'] ?? row['prompt']) ?? label ?? '',
      images,
      dialect: 'qwen-grounding',
      turns: [
        {
          type: 'look',
          numbers,
          raw: JSON.stringify({ bbox_2d: numbers, ...(label === undefined ? {} : { label }) }),
          ...(label === undefined ? {} : { label }),
        },
      ],
      meta: restOf(row, ['id', 'image', 'image_path', 'question', 'prompt', 'bbox_2d', 'label']),
    }),
  ])
}

/** Marks of Qwen2-VL and the name of a Qwen3-VL model say thousandths. */
function inItsSpace(trace: ForeignTrace): ForeignTrace {
  const text = trace.turns.map((t) => (t.type === 'model' ? t.text : '')).join('\n')
  const model = textOf(trace.meta['model']) ?? ''
  return /<\|box_start\|>/.test(text) || /qwen3[-_.]?vl|qwen2[-_.]?vl/i.test(model)
    ? { ...trace, space: 'per-mille' }
    : trace
}
