/**
 * The servers a person added, as the rest of Relook sees them: listed, asked for their models, probed, opened. Requests
 * are made here and in `chat.ts` only. Knows no window.
 */
import { given } from '../../../app/given'
import { createChanges, createSemaphore } from '../../../app/async'
import { dialectOf, dialectOfCheckpoint, dialects, type Dialect } from '../../../app/dialects'
import { Failure, toFailureData, type FailureData } from '../../../app/failure'
import type { Model, ModelInfo } from '../../../app/reasoning/model'
import {
  parseServedModelId,
  type ProbeEvent,
  type ServedModel,
  type ServerInfo,
} from '../../../app/host/servers'
import type { ServerKeys } from '../../store/key-store'
import { baseAddress, candidates, idFrom, nameFrom } from './address'
import type { Book, KeptServer } from './book'
import { createHttp, patience, type Http, type Timeouts } from './http'
import { listModels, type ListedModel } from './listing'
import { dialectFor } from '../find'
import { infoOf, servedModel, unprobed, type RequestLimit } from './model'
import { createViewAddress, type ViewAddressOptions } from './images'
import { probe, userAfterTool } from './probe'
import { probeImages } from './probe-images'

/** A server to add or to change. */
export interface ServerInput {
  readonly url: string
  readonly name?: string
  readonly key?: string
  /** A model it has but does not list. */
  readonly model?: string
  readonly insecure: boolean
}

export interface Servers {
  readonly list: () => Promise<readonly ServerInfo[]>
  /** The list now and whenever it changes. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<readonly ServerInfo[]>
  /** Adds a server once it has answered. @throws Failure */
  readonly add: (input: ServerInput, signal: AbortSignal) => Promise<{ id: string }>
  readonly change: (id: string, change: ServerChange) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  /** Asks for its models again. @throws Failure */
  readonly refresh: (id: string, signal: AbortSignal) => Promise<void>
  readonly probe: (id: string, model: string, signal: AbortSignal) => AsyncIterable<ProbeEvent>
  readonly models: () => Promise<readonly ModelInfo[]>
  /** Opens a model; one that was never probed is probed first. Undefined for an id of no server. */
  readonly open: (id: string) => Promise<Model | undefined>
  readonly close: () => Promise<void>
}

/** What can be changed; `key` null forgets it. */
export interface ServerChange {
  readonly name?: string | undefined
  readonly key?: string | null | undefined
  readonly insecure?: boolean | undefined
  readonly concurrency?: number | undefined
  readonly model?: Pick<ServedModel, 'name' | 'dialect' | 'budgets' | 'calls'> | undefined
}

export interface ServersOptions extends ViewAddressOptions {
  readonly book: Book
  readonly keys: ServerKeys
  readonly now: () => number
  readonly patience?: Timeouts
  readonly env?: NodeJS.ProcessEnv
}

interface Live {
  readonly signature: string
  readonly http: Http
  readonly limit: RequestLimit
}

/** Connections to servers, kept as long as nothing about them changes. */
function createConnections({ keys, ...options }: ServersOptions) {
  const lives = new Map<string, Live>()
  const endpoint = (
    server: Pick<KeptServer, 'name' | 'url' | 'insecure'>,
    key: () => Promise<string | undefined>,
  ) => createHttp({ ...server, key }, options.patience ?? patience, options.env ?? process.env)
  return {
    endpoint,
    to: (server: KeptServer): Live => {
      const signature = JSON.stringify([server.name, server.url, server.insecure])
      const found = lives.get(server.id)
      found?.limit.setLimit(server.concurrency)
      if (found?.signature === signature) return found
      void found?.http.close()
      const fresh: Live = {
        signature,
        http: endpoint(server, () => keys.get(server.id)),
        limit: found?.limit ?? createSemaphore(server.concurrency, ['window', 'batch']),
      }
      lives.set(server.id, fresh)
      return fresh
    },
    forget: (id: string) => {
      void lives.get(id)?.http.close()
      lives.delete(id)
    },
    close: async () => {
      await Promise.all([...lives.values()].map((l) => l.http.close()))
    },
  }
}

type Connections = ReturnType<typeof createConnections>

/** Servers over a book and a key store. */
export function createServers(options: ServersOptions): Servers {
  return new KeptServers(options)
}

