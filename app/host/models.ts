/**
 * Models on this machine and how they get there, as the window works with them. Part of the host's contract (`app/host/index.ts`
 * spreads `modelStoreContract`). Knows no network and no disk.
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import type { FailureData } from '../failure'
import type { LeftOut } from '../trace/left-out'
import type { CatalogueModel } from './catalogue'
import { isHubAddress, isRepository, isRevision } from './hub-names'
import { id, path } from './shapes'

/** What running a model takes, estimated from its files before any of it is loaded. Bytes. */
export interface MemoryNeed {
  /** The graphs with their weights, as they lie in memory. */
  readonly weights: number
  /** The KV cache of one long context. */
  readonly cache: number
  /** One image on its way through the vision encoder, at the largest size the model takes. */
  readonly work: number
}

/** A model folder, good or bad: one that cannot be used is shown with the reason, never passed over in silence. */
export interface StoredModel {
  /** Absolute path. */
  readonly folder: string
  readonly name: string
  /** Id to run it by; absent where it cannot be used. */
  readonly model?: string
  readonly bytes: number
  /** `built-in` cannot be deleted; `linked` lies elsewhere and is only forgotten. */
  readonly kind: 'built-in' | 'downloaded' | 'linked'
  readonly dialect?: string
  /** On the processor, where 16-bit weights take twice their size. */
  readonly needs?: MemoryNeed
  /** Where it came from, as owner/name@commit. */
  readonly source?: string
  /** Number format it was downloaded in, as the suffix of the graphs' names. */
  readonly dtype?: string
  /** A part of the model that its export lacks, and that a person opened anyway. */
  readonly leftOut?: LeftOut
  /** What is wrong with it. `left-out`: it can be opened anyway (`linkModel`). */
  readonly failure?: FailureData
}

/** One number format a repository offers. */
export interface ModelVariant {
  /** Suffix of the graphs' names: '' is 32 bits. */
  readonly dtype: string
  readonly bytes: number
  readonly files: number
}

/** What a repository holds. Nothing has been downloaded yet. */
export interface Repository {
  readonly repo: string
  readonly revision: string
  /** The commit the revision stands for now; what is downloaded is of exactly this. */
  readonly commit: string
  /** Empty: there are no graphs Relook can run (a checkpoint to be exported first, see docs/models.md). */
  readonly variants: readonly ModelVariant[]
  /** Bytes that are in the huggingface cache of this machine already, by variant. */
  readonly cached: Readonly<Record<string, number>>
  /** Free on the disk the models go to. */
  readonly freeBytes: number
}

/** A repository that a search found. Whether Relook can run it shows when it is looked up. */
export interface FoundRepository {
  readonly repo: string
  readonly downloads?: number
  readonly licence?: string
}

/** A download, under way or waiting. Survives a restart as `paused`. */
export interface Download {
  readonly id: string
  readonly repo: string
  readonly commit: string
  readonly dtype: string
  readonly done: number
  readonly total: number
  readonly state:
    | { readonly type: 'running'; readonly bytesPerSecond: number }
    | { readonly type: 'paused' }
    | { readonly type: 'failed'; readonly failure: FailureData }
}

/** A deleted model that can still be had back. */
export interface TrashedModel {
  readonly id: string
  readonly name: string
  readonly at: number
  readonly bytes: number
}

/** The models of this machine: usable ones, downloads, deleted ones. */
export interface ModelStore {
  /** Where downloaded and linked ones lie. */
  readonly folder: string
  readonly models: readonly StoredModel[]
  readonly downloads: readonly Download[]
  /** Deleted ones; they go for good after 30 days, or when a person says so. */
  readonly trash: readonly TrashedModel[]
  /** This machine's memory, and what of it could be had now. Bytes. */
  readonly memory?: { readonly total: number; readonly available: number }
}

/** Where models are downloaded from. The token itself never leaves the main side. */
export interface HubAccess {
  readonly endpoint: string
  readonly hasToken: boolean
  /** Set by the environment (HF_ENDPOINT, HF_TOKEN) and not to be changed here. */
  readonly fromEnvironment: { readonly endpoint: boolean; readonly token: boolean }
}

/** owner/name, by the hub's own rule. */
const repo = z.string().max(200).refine(isRepository, 'A repository is owner/name.')
const revision = z.string().max(200).refine(isRevision, 'A revision is a branch, a tag or a commit.')
/** Nothing but the web, and no password in an address that is shown. */
const hubAddress = z
  .string()
  .max(1000)
  .refine(isHubAddress, 'The address of a hub begins with https:// (or http://) and holds no password.')
const dtype = z.string().max(20)

/** Models of this machine: adding, downloading, deleting. */
export const modelStoreContract = {
  /** Everything, again whenever it changes. */
  modelStore: stream(z.object({})).yields<ModelStore>(),
  /** A folder of this machine becomes usable where it lies. `anyway`: although its export leaves a part of the model out. */
  linkModel: call(z.object({ path, anyway: z.literal(true).exactOptional() })).returns<StoredModel>(),
  /** Native dialog (desktop only); null when dismissed. */
  chooseModel: call(z.object({})).returns<StoredModel | null>(),
  /** Moves a downloaded model to the trash, forgets a linked one. */
  removeModel: call(z.object({ folder: path })).returns<void>(),
  /** Brings a model back from the trash. */
  restoreModel: call(z.object({ trashed: z.string().min(1).max(300) })).returns<void>(),
  /** Deletes what is in the trash of models for good. */
  emptyModelTrash: call(z.object({})).returns<void>(),
  /** Models that read people's own images and are known to be laid out as Relook runs them. */
  modelCatalogue: call(z.object({})).returns<readonly CatalogueModel[]>(),
  /** Repositories of the hub with graphs in them whose names have these words, most downloaded first. */
  searchHub: call(z.object({ words: z.string().trim().min(1).max(200) })).returns<
    readonly FoundRepository[]
  >(),
  /** What a repository holds and how large it is. */
  lookUpRepository: call(z.object({ repo, revision })).returns<Repository>(),
  startDownload: call(z.object({ repo, revision, dtype })).returns<{ download: string }>(),
  pauseDownload: call(z.object({ download: id })).returns<void>(),
  resumeDownload: call(z.object({ download: id })).returns<void>(),
  /** Ends it and deletes what has come so far. */
  cancelDownload: call(z.object({ download: id })).returns<void>(),
  /**
   * From the next start on models are kept in a folder of its own in one that the native dialog gives (`usual`: in the data folder). Those
   * that are there stay where they are and are linked. Null when dismissed.
   */
  setModelsFolder: call(z.object({ usual: z.literal(true).exactOptional() })).returns<{
    readonly folder: string
  } | null>(),
  hubSettings: call(z.object({})).returns<HubAccess>(),
  /** `token` null takes it away; absent leaves it as it is. */
  setHub: call(
    z.object({
      endpoint: hubAddress.optional(),
      token: z.string().min(1).max(500).nullable().optional(),
    }),
  ).returns<void>(),
} as const
