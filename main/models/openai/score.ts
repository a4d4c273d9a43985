/**
 * How likely a server's model finds a text that is given: vLLM's `prompt_logprobs`, which says it of each token of the prompt. An answer
 * begun is sent to be continued, and what is read off is its end. Nothing is written but the one token a request must have.
 * Source: vllm/entrypoints/openai/chat_completion (fields), vllm/sampling_params.py: such a request is not read from the prefix cache.
 */
import { Failure } from '../../../app/failure'
import type { ScoreRequest, ScoredToken } from '../../../app/reasoning/model'
import { toApiMessages } from './body'
import type { ServedLine } from './chat'
import type { PromptLogprobs, Usage } from './protocol'
import { checkRead } from './shrunk'
import { chunksOf } from './stream'

/** Of a prompt that ends with an answer begun: 0 asks for the token that stands there and no others. They never come in a stream. */
export const scoringFields = {
  prompt_logprobs: 0,
  continue_final_message: true,
  add_generation_prompt: false,
} as const

/** The last tokens of the messages. @throws Failure `model-failed` where the server says it of none, or of too few. */
export async function scoreOn(
  line: ServedLine,
  { messages, last }: ScoreRequest,
  signal: AbortSignal,
): Promise<readonly ScoredToken[]> {
  const { wire, http, name, model } = line
  const all: Record<string, unknown> = {
    model,
    temperature: 0,
    [wire.limit]: 1,
    ...scoringFields,
  }
  const settings = Object.fromEntries(Object.entries(all).filter(([field]) => !wire.refused.includes(field)))
  const body = { ...settings, messages: await toApiMessages(messages, line) }
  const answer = await http.ask({ path: '/chat/completions', body, signal })
  let found: PromptLogprobs | undefined
  let usage: Usage | undefined
  for await (const chunk of chunksOf(name, answer)) {
    found = chunk.prompt_logprobs ?? found
    usage = chunk.usage ?? usage
  }
  if (wire.counts) checkRead(name, messages, usage?.prompt_tokens ?? 0)
  const scored = scoredTokens(found ?? [], last)
  if (scored === undefined)
    throw new Failure('model-failed', `${name} no longer says how likely the text is. Try its model again.`)
  return scored
}

/**
 * The last tokens of a prompt, or as many as are told; undefined where the very last is not. What is not told between two that are was
 * given and not said, as images are (`relook serve` tells nothing of those): it has no text.
 */
export function scoredTokens(prompt: PromptLogprobs, last: number): readonly ScoredToken[] | undefined {
  const end: ScoredToken[] = []
  let untold = 0
  for (const entry of prompt.slice(-last).toReversed()) {
    const [only, ...more] = Object.entries(entry ?? {})
    // Of several it is not known which one stands there: JSON's objects have no order for numbers.
    if (more.length > 0) break
    if (only === undefined) {
      if (end.length === 0) break
      untold++
      continue
    }
    const [id, { logprob, decoded_token: text }] = only
    end.push(...Array.from({ length: untold }, () => given), {
      id: Number(id),
      text: text ?? '',
      logprob: logprob ?? leastLogprob,
    })
    untold = 0
  }
  return end.length === 0 ? undefined : end.toReversed()
}

/** Stands for a token that was given and not said. */
const given: ScoredToken = { id: -1, text: '', logprob: 0 }

/** What vLLM writes for a token that cannot stand there. */
const leastLogprob = -9999
