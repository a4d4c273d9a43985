/** What the main side needs of the inference process. Implemented by supervisor.ts; knows no ONNX. */
import type { EngineState, Provider } from '../../app/host'
import type { Port } from '../../app/port'
import type { Model, ModelInfo } from '../../app/reasoning/model'
import type { ImageId } from '../../app/trace/step'
import type { CreateBackend } from './backend'

/** A started process with a port to it. Electron's utilityProcess or Node's child process. */
export interface EngineProcess {
  readonly port: Port
  /** Called once, with exit code or signal in words. */
  readonly onExit: (listener: (how: string) => void) => void
  readonly kill: () => void
}

export interface EngineOptions {
  readonly start: () => EngineProcess
  /** Folders whose sub-folders are models (built-in first). */
  readonly modelFolders: readonly string[]
  /** Where the upright pixels of an image lie. @throws Failure `not-found`. */
  readonly imagePath: (id: ImageId) => Promise<string>
  readonly provider: Provider
  /** Minutes without a run after which the model is let go of; 0: never. */
  readonly idleMinutes?: number
  /** Bytes of snapshots, features and pixels that may be kept; absent: as the model needs. */
  readonly budget?: number
  /** In the order in which they are asked for a model. */
  readonly backends: readonly CreateBackend[]
}

/** The inference process, kept alive: it is restarted when it dies, and says so. */
export interface Engine {
  readonly models: () => Promise<readonly ModelInfo[]>
  /** A model that runs in the inference process. @throws Failure `not-found`. */
  readonly model: (id: string) => Promise<Model>
  /** The state now and whenever it changes, until the signal fires. */
  readonly states: (signal: AbortSignal) => AsyncIterable<EngineState>
  readonly setProvider: (provider: Provider) => Promise<void>
  readonly setIdle: (minutes: number) => Promise<void>
  /** Undefined: as the model needs. */
  readonly setBudget: (bytes: number | undefined) => Promise<void>
  readonly close: () => Promise<void>
}
