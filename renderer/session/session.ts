/**
 * The window's one store and, slice by slice, the services that change it (`session.review.decide`). Components read the
 * store by selectors and call services; nothing else talks to the host. Knows no React.
 */
import { createStore } from 'zustand/vanilla'
import { Failure } from '../../app/failure'
import { createAsk } from './ask/ask-service'
import { createAttention } from './attention/attention-service'
import { createChecks } from './checks/checks-service'
import { createCollections, followCollections } from './collections/collections-service'
import type { Context, ReadonlyStore } from './context'
import { nextFrame } from './document/batch'
import { createDocument } from './document/document-service'
import { createEdits } from './document/edits'
import { createFollower } from './document/follower'
import { createDrawing, createRegions } from './editing/regions-service'
import { createSteps } from './editing/steps-service'
import { createWriting } from './editing/writing-service'
import { createEvaluations, followEvaluations } from './evaluations/evaluations-service'
import { createExports, followExports } from './exports/exports-service'
import { createFiles } from './files/files-service'
import { createGallery, followGallery } from './gallery/gallery-service'
import { createGhosts } from './ghosts/ghosts-service'
import { createHost, followHost } from './host/host-service'
import { createLooks, followLooks } from './looks/looks-service'
import { createModelStore, followModelStore } from './model-store/model-store-service'
import { createNotices } from './notices/notices'
import { createPlaces } from './places/places-service'
import { createPlayer } from './player/player-service'
import { createPresent } from './present/present-service'
import { createQueue } from './queue/queue-service'
import { createReaders, followReaders } from './readers/readers-service'
import { remembered } from './remembered'
import { createReview } from './review/review-service'
import { createRollouts } from './rollouts/rollouts-service'
import { createSelection } from './selection/selection-service'
import { createServers, followServers } from './servers/servers-service'
import { initialState, withChange, type State } from './state'
import { createSettings, followSettings } from './settings/settings-service'
import { createShare } from './share/share-service'
import { createOdds } from './tokens/odds-service'
import { createTokens } from './tokens/tokens-service'
import { createTour } from './tour/tour-service'
import { createView } from './view/view-service'
import { createTriage } from './why/triage-service'
import { createWhy } from './why/why-service'

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
  const servers = createServers(context)
  const { handIn, ...open } = createOpenTrace(context)
  const { document, collections } = open
  const rollouts = createRollouts(context, { openProject: document.open })
  const exports = createExports(context)
  const ask = createAsk(context, { ...servers, handIn })
  const gallery = createGallery(context, { document, ask })
  const present = createPresent(context, { ...open, gallery })
  const view = createView(context)
  const host = createHost(context)
  const evaluations = createEvaluations(context, { openProject: document.open })
  return {
    ...open,
    servers,
    rollouts,
    ask,
    gallery,
    present,
    tour: createTour(context, open),
    player: createPlayer(context),
    view,
    tokens: createTokens(context, ask),
    odds: createOdds(context),
    notices: createNotices(context),
    checks: createChecks(context),
    why: createWhy(context),
    triage: createTriage(context, collections),
    looks: createLooks(context, collections),
    attention: createAttention(context),
    host,
    modelStore: createModelStore(context),
    exports,
    share: createShare(context, handIn),
    settings: createSettings(context, { view, host, ask }),
    evaluations,
    places: createPlaces(context, { ...open, evaluations, exports, rollouts, present }),
    files: createFiles(context, { document, collections, rollouts }),
  }
}

/** All that concerns the open trace: opening it, going through it, changing and reviewing it. */
function createOpenTrace(context: Context) {
  const edits = createEdits(context)
  const regions = createRegions(context, edits)
  const writing = createWriting(context, edits)
  const settle = async () => void (await Promise.all([regions.settle(), writing.keep()]))
  // What is typed about a trace is handed in with the rest, but only reviewing knows it.
  const handIn = async () => {
    review.keepTyped()
    await settle()
  }
  const follower = createFollower(context, handIn)
  const collections = createCollections(context, { follower, edit: edits.edit, handIn })
  const document = createDocument(context, {
    follower,
    edit: edits.edit,
    settle: regions.settle,
    handIn,
    closeCollection: collections.close,
  })
  const review = createReview(context, {
    edit: edits.edit,
    settle,
    openProject: document.open,
    openTrace: collections.openTrace,
    undo: document.undo,
  })
  return {
    document,
    collections,
    ghosts: createGhosts(context, collections),
    readers: createReaders(context, collections),
    review,
    queue: createQueue(context, collections),
    writing,
    selection: createSelection(context, handIn),
    regions: {
      ...regions,
      ...createDrawing(context, { ...regions, addGoldBox: review.addGoldBox, keepDraft: edits.draft }),
    },
    steps: createSteps(context, { ...edits, settle: regions.settle, keepWriting: writing.keep }),
    handIn,
  }
}

function contextOf(options: SessionOptions): Context {
  const store = createStore<State>(() => withChange(initialState, remembered(options.memory)))
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
