/**
 * OpenAI-style `messages`: parts with `image_url`, `tool_calls`, tool messages; fine-tuning rows, preference rows, batch
 * requests, and logged calls (request and response in one row). Remote pictures stay addresses.
 * Source: openai/openai-openapi (CreateChatCompletionRequest, FineTuneChatRequestInput, FineTunePreferenceRequestInput,
 * BatchRequestInput).
 */
import { bad, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { replyMessages, tracesOf, type Way } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { fieldsOf, isFields, listOf, type Fields } from './values'

export const openAi: Format = {
  id: 'openai',
  name: 'OpenAI messages',
  source:
    'openai/openai-openapi: CreateChatCompletionRequest, FineTunePreferenceRequestInput, BatchRequestInput',
  containers: ['jsonl', 'json'],
  likeness,
  parse: (value) => {
    if (!isFields(value)) return bad({ message: 'The row is no object.' })
    return read(value)
  },
}

function likeness(value: unknown): number {
  const row = fieldsOf(value)
  if ('preferred_output' in row && isDialogue(fieldsOf(row['input'])['messages'])) return 0.95
  const messages = wrapped(row)
  if (!isDialogue(messages)) return 0
  if (row['messages'] === undefined) return 0.8
  const marked = messages.some(
    (m) => 'tool_calls' in m || listOf(m['content']).some((part) => 'image_url' in fieldsOf(part)),
  )
  return marked ? 0.8 : 'images' in row || 'image' in row ? 0.4 : 0.5
}

/** The messages, wherever a request keeps them. */
function wrapped(row: Fields): unknown {
  return (
    row['messages'] ?? fieldsOf(row['body'])['messages'] ?? fieldsOf(row['request'])['messages'] ?? undefined
  )
}

function read(row: Fields): Result<readonly ForeignTrace[]> {
  const asked = fieldsOf(row['input'])['messages']
  if (isDialogue(asked) && 'preferred_output' in row) {
    const ways: Way[] = (['chosen', 'rejected'] as const).map((preference) => {
      const path = preference === 'chosen' ? 'preferred_output' : 'non_preferred_output'
      return { preference, path, messages: [...asked, ...replyMessages(row[path])] }
    })
    return tracesOf(row, ways, ['input', 'preferred_output', 'non_preferred_output'])
  }
  const messages = wrapped(row)
  if (!Array.isArray(messages)) return bad({ path: 'messages', message: 'The row has no messages.' })
  const way: Way = { messages: [...(messages as unknown[]), ...answered(row)], path: 'messages' }
  return tracesOf(row, [way], ['messages', 'body', 'request', 'response'])
}

/** The reply of a logged call: of the API itself, or as batch results wrap it. */
function answered(row: Fields): readonly unknown[] {
  const response = fieldsOf(row['response'])
  const choices = listOf(response['choices'] ?? fieldsOf(response['body'])['choices'] ?? row['choices'])
  const { message } = fieldsOf(choices[0])
  return message === undefined ? [] : [message]
}
