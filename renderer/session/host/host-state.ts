/** What the host tells of itself: what runs here, on what, with which samples, models and projects. Plain data. */
import type { About, EngineState, Sample } from '../../../app/host'
import type { ModelInfo } from '../../../app/reasoning/model'
import type { ProjectSummary } from '../../../app/trace/project'

export interface HostState {
  readonly about: About | undefined
  readonly samples: readonly Sample[]
  readonly models: readonly ModelInfo[]
  readonly engine: EngineState
  /** Newest first; undefined before the first answer. */
  readonly projects: readonly ProjectSummary[] | undefined
  /** Whether the host can be reached now. */
  readonly connected: boolean
  /** It is there and does not answer this page: the page has no token, or an old one. */
  readonly refused: boolean
}

/** Before the host has said anything. */
export const noHost: HostState = {
  about: undefined,
  samples: [],
  models: [],
  engine: { type: 'starting' },
  projects: undefined,
  connected: true,
  refused: false,
}
