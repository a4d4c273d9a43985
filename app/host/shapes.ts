/** The shapes that several parts of the contract are made of; what is asked of the host is checked by them before it gets there. */
import { z } from 'zod'

/** Id of a project, a branch, a collection, a dialect …; those of traces hold a hash. */
export const id = z.string().min(1).max(200)
/** A served model's id holds its name on the server, which may be a path. */
export const modelId = z.string().min(1).max(500)
/** A path on the machine of the host. */
export const path = z.string().min(1).max(4096)
/** A whole number from 0. */
export const count = z.number().int().min(0)
/** Most pixels a model was shown of an image. */
export const shownPixels = z.number().int().min(1).max(1e12)

/** Some of a long list: places from 0. */
export const page = { offset: count, limit: z.number().int().min(1).max(500) } as const

/** Pixels of the image. */
export const boxShape = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })

/** Any seed there is: 31 bits. */
export const seed = count.max(2 ** 31 - 1)
/** What is done to scores besides the temperature. */
export const warping = {
  topP: z.number().gt(0).max(1).exactOptional(),
  topK: count.max(1_000_000).exactOptional(),
  repetitionPenalty: z.number().gt(0).max(10).exactOptional(),
}
/** What a model is run with. */
export const settings = z.object({
  temperature: z.number().min(0).max(5),
  ...warping,
  plainQuestion: z.literal(true).exactOptional(),
  seed,
  maxTokens: z.number().int().min(1).max(32768),
  maxLooks: count.max(64),
})

/** A place among the tokens of a step: the step, and how many of its tokens stand before. */
export const tokenPlace = z.object({ step: id, at: count })
/** A token a person puts at a place, as the model, or its server, names it. */
export const alternative = z.object({
  text: z.string().max(1000),
  logprob: z.number(),
  id: count.exactOptional(),
  ends: z.literal(true).exactOptional(),
})

/** Where a file comes from that is to be opened. */
export const openSource = z.union([
  z.object({ type: z.literal('path'), path }),
  /** Files uploaded together (a drop of a file and its images, a folder): the id that the first one answered. */
  z.object({ type: z.literal('upload'), upload: id }),
  /** Native dialog (desktop only). */
  z.object({ type: z.literal('dialog') }),
])
