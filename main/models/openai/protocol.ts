/**
 * What servers send, as far as Relook reads it; everything else passes. Shapes: OpenAI's chat completions API, and the
 * additions of vLLM (`stop_reason`), SGLang (`matched_stop`) and reasoning parsers (`reasoning_content`, `reasoning`).
 */
import { z } from 'zod'

const alternative = z.looseObject({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.number()).nullish(),
})
const logprobs = z.looseObject({
  content: z
    .array(z.looseObject({ ...alternative.shape, top_logprobs: z.array(alternative).nullish() }))
    .nullish(),
})
const callPiece = z.looseObject({
  index: z.number().nullish(),
  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
})
const said = z.looseObject({
  content: z.union([z.string(), z.array(z.looseObject({ text: z.string().nullish() }))]).nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callPiece).nullish(),
})
const choice = z.looseObject({
  index: z.number().nullish(),
  delta: said.nullish(),
  message: said.nullish(),
  logprobs: logprobs.nullish(),
  finish_reason: z.string().nullish(),
  stop_reason: z.union([z.string(), z.number()]).nullish(),
  matched_stop: z.union([z.string(), z.number()]).nullish(),
})
const usage = z.looseObject({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
})

/** One chunk of a stream, or a whole completion. */
export const chunkShape = z.looseObject({
  choices: z.array(choice).nullish(),
  usage: usage.nullish(),
  error: z.unknown().optional(),
})
export type Chunk = z.infer<typeof chunkShape>
export type Said = z.infer<typeof said>
export type TokenLogprob = NonNullable<z.infer<typeof logprobs>['content']>[number]
export type Usage = z.infer<typeof usage>

/** `GET /models`; `relook` is what `relook serve --openai` says of its own models. */
export const modelsShape = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string().min(1).max(300),
      relook: z
        .looseObject({
          dialect: z.string(),
          image: z.object({ minPixels: z.number(), maxPixels: z.number() }),
          crop: z.object({ minPixels: z.number(), maxPixels: z.number() }),
        })
        .optional()
        .catch(undefined),
    }),
  ),
})
