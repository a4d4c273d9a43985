/** Trying what served models can do: when asked, and once before a model is run for the first time. Knows no React. */
import { fromFailureData, toFailureData, type FailureData } from '../../../app/failure'
import { parseServedModelId, probeIds, servedModelId } from '../../../app/host/servers'
import { probeTitles } from '../../words/servers'
import type { Context } from '../context'
import { dismiss, notify } from '../notices/notices'
import type { Notice } from '../notices/notices-state'
import type { State } from '../state'
import type { ProbeProgress } from './servers-state'
import { t } from '../../language/text'

/** What tries models. */
export function createProbes(context: Context) {
  const { get, set, store } = context
  const stops = new Map<string, AbortController>()
  const stop = (id: string | undefined) => stops.get(id ?? '')?.abort()

  /** Resolves to what stopped it. */
  const probe = async (server: string, model: string): Promise<FailureData | undefined> => {
    const id = servedModelId(server, model)
    stop(id)
    const own = new AbortController()
    stops.set(id, own)
    try {
      return await follow(context, { id, server, model }, own.signal)
    } finally {
      if (stops.get(id) === own) stops.delete(id)
    }
  }
  return {
    probe,
    stopProbe: (server: string, model: string) => stop(servedModelId(server, model)),
    /** Ends the trial that a run waits for. */
    stopTrial: () => stop(get().servers.awaited),
    /**
     * Before a run: what a served model can do is tried once, and what is tried is said where the question is asked. The
     * same trial that the dialog of servers shows, where one is under way. @throws Failure when it cannot be known.
     */
    readyModel: async (id: string): Promise<void> => {
      const unknown = unprobed(get(), id)
      if (unknown === undefined) return
      const show = () =>
        notify(
          context,
          trialNotice(get(), id, () => stop(id)),
        )
      const unwatch = store.subscribe((s, before) => {
        if (s.servers.probing[id] !== before.servers.probing[id]) show()
      })
      set({ servers: { awaited: id } })
      show()
      try {
        const failure = await probe(unknown.server, unknown.model)
        if (failure !== undefined) throw fromFailureData(failure)
      } finally {
        unwatch()
        set({ servers: { awaited: undefined } })
        dismiss(context, 'ask')
      }
    },
  }
}

interface Probed {
  readonly id: string
  readonly server: string
  readonly model: string
}

/** Follows one trial and tells how far it is. */
async function follow(
  { host, set }: Context,
  { id, server, model }: Probed,
  signal: AbortSignal,
): Promise<FailureData | undefined> {
  const tell = (probing: ProbeProgress | undefined) => set((s) => withProbing(s, id, probing))
  let probing: ProbeProgress = { asking: 'reach', findings: [] }
  tell(probing)
  try {
    for await (const event of host.probeServer({ server, model }, signal)) {
      if (event.type === 'asking') probing = { ...probing, asking: event.id }
      else if (event.type === 'found')
        probing = { ...probing, findings: [...probing.findings, event.finding] }
      tell(event.type === 'done' ? undefined : probing)
    }
    return undefined
  } catch (error) {
    const failure = toFailureData(error)
    tell(failure.code === 'cancelled' ? undefined : { ...probing, asking: undefined, failure })
    return failure
  }
}

function withProbing({ servers }: State, id: string, probing: ProbeProgress | undefined) {
  const { [id]: _old, ...rest } = servers.probing
  return { servers: { probing: probing === undefined ? rest : { ...rest, [id]: probing } } }
}

/** Server and name of a served model of which nothing is known yet. */
function unprobed(
  { servers }: State,
  id: string,
): { readonly server: string; readonly model: string } | undefined {
  const place = parseServedModelId(id)
  const server = servers.list.find((s) => s.id === place?.server)
  const found = server?.models.find((m) => m.name === place?.model)
  return found === undefined || found.probe !== undefined ? undefined : place
}

function trialNotice({ servers }: State, id: string, stop: () => void): Notice {
  const { asking, findings = [] } = servers.probing[id] ?? { asking: undefined }
  const what = asking === undefined ? '' : `: ${t(probeTitles[asking]).toLowerCase()}`
  return {
    place: 'ask',
    tone: 'info',
    message: t('Trying what the model can do on its server, this once{what} ({findings} of {probeIds}).', {
      what,
      findings: findings.length,
      probeIds: probeIds.length,
    }),
    action: { title: t('Stop'), perform: stop },
  }
}
