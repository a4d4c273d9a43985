/** What the window knows about exports: the form as it is filled in, what it would give, and those under way. Plain data. */
import type { ExportCounts, ExportJob } from '../../../app/host/exports'
import type { FailureData } from '../../../app/failure'
import type { RewardSettings } from '../../../app/rewards/settings'

/** Whose traces: the open one, those of the open file as they are filtered, or every project. */
export type ExportWhat = 'trace' | 'file' | 'all'

/** How a tag decides. */
export type TagUse = 'only' | 'without'

/** The form. */
export interface ExportFormState {
  readonly what: ExportWhat
  readonly writer: string
  /** Undefined: each trace's own. */
  readonly dialect: string | undefined
  readonly pixels: number | undefined
  /** Of a shape that brings rewards along; undefined: the paper's. */
  readonly rewards: RewardSettings | undefined
  readonly branches: 'main' | 'all'
  readonly words: 'corrected' | 'original'
  readonly verdict: 'any' | 'reviewed' | 'accepted'
  readonly tags: Readonly<Record<string, TagUse>>
  /** In percent. */
  readonly dev: number
  readonly test: number
  readonly seed: number
  readonly name: string
}

export interface ExportsState {
  readonly form: ExportFormState
  /** What the form would give, as far as it is counted. */
  readonly preview:
    { readonly counts?: ExportCounts; readonly counting: boolean; readonly failure?: FailureData } | undefined
  /** Why the last start failed. */
  readonly failure: FailureData | undefined
  readonly jobs: readonly ExportJob[]
}

/** The form as it begins. */
export const noExports: ExportsState = {
  form: {
    what: 'all',
    writer: 'vlir-sft',
    dialect: undefined,
    pixels: undefined,
    rewards: undefined,
    branches: 'main',
    words: 'corrected',
    verdict: 'any',
    tags: {},
    dev: 0,
    test: 0,
    seed: 0,
    name: 'traces',
  },
  preview: undefined,
  failure: undefined,
  jobs: [],
}
