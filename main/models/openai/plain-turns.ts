/**
 * A conversation without tool messages, for servers that refuse a user's message after one (Mistral's, and proxies of
 * it): calls are text in the assistant's turn, crops come as the user's. Pure.
 */
import type { Tools } from '../../../app/dialects/dialect'
import type { Failure } from '../../../app/failure'
import type { ModelMessage } from '../../../app/reasoning/model'

/** Whether the messages hold what such servers refuse. */
export function hasUserAfterTool(messages: readonly ModelMessage[]): boolean {
  return messages.some((m, i) => m.role === 'user' && messages[i - 1]?.role === 'tool')
}

/** Whether that is what a server complains of. */
export function refusesUserAfterTool({ code, message, detail }: Failure): boolean {
  if (code !== 'bad-input' && code !== 'model-failed') return false
  return /\brole/i.test(`${message}\n${detail ?? ''}`) && /\btool\b/i.test(`${message}\n${detail ?? ''}`)
}

/** The same conversation in turns of user and assistant only. */
export function toPlainTurns(messages: readonly ModelMessage[], tools: Tools): readonly ModelMessage[] {
  return messages.flatMap((message, i): readonly ModelMessage[] => {
    if (message.role === 'tool') {
      // The user's message after it holds the crop; where none could be cut, the words are all there is.
      return messages[i + 1]?.role === 'user' ? [] : [{ role: 'user', parts: message.parts }]
    }
    if (message.call === undefined) return [message]
    const written = { type: 'text', text: tools.write(message.call) } as const
    return [{ role: 'assistant', parts: [...message.parts, written] }]
  })
}
