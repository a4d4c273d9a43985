/**
 * The window's one store and everything that can be done with it. Components read the store by selectors and call
 * actions; nothing else talks to the host. Knows no React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { z } from 'zod'
import type { EngineState, Host, Provider } from '../../app/host'
import { defaultSettings, type Settings } from '../../app/trace/project'
import { nextFrame, type Schedule } from './batch'
import { collectionActions, type CollectionActions } from './collections'
import {
  attempt,
  keep,
  notify,
  type Context,
  type Download,
  type DownloadBytes,
  type Memory,
  type Upload,
  type UploadBeside,
} from './context'
import { documentActions, type DocumentActions } from './document'
import { exportActions, followExports, type ExportActions } from './exporting'
import { evaluationActions, type EvaluationActions } from './evaluations'
import { createEdit, editActions, keepDrafts, type EditActions, type KeepDraft } from './edits'
import { fileActions, type FileActions } from './files'
import { playingActions, type PlayingActions } from './playing'
import { checkingActions, type CheckingActions } from './checking'
import { correctingActions, type CorrectingActions } from './correcting'
import { regionActions, type RegionActions } from './regions'
import { reviewActions, type ReviewActions } from './review'
import { rememberedReview } from './review-memory'
import { isRunning } from './rows'
import { rememberedGolds, rolloutActions, type RolloutActions } from './rollouts'
import { runActions, type RunActions } from './runs'
import { followModelStore, modelStoreActions, type ModelStoreActions } from './model-store'
import { followServers, serverActions, type ServerActions } from './servers'
import { initialState, type State, type Theme } from './state'
import { viewActions, type ViewActions } from './view'
import { walkingActions, type WalkingActions } from './walking'
import { writingActions, type WritingActions } from './writing'

export interface SessionOptions {
  readonly host: Host
  readonly memory: Memory
  readonly upload: Upload
  readonly uploadBeside: UploadBeside
  readonly pathOf?: (file: File) => string | undefined
  readonly download: Download
  /** Absent where nothing can be downloaded (tests). */
  readonly downloadBytes?: DownloadBytes
  readonly schedule?: Schedule
  readonly ready?: () => Promise<void>
  readonly now?: () => number
  readonly newId?: () => string
}

type Actions = DocumentActions &
  ExportActions &
  EvaluationActions &
  RolloutActions &
  ServerActions &
  ModelStoreActions &
  ReviewActions &
  CorrectingActions &
  CheckingActions &
  CollectionActions &
  WalkingActions &
  EditActions &
  RegionActions &
  WritingActions &
  RunActions &
  ViewActions &
  PlayingActions &
  FileActions &
  ShellActions

/** The store, its actions, and its beginning and end. */
export interface Session extends Actions {
  readonly store: StoreApi<State>
  readonly host: Host
  readonly get: () => State
  /** Begins to follow the host; returns its end. */
  readonly start: () => () => void
}

type ShellActions = ReturnType<typeof shellActions>

