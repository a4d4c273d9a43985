/** What the main side asks of the inference process: the contract between supervisor.ts and worker.ts. */
import { z } from 'zod'
import type { ContextAttention } from '../../app/attention/attended'
import { call, stream } from '../../app/contract'
import { providers, type EngineState } from '../../app/host'
import { warping } from '../../app/host/shapes'
import type {
  GenerateEvent,
  GenerateRequest,
  ModelMessage,
  PromptPart,
  ScoredToken,
} from '../../app/reasoning/model'
import type { View } from '../../app/trace/step'

// Comes from the host itself. A shape would drop what it does not know, and the model would be shown something else than was said.
const view = z.custom<View>((value) => typeof value === 'object' && value !== null)
const part = z.union([
  z.strictObject({
    type: z.literal('text'),
    text: z.string(),
    ids: z.array(z.int()).exactOptional(),
    plain: z.literal(true).exactOptional(),
  }),
  z.strictObject({ type: z.literal('image'), view }),
])
// Without native calls: those are for servers. Strict, so that a field nobody passes on here is refused and not left out of the prompt.
const messages: z.ZodType<readonly ModelMessage[]> = z.array(
  z.strictObject({
    role: z.enum(['system', 'user', 'assistant']),
    parts: z.array(part),
    closed: z.literal(true).exactOptional(),
    begun: z.int().exactOptional(),
  }),
)
// What only servers and the queue before the process read is left out.
const request: z.ZodType<GenerateRequest> = z.object({
  messages,
  stop: z.array(z.string()),
  temperature: z.number(),
  ...warping,
  seed: z.number(),
  maxTokens: z.number(),
  top: z.number(),
  reuse: z.boolean(),
  drafts: z.union([z.array(z.array(z.int())), z.literal(false)]).exactOptional(),
  marks: z.array(z.string()).exactOptional(),
})

/** A question about the last tokens of messages. */
const lastTokens = z.object({
  run: z.number(),
  folder: z.string(),
  request: z.object({ messages, last: z.int().positive() }),
  paths: z.record(z.string(), z.string()),
})

/** `folder`: where the model lies. `paths`: where the images of the request lie. */
export const engineContract = {
  /** The provider taken, now and whenever it changes. */
  state: stream(
    z.object({ provider: z.enum(providers), idleMinutes: z.number(), budget: z.number().optional() }),
  ).yields<Extract<EngineState, { type: 'ready' }>>(),
  setProvider: call(z.object({ provider: z.enum(providers) })).returns<void>(),
  setIdle: call(z.object({ minutes: z.number() })).returns<void>(),
  /** Absent: as the model needs. */
  setBudget: call(z.object({ bytes: z.number().optional() })).returns<void>(),
  /** `run`: what this generation is asked about by `over`. */
  generate: stream(
    z.object({
      run: z.number(),
      folder: z.string(),
      request,
      paths: z.record(z.string(), z.string()),
    }),
  ).yields<GenerateEvent>(),
  /** How likely the last tokens of these messages are; yields once. `run`: as with `generate`. */
  score: stream(lastTokens).yields<readonly ScoredToken[]>(),
  /** What the last tokens of these messages attended to; yields once. `run`: as with `generate`. */
  attend: stream(lastTokens).yields<ContextAttention>(),
  /** Resolves once a generation that was left is really over, and the next one can begin. */
  over: call(z.object({ run: z.number() })).returns<void>(),
  prompt: call(z.object({ folder: z.string(), messages })).returns<readonly PromptPart[]>(),
  /** Ends the process the hard way. Only where RELOOK_TEST_CRASH is 1. */
  crash: call(z.object({})).returns<void>(),
} as const
