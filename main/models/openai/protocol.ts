/**
 * What servers send, as far as Relook reads it; everything else passes. Shapes: OpenAI's chat completions API, and the
 * additions of vLLM (`stop_reason`), SGLang (`matched_stop`) and reasoning parsers (`reasoning_content`, `reasoning`).
 */
import { z } from 'zod'

/** A field that is of another type than it should be is taken as missing: one odd field never ends a run. */
const loose = <T extends z.ZodType>(shape: T) => shape.nullish().catch(undefined)

const alternative = z.looseObject({
  token: loose(z.string()),
  /** Natural log. */
  logprob: loose(z.number()),
  bytes: loose(z.array(z.number())),
})
const logprobs = z.looseObject({
  content: loose(
    z.array(
      z.looseObject({
        ...alternative.shape,
        top_logprobs: loose(z.array(alternative.nullable().catch(null))),
      }),
    ),
  ),
})
const called = z.looseObject({
  name: loose(z.string()),
  /** Text, or what the text would have said. */
  arguments: z.unknown().optional(),
})
/** A piece of a call. */
export const callPiece = z.looseObject({
  index: loose(z.number()),
  id: loose(z.string()),
  function: loose(called),
})
const fields = z.looseObject({
  content: loose(z.union([z.string(), z.array(loose(z.looseObject({ text: loose(z.string()) })))])),
  reasoning_content: loose(z.string()),
  reasoning: loose(z.string()),
  thinking: loose(z.string()),
  refusal: loose(z.string()),
  /** Read piece by piece (call-pieces.ts): what is no call is kept, to be told. */
  tool_calls: z.unknown().optional(),
  /** Before `tool_calls`; old proxies still send it. */
  function_call: loose(called),
})
/** Words alone stand for a message that holds them. */
const said = z.preprocess((value) => (typeof value === 'string' ? { content: value } : value), fields)
const choice = z.looseObject({
  index: loose(z.number()),
  delta: loose(said),
  message: loose(said),
  logprobs: loose(logprobs),
  finish_reason: loose(z.string()),
  stop_reason: loose(z.union([z.string(), z.number()])),
  matched_stop: loose(z.union([z.string(), z.number()])),
})
const usage = z.looseObject({
  prompt_tokens: loose(z.number()),
  completion_tokens: loose(z.number()),
  prompt_tokens_details: loose(z.looseObject({ cached_tokens: loose(z.number()) })),
  completion_tokens_details: loose(
    z.looseObject({
      accepted_prediction_tokens: loose(z.number()),
      rejected_prediction_tokens: loose(z.number()),
    }),
  ),
})

/** vLLM's: of each token of the prompt its id with how likely it was; null for the first. */
const promptLogprobs = z.array(
  loose(
    z.record(z.string(), z.looseObject({ logprob: loose(z.number()), decoded_token: loose(z.string()) })),
  ),
)

/** One chunk of a stream, or a whole completion. */
export const chunkShape = z.looseObject({
  prompt_logprobs: loose(promptLogprobs),
  choices: loose(z.array(choice.nullable().catch(null)).transform((all) => all.filter((c) => c !== null))),
  usage: loose(usage),
  error: z.unknown().optional(),
})
export type ChatChunk = z.infer<typeof chunkShape>
export type ChatChoice = z.infer<typeof choice>
export type ChatDelta = z.infer<typeof said>
export type CallPiece = z.infer<typeof callPiece>
export type TokenLogprob = NonNullable<z.infer<typeof logprobs>['content']>[number]
export type Usage = z.infer<typeof usage>
export type PromptLogprobs = z.infer<typeof promptLogprobs>

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
