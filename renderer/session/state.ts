/** What the window knows: the followed project and how it is being looked at. Plain data; actions are elsewhere. */
import type { About, EngineState, Sample } from '../../app/host'
import type { Collection, CollectionId, TraceQuery, TraceRow } from '../../app/host/collections'
import type { FailureData } from '../../app/failure'
import type { Box } from '../../app/geometry/box'
import type { ModelInfo } from '../../app/reasoning/model'
import {
  defaultSettings,
  type BranchId,
  type Project,
  type ProjectId,
  type ProjectSummary,
  type Settings,
} from '../../app/trace/project'
import type { CanvasHandle } from '../canvas/props'
import { noEvaluations, type EvaluationsState } from './evaluation-state'
import { noReview, type ReviewState } from './review-state'
import { noExport, type ExportState } from './export-state'
import { noModelStore, type ModelStoreState } from './model-store-state'
import { noRolloutsYet, type RolloutsState } from './rollout-state'
import { noServers, type ServersState } from './servers-state'

/** The project that is open, and where in it one is. */
export interface DocumentState {
  readonly about: About | undefined
  readonly samples: readonly Sample[]
  readonly models: readonly ModelInfo[]
  readonly engine: EngineState
  readonly projects: readonly ProjectSummary[] | undefined
  /** Being opened or open. */
  readonly projectId: ProjectId | undefined
  /** The sample being made a project. */
  readonly openingSample: string | undefined
  readonly project: Project | undefined
  readonly branch: BranchId | undefined
  /** A step's id or a new look's draft key; undefined is the live end. */
  readonly step: string | undefined
  /** The box taken in hand, which arrow keys move; always a look or a drafted one. */
  readonly box: string | undefined
  readonly hovered: string | undefined
  readonly compare: BranchId | undefined
  /** A region while it is dragged or typed, before it is a draft. */
  readonly preview: { readonly id: string; readonly region: Box<'image'> } | undefined
  /** The step whose text is being written, and the text so far. */
  readonly writing: { readonly id: string; readonly text: string } | undefined
}

export type Theme = 'system' | 'light' | 'dark'
export type Tool = 'select' | 'draw'
export type Dialog = 'sample' | 'export' | 'servers' | 'models' | 'shortcuts' | 'palette' | 'issues'

/** How it is shown. */
export interface ViewState {
  readonly theme: Theme
  readonly tool: Tool
  readonly zoom: number
  /** While a key is held: the image alone. */
  readonly hideBoxes: boolean
  readonly playing: boolean
  readonly speed: number
  readonly dialog: Dialog | undefined
  readonly drawer: boolean
  /** Too narrow for the right column: it is a drawer. */
  readonly narrow: boolean
  readonly tokenColours: boolean
  readonly canvas: CanvasHandle | undefined
}

/** Files of traces made elsewhere, and where in the open one one is. */
export interface CollectionsState {
  /** Opened now or before, newest first. */
  readonly collections: readonly Collection[] | undefined
  /** The one that is open. */
  readonly collectionId: CollectionId | undefined
  /** What its list is narrowed to. */
  readonly traceQuery: TraceQuery
  /** Matches known so far; undefined before the first answer. */
  readonly found: { readonly total: number; readonly done: boolean } | undefined
  /** Rows of the list by page of `pageSize`; what was never looked at is absent. */
  readonly tracePages: Readonly<Record<number, readonly TraceRow[]>>
  /** Words with which most questions of the list begin; empty where there are none. */
  readonly commonStart: string
  /** The trace that is open or being opened, as it was listed. */
  readonly traceRow: TraceRow | undefined
  /** Its place in the list; undefined where the list does not hold it, or that is not known yet. */
  readonly traceAt: number | undefined
  /** Images of the neighbours of the open trace, to be loaded ahead. */
  readonly nextImages: readonly string[]
}

/** What the next run is asked. */
export interface AskState {
  readonly question: string
  readonly model: string | undefined
  readonly settings: Settings
  /** A run was asked for and has no branch yet. */
  readonly starting: boolean
}

/** Where a notice is shown. */
export type Place = 'window' | 'import' | 'ask' | 'step' | 'projects' | 'traces' | 'evaluate' | 'rollouts'

/** Something a person should know, where it happened. */
export interface Notice {
  readonly place: Place
  readonly tone: 'error' | 'info'
  readonly message: string
  readonly detail?: string
  readonly action?: { readonly title: string; readonly perform: () => void }
}

export interface NoticesState {
  readonly notices: Readonly<Partial<Record<Place, Notice>>>
  readonly connected: boolean
  /** 0..1 while a file is uploaded. */
  readonly upload: { readonly name: string; readonly done: number } | undefined
  /** The last thing to be read out. */
  readonly announced: string
}

export type State = EvaluationsState &
  RolloutsState &
  ServersState &
  ModelStoreState &
  ExportState &
  DocumentState &
  CollectionsState &
  ReviewState &
  ViewState &
  AskState &
  NoticesState

/** The open project's own state, as it is before one is open. */
export const nothingOpen = {
  projectId: undefined,
  project: undefined,
  branch: undefined,
  step: undefined,
  box: undefined,
  hovered: undefined,
  compare: undefined,
  preview: undefined,
  writing: undefined,
  inserting: undefined,
  findings: undefined,
  judged: undefined,
  trials: undefined,
  playing: false,
} as const

/** No file of traces is open. */
export const noCollection = {
  collectionId: undefined,
  traceQuery: {},
  found: undefined,
  tracePages: {},
  commonStart: '',
  traceRow: undefined,
  traceAt: undefined,
  nextImages: [],
} as const

/** Before anything is known. */
export const initialState: State = {
  ...noServers,
  ...noModelStore,
  ...noExport,
  ...noEvaluations,
  ...noRolloutsYet,
  ...noReview,
  ...nothingOpen,
  ...noCollection,
  collections: undefined,
  about: undefined,
  samples: [],
  models: [],
  engine: { type: 'starting' },
  projects: undefined,
  openingSample: undefined,
  theme: 'system',
  tool: 'select',
  zoom: 1,
  hideBoxes: false,
  speed: 1,
  dialog: undefined,
  drawer: false,
  narrow: false,
  tokenColours: false,
  canvas: undefined,
  question: '',
  model: undefined,
  settings: defaultSettings,
  starting: false,
  notices: {},
  connected: true,
  upload: undefined,
  announced: '',
}

/** A failure as a notice. */
export function failureNotice(place: Place, failure: FailureData, action?: Notice['action']): Notice {
  return {
    place,
    tone: 'error',
    message: failure.message,
    ...(failure.detail === undefined || failure.detail === '' ? {} : { detail: failure.detail }),
    ...(action === undefined ? {} : { action }),
  }
}
