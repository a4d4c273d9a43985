/**
 * LLaMA-Factory: `conversations` (ShareGPT: `from`, `value`) or `messages`, images in `images` where `<image>` stands,
 * `chosen`/`rejected` replies, and the alpaca columns. Version 1: parts of `type` and `value`, `chosen_messages`. LLaVA and Qwen-VL fine-tuning rows have the first shape too.
 * Source: hiyouga/LLaMA-Factory, data/README.md and src/llamafactory/data/converter.py (roles, columns), data/mllm_demo.json.
 */
import { stretchesIn } from '../stretches'
import { bad, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { historyMessages, replyMessages, tracesOf, type DialoguePath } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { promptMessages, replyMessagesOf } from './template-text'
import { fieldsOf, isFields, listOf, textOf, notAnObject, type Fields } from './values'

/** LLaMA-Factory and ShareGPT: dialogues beside lists of images. */
export const llamaFactory: Format = {
  id: 'llama-factory',
  name: 'LLaMA-Factory / ShareGPT',
  source: 'hiyouga/LLaMA-Factory: data/README.md, src/llamafactory/data/converter.py (Apache-2.0)',
  containers: ['json', 'jsonl'],
  likeness,
  parse: (value) => {
    if (isDialogue(value)) return tracesOf({}, [{ messages: value, path: '' }], [])
    if (!isFields(value)) return notAnObject()
    if (isDialogue(value['chosen_messages'])) return pair(value)
    if (isPrediction(value)) return prediction(value)
    return isDialogue(value['conversations'] ?? value['messages']) ? dialogue(value) : alpaca(value)
  },
}

function likeness(value: unknown): number {
  const row = fieldsOf(value)
  if (isDialogue(row['chosen_messages']) && isDialogue(row['rejected_messages'])) return 0.9
  if (isDialogue(row['conversations'])) return 'chosen' in row ? 0.9 : 0.7
  const { messages } = row
  if (isDialogue(messages)) {
    if (messages.some((m) => listOf(m['content']).some((part) => 'value' in fieldsOf(part)))) return 0.9
    if (media.some((name) => name in row)) return 0.62
    // KTO's rows say whether the reply is wanted.
    return typeof (row['label'] ?? row['kto_tag']) === 'boolean' ? 0.6 : 0.3
  }
  if (isPrediction(row)) return 0.8
  // ShareGPT as a bare list.
  if (isDialogue(value)) return value.some((m) => 'from' in m) ? 0.5 : 0
  return 'instruction' in row && ('output' in row || 'chosen' in row) ? 0.7 : 0
}

const media = ['image', 'images', 'video', 'videos', 'audios'] as const

/** What its prediction script writes (generated_predictions.jsonl): the templated prompt, the reply, what it should be. */
function isPrediction(row: Fields): boolean {
  return [row['prompt'], row['predict'], row['label']].every((text) => typeof text === 'string')
}

function prediction(row: Fields): Result<readonly ForeignTrace[]> {
  const prompt = textOf(row['prompt']) ?? ''
  const messages = [...promptMessages(prompt), ...replyMessagesOf(textOf(row['predict']) ?? '')]
  const used = ['prompt', 'predict', 'label']
  return tracesOf(
    { ...row, answer: answerIn(textOf(row['label']) ?? '') },
    [{ messages, path: 'prompt' }],
    used,
  )
}

/** The answer of a whole reply, where it marks one. */
function answerIn(reply: string): string {
  const [first] = stretchesIn(reply, '<answer>', '</answer>')
  return first?.inside.trim() ?? reply
}

/** Version 1: both replies with the whole dialogue before them. */
function pair(row: Fields): Result<readonly ForeignTrace[]> {
  const ways = (['chosen', 'rejected'] as const).map((preference): DialoguePath => ({
    preference,
    path: `${preference}_messages`,
    messages: listOf(row[`${preference}_messages`]),
  }))
  return tracesOf(row, ways, ['chosen_messages', 'rejected_messages'])
}

function dialogue(row: Fields): Result<readonly ForeignTrace[]> {
  const path = isDialogue(row['conversations']) ? 'conversations' : 'messages'
  const messages = [...systemOf(row), ...listOf(row[path])]
  return ways(row, { messages, path }, [path, 'system', 'chosen', 'rejected'])
}

/** Instruction and input are one question; `history` holds the pairs before it. */
function alpaca(row: Fields): Result<readonly ForeignTrace[]> {
  const instruction = textOf(row['instruction'])
  if (instruction === undefined) return bad({ message: 'The row has no dialogue and no instruction.' })
  const asked = [instruction, textOf(row['input'])].filter((t) => t !== undefined && t !== '').join('\n')
  const messages = [
    ...systemOf(row),
    ...historyMessages(row),
    { role: 'user', content: asked },
    ...replyMessages(row['output']),
  ]
  return ways(row, { messages, path: 'instruction' }, [
    'instruction',
    'input',
    'output',
    'history',
    'system',
    'chosen',
    'rejected',
  ])
}

function systemOf(row: Fields): readonly unknown[] {
  const system = textOf(row['system'])
  return system === undefined || system === '' ? [] : [{ role: 'system', content: system }]
}

function ways(
  row: Fields,
  { messages, path }: DialoguePath,
  used: readonly string[],
): Result<readonly ForeignTrace[]> {
  const pair = (['chosen', 'rejected'] as const).filter((name) => replyMessages(row[name]).length > 0)
  const all = pair.map((preference): DialoguePath => ({
    preference,
    path: preference,
    messages: [...messages, ...replyMessages(row[preference])],
  }))
  return tracesOf(row, all.length > 0 ? all : [{ messages, path }], used)
}
