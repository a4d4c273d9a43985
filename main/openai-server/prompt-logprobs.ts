/**
 * How likely the words of an answer begun are, in vLLM's form: an entry for each token of the prompt. Here they are told of the last turn
 * alone, which is what is asked about; what stands before it is null, as vLLM's first token is. Knows no HTTP.
 */
import { Failure } from '../../app/failure'
import type { ModelMessage, Model } from '../../app/reasoning/model'

type Entry = Readonly<Record<string, { readonly logprob: number; readonly decoded_token: string }>>

/** Entries of all tokens of the messages, the last of which is an answer begun. @throws Failure `bad-input` where a model does not say. */
export async function promptLogprobs(
  model: Model,
  messages: readonly ModelMessage[],
  signal: AbortSignal,
): Promise<readonly (Entry | null)[]> {
  if (model.score === undefined)
    throw new Failure('bad-input', `${model.info.name} does not say how likely a text is (prompt_logprobs).`)
  const total = await tokensOf(model, messages)
  const open: ModelMessage = { role: 'assistant', parts: [] }
  const before = await tokensOf(model, [...messages.slice(0, -1), open])
  const scored = await model.score({ messages, last: total - before }, signal)
  const entries = scored.map(({ id, text, logprob }): Entry | null =>
    // An image is given, not said.
    id < 0 ? null : { [id]: { logprob, decoded_token: text } },
  )
  return [...Array<null>(total - entries.length).fill(null), ...entries]
}

async function tokensOf(model: Model, messages: readonly ModelMessage[]): Promise<number> {
  const parts = await model.prompt(messages)
  return parts.reduce((sum, { tokens = 0 }) => sum + tokens, 0)
}
