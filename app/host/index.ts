/**
 * THE contract between the window (or terminal) and the main side. Everything Relook can do is a line here.
 * Pixels never cross it: images go by id, and views load `images/ID…` by address (see `app/addresses.ts`).
 */
import { z } from 'zod'
import { collectionContract } from './collections'
import { readerContract } from './readers'
import { call, stream, type Client, type Implementation } from '../contract'
import { desktopContract } from './desktop'
import { evaluationContract } from './evaluations'
import { explainContract } from './explain'
import { exportContract } from './exports'
import { galleryContract } from './gallery'
import { looksContract } from './looks'
import { modelStoreContract } from './models'
import { queueContract } from './queues'
import { reviewContract } from './reviews'
import { rolloutContract } from './rollouts'
import type { FailureData } from '../failure'
import { orders, spaceIds } from '../geometry/spaces'
import type { ModelInfo, PromptPart } from '../reasoning/model'
import type { Issue } from '../result'
import { serversContract } from './servers'
import { sharingContract } from './sharing'
import { tokenContract } from './tokens'
import type { Change, EditChange } from '../trace/change'
import type { BranchId, ImageRef, Project } from '../trace/project'
import type { ProjectsNews } from './projects'
import { imageReaders } from '../trace/image-reader'
import { stepVerdicts, verdicts } from '../trace/review'
import type { View } from '../trace/step'
import { alternative, shownPixels, boxShape, id, modelId, path, settings, tokenPlace } from './shapes'

/** Who and where the main side is. */
export interface About {
  readonly version: string
  readonly shell: 'desktop' | 'headless'
  readonly dataFolder: string
  /** Native open and save dialogs are there. */
  readonly dialogs: boolean
}

/** An image with a question, ready to try. `url` shows it. */
export interface Sample {
  readonly file: string
  readonly title: string
  readonly question: string
  readonly licence: string
  readonly url: string
}

/** Execution providers, best first. `auto` takes the first that passes its self-test. */
export const providers = ['auto', 'webgpu', 'cuda', 'dml', 'coreml', 'cpu'] as const
/** Where a model computes, as a person chooses it. */
export type Provider = (typeof providers)[number]

/** What the inference process keeps only to be quick. Bytes. */
export interface HeldMemory {
  /** Nobody chose a limit: it is what the model needs. */
  readonly automatic: boolean
  /** Of all of it together; absent until a model is loaded, where nobody chose one. */
  readonly limit?: number
  /** Of what a model has read, so that a run goes on from there. */
  readonly snapshots: number
  /** Of what a model saw of views. */
  readonly features: number
  /** Of decoded images. */
  readonly pixels: number
}

/** The inference process, as the status bar shows it. */
export type EngineState =
  | { readonly type: 'starting' }
  | {
      readonly type: 'ready'
      readonly provider: Exclude<Provider, 'auto'>
      readonly available: readonly Exclude<Provider, 'auto'>[]
      readonly wanted: Provider
      /** Minutes without a run after which the model is let go of; 0: never. */
      readonly idleMinutes: number
      readonly memory: HeldMemory
      /** Why the wanted or a better provider was not taken, where that is so. */
      readonly note?: string
    }
  | { readonly type: 'died'; readonly failure: FailureData }

/** What a follower of a project gets: the whole once, then every change in order. */
export type ProjectEvent =
  | { readonly type: 'project'; readonly project: Project; readonly condition?: ProjectCondition }
  | { readonly type: 'change'; readonly change: Change }

/** What a person must know about how a project could be read; absent when there is nothing. */
export interface ProjectCondition {
  /** It cannot be changed here, and why. */
  readonly readOnly?: string
  /** Lines of its journal that could not be read, or not as they are. */
  readonly issues: readonly Issue[]
}

/** A menu entry as the window's command table has it. `keys` as in the table, e.g. `Mod+Enter`. */
export interface MenuItem {
  readonly id: string
  readonly title: string
  readonly menu: 'file' | 'edit' | 'view' | 'run' | 'help'
  readonly keys?: string
  readonly enabled: boolean
}