class KeptServers implements Servers {
  readonly #options: ServersOptions
  readonly #connections: Connections
  readonly #failures = new Map<string, FailureData>()
  readonly #picture: ReturnType<typeof createViewAddress>
  readonly #changes = createChanges()

  constructor(options: ServersOptions) {
    this.#options = options
    this.#connections = createConnections(options)
    this.#picture = createViewAddress(options)
  }

  async list(): Promise<readonly ServerInfo[]> {
    const { book, keys } = this.#options
    return Promise.all(
      (await book.list()).map(async (s) => {
        const failure = this.#failures.get(s.id)
        return { ...s, key: await keys.source(s.id), ...given({ failure }) }
      }),
    )
  }

  follow(signal: AbortSignal): AsyncIterable<readonly ServerInfo[]> {
    return this.#changes.follow(() => this.list(), signal)
  }

  async add(input: ServerInput, signal: AbortSignal): Promise<{ id: string }> {
    const { book, keys } = this.#options
    const name = input.name?.trim() || nameFrom(baseAddress(input.url))
    const { url, models } = await reach(this.#connections, { ...input, name }, signal)
    const id = idFrom(
      name,
      (await book.list()).map((s) => s.id),
    )
    if (input.key !== undefined && input.key !== '') await keys.set(id, input.key)
    const server: KeptServer = {
      id,
      name,
      url,
      insecure: input.insecure,
      concurrency: 4,
      models: withNamed(models, input.model),
    }
    await book.change((all) => [...all, server])
    this.#changes.tell()
    return { id }
  }

  async change(id: string, change: ServerChange): Promise<void> {
    await this.#get(id)
    if (change.key !== undefined) await this.#options.keys.set(id, change.key ?? undefined)
    await this.#update(id, (s) => changed(s, change))
  }

  async remove(id: string): Promise<void> {
    await this.#options.keys.set(id, undefined)
    await this.#options.book.change((all) => all.filter((s) => s.id !== id))
    this.#connections.forget(id)
    this.#failures.delete(id)
    this.#changes.tell()
  }

  async refresh(id: string, signal: AbortSignal): Promise<void> {
    const server = await this.#get(id)
    const models = await this.#watched(id, () =>
      listModels(this.#connections.to(server).http, server.name, signal),
    )
    await this.#update(id, (s) => ({
      ...s,
      models: [
        ...models.map((m) => s.models.find((old) => old.name === m.name) ?? newModel(m)),
        ...s.models.filter((old) => old.byHand && !models.some((m) => m.name === old.name)),
      ],
    }))
  }

  async *probe(id: string, name: string, signal: AbortSignal): AsyncGenerator<ProbeEvent> {
    const server = await this.#get(id)
    const model = modelOn(server, name)
    const { http, limit } = this.#connections.to(server)
    const pictures = await probeImages(dialectFor(model), model.budgets)
    const done = await limit.take(signal, 'window')
    try {
      const probed = { http, name: server.name, model: name, pictures, now: this.#options.now }
      for await (const event of probe(probed, signal)) {
        if (event.type === 'done') await this.#updateModel(id, name, (m) => ({ ...m, probe: event.report }))
        yield event
      }
      this.#failures.delete(id)
    } finally {
      done()
    }
  }

  async models(): Promise<readonly ModelInfo[]> {
    return (await this.#options.book.list()).flatMap((s) => s.models.map((m) => infoOf(s, m)))
  }

  async open(id: string): Promise<Model | undefined> {
    const place = parseServedModelId(id)
    if (place === undefined) return undefined
    const server = await this.#get(place.server)
    const model = modelOn(server, place.model)
    if (model.probe === undefined) {
      const never = new AbortController().signal
      for await (const _event of this.probe(server.id, model.name, never)) continue
    }
    const fresh = modelOn(await this.#get(server.id), model.name)
    const { http, limit } = this.#connections.to(server)
    const wire = fresh.probe?.wire ?? unprobed.wire
    const onPlainTurns = () => void this.#keepPlainTurns(server.id, model.name)
    return servedModel({
      server,
      model: fresh,
      limit,
      line: {
        name: server.name,
        model: model.name,
        http,
        wire,
        picture: this.#picture,
        habits: { plainTurns: false, onPlainTurns },
      },
    })
  }

  close(): Promise<void> {
    return this.#connections.close()
  }

  async #get(id: string): Promise<KeptServer> {
    const server = (await this.#options.book.list()).find((s) => s.id === id)
    if (server === undefined) throw new Failure('not-found', 'That server no longer exists.')
    return server
  }

  async #update(id: string, work: (server: KeptServer) => KeptServer): Promise<void> {
    await this.#options.book.change((all) => all.map((s) => (s.id === id ? work(s) : s)))
    this.#changes.tell()
  }

  #updateModel(id: string, name: string, work: (model: ServedModel) => ServedModel): Promise<void> {
    return this.#update(id, (s) => ({ ...s, models: s.models.map((m) => (m.name === name ? work(m) : m)) }))
  }

  /** Says of a server how asking it ended. */
  async #watched<T>(id: string, work: () => Promise<T>): Promise<T> {
    try {
      const value = await work()
      this.#failures.delete(id)
      return value
    } catch (error) {
      const failure = toFailureData(error)
      if (failure.code !== 'cancelled') this.#failures.set(id, failure)
      this.#changes.tell()
      throw error
    }
  }

  /** The next runs are spoken without tool messages from their first turn, and the list of servers says why. */
  #keepPlainTurns(id: string, name: string): Promise<void> {
    // The run goes on; it is found out again the next time.
    return this.#updateModel(id, name, withPlainTurns).catch(() => undefined)
  }
}

