/**
 * What a client may ask of `/v1/chat/completions`, checked. What would be ignored silently is refused by name instead;
 * unknown fields pass, as clients send many. Field names: OpenAI's API; `include_stop_str_in_output`,
 * `continue_final_message` and `add_generation_prompt` as in vLLM.
 */
import { z } from 'zod'

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() })
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.union([z.string(), z.looseObject({ url: z.string() })]),
})
const content = z.union([z.string(), z.array(z.union([textPart, imagePart]))])
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: content.nullish(),
  tool_calls: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), arguments: z.string() }) }))
    .nullish(),
})

/** A field that may only have the value that changes nothing. */
const only = (value: unknown, what: string) =>
  z
    .unknown()
    .refine((given) => given === undefined || given === null || given === value, what)
    .optional()

export const completionRequest = z
  .looseObject({
    model: z.string(),
    messages: z.array(message).min(1),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    temperature: z.number().min(0).max(5).nullish(),
    seed: z.int().nullish(),
    max_tokens: z.int().min(1).nullish(),
    max_completion_tokens: z.int().min(1).nullish(),
    stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    include_stop_str_in_output: z.boolean().nullish(),
    continue_final_message: z.boolean().nullish(),
    add_generation_prompt: z.boolean().nullish(),
    prompt_logprobs: z.literal(0, 'Only 0 is offered: the tokens that stand there.').nullish(),
    n: only(1, 'One answer per request can be given.'),
    top_p: z.number().gt(0).max(1).nullish(),
    // vLLM's names; −1 is all.
    top_k: z.int().min(-1).nullish(),
    repetition_penalty: z.number().gt(0).max(10).nullish(),
    frequency_penalty: only(0, 'Penalties are not offered.'),
    presence_penalty: only(0, 'Penalties are not offered.'),
    tools: z.array(z.unknown()).max(0, 'This model calls no functions.').nullish(),
    response_format: z
      .looseObject({ type: z.literal('text', 'Only text is offered as response_format.') })
      .nullish(),
  })
  .refine(
    (r) => !(r.continue_final_message === true && r.add_generation_prompt === true),
    'continue_final_message and add_generation_prompt exclude each other.',
  )
  .refine(
    (r) => r.continue_final_message !== true || r.messages.at(-1)?.role === 'assistant',
    'continue_final_message needs a last message of the assistant.',
  )
  .refine(
    (r) => typeof r.prompt_logprobs !== 'number' || (r.continue_final_message === true && r.stream !== true),
    'prompt_logprobs needs continue_final_message, and no stream.',
  )
export type CompletionRequest = z.infer<typeof completionRequest>
export type ApiMessage = CompletionRequest['messages'][number]