/** What became of a run to be saved. Without a native dialog the window downloads the text itself. */
export type SaveResult =
  | { readonly type: 'saved'; readonly path: string }
  | { readonly type: 'dismissed' }
  | { readonly type: 'download'; readonly name: string; readonly text: string }

/** What the shell asks of the window. */
export type ShellEvent =
  | { readonly type: 'command'; readonly id: string }
  | { readonly type: 'open-project'; readonly project: string }
  | { readonly type: 'open-collection'; readonly collection: string }
  | { readonly type: 'open-rollouts'; readonly dump: string }

/** Most characters of a text that a person writes. */
export const longestText = 200_000

const words = z.string().max(longestText)
const point = z.object({ x: z.number(), y: z.number() })
const draft = z.union([
  z.object({ type: z.literal('region'), region: boxShape, point: point.optional() }),
  z.object({ type: z.literal('text'), text: words }),
  z.object({ type: z.literal('look'), branch: id, after: id.optional(), region: boxShape }),
  z.object({ type: z.literal('removed') }),
  z.object({ type: z.literal('thought'), branch: id, after: id.optional(), text: words }),
  z.object({ type: z.literal('answer'), branch: id, text: words }),
  z.object({ type: z.literal('order'), branch: id, order: z.array(id).max(10_000) }),
])
/** A day of a person's own calendar. */
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
/** Whose change it is: undo of one annotator takes back nothing of another. */
const by = z.string().min(1).max(100).optional()
const review = z.object({
  verdict: z.enum(verdicts).optional(),
  tags: z.array(z.string().min(1).max(100)).max(100),
  note: words,
  goldBoxes: z.array(boxShape).max(1000),
  gold: words.optional(),
  by: z.string().min(1).max(100),
  at: z.number(),
  spent: z.number().min(0),
  settles: z.array(z.string().min(1).max(100)).max(100).optional(),
  merged: z.boolean().optional(),
  steps: z.record(id, z.enum(stepVerdicts)).optional(),
  scores: z.record(z.string().min(1).max(100), z.number()).optional(),
  days: z.record(day, z.number().min(0)).optional(),
  looks: z.array(id).max(10_000).optional(),
  judge: z.boolean().optional(),
})
const edit = z.union([
  z.object({ type: z.literal('project-renamed'), title: z.string().min(1).max(300) }),
  z.object({ type: z.literal('drafted'), key: id, draft: draft.nullable(), by }),
  z.object({
    type: z.literal('respace'),
    space: z.enum(spaceIds).nullable(),
    order: z.enum(orders).optional(),
    pixels: shownPixels.optional(),
  }),
  z.object({ type: z.literal('drafted-all'), drafts: z.record(id, draft.nullable()), by }),
  z.object({ type: z.literal('reviewed'), branch: id, review, own: z.boolean().optional() }),
  z.object({
    type: z.literal('review-timed'),
    branch: id,
    by: z.string().min(1).max(100),
    ms: z.number().min(0),
    day: day.optional(),
  }),
  z.object({ type: z.literal('undone'), by }),
  z.object({ type: z.literal('redone'), by }),
  z.object({ type: z.literal('branch-renamed'), branch: id, name: z.string().min(1).max(300) }),
  z.object({ type: z.literal('branch-starred'), branch: id, star: z.boolean() }),
  z.object({ type: z.literal('branch-binned'), branch: id, binned: z.boolean() }),
]) as unknown as z.ZodType<EditChange> // zod cannot say `readonly` or exact optional; the shapes are the same

const menuItem = z.object({
  id,
  title: z.string().max(200),
  menu: z.enum(['file', 'edit', 'view', 'run', 'help']),
  keys: z.string().max(100).optional(),
  enabled: z.boolean(),
})

/**
 * A run to start. `from` absent: from the beginning. `from.step`: the last step to keep (absent: none). `from.token`: instead of a step,
 * the place among the tokens of one up to which what was written is kept, and what stands there then.
 */
