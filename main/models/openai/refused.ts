/** Which optional fields of a request a server refuses, read from its error: so that the rest of it still works. Pure. */
import type { Failure } from '../../../app/failure'
import type { Wire } from '../../../app/host/servers'

/** Fields a request can do without. */
const optional = [
  'temperature',
  'seed',
  'stream_options',
  'logprobs',
  'top_logprobs',
  'stop',
  'include_stop_str_in_output',
  'continue_final_message',
  'add_generation_prompt',
  'tool_choice',
  'prompt_logprobs',
] as const

/** The fields an error names, of those that were sent. Common words count only in quotes or as the error's `param`. */
export function refusedFields(failure: Failure, sent: readonly string[]): readonly string[] {
  if (failure.code !== 'bad-input' && failure.code !== 'model-failed') return []
  const text = `${failure.message}\n${failure.detail ?? ''}`
  return optional.filter((name) => {
    if (!sent.includes(name)) return false
    const word =
      name.includes('_') || name === 'logprobs' ? `(?<![a-z_])${name}(?![a-z_])` : `["'\`]${name}["'\`]`
    return new RegExp(word).test(text)
  })
}

/** Whether an error asks for the other name of the token limit. OpenAI's newer models know only `max_completion_tokens`. */
export function otherLimit(failure: Failure, limit: Wire['limit']): Wire['limit'] | undefined {
  if (failure.code !== 'bad-input') return undefined
  const text = `${failure.message}\n${failure.detail ?? ''}`
  if (limit === 'max_tokens' && /max_tokens|max_completion_tokens/.test(text)) return 'max_completion_tokens'
  return undefined
}
