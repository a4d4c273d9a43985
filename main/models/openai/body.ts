/** A request as JSON. The same messages always give the same bytes: branches share a server's prefix cache. */
import { given } from '../../../app/given'
import type { Wire } from '../../../app/host/servers'
import type { GenerateRequest, ModelMessage } from '../../../app/reasoning/model'
import type { ViewAddress } from './images'

type Content = string | readonly Record<string, unknown>[]

/** The messages in the API's form. A turn to be continued ends with text: templates cut it after its last text. */
export async function toApiMessages(
  messages: readonly ModelMessage[],
  { picture, wire }: { readonly picture: ViewAddress; readonly wire: Pick<Wire, 'closing'> },
): Promise<unknown[]> {
  const written: unknown[] = []
  let calls = 0
  for (const [i, message] of messages.entries()) {
    const open = i === messages.length - 1 && message.role === 'assistant'
    const content = await contentOf(message, picture, open ? wire.closing : 'none')
    if (message.role === 'tool') written.push({ role: 'tool', tool_call_id: callId(calls - 1), content })
    else if (message.call !== undefined) {
      const { name, arguments: args } = message.call
      const call = { id: callId(calls++), type: 'function', function: { name, arguments: args } }
      written.push({ role: 'assistant', content: content === '' ? null : content, tool_calls: [call] })
    } else written.push({ role: message.role, content })
  }
  return written
}

/** Counted, not random: the same branch sends the same bytes. Nine letters and digits: Mistral's servers want exactly that. */
function callId(number: number): string {
  return `look${String(number + 1).padStart(5, '0')}`
}

/** Plain text wherever there is no image: some servers take nothing else from an assistant. */
async function contentOf(
  { parts }: ModelMessage,
  picture: ViewAddress,
  closing: Wire['closing'],
): Promise<Content> {
  const pieces: Record<string, unknown>[] = []
  let text = ''
  const flush = () => {
    if (text !== '') pieces.push({ type: 'text', text })
    text = ''
  }
  for (const part of parts) {
    if (part.type === 'text') text += part.text
    else {
      flush()
      pieces.push({ type: 'image_url', image_url: { url: await picture(part.view) } })
    }
  }
  if (pieces.length === 0) return text
  if (text !== '') flush()
  // A line end as upstream's own loop has it after a crop (VLM-R³, r3_vllm.py).
  else if (closing !== 'none') pieces.push({ type: 'text', text: closing === 'empty' ? '' : '\n' })
  return pieces
}

/** Everything but the messages. */
export function toApiSettings(request: GenerateRequest, model: string, wire: Wire): Record<string, unknown> {
  const {
    temperature,
    topP,
    topK,
    repetitionPenalty,
    seed,
    maxTokens,
    stop,
    tools,
    messages,
    top,
    prediction,
  } = request
  const continued = messages.at(-1)?.role === 'assistant'
  const alternatives = Math.min(top, wire.alternatives)
  const all: Record<string, unknown> = {
    model,
    temperature,
    // The last two are vLLM's and SGLang's names.
    ...given({ top_p: topP, top_k: topK, repetition_penalty: repetitionPenalty }),
    seed,
    [wire.limit]: maxTokens,
    ...(wire.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...(wire.logprobs
      ? { logprobs: true, ...given({ top_logprobs: alternatives > 0 ? alternatives : undefined }) }
      : {}),
    ...(wire.predicts === true && prediction !== undefined
      ? { prediction: { type: 'content', content: prediction } }
      : {}),
    ...(continued ? { continue_final_message: true, add_generation_prompt: false } : {}),
    ...(wire.stop === 'cut' || tools !== undefined || stop.length > 4 ? {} : stopSettings(stop)),
    ...(tools === undefined
      ? {}
      : { tools: tools.declared.map((f) => ({ type: 'function', function: f })), tool_choice: 'auto' }),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !wire.refused.includes(name)))
}

function stopSettings(stop: readonly string[]): Record<string, unknown> {
  return stop.length === 0 ? {} : { stop, include_stop_str_in_output: true }
}
