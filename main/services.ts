/**
 * The composition root: everything the main side is made of, put together once for whichever shell asks (desktop, headless
 * server, terminal). Knows no Electron.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { given } from '../app/given'
import type { About, HostImplementation, Provider } from '../app/host'
import { collectionSources } from './exporting/collection-source'
import { composeExports } from './exporting/compose'
import { createSources } from './exporting/source'
import { createSharing } from './sharing/abilities'
import { composeCollections, type CollectionServices } from './collections/compose'
import { createThumbs } from './collections/thumbs'
import { keepSpare } from './ports/spare'
import { startThread, type Thread } from './ports/thread'
import { createOpenData } from './evaluation/data-thread'
import { createEvaluations, type Evaluations } from './evaluation/evaluations'
import { createLooksBook } from './explain/looks-book'
import { composeLooks } from './explain/looks-services'
import { createFiles } from './http/files'
import { createHost } from './host/host'
import { createModelStore } from './hub/abilities'
import { createKeys, type Cipher } from './store/key-store'
import { imagesApart, imagesHere, type ImageWork } from './image-process/apart'
import { noDecoder } from './image-process/no-decoder'
import type { Engine, EngineOptions, EngineProcess } from './models/engine'
import { backendsWith } from './models'
import { openBook } from './models/openai/book'
import { createServers } from './models/openai/servers'
import { createEngine } from './models/supervisor'
import { version } from './resources/version'
import { distPath, resourcePath, unpacked } from './resources/paths'
import { createRuns } from './runs/runs'
import { composeRollouts } from './rollouts/compose'
import { uploadsOfDumps } from './rollouts/dumps'
import { createGallery } from './gallery/gallery'
import { createSamples } from './resources/samples'
import { headlessShell, type Shell } from './shell/shell'
import { createAccess } from './store/access'
import { openStore, type Store } from './store/store'
import { exclusiveModels } from './runs/exclusive'

export { dataFolder as dataFolderOf } from './store/place'

export interface ServicesOptions {
  readonly dataFolder: string
  readonly about: Omit<About, 'dataFolder'>
  /** Starts the inference process. */
  readonly startEngine: () => EngineProcess
  /** Starts a process that reads images; absent: they are read in this one (tests). */
  readonly startImages?: () => EngineProcess
  /** Told once, in words, when no image can be read here at all. */
  readonly onNoDecoder?: (message: string) => void
  /** A window is about to be opened: what it asks for first is started at once. */
  readonly forWindow?: boolean
  readonly shell?: Shell
  /** Overrides the provider kept in the preferences. */
  readonly provider?: Provider
  /** A script file for the scripted model (tests, benchmarks). */
  readonly script?: string
  /** Where servers, keys and models are kept; absent: the data folder. A terminal's run has a data folder of its own. */
  readonly serversFolder?: string
  /** The system's key store. */
  readonly cipher?: Cipher
  /** Another engine than the supervised one (tests). */
  readonly createEngine?: (options: EngineOptions) => Engine
  /** Starts the thread that indexes files of traces; absent: the built one. */
  readonly startIndexer?: () => Thread
  /** Files and folders that may be opened by name, where otherwise none may. */
  readonly allowed?: readonly string[]
  /** Told of whatever could not be read and was skipped. */
  readonly report?: (message: string) => void
}

/** A running main side. */
export interface Services {
  readonly host: HostImplementation
  /** Answers requests for files and images. */
  readonly files: (request: Request) => Promise<Response>
  readonly store: Store
  readonly engine: Engine
  readonly collections: CollectionServices['collections']
  readonly evaluations: Evaluations
  /** Ends all runs, waits for the journals, frees the data folder. */
  readonly close: () => Promise<void>
}

/** Images in processes of their own; a system whose libraries do not bear the decoder is told of. */
function imagesOf(start: () => EngineProcess, { onNoDecoder }: ServicesOptions): ImageWork {
  if (onNoDecoder === undefined) return imagesApart(start)
  const path = join(resourcePath('samples'), 'sign-01.png')
  return imagesApart(start, { trial: { path, onNone: (how) => onNoDecoder(noDecoder(how)) } })
}