/** @throws Failure `not-found`. */
function modelOn(server: KeptServer, name: string): ServedModel {
  const model = server.models.find((m) => m.name === name)
  if (model === undefined) throw new Failure('not-found', `${server.name} has no model “${name}”.`)
  return model
}

/** Asks the address as typed and under /v1, and gives the one that answers. */
async function reach(
  { endpoint }: Connections,
  { url, key, insecure, model, name }: ServerInput & { readonly name: string },
  signal: AbortSignal,
): Promise<{ readonly url: string; readonly models: readonly ListedModel[] }> {
  let first: unknown
  for (const address of candidates(baseAddress(url))) {
    const http = endpoint({ name, url: address, insecure }, async () => key || undefined)
    try {
      return { url: address, models: await listModels(http, name, signal) }
    } catch (error) {
      first ??= error
      if (toFailureData(error).code !== 'not-found' && toFailureData(error).code !== 'model-failed') break
    } finally {
      await http.close()
    }
  }
  // It answers, only not with a list: where the model was named, that is enough.
  const { code } = toFailureData(first)
  if (model !== undefined && (code === 'not-found' || code === 'model-failed'))
    return { url: candidates(baseAddress(url))[0] as string, models: [] }
  throw first
}

function changed(server: KeptServer, { name, insecure, concurrency, model }: ServerChange): KeptServer {
  return {
    ...server,
    ...given({ name, insecure, concurrency }),
    models: server.models.map((m) => (m.name === model?.name ? { ...m, ...model } : m)),
  }
}

function withPlainTurns(model: ServedModel): ServedModel {
  if (model.probe === undefined) return model
  const { abilities, findings } = model.probe
  const said = { verdict: 'no', note: userAfterTool } as const
  return {
    ...model,
    probe: {
      ...model.probe,
      abilities: { ...abilities, tools: false },
      findings: findings.map((f) => (f.id === 'tools' ? { ...f, ...said } : f)),
    },
  }
}

/** The models listed, and the one a person named where it is not among them. */
function withNamed(listed: readonly ListedModel[], name: string | undefined): readonly ServedModel[] {
  const models = listed.map(newModel)
  if (name === undefined || models.some((m) => m.name === name)) return models
  return [{ ...newModel({ name }), byHand: true }, ...models]
}

/** A model as it is first listed: the dialect it says, or that its name suggests; that dialect's own budgets. */
function newModel({ name, relook }: ListedModel): ServedModel {
  const guessed = dialectOfCheckpoint(name) ?? dialects[0]
  const dialect: Dialect = (relook && dialectOf(relook.dialect)) ?? guessed
  const budgets = relook === undefined ? dialect.budgets : { image: relook.image, crop: relook.crop }
  return { name, dialect: dialect.id, budgets, calls: 'auto' }
}
