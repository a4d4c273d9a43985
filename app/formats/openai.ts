/**
 * OpenAI-style `messages`: parts with `image_url`, `tool_calls`, tool messages; fine-tuning rows, preference rows, batch
 * requests, the Responses API, and logged calls (request and response in one row). Remote images stay addresses.
 * Source: openai/openai-openapi (CreateChatCompletionRequest, FineTuneChatRequestInput, FineTunePreferenceRequestInput,
 * BatchRequestInput).
 */
import { bad, eachOf, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { repliesTogether, replyMessages, tracesOf, withCallFacts, type DialoguePath } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { withLoggedOdds } from './logged-odds'
import { inputMessages, isItems, itemMessages } from './responses'
import { fieldsOf, isFields, listOf, notAnObject, type Fields } from './values'

/** Messages of Chat Completions and Responses. */
export const openAi: Format = {
  id: 'openai',
  name: 'OpenAI messages',
  source:
    'openai/openai-openapi: CreateChatCompletionRequest, FineTunePreferenceRequestInput, BatchRequestInput',
  containers: ['jsonl', 'json'],
  likeness,
  parse: (value) => {
    if (isDialogue(value)) return tracesOf({}, [{ messages: value, path: '' }], [])
    if (!isFields(value)) return notAnObject()
    return read(value)
  },
}

function likeness(value: unknown): number {
  const row = fieldsOf(value)
  // A request's messages alone.
  if (isDialogue(value)) return value.some((m) => 'role' in m) ? 0.5 : 0
  if ('preferred_output' in row && isDialogue(fieldsOf(row['input'])['messages'])) return 0.95
  const messages = wrapped(row)
  if (!isDialogue(messages)) return answered(row).some((reply) => reply.messages.length > 0) ? 0.7 : 0
  if (row['messages'] === undefined) return 0.8
  const marked = messages.some(
    (m) => 'tool_calls' in m || listOf(m['content']).some((part) => 'image_url' in fieldsOf(part)),
  )
  return marked ? 0.8 : 'images' in row || 'image' in row ? 0.4 : 0.5
}

/** The messages, wherever a request keeps them. */
function wrapped(row: Fields): unknown {
  return (
    row['messages'] ??
    askedIn(row['body']) ??
    askedIn(row['request']) ??
    (isItems(row['input']) ? inputMessages(row['input'], row['instructions']) : undefined)
  )
}

/** Of a request: to the chat API, or to the Responses API. */
function askedIn(request: unknown): unknown {
  const { messages, input, instructions } = fieldsOf(request)
  return messages ?? inputMessages(input, instructions)
}

function read(row: Fields): Result<readonly ForeignTrace[]> {
  const asked = fieldsOf(row['input'])['messages']
  if (isDialogue(asked) && 'preferred_output' in row) {
    const ways: DialoguePath[] = (['chosen', 'rejected'] as const).map((preference) => {
      const path = preference === 'chosen' ? 'preferred_output' : 'non_preferred_output'
      return { preference, path, messages: [...asked, ...replyMessages(row[path])] }
    })
    return tracesOf(row, ways, ['input', 'preferred_output', 'non_preferred_output'])
  }
  const messages = wrapped(row)
  const replies = answered(row)
  if (!Array.isArray(messages) && replies.every((reply) => reply.messages.length === 0))
    return bad({ path: 'messages', message: 'The row has no messages.' })
  const used = ['messages', 'input', 'output', 'choices']
  const logged = withCallFacts(row, [...used, 'instructions'])
  const read = replies.map(({ messages: reply, logprobs }) => {
    const told = tracesOf(logged, [{ messages: [...listOf(messages), ...reply], path: 'messages' }], used)
    return eachOf(told, (trace) => withLoggedOdds(trace, logprobs))
  })
  return repliesTogether(read)
}

/** A reply to a request, and how likely its tokens were, where that was logged. */
interface Reply {
  readonly messages: readonly unknown[]
  readonly logprobs?: unknown
}

/** What a logged call was answered with: of the API itself, or as batch results wrap it. A request alone has one that is empty. */
function answered(row: Fields): readonly Reply[] {
  const response = fieldsOf(row['response'])
  const body = fieldsOf(response['body'])
  const choices = listOf(response['choices'] ?? body['choices'] ?? row['choices']).map(fieldsOf)
  const replies = choices.flatMap(({ message, logprobs }): readonly Reply[] =>
    message === undefined ? [] : [{ messages: [message], logprobs }],
  )
  if (replies.length > 0) return replies
  return [{ messages: itemMessages(response['output'] ?? body['output'] ?? row['output']) }]
}
