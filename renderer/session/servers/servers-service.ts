/** Servers: adding, probing, changing and removing them. A key passes through `add` and is kept nowhere here. Knows no React. */
import { failureOf } from '../failure-of'
import type { Host } from '../../../app/host'
import { parseServedModelId, type ServedModel } from '../../../app/host/servers'
import type { Context } from '../context'
import { loadModels } from '../host/host-service'
import { subscribe } from '../subscribe'
import { createProbes } from './probes'
import { manyModels } from './servers-state'

type Input = Parameters<Host['addServer']>[0]
type ServerChange = Omit<Parameters<Host['changeServer']>[0], 'server'>

/** What can be done with servers. Failures come back to the form that asked. */
export function createServersService(context: Context) {
  const { host, get, set } = context
  const { probe, ...probes } = createProbes(context)
  return {
    ...probes,
    probe: async (server: string, model: string) => void (await probe(server, model)),
    /** Opens a server's page; undefined is the page that adds one. */
    show: (server: string | undefined) => set({ servers: { shown: server } }),
    /** Adds it, opens its page and probes the model named, or its first: most servers have one. A catalogue is not tried. */
    add: (input: Input) =>
      failureOf(async () => {
        const { id } = await host.addServer(input)
        set({ servers: { shown: id } })
        await loadModels(context, { keep: true })
        const served = get().host.models.flatMap(({ id: model, name }) =>
          parseServedModelId(model)?.server === id ? [name] : [],
        )
        const first = input.model ?? (served.length > manyModels ? undefined : served[0])
        if (first !== undefined) void probe(id, first)
      }),
    change: (server: string, change: ServerChange) =>
      failureOf(() => host.changeServer({ server, ...change })),
    changeModel: (server: string, { name, dialect, budgets, calls }: Omit<ServedModel, 'probe'>) =>
      failureOf(() => host.changeServer({ server, model: { name, dialect, budgets, calls } })),
    remove: (server: string) =>
      failureOf(async () => {
        await host.removeServer({ server })
        const { shown, list } = get().servers
        if (shown === server) set({ servers: { shown: list.find((s) => s.id !== server)?.id } })
      }),
    refresh: (server: string) => failureOf(() => host.refreshServer({ server })),
  }
}

/** Follows the servers, until the signal fires; the list of models changes with them. */
export function followServers(context: Context, signal: AbortSignal): void {
  let first = true
  void subscribe(context, {
    items: (end) => context.host.servers({}, end),
    take: (list) => {
      const shows = first && context.get().servers.shown === undefined
      first = false
      context.set({ servers: { list, ...(shows && { shown: list[0]?.id }) } })
      // Without an answer the list of models stays as it was; whoever runs one that is gone is told.
      loadModels(context, { keep: true }).catch(() => undefined)
    },
    signal,
  })
}
