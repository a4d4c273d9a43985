/** What a way of running models must give. One file per backend, one line in index.ts. */
import type {
  GenerateEvent,
  GenerateRequest,
  Message,
  Model,
  ModelInfo,
  PromptPart,
} from '../../app/reasoning/model'
import type { Servers } from './openai/servers'

/** What a backend may use: places to look, and the inference process. */
export interface Runtime {
  readonly modelFolders: readonly string[]
  readonly script: string | undefined
  /** Servers a person added; absent where there are none to be had. */
  readonly servers?: Pick<Servers, 'models' | 'open'>
  readonly generate: (
    folder: string,
    request: GenerateRequest,
    signal: AbortSignal,
  ) => AsyncIterable<GenerateEvent>
  readonly prompt: (folder: string, messages: readonly Message[]) => Promise<readonly PromptPart[]>
}

export interface Backend {
  readonly models: () => Promise<readonly ModelInfo[]>
  /** The model with this id; undefined when it is not one of this backend's. */
  readonly open: (id: string) => Promise<Model | undefined>
}
