/**
 * The servers a person added, as the rest of Relook sees them: listed, asked for their models, probed, opened. Requests
 * are made here and in `chat.ts` only. Knows no window.
 */
import { given } from '../../../app/given'
import { createChanges, createSemaphore } from '../../../app/async'
import { dialectOf, dialects, type Dialect } from '../../../app/dialects'
import { Failure, toFailureData, type FailureData } from '../../../app/failure'
import type { Model, ModelInfo } from '../../../app/reasoning/model'
import {
  parseServedModelId,
  type ProbeEvent,
  type ServedModel,
  type ServerInfo,
} from '../../../app/host/servers'
import type { Keys } from '../../store/key-store'
import { baseAddress, candidates, idFrom, nameFrom } from './address'
import type { Book, KeptServer } from './book'
import { createHttp, patience, type Http, type Patience } from './http'
import { listModels, type Listed } from './listing'
import { dialectFor } from '../find'
import { infoOf, servedModel, unprobed, type RequestLimit } from './model'
import { createPictures, type PictureOptions } from './pictures'
import { probe, userAfterTool } from './probe'
import { probePictures } from './probe-pictures'

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

export interface ServersOptions extends PictureOptions {
  readonly book: Book
  readonly keys: Keys
  readonly now: () => number
  readonly patience?: Patience
  readonly env?: NodeJS.ProcessEnv
}

interface Live {
  readonly signature: string
  readonly http: Http
  readonly limit: RequestLimit
}

/** Servers over a book and a key store. */
export function createServers(options: ServersOptions): Servers {
  const { book, keys } = options
  const lives = new Map<string, Live>()
  const failures = new Map<string, FailureData>()
  const picture = createPictures(options)
  const changes = createChanges()

  const endpoint = (
    server: Pick<KeptServer, 'name' | 'url' | 'insecure'>,
    key: () => Promise<string | undefined>,
  ) => createHttp({ ...server, key }, options.patience ?? patience, options.env ?? process.env)
  const live = (server: KeptServer): Live => {
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
  }
  const get = async (id: string): Promise<KeptServer> => {
    const server = (await book.list()).find((s) => s.id === id)
    if (server === undefined) throw new Failure('not-found', 'That server is not there any more.')
    return server
  }
  const modelOn = (server: KeptServer, name: string): ServedModel => {
    const model = server.models.find((m) => m.name === name)
    if (model === undefined) throw new Failure('not-found', `${server.name} has no model “${name}”.`)
    return model
  }
  const update = async (id: string, work: (server: KeptServer) => KeptServer) => {
    await book.change((all) => all.map((s) => (s.id === id ? work(s) : s)))
    changes.tell()
  }
  const watched = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    try {
      const value = await work()
      failures.delete(id)
      return value
    } catch (error) {
      const failure = toFailureData(error)
      if (failure.code !== 'cancelled') failures.set(id, failure)
      changes.tell()
      throw error
    }
  }
  const list = async (): Promise<readonly ServerInfo[]> =>
    Promise.all(
      (await book.list()).map(async (s) => {
        const failure = failures.get(s.id)
        return { ...s, key: await keys.source(s.id), ...given({ failure }) }
      }),
    )
  async function* probing(id: string, name: string, signal: AbortSignal): AsyncGenerator<ProbeEvent> {
    const server = await get(id)
    const model = modelOn(server, name)
    const { http } = live(server)
    const pictures = await probePictures(dialectFor(model), model.budgets)
    const done = await live(server).limit.take(signal, 'window')
    try {
      for await (const event of probe(
        { http, name: server.name, model: name, pictures, now: options.now },
        signal,
      )) {
        if (event.type === 'done')
          await update(id, (s) => ({
            ...s,
            models: s.models.map((m) => (m.name === name ? { ...m, probe: event.report } : m)),
          }))
        yield event
      }
      failures.delete(id)
    } finally {
      done()
    }
  }
  /** The next runs are spoken without tool messages from their first turn, and the list of servers says why. */
  const keepPlainTurns = (id: string, name: string) =>
    update(id, (s) => ({
      ...s,
      models: s.models.map((m) => (m.name === name ? withPlainTurns(m) : m)),
    })).catch(
      // The run goes on; it is found out again the next time.
      () => undefined,
    )
  return {
    list,
    follow: (signal) => changes.follow(list, signal),
    add: async (input, signal) => {
      const name = input.name?.trim() || nameFrom(baseAddress(input.url))
      const { url, models } = await reach(input, name, signal)
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
      changes.tell()
      return { id }
    },
    change: async (id, change) => {
      await get(id)
      if (change.key !== undefined) await keys.set(id, change.key ?? undefined)
      await update(id, (s) => changed(s, change))
    },
    remove: async (id) => {
      await keys.set(id, undefined)
      await book.change((all) => all.filter((s) => s.id !== id))
      void lives.get(id)?.http.close()
      lives.delete(id)
      failures.delete(id)
      changes.tell()
    },
    refresh: async (id, signal) => {
      const server = await get(id)
      const models = await watched(id, () => listModels(live(server).http, server.name, signal))
      await update(id, (s) => ({
        ...s,
        models: [
          ...models.map((m) => s.models.find((old) => old.name === m.name) ?? newModel(m)),
          ...s.models.filter((old) => old.byHand && !models.some((m) => m.name === old.name)),
        ],
      }))
    },
    probe: probing,
    models: async () => (await book.list()).flatMap((s) => s.models.map((m) => infoOf(s, m))),
    open: async (id) => {
      const place = parseServedModelId(id)
      if (place === undefined) return undefined
      const server = await get(place.server)
      const model = modelOn(server, place.model)
      if (model.probe === undefined) {
        const never = new AbortController().signal
        for await (const _event of probing(server.id, model.name, never)) continue
      }
      const fresh = modelOn(await get(server.id), model.name)
      const { http, limit } = live(server)
      const wire = fresh.probe?.wire ?? unprobed.wire
      return servedModel({
        server,
        model: fresh,
        limit,
        line: {
          name: server.name,
          model: model.name,
          http,
          wire,
          picture,
          habits: { plainTurns: false, onPlainTurns: () => void keepPlainTurns(server.id, model.name) },
        },
      })
    },
    close: async () => {
      await Promise.all([...lives.values()].map((l) => l.http.close()))
    },
  }

  /** Asks the address as typed and under /v1, and gives the one that answers. */
  async function reach(
    { url, key, insecure, model }: ServerInput,
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly url: string; readonly models: readonly Listed[] }> {
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
function withNamed(listed: readonly Listed[], name: string | undefined): readonly ServedModel[] {
  const models = listed.map(newModel)
  if (name === undefined || models.some((m) => m.name === name)) return models
  return [{ ...newModel({ name }), byHand: true }, ...models]
}

/** A model as it is first listed: the dialect it says, or that its name suggests; that dialect's own budgets. */
function newModel({ name, relook }: Listed): ServedModel {
  const guessed = dialects.find((d: Dialect) => d.checkpoints?.test(name)) ?? dialects[0]
  const dialect: Dialect = (relook && dialectOf(relook.dialect)) ?? guessed
  const budgets = relook === undefined ? dialect.budgets : { image: relook.image, crop: relook.crop }
  return { name, dialect: dialect.id, budgets, calls: 'auto' }
}
