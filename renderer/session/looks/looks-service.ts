/** Batches of looks: what one would cost, starting, pausing, going on, saving what does not matter. Knows no React. */
import { toFailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import type { LookMarks, LooksId, LooksJob } from '../../../app/host/looks'
import type { TraceQuery } from '../../../app/host/collections'
import type { CollectionsService } from '../collections/collections-service'
import type { Context } from '../context'
import { bytesOfBase64 } from '../bytes-of'
import { failureOf } from '../failure-of'
import { createFollowing } from '../following'
import { createRestarted } from '../restarted'
import { subscribe } from '../subscribe'
import type { State } from '../state'
import { isTrying, jobOf, looksAsked, watchedJobs } from './looks-rows'
import type { LooksAsked, LooksFormState } from './looks-state'
import { t } from '../../language/text'

/** What can be done with batches. */
export function createLooksService(context: Context, collections: Pick<CollectionsService, 'narrow'>) {
  const { host, get, set } = context
  const counting = createCounting(context)
  const act: Act = async (work) => {
    set({ looks: { failure: undefined } })
    const failure = await failureOf(work)
    if (failure !== undefined && failure.code !== 'cancelled') set({ looks: { failure } })
  }
  const close = () => {
    counting.end()
    set({ view: { dialog: undefined } })
  }
  const plan = () => {
    const { asked } = get().looks
    if (asked === undefined) return
    set(({ looks: { form } }) => ({
      looks: { planning: true, form: { atOnce: form.atOnce, ...given({ model: modelFor(get(), asked) }) } },
    }))
    counting.begin()
  }
  return {
    /** Opens the dialog over what is in hand: the form, or how far its newest batch is. */
    open: () => {
      const asked = looksAsked(get())
      if (asked === undefined) return
      const fresh = { asked, planning: false, cost: undefined, failure: undefined }
      set({ view: { dialog: 'looks' }, looks: fresh })
      if (jobOf(get(), asked.source) === undefined) plan()
    },
    close,
    /** The form of another batch. */
    plan,
    change: (form: LooksFormState) => {
      set({ looks: { form } })
      counting.begin()
    },
    start: () =>
      act(async () => {
        const { asked, form } = get().looks
        if (asked === undefined) return
        const { source, name } = asked
        await host.startLooks({ source, name, ...form })
        counting.end()
        set({ looks: { planning: false } })
      }),
    ...jobsOf(context, { act, plan }),
    /** Shows in the list of the file those of a kind, and nothing else. */
    show: (tried: NonNullable<TraceQuery['tried']>) => {
      close()
      collections.narrow({ tried })
    },
  }
}

/** Does it; what goes wrong is shown in the dialog. */
type Act = (work: () => Promise<unknown>) => Promise<void>

/** What can be done with one that is there. */
function jobsOf(context: Context, { act, plan }: { readonly act: Act; readonly plan: () => void }) {
  const { host, set } = context
  return {
    pause: (looks: LooksId) => act(() => host.pauseLooks({ looks })),
    stop: (looks: LooksId) => act(() => host.stopLooks({ looks })),
    resume: (looks: LooksId) => act(() => host.resumeLooks({ looks })),
    forget: (looks: LooksId) =>
      act(async () => {
        await host.forgetLooks({ looks })
        plan()
      }),
    /** To a file of a person’s choice, else as a download. */
    saveUnused: (looks: LooksId) =>
      act(async () => {
        const saved = await host.saveUnusedLooks({ looks })
        if (saved.type === 'download') context.downloadBytes(saved.name, bytesOfBase64(saved.base64))
        if (saved.type === 'saved')
          set({ notices: { announced: t('Saved as {path}.', { path: saved.path }) } })
      }),
  }
}

/** The model that wrote the traces, else one that speaks their dialect; undefined: each its own. */
function modelFor({ host: { models } }: State, { model, dialect }: LooksAsked): string | undefined {
  if (models.some((m) => m.id === model)) return model
  return models.find((m) => m.dialect === dialect)?.id
}

/** Counts what the form would cost. */
function createCounting({ host, get, set }: Context) {
  const count = async (signal: AbortSignal) => {
    const { asked, form } = get().looks
    if (asked === undefined) return
    set({ looks: { cost: undefined } })
    for await (const cost of host.looksCost(
      { source: asked.source, ...given({ model: form.model }) },
      signal,
    )) {
      if (signal.aborted) return
      set({ looks: { cost } })
    }
  }
  return createRestarted(count, (error) => set({ looks: { failure: toFailureData(error) } }))
}

/** Follows which batches there are and what comes of those that are shown, until the signal fires; one that is done is read out. */
export function followLooks(context: Context, signal: AbortSignal): void {
  const { host, get, set, store } = context
  const take = (jobs: readonly LooksJob[]) => {
    const before = get().looks.jobs
    const done = jobs.find((j) => j.state.type === 'done' && before.some((b) => b.id === j.id && isTrying(b)))
    set({
      looks: { jobs },
      ...(done && { notices: { announced: t('The looks of “{name}” are tried.', { name: done.name }) } }),
    })
  }
  void subscribe(context, { items: (end) => host.looksJobs({}, end), take, signal })
  const watchOnly = createFollowing<LooksId>((id, end) =>
    followFound(context, id, AbortSignal.any([end, signal])),
  )
  const unwatch = store.subscribe((now, before) => {
    const changed =
      now.looks.jobs !== before.looks.jobs ||
      now.evaluations.chosen !== before.evaluations.chosen ||
      now.rollouts.place !== before.rollouts.place ||
      now.rollouts.opened !== before.rollouts.opened ||
      now.document.project?.id !== before.document.project?.id
    if (changed) watchOnly(watchedJobs(get()))
  })
  signal.addEventListener('abort', unwatch, { once: true })
}

/** Milliseconds in which marks are gathered before they are shown: tables are sorted again with each. */
const gatherMs = 100

function followFound(context: Context, id: LooksId, signal: AbortSignal): void {
  const { host, set } = context
  let waiting: LookMarks | undefined
  const show = () => {
    const found = waiting
    waiting = undefined
    if (signal.aborted || found === undefined) return
    set(({ looks }) => ({ looks: { found: { ...looks.found, [id]: { ...looks.found[id], ...found } } } }))
  }
  void subscribe(context, {
    items: (end) => host.looksFound({ looks: id }, end),
    take: (found) => {
      if (waiting === undefined) setTimeout(show, gatherMs)
      waiting = { ...waiting, ...found }
    },
    signal,
  })
}
