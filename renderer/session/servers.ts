/** Servers: adding, probing, changing and removing them. A key passes through `addServer` and is kept nowhere here. */
import { fromFailureData, toFailureData, type FailureData } from '../../app/failure'
import type { Host } from '../../app/host'
import { parseServedModelId, probeIds, servedModelId, type ServedModel } from '../../app/host/servers'
import { dismiss, keep, notify, type Context } from './context'
import { manyModels, probeTitles, type Probing } from './servers-state'
import type { Notice, State } from './state'

export type ServerActions = ReturnType<typeof serverActions>
type Input = Parameters<Host['addServer']>[0]
type ServerChange = Omit<Parameters<Host['changeServer']>[0], 'server'>

/** Actions over servers. Failures come back to the form that asked. */
export function serverActions(context: Context) {
  const { host, get, set } = context
  const stops = new Map<string, AbortController>()
  const tell = (id: string, probing: Probing | undefined) =>
    set(({ probing: { [id]: _old, ...rest } }) => ({
      probing: probing === undefined ? rest : { ...rest, [id]: probing },
    }))
  const tried = async (work: () => Promise<void>): Promise<FailureData | undefined> => {
    try {
      await work()
      return undefined
    } catch (error) {
      return toFailureData(error)
    }
  }
  /** Resolves to what stopped it. */
  const probe = async (server: string, model: string): Promise<FailureData | undefined> => {
    const id = servedModelId(server, model)
    stops.get(id)?.abort()
    const stop = new AbortController()
    stops.set(id, stop)
    let state: Probing = { asking: 'reach', findings: [] }
    tell(id, state)
    try {
      for await (const event of host.probeServer({ server, model }, stop.signal)) {
        if (event.type === 'asking') state = { ...state, asking: event.id }
        else if (event.type === 'found') state = { ...state, findings: [...state.findings, event.finding] }
        tell(id, event.type === 'done' ? undefined : state)
      }
      return undefined
    } catch (error) {
      const failure = toFailureData(error)
      tell(id, failure.code === 'cancelled' ? undefined : { ...state, asking: undefined, failure })
      return failure
    } finally {
      if (stops.get(id) === stop) stops.delete(id)
    }
  }
  /**
   * Before a run: what a served model can do is tried once, and what is tried is said where the question is asked. The same
   * trial that the dialog of servers shows, where one is under way. @throws Failure when it cannot be known.
   */
  const readyModel = async (id: string): Promise<void> => {
    const unknown = unprobed(get(), id)
    if (unknown === undefined) return
    const { server, model } = unknown
    const watching = setInterval(() => notify(context, tryingNotice(get(), id, stop)), 200)
    const stop = () => stops.get(id)?.abort()
    set({ trying: id })
    try {
      notify(context, tryingNotice(get(), id, stop))
      const failure = await probe(server, model)
      if (failure !== undefined) throw fromFailureData(failure)
    } finally {
      clearInterval(watching)
      set({ trying: undefined })
      dismiss(context, 'ask')
    }
  }
  return {
    readyModel,
    /** Ends the trial that a run waits for. */
    stopTrial: () => stops.get(get().trying ?? '')?.abort(),
    showServer: (server: string | undefined) => set({ server }),
    /** Adds it, opens its page and probes the model named, or its first: most servers have one. A catalogue is not tried. */
    addServer: (input: Input) =>
      tried(async () => {
        const { id } = await host.addServer(input)
        set({ server: id })
        const models = await host.models({})
        set({ models })
        const served = models.filter((m) => m.id.startsWith(`server:${id}/`)).map((m) => m.name)
        const first = input.model ?? (served.length > manyModels ? undefined : served[0])
        if (first !== undefined) void probe(id, first)
      }),
    changeServer: (server: string, change: ServerChange) =>
      tried(() => host.changeServer({ server, ...change })),
    changeServedModel: (server: string, { name, dialect, budgets, calls }: Omit<ServedModel, 'probe'>) =>
      tried(() => host.changeServer({ server, model: { name, dialect, budgets, calls } })),
    removeServer: (server: string) =>
      tried(async () => {
        await host.removeServer({ server })
        if (get().server === server) set({ server: get().servers.find((s) => s.id !== server)?.id })
      }),
    refreshServer: (server: string) => tried(() => host.refreshServer({ server })),
    probeModel: async (server: string, model: string) => void (await probe(server, model)),
    stopProbe: (server: string, model: string) => stops.get(servedModelId(server, model))?.abort(),
  }
}

/** Server and name of a served model of which nothing is known yet. */
function unprobed(
  { servers }: State,
  id: string,
): { readonly server: string; readonly model: string } | undefined {
  const place = parseServedModelId(id)
  const found = servers.find((s) => s.id === place?.server)?.models.find((m) => m.name === place?.model)
  return found === undefined || found.probe !== undefined ? undefined : place
}

function tryingNotice({ probing }: State, id: string, stop: () => void): Notice {
  const { asking, findings = [] } = probing[id] ?? { asking: undefined }
  const what = asking === undefined ? '' : `: ${probeTitles[asking].toLowerCase()}`
  return {
    place: 'ask',
    tone: 'info',
    message: `Trying what the model can do on its server, this once${what} (${findings.length} of ${probeIds.length}).`,
    action: { title: 'Stop', perform: stop },
  }
}

/** Follows the servers; the list of models changes with them. */
export function followServers(context: Context, signal: AbortSignal): void {
  const { host, get, set } = context
  let first = true
  void keep(
    context,
    signal,
    () => host.servers({}, signal),
    (servers) => {
      set({ servers, ...(first && get().server === undefined ? { server: servers[0]?.id } : {}) })
      first = false
      host.models({}, signal).then(
        (models) => set({ models, model: get().model ?? models[0]?.id }),
        // The list stays as it was; whoever runs a model that is gone is told.
        () => undefined,
      )
    },
  )
}
