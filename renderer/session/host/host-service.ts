/** The host itself: whether it can be reached, what its models run on, what it tells of samples, models and projects. */
import { given } from '../../../app/given'
import type { EngineState, Provider } from '../../../app/host'
import { withNews } from '../../../app/host/projects'
import type { Context } from '../context'
import { isRunning } from '../document/rows'
import { attempt, attempted, notify } from '../notices/notices'
import { subscribe } from '../subscribe'

export type HostService = ReturnType<typeof createHostService>

/** What can be set of the host. */
export function createHostService(context: Context) {
  const { host, set } = context
  return {
    setConnected: (connected: boolean) =>
      set({ host: connected ? { connected, refused: false } : { connected } }),
    setRefused: (refused: boolean) => set({ host: { refused } }),
    setProvider: (provider: Provider) => attempted(context, 'ask', () => host.setProvider({ provider })),
    /** Undefined: as the model needs. */
    setBudget: (bytes: number | undefined) =>
      attempted(context, 'ask', () => host.setBudget(given({ bytes }))),
    setIdle: (minutes: number) => attempted(context, 'ask', () => host.setIdle({ minutes })),
  }
}

/** Learns what there is and follows what changes, until the signal fires. */
export function followHost(context: Context, signal: AbortSignal): void {
  const { host, set } = context
  const load = async () => {
    await context.ready()
    const [about, samples] = await Promise.all([host.about({}), host.samples({}), loadModels(context)])
    set({ host: { about, samples } })
  }
  const again = () => void attempt(context, { place: 'window', retry: again }, load)
  again()
  void subscribe(context, {
    items: (end) => host.engine({}, end),
    take: (engine) => takeEngine(context, engine),
    signal,
  })
  void subscribe(context, {
    items: (end) => host.projects({}, end),
    take: (news) => set(({ host: { projects = [] } }) => ({ host: { projects: withNews(projects, news) } })),
    signal,
  })
}

/**
 * Asks for the models again. A chosen one that is not among them is given up; `keep`: it stays chosen, for a server that is
 * away may come back, and whoever runs a model that is gone is told.
 */
export async function loadModels({ host, set }: Context, { keep = false } = {}): Promise<void> {
  const models = await host.models({})
  set(({ ask: { model } }) => {
    const stays = model !== undefined && (keep || models.some((m) => m.id === model))
    return { host: { models }, ask: { model: stays ? model : models[0]?.id } }
  })
}

/** Dying between runs is said once, where the next one is asked for; a run that it ended says so itself. */
function takeEngine(context: Context, engine: EngineState): void {
  context.set({ host: { engine } })
  if (engine.type === 'died' && !isRunning(context.get()))
    notify(context, { place: 'ask', tone: 'info', message: engine.failure.message })
}
