/**
 * LLaVA-CoT: one reply in four stages, `<SUMMARY>`, `<CAPTION>`, `<REASONING>`, `<CONCLUSION>`; no look.
 * Source: PKU-YuanGroup/LLaVA-CoT, README.md (the stages) and train/datasets/cot_dataset.py (`image`, `conversations`).
 */
import { bad, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { toldTrace } from './chat'
import type { Format, ForeignTrace } from './format'
import { languageRows } from './language-rows'
import { fieldsOf, firstWord, imagesOf, isFields, listOf, restOf, textOf } from './values'

const stage = /<(SUMMARY|CAPTION|REASONING|CONCLUSION)>/

/** One text beside a question: what its inference scripts and people's own log (`prompt`, `outputs`). */
const loose = languageRows({
  id: 'llava-cot',
  name: 'LLaVA-CoT',
  source: '',
  dialect: 'llava-cot',
  mark: /<(?:SUMMARY|CONCLUSION)>/,
  textOnly: true,
})

/** LLaVA-CoT’s training rows. */
export const llavaCot: Format = {
  id: 'llava-cot',
  name: 'LLaVA-CoT',
  source: 'PKU-YuanGroup/LLaVA-CoT: README.md, train/datasets/cot_dataset.py (Apache-2.0)',
  containers: ['jsonl', 'json'],
  likeness: (value) =>
    listOf(messagesOf(value)).some((m) => stage.test(replyOf(m))) ? 0.95 : loose.likeness(value),
  parse: (value) =>
    messagesOf(value) === undefined && loose.likeness(value) > 0 ? loose.parse(value) : parse(value),
}

function messagesOf(value: unknown): unknown {
  const row = fieldsOf(value)
  const messages = row['conversations'] ?? row['messages']
  return isDialogue(messages) ? messages : undefined
}

function replyOf(message: unknown): string {
  const { value, content } = fieldsOf(message)
  return textOf(value ?? content) ?? ''
}

function parse(value: unknown): Result<readonly ForeignTrace[]> {
  const messages = messagesOf(value)
  if (!isFields(value) || messages === undefined)
    return bad({ path: 'conversations', message: 'The row has no dialogue.' })
  const images = imagesOf(value['image'] ?? value['images'])
  return toldTrace(
    { messages, path: 'conversations', images, dialect: 'llava-cot' },
    {
      id: firstWord(value, ['id']),
      meta: restOf(value, ['id', 'image', 'images', 'conversations', 'messages']),
    },
  )
}
