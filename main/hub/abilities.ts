/** The abilities of `app/host/models.ts`: folders, downloads, and which hub they come from. */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { createChanges } from '../../app/async'
import { Failure } from '../../app/failure'
import type { Implementation } from '../../app/contract'
import type { modelStoreContract, Repository } from '../../app/host/models'
import { isHubAddress } from '../../app/host/hub-names'
import type { ServerKeys } from '../store/key-store'
import { thisMachine } from '../models/onnx/estimate'
import type { Access } from '../store/access'
import { writeWhole } from '../store/folder'
import { createTrash, type Trash } from '../store/own-folder'
import { readCatalogue } from './catalogue'
import { createDownloads, type Downloads } from './downloads'
import { linkAll, linkModel, storedModels, removeModel, restoreModel } from './folders'
import { cacheFolder, findCached } from './hf-cache'
import { createHub, type Hub } from './hub'
import { freeBytes } from './job'
import { plansOf } from './plan'

export interface ModelStoreOptions {
  readonly dataFolder: string
  /** The folder of the built-in models. */
  readonly builtIn: string
  /** The folder of all others; absent: `models` of the data folder. */
  readonly own?: string
  /** Another from the next start on; undefined: the usual one. Absent: it cannot be changed. */
  readonly setOwn?: (folder: string | undefined) => Promise<void>
  readonly access: Pick<Access, 'anywhere'>
  /** Native dialog; null when dismissed. Absent in the browser. */
  readonly chooseFolder?: (() => Promise<string | null>) | undefined
  readonly keys: ServerKeys
  readonly newId: () => string
  readonly now?: () => number
  readonly env?: NodeJS.ProcessEnv
  /** The file with the list of models that ships; absent: there is none. */
  readonly catalogue?: string
}

type Abilities = Implementation<typeof modelStoreContract>

/** How long a deleted model can be had back. */
const trashMs = 30 * 24 * 3600 * 1000
const defaultEndpoint = 'https://huggingface.co'
const hubFile = z.object({ endpoint: z.string().optional() })

/** The abilities, and their end. */
export interface ModelStoreServices {
  readonly abilities: Abilities
  /** The hub that is set, and the cache of huggingface's own tools; for data sets. */
  readonly hub: () => Promise<Hub>
  readonly cache: string
  /** Ends all downloads; they are paused the next time. */
  readonly close: () => Promise<void>
}

/** The models of a data folder. */
export async function createModelStore(options: ModelStoreOptions): Promise<ModelStoreServices> {
  const { dataFolder, builtIn, env = process.env } = options
  const usual = join(dataFolder, 'models')
  const own = options.own ?? usual
  // On the disk of what is thrown into it. The dot keeps it apart from projects in the trash, whose ids have none, and from models.
  const bin = own === usual ? join(dataFolder, 'trash', '.models') : join(own, '.trash')
  const trash = createTrash(bin, options.now ?? Date.now)
  await trash.empty(trashMs)
  const settings = hubSettingsOf(dataFolder, options.keys, env)
  const changes = createChanges()
  const hub = async (): Promise<Hub> => {
    const { endpoint } = await settings.read()
    return createHub({ endpoint, token: await settings.token() })
  }
  const cache = cacheFolder(env)
  const downloads = await createDownloads({
    folder: join(dataFolder, 'downloads'),
    models: own,
    hub,
    cache,
    newId: options.newId,
  })
  downloads.changes.on(changes.tell)
  const abilities: Abilities = {
    modelStore: (_, signal) => {
      const now = async () => ({
        folder: own,
        models: await storedModels(builtIn, own),
        downloads: downloads.list(),
        trash: await trash.list(),
        memory: await thisMachine(),
      })
      return changes.follow(now, signal)
    },
    ...folderAbilities(options, { own, trash, changed: changes.tell }),
    ...placeAbilities(options, { own, usual }),
    ...downloadAbilities(downloads, { own, hub, cache }),
    modelCatalogue: async () => (options.catalogue === undefined ? [] : readCatalogue(options.catalogue)),
    searchHub: async ({ words }, signal) => (await hub()).search(words, signal),
    hubSettings: settings.read,
    setHub: settings.write,
  }
  return { abilities, hub, cache, close: downloads.close }
}

interface OwnFolder {
  readonly own: string
  readonly trash: Trash
  readonly changed: () => void
}