/** Makes a session over a host. Nothing is asked before `start`. */
export function createSession(options: SessionOptions): Session {
  const store = createStore<State>(() => ({ ...initialState, ...remembered(options.memory) }))
  const context: Context = {
    host: options.host,
    get: store.getState,
    set: store.setState,
    memory: options.memory,
    upload: options.upload,
    uploadBeside: options.uploadBeside,
    pathOf: options.pathOf ?? (() => undefined),
    download: options.download,
    downloadBytes: options.downloadBytes ?? (() => undefined),
    schedule: options.schedule ?? nextFrame,
    ready: options.ready ?? (() => Promise.resolve()),
    now: options.now ?? Date.now,
    newId: options.newId ?? (() => crypto.randomUUID()),
  }
  const document = documentActions(context)
  const edit = createEdit(context)
  const draft: KeepDraft = (key, value) => edit({ type: 'drafted', key, draft: value })
  const drafts = keepDrafts(edit)
  const regions = regionActions(context, draft, drafts)
  const writing = writingActions(context, draft, drafts)
  const settle = async () => {
    await regions.settle()
    await writing.keepWriting()
  }
  const leave = () => {
    void regions.settle()
    void writing.keepWriting()
  }
  const collections = collectionActions(context, { document, edit, leave })
  const edits = editActions(edit)
  const rollouts = rolloutActions(context, document)
  const review = reviewActions(context, { ...collections, ...edits, settle })
  const checking = checkingActions(context)
  const servers = serverActions(context)
  const correcting = correctingActions(context, { ...regions, ...writing, ...review, drafts })
  return {
    store,
    host: context.host,
    get: store.getState,
    ...document,
    ...collections,
    ...walkingActions(context, leave),
    ...edits,
    ...review,
    ...correcting,
    ...checking,
    ...regions,
    ...writing,
    ...playingActions(context),
    ...exportActions(context),
    ...evaluationActions(context, document),
    ...rollouts,
    ...runActions(context, servers),
    ...viewActions(context),
    ...fileActions(context, { ...collections, ...rollouts }),
    ...servers,
    ...modelStoreActions(context),
    ...shellActions(context),
    start: () => begin(context, collections),
  }
}

function shellActions(context: Context) {
  const { host, set } = context
  return {
    setConnected: (connected: boolean) => set({ connected }),
    setProvider: (provider: Provider) =>
      attempt(context, 'ask', () => host.setProvider({ provider })).then(() => undefined),
    setIdle: (minutes: number) =>
      attempt(context, 'ask', () => host.setIdle({ minutes })).then(() => undefined),
  }
}

function begin(context: Context, document: Pick<CollectionActions, 'closeProject'>): () => void {
  const { host, set, get } = context
  const end = new AbortController()
  const { signal } = end
  const load = async () => {
    await context.ready()
    const [about, samples, models] = await Promise.all([host.about({}), host.samples({}), host.models({})])
    const known = models.some((m) => m.id === get().model)
    set({ about, samples, models, model: known ? get().model : models[0]?.id })
  }
  void attempt(context, 'window', load, () => void attempt(context, 'window', load))
  void keep(
    context,
    signal,
    () => host.engine({}, signal),
    (engine) => onEngine(context, engine),
  )
  void keep(
    context,
    signal,
    () => host.projects({}, signal),
    (projects) => set({ projects }),
  )
  void keep(
    context,
    signal,
    () => host.collections({}, signal),
    (collections) => set({ collections }),
  )
  followServers(context, signal)
  followModelStore(context, signal)
  followExports(context, signal)
  return () => {
    end.abort()
    document.closeProject()
  }
}

/** Dying between runs is said once, where the next one is asked for; a run that it ended says so itself. */
function onEngine(context: Context, engine: EngineState): void {
  context.set({ engine })
  if (engine.type === 'died' && !isRunning(context.get()))
    notify(context, { place: 'ask', tone: 'info', message: engine.failure.message })
}

const settingsShape = z.object({
  temperature: z.number().min(0).max(5),
  seed: z.number().int().min(0),
  maxTokens: z.number().int().min(1),
  maxLooks: z.number().int().min(0),
})

/** What was remembered from the last start; anything odd is as if it had never been. */
function remembered(memory: Memory): Partial<State> {
  const theme = memory.getItem('relook-theme')
  const themes: readonly Theme[] = ['system', 'light', 'dark']
  const speed = Number(memory.getItem('relook-speed') ?? 1)
  const model = memory.getItem('relook-model')
  return {
    theme: themes.find((t) => t === theme) ?? 'system',
    speed: Number.isFinite(speed) && speed > 0 ? speed : 1,
    settings: settingsOf(memory.getItem('relook-settings')),
    ...(model === null ? {} : { model }),
    ...rememberedReview(memory),
    golds: rememberedGolds(memory),
  }
}

function settingsOf(text: string | null): Settings {
  if (text === null) return defaultSettings
  try {
    return settingsShape.catch(defaultSettings).parse(JSON.parse(text))
  } catch {
    return defaultSettings
  }
}
