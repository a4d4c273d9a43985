/**
 * Everything the window knows, in slices that each say whose a value is (`s.review.queue`). Plain data; what can be done
 * with a slice is in the service beside it.
 */
import { noAsk } from './ask/ask-state'
import { noAttention } from './attention/attention-state'
import { noChecks } from './checks/checks-state'
import { noCollections } from './collections/collections-state'
import { noDocument } from './document/document-state'
import { noEditing } from './editing/editing-state'
import { noEvaluations } from './evaluations/evaluations-state'
import { noExports } from './exports/exports-state'
import { noFiles } from './files/files-state'
import { noGallery } from './gallery/gallery-state'
import { noGhosts } from './ghosts/ghosts-state'
import { noHost } from './host/host-state'
import { noLooks } from './looks/looks-state'
import { noModelStore } from './model-store/model-store-state'
import { noNotices } from './notices/notices-state'
import { noPlayer } from './player/player-state'
import { noPresent } from './present/present-state'
import { noQueue } from './queue/queue-state'
import { noReaders } from './readers/readers-state'
import { noReview } from './review/review-state'
import { noRollouts } from './rollouts/rollouts-state'
import { noSelection } from './selection/selection-state'
import { noServers } from './servers/servers-state'
import { noSettings } from './settings/settings-state'
import { noShare } from './share/share-state'
import { noTokens } from './tokens/tokens-state'
import { noTour } from './tour/tour-state'
import { noView } from './view/view-state'
import { noWhy } from './why/why-state'

/** Before anything is known. */
export const initialState = {
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
} as const

export type State = typeof initialState

/** Values of some slices; what is not named stays as it is. */
export type StateChange = { readonly [S in keyof State]?: Partial<State[S]> }

/** The state with a change made. */
export function withChange(state: State, change: StateChange): State {
  const slices = Object.entries(change) as [keyof State, object][]
  return {
    ...state,
    ...Object.fromEntries(slices.map(([name, values]) => [name, { ...state[name], ...values }])),
  }
}