/** Folders that are added, removed, had back. */
function folderAbilities(
  { access, chooseFolder, builtIn }: ModelStoreOptions,
  { own, trash, changed }: OwnFolder,
) {
  const link = async (path: string, leftOut?: 'anyway' | 'listed') => {
    const model = await linkModel(own, path, leftOut)
    changed()
    // Called as it is among the others: there may be one of the same name.
    return (await storedModels(builtIn, own)).find((m) => m.folder === model.folder) ?? model
  }
  return {
    linkModel: async ({ path, anyway }) => {
      // What is in the list already is no place of the server that is named from here.
      if (!access.anywhere && dirname(resolve(path)) !== resolve(own))
        throw new Failure(
          'denied',
          'Folders of the server cannot be named from here. On that machine: relook models --add FOLDER',
        )
      return link(path, anyway === true ? 'anyway' : undefined)
    },
    chooseModel: async () => {
      const path = (await chooseFolder?.()) ?? null
      // One that is refused for what it leaves out stands in the list with the reason, where it can be opened anyway.
      return path === null ? null : link(path, 'listed')
    },
    removeModel: async ({ folder }) => {
      await removeModel(own, folder, trash)
      changed()
    },
    restoreModel: async ({ trashed }) => {
      await restoreModel(own, trashed, trash)
      changed()
    },
    emptyModelTrash: async () => {
      await trash.empty(0)
      changed()
    },
  } satisfies Partial<Abilities>
}

/** Another folder for models: those that are there stay where they are, and are linked from it. */
function placeAbilities(
  { chooseFolder, setOwn }: ModelStoreOptions,
  { own, usual }: { readonly own: string; readonly usual: string },
) {
  return {
    setModelsFolder: async ({ usual: back }) => {
      if (setOwn === undefined || chooseFolder === undefined)
        throw new Failure('denied', 'Only the desktop app can do this.')
      const chosen = back === true ? usual : await chooseFolder()
      if (chosen === null) return null
      // A folder of its own: what else lies in the chosen one is no model.
      const folder = chosen === usual ? usual : join(chosen, 'Relook models')
      if (folder === own) return { folder }
      await mkdir(folder, { recursive: true })
      await linkAll(own, folder)
      await setOwn(folder === usual ? undefined : folder)
      return { folder }
    },
  } satisfies Partial<Abilities>
}

interface HubPlaces {
  readonly own: string
  readonly hub: () => Promise<Hub>
  readonly cache: string
}

/** What a hub has, and fetching it. */
function downloadAbilities(downloads: Downloads, { own, hub, cache }: HubPlaces) {
  const lookUp = async (repo: string, revision: string, signal: AbortSignal) => {
    const { commit, files } = await (await hub()).list({ repo, revision }, signal)
    return { commit, plans: plansOf(files) }
  }
  return {
    lookUpRepository: async ({ repo, revision }, signal): Promise<Repository> => {
      const { commit, plans } = await lookUp(repo, revision, signal)
      const cached: Record<string, number> = {}
      for (const { dtype, files } of plans) {
        const there = await Promise.all(
          files.map((f) => findCached(cache, { repo, commit, path: f.path }, f)),
        )
        cached[dtype] = files.reduce((sum, f, i) => sum + (there[i] === undefined ? 0 : f.size), 0)
      }
      const variants = plans.map(({ dtype, bytes, files }) => ({ dtype, bytes, files: files.length }))
      return { repo, revision, commit, variants, cached, freeBytes: await freeBytes(own) }
    },
    startDownload: async ({ repo, revision, dtype }, signal) => {
      const { commit, plans } = await lookUp(repo, revision, signal)
      const plan = plans.find((p) => p.dtype === dtype)
      if (plan === undefined) throw new Failure('not-found', `${repo} has no graphs in this precision.`)
      return { download: await downloads.start(repo, commit, plan) }
    },
    pauseDownload: ({ download }) => downloads.pause(download),
    resumeDownload: async ({ download }) => downloads.resume(download),
    cancelDownload: ({ download }) => downloads.cancel(download),
  } satisfies Partial<Abilities>
}

/** What the token is kept under, among the keys of servers. */
const keyName = 'hub'

/** Endpoint in a plain file, token where keys are kept; the environment goes before both. */
function hubSettingsOf(dataFolder: string, keys: ServerKeys, env: NodeJS.ProcessEnv) {
  const plain = join(dataFolder, 'hub.json')
  const token = async () => env['HF_TOKEN'] || (await keys.get(keyName))
  const read = async () => {
    const kept = await readFile(plain, 'utf8').then(
      (text) => hubFile.safeParse(JSON.parse(text)).data?.endpoint,
      () => undefined,
    )
    return {
      endpoint: env['HF_ENDPOINT'] ?? kept ?? defaultEndpoint,
      hasToken: (await token()) !== undefined,
      fromEnvironment: { endpoint: Boolean(env['HF_ENDPOINT']), token: Boolean(env['HF_TOKEN']) },
    }
  }
  const write = async (value: { endpoint?: string | undefined; token?: string | null | undefined }) => {
    if (value.endpoint !== undefined && !isHubAddress(value.endpoint))
      throw new Failure(
        'bad-input',
        'The address of a hub begins with https:// (or http://) and holds no password.',
      )
    if (value.endpoint !== undefined) await writeWhole(plain, JSON.stringify({ endpoint: value.endpoint }))
    if (value.token !== undefined) await keys.set(keyName, value.token ?? undefined)
  }
  return { token, read, write }
}