/** Opens the data folder and starts the engine. @throws Failure `busy` when another process has the folder. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const base = await openBase(options)
  const { store, images, engine, servers, runs, samples, gallery, shell, access, newId, now } = base
  const work = await openWork(options, base)
  const { collections, exports, evaluations } = work
  const sharing = await createSharing({
    ...images,
    store,
    openSource: createSources(store, collectionSources(collections.collections, store)),
    shell,
    version,
    newId,
  })
  const host = createHost({
    ...work,
    engine,
    servers,
    store,
    samples,
    gallery,
    runs,
    sharing,
    regionStats: images.regionStats,
    shell,
    about: { ...options.about, dataFolder: store.folder },
    access,
    newId,
    now,
  })
  const files = createFiles({
    ...images,
    images: store.images,
    samples,
    gallery,
    uploads: collections.uploads,
    exports,
    sharing,
    renderer: distPath('renderer'),
    thumb: createThumbs({
      read: collections.collections.read,
      kept: store.images.path,
      renderDisplay: images.renderDisplay,
    }),
  })
  return {
    host,
    files,
    store,
    engine,
    collections: collections.collections,
    evaluations,
    close: () => closeAll(base, work),
  }
}

/** Ends what is long at work first, then what it stands on. */
async function closeAll({ images, store, engine, servers, runs }: Base, work: Work): Promise<void> {
  const { modelStore, exports, looks, collections, evaluations, rollouts } = work
  for (const one of [modelStore, exports, looks, collections, evaluations, rollouts]) await one.close()
  await runs.close()
  await engine.close()
  await servers.close()
  images.close()
  await store.close()
}

type Work = Awaited<ReturnType<typeof openWork>>
type Base = Awaited<ReturnType<typeof openBase>>

/** What everything else stands on: the data folder, images, models, whoever may name files. */
async function openBase(options: ServicesOptions) {
  const now = () => Date.now()
  const report = options.report ?? (() => undefined)
  const images = options.startImages === undefined ? imagesHere : imagesOf(options.startImages, options)
  if (options.forWindow === true) images.prepare()
  const store = await openStore({
    folder: options.dataFolder,
    bringImage: images.bring,
    now,
    report,
  }).catch((error: unknown) => {
    images.close()
    throw error
  })
  const serversFolder = options.serversFolder ?? store.folder
  const keys = createKeys({ folder: serversFolder, ...given({ cipher: options.cipher }) })
  const imagePath = store.images.path
  const book = openBook(serversFolder)
  const servers = createServers({ book, keys, imagePath, renderView: images.renderView, now })
  const { idleMinutes, budget, provider, modelsFolder } = await store.preferences()
  const models = modelsFolder ?? join(serversFolder, 'models')
  const engine = (options.createEngine ?? createEngine)({
    start: options.startEngine,
    modelFolders: [resourcePath('models'), models],
    imagePath,
    backends: Object.values(backendsWith({ script: options.script, servers })),
    provider: options.provider ?? provider,
    ...given({ idleMinutes, budget }),
  })
  return {
    images,
    store,
    serversFolder,
    models,
    keys,
    servers,
    engine: exclusiveModels(engine),
    runs: createRuns(now),
    samples: createSamples(resourcePath('samples')),
    gallery: createGallery(resourcePath('gallery'), store),
    shell: options.shell ?? headlessShell,
    access: createAccess(options.about.dialogs, options.allowed),
    newId: randomUUID,
    now,
    report,
  }
}

/** Everything that is long at work: files of traces, dumps, benchmarks, exports, downloads. */
async function openWork(options: ServicesOptions, base: Base) {
  const { store, images, shell, access, now } = base
  const { renderView } = images
  const start = options.startIndexer ?? (() => startThread(unpacked(distPath('main/indexer.js'))))
  const spare = options.forWindow === true ? keepSpare(start) : undefined
  const startReader = spare?.take ?? start
  const openData = createOpenData(startReader)
  const evaluations = await createEvaluations({
    ...base,
    folder: store.folder,
    openData,
    images: store.images,
  })
  const book = createLooksBook(store.folder)
  const collections = await composeCollections({
    store,
    shell,
    startIndexer: () => {
      images.expect()
      return startReader()
    },
    access,
    keepUploads: await uploadsOfDumps(store.folder),
    looks: book,
    now,
  })
  const { uploads } = collections
  const rollouts = await composeRollouts({ ...base, uploads, startIndexer: startReader })
  const looks = await composeLooks({ ...base, book, evaluations, collections: collections.collections })
  const exports = await composeExports({
    ...base,
    collections: collections.collections,
    renderView,
    version,
  })
  const modelStore = await openModelStore(base)
  const close = async () => {
    spare?.close()
    await collections.close()
  }
  // A window asks for the list when it opens; what it opens next is likely to be a file.
  const list: typeof collections.abilities.collections = (...asked) => {
    spare?.expect()
    return collections.abilities.collections(...asked)
  }
  const abilities = { ...collections.abilities, collections: list }
  const files = { ...collections, abilities, close }
  return { openData, evaluations, collections: files, rollouts, looks, exports, modelStore }
}

/** Models and where they come from. */
function openModelStore(base: Base) {
  const { store, shell, access } = base
  return createModelStore({
    dataFolder: base.serversFolder,
    builtIn: resourcePath('models'),
    catalogue: resourcePath('models.json'),
    own: base.models,
    setOwn: async (folder) => {
      const { modelsFolder: _, ...others } = await store.preferences()
      await store.setPreferences({ ...others, ...given({ modelsFolder: folder }) })
    },
    access,
    chooseFolder: shell.chooseFolder,
    keys: base.keys,
    newId: base.newId,
  })
}
