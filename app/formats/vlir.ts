/**
 * VLIR, the data VLM-R³ is trained with. SFT: `image_path`, `question`, `response_list`, `img_crop_list` (segment i is followed
 * by crop i where there is one; a missing line end is added to every segment). RL: `image_path`, `question`, `answer`,
 * `source` (several accepted answers are separated by `/`).
 * Source: justgogorunrun/VLM-R3, src/sft/data_qwen.py (SFT) and src/rl rgrpo.py (RL). The released files are not public
 * here: the shapes are what that code reads.
 */
import { alikeBudgets } from '../dialects/spans'
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import { withoutPrompt } from './prompt'
import type { Format, ForeignTrace, ImageSource, Turn } from './format'
import {
  fieldsOf,
  firstWord,
  given,
  imageOf,
  imagesOf,
  isFields,
  listOf,
  restOf,
  textOf,
  wordOf,
  answersOf,
  notAnObject,
} from './values'

/**
 * The pixel limits of the supervised stage (min 3136, max 1605632), for the image and, as it goes through the same processor, for
 * crops: what the numbers of these records count in.
 */
export const sftBudgets = alikeBudgets(3136, 1605632)

/** VLIR’s supervised records. */
export const vlirSft: Format = {
  id: 'vlir-sft',
  name: 'VLIR (SFT)',
  source: 'justgogorunrun/VLM-R3: data_qwen.py',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if (!Array.isArray(row['response_list'])) return 0
    return Array.isArray(row['img_crop_list']) ? 1 : 'image_path' in row ? 0.8 : 0
  },
  parse: sft,
}

/** VLIR’s reinforcement records. */
export const vlirRl: Format = {
  id: 'vlir-rl',
  name: 'VLIR (RL)',
  source: 'justgogorunrun/VLM-R3: rgrpo.py',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    const has = ['image_path', 'question', 'answer', 'source'].every((name) => name in row)
    return has && !('response_list' in row) && !('messages' in row) ? 0.8 : 0
  },
  parse: rl,
}

function sft(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return notAnObject()
  const question = textOf(value['question'])
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  const list = value['response_list']
  if (!Array.isArray(list))
    return bad({ path: 'response_list', message: 'The row has no list of responses.' })
  const issues: Issue[] = []
  const source = imageOf(value['image_path'] ?? value['image'])
  if (source === undefined) issues.push({ path: 'image_path', message: 'The row names no image.' })
  const named = listOf(value['img_crop_list'])
  const { turns, crops } = segments(list as unknown[], { named, shift: source !== undefined }, issues)
  const used = ['image_path', 'image', 'question', 'response_list', 'img_crop_list', 'id', 'answer']
  const gold = wordOf(value['answer'])
  const trace = given<ForeignTrace>({
    id: firstWord(value, ['id']),
    question: withoutPrompt('vlm-r3', question),
    images: source === undefined ? crops : [source, ...crops],
    // Without the image itself no crop may take its place.
    main: source === undefined ? crops.length : undefined,
    dialect: 'vlm-r3',
    budgets: sftBudgets,
    turns,
    gold: gold === undefined || gold === '' ? undefined : [gold],
    meta: restOf(value, used),
  })
  return good([trace], issues)
}

/** Segment i, then crop i. `shift`: the image of the question stands before the crops. */
function segments(
  list: readonly unknown[],
  { named, shift }: { readonly named: readonly unknown[]; readonly shift: boolean },
  issues: Issue[],
): { readonly turns: readonly Turn[]; readonly crops: readonly ImageSource[] } {
  const crops: ImageSource[] = []
  const turns: Turn[] = []
  list.forEach((segment, i) => {
    const text = textOf(segment)
    if (text === undefined) issues.push({ path: `response_list[${i}]`, message: 'This segment is no text.' })
    else turns.push({ type: 'model', text: text.endsWith('\n') ? text : `${text}\n` })
    if (i >= named.length) return
    const crop = imageOf(named[i])
    if (crop === undefined) issues.push({ path: `img_crop_list[${i}]`, message: 'This names no image.' })
    const index = crop === undefined ? [] : [crops.push(crop) - 1 + (shift ? 1 : 0)]
    turns.push({ type: 'given', role: 'tool', text: '', images: index })
  })
  if (named.length > list.length)
    issues.push({
      path: 'img_crop_list',
      message: `There are ${named.length} crops for ${list.length} segments.`,
    })
  return { turns, crops }
}

function rl(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return notAnObject()
  const question = textOf(value['question'])
  const answer = wordOf(value['answer'])
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  if (answer === undefined) return bad({ path: 'answer', message: 'The row has no answer.' })
  const images = imagesOf(value['image_path'] ?? value['image'])
  const trace = given<ForeignTrace>({
    id: firstWord(value, ['id']),
    question: withoutPrompt('vlm-r3', question),
    images,
    dialect: 'vlm-r3',
    turns: [],
    gold: unlessEmpty(answersOf(answer.split('/')).map((a) => a.trim())),
    meta: restOf(value, ['image_path', 'image', 'question', 'answer', 'id']),
  })
  return good(
    [trace],
    images.length === 0 ? [{ path: 'image_path', message: 'The row names no image.' }] : [],
  )
}
