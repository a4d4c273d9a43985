/**
 * The window's one store and, slice by slice, the services that change it (`session.review.decide`). Components read the
 * store by selectors and call services; nothing else talks to the host. Knows no React.
 */
import { createStore } from 'zustand/vanilla'
import { Failure } from '../../app/failure'
import { createAskService } from './ask/ask-service'
import { createAttentionService } from './attention/attention-service'
import { createChecksService } from './checks/checks-service'
import { createCollectionsService, followCollections } from './collections/collections-service'
import type { Context, ReadonlyStore } from './context'
import { nextFrame } from './document/batch'
import { createDocumentService } from './document/document-service'
import { createEdits } from './document/edits'
import { createFollower } from './document/follower'
import { createDrawingService, createRegionsService } from './editing/regions-service'
import { createStepsService } from './editing/steps-service'
import { createWritingService } from './editing/writing-service'
import { createEvaluationsService, followEvaluations } from './evaluations/evaluations-service'
import { createExportsService, followExports } from './exports/exports-service'
import { createFilesService } from './files/files-service'
import { createGalleryService, followGallery } from './gallery/gallery-service'
import { createGhostsService } from './ghosts/ghosts-service'
import { createHostService, followHost } from './host/host-service'
import { createLooksService, followLooks } from './looks/looks-service'
import { createModelStoreService, followModelStore } from './model-store/model-store-service'
import { createNotices } from './notices/notices'
import { createPlacesService } from './places/places-service'
import { createPlayerService } from './player/player-service'
import { createPresentService } from './present/present-service'
import { createQueueService } from './queue/queue-service'
import { createReadersService, followReaders } from './readers/readers-service'
import { rememberedValues } from './remembered'
import { createReviewService } from './review/review-service'
import { createRolloutsService } from './rollouts/rollouts-service'
import { createSelectionService } from './selection/selection-service'
import { createServersService, followServers } from './servers/servers-service'
import { initialState, withChange, type State } from './state'
import { createSettingsService, followSettings } from './settings/settings-service'
import { createShareService } from './share/share-service'
import { createOddsService } from './tokens/odds-service'
import { createTokensService } from './tokens/tokens-service'
import { createTourService } from './tour/tour-service'
import { createViewService } from './view/view-service'
import { createTriageService } from './why/triage-service'
import { createWhyService } from './why/why-service'

/** What a session cannot do without, and what tests replace. */
export type SessionOptions = Pick<Context, 'host' | 'memory' | 'upload' | 'uploadBeside' | 'download'> &
  Partial<Pick<Context, 'pathOf' | 'downloadBytes' | 'makeVideo' | 'schedule' | 'ready' | 'now' | 'newId'>>

/** The store, what can be done with it, and its beginning. */
export interface Session extends ReturnType<typeof createServices> {
  readonly store: ReadonlyStore<State>
  readonly get: () => State
  /** Begins to follow the host; returns its end. */
  readonly start: () => () => void
}

/** Makes a session over a host. Nothing is asked before `start`. */
export function createSession(options: SessionOptions): Session {
  const context = contextOf(options)
  const services = createServices(context)
  return {
    store: context.store,
    get: context.get,
    start: () => begin(context, services),
    ...services,
  }
}

function createServices(context: Context) {
  const servers = createServersService(context)
  const { handIn, ...open } = createOpenTrace(context)
  const { document, collections } = open
  const rollouts = createRolloutsService(context, { openProject: document.open })
  const exports = createExportsService(context)
  const ask = createAskService(context, { ...servers, handIn })
  const gallery = createGalleryService(context, { document, ask })
  const present = createPresentService(context, { ...open, gallery })
  const view = createViewService(context)
  const host = createHostService(context)
  const evaluations = createEvaluationsService(context, { openProject: document.open })
  return {
    ...open,
    servers,
    rollouts,
    ask,
    gallery,
    present,
    tour: createTourService(context, open),
    player: createPlayerService(context),
    view,
    tokens: createTokensService(context, ask),
    odds: createOddsService(context),
    notices: createNotices(context),
    checks: createChecksService(context),
    why: createWhyService(context),
    triage: createTriageService(context, collections),
    looks: createLooksService(context, collections),
    attention: createAttentionService(context),
    host,
    modelStore: createModelStoreService(context),
    exports,
    share: createShareService(context, handIn),
    settings: createSettingsService(context, { view, host, ask }),
    evaluations,
    places: createPlacesService(context, { ...open, evaluations, exports, rollouts, present }),
    files: createFilesService(context, { document, collections, rollouts }),
  }
}

/** All that concerns the open trace: opening it, going through it, changing and reviewing it. */
function createOpenTrace(context: Context) {
  const edits = createEdits(context)
  const regions = createRegionsService(context, edits)
  const writing = createWritingService(context, edits)
  const settle = async () => void (await Promise.all([regions.settle(), writing.keep()]))
  // What is typed about a trace is handed in with the rest, but only reviewing knows it.
  const handIn = async () => {
    review.keepTyped()
    await settle()
  }
  const follower = createFollower(context, handIn)
  const collections = createCollectionsService(context, { follower, edit: edits.edit, handIn })
  const document = createDocumentService(context, {
    follower,
    edit: edits.edit,
    settle: regions.settle,
    handIn,
    closeCollection: collections.close,
  })
  const review = createReviewService(context, {
    edit: edits.edit,
    settle,
    openProject: document.open,
    openTrace: collections.openTrace,
    undo: document.undo,
  })
  return {
    document,
    collections,
    ghosts: createGhostsService(context, collections),
    readers: createReadersService(context, collections),
    review,
    queue: createQueueService(context, collections),
    writing,
    selection: createSelectionService(context, handIn),
    regions: {
      ...regions,
      ...createDrawingService(context, { ...regions, addGoldBox: review.addGoldBox, keepDraft: edits.draft }),
    },
    steps: createStepsService(context, { ...edits, settle: regions.settle, keepWriting: writing.keep }),
    handIn,
  }
}

function contextOf(options: SessionOptions): Context {
  const store = createStore<State>(() => withChange(initialState, rememberedValues(options.memory)))
  return {
    store,
    get: store.getState,
    set: (change) => store.setState((s) => withChange(s, typeof change === 'function' ? change(s) : change)),
    pathOf: () => undefined,
    downloadBytes: () => undefined,
    makeVideo: () => Promise.reject(new Failure('bad-input', 'Films cannot be encoded here.')),
    schedule: nextFrame,
    ready: () => Promise.resolve(),
    now: Date.now,
    newId: () => crypto.randomUUID(),
    ...options,
  }
}

/** Follows everything the host tells, until the returned end is called. */
function begin(
  context: Context,
  { document, rollouts, ask, queue }: Pick<Session, 'document' | 'rollouts' | 'ask' | 'queue'>,
): () => void {
  const end = new AbortController()
  const { signal } = end
  followHost(context, signal)
  followGallery(context)
  followCollections(context, signal)
  followReaders(context, signal)
  followServers(context, signal)
  followModelStore(context, ask, signal)
  followExports(context, signal)
  followLooks(context, signal)
  followSettings(context, signal)
  queue.follow(signal)
  // Ended before the area was ever shown: there was nothing to follow.
  followEvaluations(context, signal).catch(() => undefined)
  rollouts.follow(signal).catch(() => undefined)
  return () => {
    end.abort()
    document.close()
  }
}
