/**
 * Everything the window knows, in slices that each say whose a value is (`s.review.queue`). Plain data; what can be done
 * with a slice is in the service beside it.
 */
import { noAsk, type AskState } from './ask/ask-state'
import { noAttention, type AttentionState } from './attention/attention-state'
import { noChecks, type ChecksState } from './checks/checks-state'
import { noCollections, type CollectionsState } from './collections/collections-state'
import { noDocument, type DocumentState } from './document/document-state'
import { noEditing, type EditingState } from './editing/editing-state'
import { noEvaluations, type EvaluationsState } from './evaluations/evaluations-state'
import { noExports, type ExportsState } from './exports/exports-state'
import { noFiles, type FilesState } from './files/files-state'
import { noGallery, type GalleryState } from './gallery/gallery-state'
import { noGhosts, type GhostsState } from './ghosts/ghosts-state'
import { noHost, type HostState } from './host/host-state'
import { noLooks, type LooksState } from './looks/looks-state'
import { noModelStore, type ModelStoreState } from './model-store/model-store-state'
import { noNotices, type NoticesState } from './notices/notices-state'
import { noPlayer, type PlayerState } from './player/player-state'
import { noPresent, type PresentState } from './present/present-state'
import { noQueue, type QueueState } from './queue/queue-state'
import { noReaders, type ReadersState } from './readers/readers-state'
import { noReview, type ReviewState } from './review/review-state'
import { noRollouts, type RolloutsState } from './rollouts/rollouts-state'
import { noSelection, type SelectionState } from './selection/selection-state'
import { noServers, type ServersState } from './servers/servers-state'
import { noSettings, type SettingsState } from './settings/settings-state'
import { noShare, type ShareState } from './share/share-state'
import { noTokens, type TokensState } from './tokens/tokens-state'
import { noTour, type TourState } from './tour/tour-state'
import { noView, type ViewState } from './view/view-state'
import { noWhy, type WhyState } from './why/why-state'

export interface State {
  readonly host: HostState
  readonly document: DocumentState
  readonly selection: SelectionState
  readonly editing: EditingState
  readonly player: PlayerState
  readonly present: PresentState
  readonly tour: TourState
  readonly view: ViewState
  readonly tokens: TokensState
  readonly ask: AskState
  readonly notices: NoticesState
  readonly files: FilesState
  readonly collections: CollectionsState
  readonly gallery: GalleryState
  readonly ghosts: GhostsState
  readonly readers: ReadersState
  readonly review: ReviewState
  readonly queue: QueueState
  readonly checks: ChecksState
  readonly why: WhyState
  readonly looks: LooksState
  readonly attention: AttentionState
  readonly servers: ServersState
  readonly modelStore: ModelStoreState
  readonly exports: ExportsState
  readonly share: ShareState
  readonly settings: SettingsState
  readonly evaluations: EvaluationsState
  readonly rollouts: RolloutsState
}

/** Before anything is known. */
export const initialState: State = {
  host: noHost,
  document: noDocument,
  selection: noSelection,
  editing: noEditing,
  player: noPlayer,
  present: noPresent,
  tour: noTour,
  view: noView,
  tokens: noTokens,
  ask: noAsk,
  notices: noNotices,
  files: noFiles,
  collections: noCollections,
  gallery: noGallery,
  ghosts: noGhosts,
  readers: noReaders,
  review: noReview,
  queue: noQueue,
  checks: noChecks,
  why: noWhy,
  looks: noLooks,
  attention: noAttention,
  servers: noServers,
  modelStore: noModelStore,
  exports: noExports,
  share: noShare,
  settings: noSettings,
  evaluations: noEvaluations,
  rollouts: noRollouts,
}

/** Values of some slices; what is not named stays as it is. */
export type Change = { readonly [S in keyof State]?: Partial<State[S]> }

/** The state with a change made. */
export function withChange(state: State, change: Change): State {
  const slices = Object.entries(change) as [keyof State, object][]
  return {
    ...state,
    ...Object.fromEntries(slices.map(([name, values]) => [name, { ...state[name], ...values }])),
  }
}
