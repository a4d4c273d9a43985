/**
 * LLaMA-Factory: `conversations` (ShareGPT: `from`, `value`) or `messages`, pictures in `images` where `<image>` stands,
 * `chosen`/`rejected` replies, and the alpaca columns. Version 1: parts of `type` and `value`, `chosen_messages`. LLaVA and Qwen-VL fine-tuning rows have the first shape too.
 * Source: hiyouga/LLaMA-Factory, data/README.md and src/llamafactory/data/converter.py (roles, columns), data/mllm_demo.json.
 */
import { bad, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { replyMessages, tracesOf, type Way } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'

export const llamaFactory: Format = {
  id: 'llama-factory',
  name: 'LLaMA-Factory / ShareGPT',
  source: 'hiyouga/LLaMA-Factory: data/README.md, src/llamafactory/data/converter.py (Apache-2.0)',
  containers: ['json', 'jsonl'],
  likeness,
  parse: (value) => {
    if (!isFields(value)) return bad({ message: 'The row is no object.' })
    if (isDialogue(value['chosen_messages'])) return pair(value)
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
    return media.some((name) => name in row) ? 0.62 : 0.3
  }
  return 'instruction' in row && ('output' in row || 'chosen' in row) ? 0.7 : 0
}

const media = ['image', 'images', 'video', 'videos', 'audios'] as const

/** Version 1: both replies with the whole dialogue before them. */
function pair(row: Fields): Result<readonly ForeignTrace[]> {
  const ways = (['chosen', 'rejected'] as const).map((preference): Way => ({
    preference,
    path: `${preference}_messages`,
    messages: listOf(row[`${preference}_messages`]),
  }))
  return tracesOf(row, ways, ['chosen_messages', 'rejected_messages'])
}

function dialogue(row: Fields): Result<readonly ForeignTrace[]> {
  const path = isDialogue(row['conversations']) ? 'conversations' : 'messages'
  return ways(row, [...systemOf(row), ...listOf(row[path])], path, [path, 'system', 'chosen', 'rejected'])
}

/** Instruction and input are one question; `history` holds the pairs before it. */
function alpaca(row: Fields): Result<readonly ForeignTrace[]> {
  const instruction = textOf(row['instruction'])
  if (instruction === undefined) return bad({ message: 'The row has no dialogue and no instruction.' })
  const before = listOf(row['history']).flatMap((pair) => {
    const [asked, replied] = listOf(pair)
    return [
      { role: 'user', content: asked },
      { role: 'assistant', content: replied },
    ]
  })
  const asked = [instruction, textOf(row['input'])].filter((t) => t !== undefined && t !== '').join('\n')
  const messages = [
    ...systemOf(row),
    ...before,
    { role: 'user', content: asked },
    ...replyMessages(row['output']),
  ]
  return ways(row, messages, 'instruction', [
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
  messages: readonly unknown[],
  path: string,
  used: readonly string[],
): Result<readonly ForeignTrace[]> {
  const pair = (['chosen', 'rejected'] as const).filter((name) => replyMessages(row[name]).length > 0)
  const all = pair.map((preference): Way => ({
    preference,
    path: preference,
    messages: [...messages, ...replyMessages(row[preference])],
  }))
  return tracesOf(row, all.length > 0 ? all : [{ messages, path }], used)
}
