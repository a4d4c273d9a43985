/** A client's messages as the model's own: images are imported and shown by the rule of the model's family. */
import { given } from '../../app/given'
import { Failure } from '../../app/failure'
import type { Dialect } from '../../app/dialects'
import type { GenerateRequest, ModelMessage, ModelInfo, MessagePart } from '../../app/reasoning/model'
import type { ImageRef } from '../../app/trace/project'
import type { ApiMessage, CompletionRequest } from './request'

/** Imports an image's bytes. */
export type Import = (bytes: Uint8Array) => Promise<ImageRef>

export interface ServingModel {
  readonly info: ModelInfo
  readonly dialect: Dialect
  readonly addImage: Import
}

/** Most tokens where the client gives no limit. */
const usualTokens = 2048

/** The request for the engine. @throws Failure `bad-input` */
export async function toGenerateRequest(
  api: CompletionRequest,
  served: ServingModel,
): Promise<GenerateRequest> {
  const messages: ModelMessage[] = []
  for (const message of api.messages) messages.push(await toMessage(message, served))
  // A closed turn of the assistant is followed by a new one.
  if (messages.at(-1)?.role === 'assistant' && api.continue_final_message !== true)
    messages.push({ role: 'assistant', parts: [] })
  return {
    messages,
    stop: [api.stop ?? []].flat().filter((s) => s !== ''),
    temperature: api.temperature ?? 1,
    ...given({
      topP: api.top_p ?? undefined,
      topK: api.top_k !== undefined && api.top_k !== null && api.top_k > 0 ? api.top_k : undefined,
      repetitionPenalty: api.repetition_penalty ?? undefined,
    }),
    seed:
      api.seed === undefined || api.seed === null ? Math.floor(Math.random() * 2 ** 31) : Math.abs(api.seed),
    maxTokens: api.max_completion_tokens ?? api.max_tokens ?? usualTokens,
    top: api.logprobs === true ? (api.top_logprobs ?? 0) : 0,
    reuse: true,
  }
}

async function toMessage(
  { role, content, tool_calls: calls }: ApiMessage,
  served: ServingModel,
): Promise<ModelMessage> {
  const parts: MessagePart[] = []
  for (const part of typeof content === 'string'
    ? [{ type: 'text' as const, text: content }]
    : (content ?? [])) {
    if (part.type === 'image_url') parts.push(await toImage(part.image_url, served))
    else if (part.text !== '') parts.push({ type: 'text', text: part.text })
  }
  // As Qwen's chat template writes them.
  for (const { function: f } of calls ?? [])
    parts.push({
      type: 'text',
      text: `\n<tool_call>\n{"name": "${f.name}", "arguments": ${f.arguments}}\n</tool_call>`,
    })
  if (role !== 'tool') return { role: role === 'developer' ? 'system' : role, parts }
  const open: MessagePart = { type: 'text', text: '<tool_response>\n' }
  const close: MessagePart = { type: 'text', text: '\n</tool_response>' }
  return { role: 'user', parts: [open, ...parts, close] }
}

async function toImage(
  given: string | { url: string },
  { info, dialect, addImage }: ServingModel,
): Promise<MessagePart> {
  const url = typeof given === 'string' ? given : given.url
  const data = /^data:image\/[a-z0-9.+-]+;base64,([A-Za-z0-9+/=\s]+)$/.exec(url)?.[1]
  if (data === undefined)
    throw new Failure(
      'bad-input',
      'Give images as data:image/…;base64 addresses. Nothing is fetched from here.',
    )
  const image = await addImage(Buffer.from(data, 'base64')).catch((error: unknown) => {
    // Here the image is a part of the request, not all of it: the request is wrong.
    if (error instanceof Failure && error.code === 'image-unreadable')
      throw new Failure('bad-input', error.message, error.detail)
    throw error
  })
  // Fits what Relook itself sends as it is: the rule leaves sizes alone that it would give itself.
  return { type: 'image', view: dialect.overview(image.id, image, info.budgets) }
}