const run = z.object({
  project: id,
  from: z
    .object({
      branch: id,
      step: id.optional(),
      token: tokenPlace.extend({ forced: z.array(alternative).min(1).max(64) }).optional(),
    })
    .optional(),
  question: z.string().min(1).max(20_000),
  model: modelId,
  settings,
  name: z.string().min(1).max(300).optional(),
})
/** What to run: a question on a project, from a step or from the beginning. */
export type RunRequest = z.infer<typeof run>
/** A place among the tokens of a step. */
export type TokenPlace = z.infer<typeof tokenPlace>
/** What a person puts there. */
export type ForcedAlternative = z.infer<typeof alternative>

/** Everything that can be asked of the host: the one allow-list of every shell. */
export const hostContract = {
  ...evaluationContract,
  ...serversContract,
  ...collectionContract,
  ...readerContract,
  ...exportContract,
  ...reviewContract,
  ...explainContract,
  ...looksContract,
  ...queueContract,
  ...sharingContract,
  ...rolloutContract,
  ...galleryContract,
  ...modelStoreContract,
  ...desktopContract,
  ...tokenContract,
  about: call(z.object({})).returns<About>(),
  samples: call(z.object({})).returns<readonly Sample[]>(),
  models: call(z.object({})).returns<readonly ModelInfo[]>(),

  /** The inference process now and whenever it changes. */
  engine: stream(z.object({})).yields<EngineState>(),
  setProvider: call(z.object({ provider: z.enum(providers) })).returns<void>(),
  /** After so many minutes without a run the model's memory is freed; 0: never. The next run loads it again. */
  setIdle: call(z.object({ minutes: z.number().int().min(0).max(1440) })).returns<void>(),
  /** How much the inference process may keep to be quick, in bytes; absent: as the model needs. */
  setBudget: call(z.object({ bytes: z.number().int().min(1e6).max(1e12).optional() })).returns<void>(),

  /** All of them, newest first; then what changes (`withNews`). */
  projects: stream(z.object({})).yields<ProjectsNews>(),
  /** An image already imported (POST images) or a sample or a file of this machine becomes a project. */
  createProject: call(
    z.object({
      source: z.union([
        /** `by`: the file it came from, read as another reads it. */
        z.object({ type: z.literal('image'), image: id, by: z.enum(imageReaders).exactOptional() }),
        z.object({ type: z.literal('sample'), file: z.string().min(1).max(300) }),
        z.object({ type: z.literal('path'), path }),
      ]),
      title: z.string().min(1).max(300).optional(),
    }),
  ).returns<{ project: string; image: ImageRef }>(),
  /** To the trash folder inside the data folder; `restoreProject` brings it back. */
  deleteProject: call(z.object({ project: id })).returns<void>(),
  restoreProject: call(z.object({ project: id })).returns<void>(),

  /** The project and every change to it, each acknowledged only after it is in the journal. */
  follow: stream(z.object({ project: id })).yields<ProjectEvent>(),
  /** Returns when the change is in the journal. */
  edit: call(z.object({ project: id, change: edit })).returns<void>(),

  /** Starts a run on a new branch; the branch is in the journal before the first token. */
  run: call(run).returns<{ branch: BranchId }>(),
  /** Ends a run; what was streamed stays. */
  stop: call(z.object({ project: id, branch: id })).returns<void>(),

  /** The exact context of a step: what the model was fed before it wrote the step. */
  prompt: call(z.object({ project: id, branch: id, step: id.optional() })).returns<readonly PromptPart[]>(),
  /** How a region would be shown to a model; null where no pixel is left. */
  view: call(z.object({ project: id, model: modelId, region: boxShape })).returns<View | null>(),

  /** Native dialog (desktop only): a file chosen by the user, as a new project; null when dismissed. */
  openImage: call(z.object({})).returns<{ project: string } | null>(),
  /** A branch as JSON, to a file of the user's choice. */
  saveRun: call(z.object({ project: id, branch: id })).returns<SaveResult>(),
  /** The native menu (desktop only; headless ignores it), from the window's command table. */
  setMenu: call(
    z.object({ items: z.array(menuItem).max(200), language: z.string().max(20).optional() }),
  ).returns<void>(),
  /** Menu choices, files opened from outside. */
  shell: stream(z.object({})).yields<ShellEvent>(),
} as const

/** The host as the window holds it. */
export type Host = Client<typeof hostContract>
/** The host as the main side implements it. */
export type HostImplementation = Implementation<typeof hostContract>
