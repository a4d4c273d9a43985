/**
 * Qwen3-VL with tools: the printed steps of the cookbook (`raw_steps`: text and image in turn, marks `[ANSWER]`, `[TOOL_CALL]`,
 * `[TOOL_RESPONSE]`), and dialogues of Qwen-Agent (`function_call` with roles `assistant` and `function`, or the chat
 * template's `<tool_call>`).
 * Source: QwenLM/Qwen3-VL, cookbooks/think_with_images.ipynb; QwenLM/Qwen-Agent, qwen_agent/llm/schema.py and
 * qwen_agent/utils/output_beautify.py.
 */
import { dialectOfCalls } from './call-dialect'
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import type { Format, ForeignTrace, ImageSource, Turn } from './format'
import { languageRows } from './language-rows'
import { fieldsOf, firstWord, given, imageOf, imagesOf, isFields, restOf, textOf, answersOf } from './values'

const dialogues = languageRows({
  id: 'qwen-tools',
  name: 'Qwen3-VL tools',
  source: 'QwenLM/Qwen-Agent: qwen_agent/llm/schema.py; QwenLM/Qwen3-VL: cookbooks/think_with_images.ipynb',
  dialect: 'qwen3-vl',
  byWords: dialectOfCalls,
  mark: /image_zoom_in_tool[\s\S]{0,2000}"img_idx"|"img_idx"[\s\S]{0,2000}image_zoom_in_tool|\[TOOL_CALL\] image_zoom_in_tool/,
})

/** Dialogues of Qwen’s agents with their tools. */
export const qwenTools: Format = {
  ...dialogues,
  likeness: (value) => {
    const steps = stepsIn(value)
    return steps === undefined ? dialogues.likeness(value) : steps.some(isStep) ? 1 : 0.5
  },
  parse: (value) => {
    const steps = stepsIn(value)
    return steps === undefined ? dialogues.parse(value) : printed(value, steps)
  },
}

function stepsIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value.some(isStep) ? (value as unknown[]) : undefined
  const steps = isFields(value) ? value['raw_steps'] : undefined
  return Array.isArray(steps) ? (steps as unknown[]) : undefined
}

function isStep(step: unknown): boolean {
  const { type, text, image } = fieldsOf(step)
  return (type === 'text' && typeof text === 'string') || (type === 'image' && image !== undefined)
}

/** Text is the model's but for a tool's answer at its end; an image is what the tool gave back. */
function printed(value: unknown, steps: readonly unknown[]): Result<readonly ForeignTrace[]> {
  const row = fieldsOf(value)
  const named = imagesOf(row['image'] ?? row['images'])
  const crops: ImageSource[] = []
  const issues: Issue[] = []
  const turns = steps.flatMap((step, i): Turn[] => {
    const { type, text, image } = fieldsOf(step)
    const source = type === 'image' ? imageOf(image) : undefined
    if (source !== undefined)
      return [
        {
          type: 'given',
          role: 'tool',
          text: '',
          images: [Math.max(1, named.length) + crops.push(source) - 1],
        },
      ]
    if (type === 'text' && typeof text === 'string') return spoken(text)
    issues.push({ path: `raw_steps[${i}]`, message: 'This step is neither text nor an image.' })
    return []
  })
  if (turns.length === 0) return bad({ path: 'raw_steps', message: 'There are no steps.' }, ...issues)
  const trace = given<ForeignTrace>({
    id: firstWord(row, ['id']),
    question: textOf(row['question'] ?? row['query']) ?? '',
    // The cookbook prints no name: the image beside the file that is none of the crops.
    images: [
      ...(named.length > 0 ? named : [{ type: 'path', path: '', besides: crops.map(nameOf) } as const]),
      ...crops,
    ],
    dialect: 'qwen3-vl',
    turns,
    gold: unlessEmpty(answersOf(row['ground_truth'] ?? row['answer'])),
    meta: restOf(row, ['raw_steps', 'id', 'question', 'query', 'image', 'images', 'ground_truth', 'answer']),
  })
  return good([trace], issues)
}

function nameOf(source: ImageSource): string {
  return source.type === 'path' ? source.path : ''
}

/** `[TOOL_RESPONSE] name` and what follows are the tool's words. */
function spoken(text: string): Turn[] {
  const mark = /\[TOOL_RESPONSE\][^\n]*\n?/.exec(text)
  const own = text.slice(0, mark?.index)
  const response = mark === null ? '' : text.slice(mark.index + mark[0].length).trim()
  const turns: Turn[] = own.trim() === '' ? [] : [{ type: 'model', text: own }]
  // An empty answer is the image that follows.
  if (response !== '') turns.push({ type: 'given', role: 'tool', text: response, images: [] })
  return turns
}
