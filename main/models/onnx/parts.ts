/** What a generation is made with: the model's parts, what is asked of it, and the cache it holds. Types only. */
import type { GenerateRequest } from '../../../app/reasoning/model'
import type { ImageId } from '../../../app/trace/step'
import type { Decoder, Embedder } from './decoder'
import type { FloatType } from './floats'
import type { Checkpoints, KvCache } from './kv'
import type { Sequence } from './sequence'
import type { Tokenizer } from './tokenizer'
import type { Vision } from './vision'

/** A loaded model's working parts. */
export interface ModelParts {
  readonly tokenizer: Tokenizer
  readonly decoder: Decoder
  readonly embedder: Embedder
  readonly vision: Vision
  readonly checkpoints: Checkpoints
  readonly endTokenIds: readonly number[]
  /** What stands for each visual token where ids are counted. */
  readonly imageTokenId: number
  readonly contextTokens: number
  readonly hidden: number
  readonly type: FloatType
  /** Most tokens read in one run: bounds memory and how long a cancel takes. */
  readonly chunk: number
  /** Heads of the queries. */
  readonly heads: number
  /** DeepStack layers of the decoder; 0: it takes none. */
  readonly layers: number
  /** The decoder has states that cannot be cut at a token. */
  readonly hybrid: boolean
}

export interface Work {
  readonly request: GenerateRequest
  readonly sequence: Sequence
  readonly paths: Readonly<Record<ImageId, string>>
}

/** The cache of the work under way; whoever ends it, however, releases what is here. */
export interface HeldCache {
  cache: KvCache
}
