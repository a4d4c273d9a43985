/** What a way of running models must give. One file per backend, one line in index.ts. */
import type { ContextAttention } from '../../app/attention/attended'
import type {
  AttendRequest,
  GenerateEvent,
  GenerateRequest,
  ModelMessage,
  Model,
  ModelInfo,
  PromptPart,
  ScoredToken,
  ScoreRequest,
} from '../../app/reasoning/model'

/** What every backend is given: places to look, and the inference process. What else one needs it closes over. */
export interface Runtime {
  readonly modelFolders: readonly string[]
  readonly generate: (
    folder: string,
    request: GenerateRequest,
    signal: AbortSignal,
  ) => AsyncIterable<GenerateEvent>
  readonly score: (
    folder: string,
    request: ScoreRequest,
    signal: AbortSignal,
  ) => Promise<readonly ScoredToken[]>
  readonly attend: (folder: string, request: AttendRequest, signal: AbortSignal) => Promise<ContextAttention>
  readonly prompt: (folder: string, messages: readonly ModelMessage[]) => Promise<readonly PromptPart[]>
}

export interface Backend {
  readonly models: () => Promise<readonly ModelInfo[]>
  /** The model with this id; undefined when it is not one of this backend's. */
  readonly open: (id: string) => Promise<Model | undefined>
}

/** Makes a backend. */
export type CreateBackend = (runtime: Runtime) => Backend
