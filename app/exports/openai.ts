/**
 * OpenAI `messages`: parts with the images as data URLs, one record a line. The API takes no image in a tool's message;
 * what a tool gave back is a user's turn.
 * Source: openai/openai-openapi (CreateChatCompletionRequest, FineTuneChatRequestInput).
 */
import { good } from '../result'
import { plainRole, spoken } from './messages'
import { retell, writing } from './retell'
import type { RecordValue, Writer } from './writer'

/** Chat Completions messages with images as data URLs. */
export const openAi: Writer = {
  id: 'openai',
  title: 'OpenAI messages',
  about: 'Dialogues with the images inside as data URLs, for servers and fine-tuning in that shape.',
  source: 'openai/openai-openapi: CreateChatCompletionRequest, FineTuneChatRequestInput',
  container: 'jsonl',
  write: writing(retell, (told) => {
    const messages = told.messages.map((message) => ({
      role: plainRole(message),
      content: spoken(message).map((piece): RecordValue =>
        piece.type === 'text'
          ? { type: 'text', text: piece.text }
          : { type: 'image_url', image_url: { url: { view: piece.view, as: 'data-url' } } },
      ),
    }))
    return good({ messages })
  }),
  usage: ({ files }) =>
    `Each line of \`${files.train[0] ?? 'train.jsonl'}\` is a chat. OpenAI's own fine-tuning takes images in a user's turn only: ` +
    'choose a dialect whose crops are turns of their own.\n',
}
