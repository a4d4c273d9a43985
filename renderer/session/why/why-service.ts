/** Asks why the open branch answers as it does: its looks, the smallest crops, a map. One thing at a time. Knows no React. */
import { given } from '../../../app/given'
import type { OcclusionRequest } from '../../../app/host/explain'
import type { StepSpan } from '../../../app/trace/evidence'
import { stepsOf } from '../../../app/trace/project'
import type { Context } from '../context'
import { openBranch } from '../document/rows'
import { attempt } from '../notices/notices'
import { evidenceOf, openLooks } from './why-rows'
import { chosenHere, chosenOf, sameSpans } from './words'
import type { ChosenWords, MapPlan, WhyWork } from './why-state'

/** The model that ships: small enough that its looks are tried without being asked. */
const builtIn = 'r3-mini'
/** A run that ended longer ago than this was only opened again. Milliseconds. */
const justNow = 20_000

/** What can be asked. */
export function createWhyService(context: Context) {
  const { set } = context
  const work = createWork(context)
  return {
    stop: work.stop,
    plan: (change: Partial<MapPlan>) =>
      set(({ why }) => ({ why: { plan: { ...why.plan, ...change }, cost: undefined } })),
    /** The whole image, or only what a look showed. */
    scope: (look: string | undefined) =>
      set(({ why: { plan } }) => ({
        why: { plan: { side: plan.side, cover: plan.cover, ...given({ look }) }, cost: undefined },
      })),
    showHeat: (heat: boolean) => set({ why: { heat } }),
    ...looksOf(context, work),
    ...wordsOf(context, mapsOf(context, work)),
  }
}

interface Work {
  /** Shows how far it is, until it is over, stopped, or something else is open. */
  readonly perform: (work: (own: AbortController, on: OcclusionSubject) => Promise<void>) => Promise<void>
  readonly tell: (own: AbortController, work: WhyWork) => void
  readonly stop: () => void
}

/** A branch, and the model that is asked about it. */
export type OcclusionSubject = Pick<OcclusionRequest, 'project' | 'branch' | 'model'>

function createWork(context: Context): Work {
  const { get, set } = context
  let working: AbortController | undefined
  const stop = () => {
    working?.abort()
    working = undefined
    set({ why: { work: undefined, cost: undefined } })
  }
  return {
    stop,
    perform: async (work) => {
      stop()
      const on = onOpen(context)
      if (on === undefined) return
      const own = new AbortController()
      working = own
      await attempt(context, 'step', async () => {
        try {
          await work(own, on)
        } catch (error) {
          // Whoever stopped it knows.
          if (!own.signal.aborted) throw error
        }
      })
      if (working === own) stop()
    },
    tell: (own, work) => {
      if (own.signal.aborted) return
      if (get().document.branch !== work.branch) stop()
      else set({ why: { work } })
    },
  }
}

/** Of the looks: whether they mattered, and how little of them would have done. */
function looksOf(context: Context, { perform, tell }: Work) {
  const { host, get } = context
  const tryLooks = () =>
    perform(async (own, on) => {
      for (const { look } of openLooks(get())) {
        if (own.signal.aborted) return
        const about = { type: 'looks', branch: on.branch, look: look.id } as const
        tell(own, { ...about, trials: [] })
        for await (const event of host.intervene({ ...on, look: look.id }, own.signal))
          if (event.type === 'progress') tell(own, { ...about, trials: event.trials })
      }
    })
  return {
    tryLooks,
    /** A run of the built-in model that has just ended: its looks are tried unasked, once. */
    tryUnasked: async () => {
      const state = get()
      const branch = openBranch(state)?.branch
      if (branch?.run.type !== 'ended' || branch.run.reason !== 'answered') return
      const { model, trial, run, id } = branch
      const fresh = context.now() - run.endedAt < justNow
      const known = openLooks(state).every(({ look }) => evidenceOf(state, 'trials', look.id) !== undefined)
      if (model !== builtIn || trial === true || !fresh || known || state.why.work?.branch === id) return
      await tryLooks()
    },
    smallestCrop: (look: string) =>
      perform(async (own, on) => {
        const about = { type: 'smallest', branch: on.branch, look } as const
        tell(own, { ...about, asked: 0 })
        for await (const event of host.smallestCrop({ ...on, look }, own.signal))
          if (event.type === 'progress') tell(own, { ...about, region: event.region, asked: event.asked })
      }),
  }
}

/** Words of the open branch that a person marks, and chooses to be explained in place of the answer. */
function wordsOf(context: Context, maps: ReturnType<typeof mapsOf>) {
  const { get, set } = context
  const choose = (chosen: ChosenWords | undefined) => {
    set({ why: { chosen, marked: undefined, cost: undefined } })
  }
  return {
    ...maps,
    choose,
    /** Marked in the story: a span, or text that was looked for in vain. Undefined: nothing is. */
    mark: (span: StepSpan | 'lost' | undefined) => {
      const before = get().why.marked
      const open = openBranch(get())
      if (span === undefined || span === 'lost' || open === undefined) {
        const marked = open === undefined || span !== 'lost' ? undefined : span
        if (before !== marked) set({ why: { marked } })
        return
      }
      const marked = chosenOf(open.branch.id, stepsOf(open.project, open.branch), span)
      const isSame = typeof before === 'object' && sameSpans([before.span], [span])
      if (!isSame || before.branch !== marked.branch) set({ why: { marked } })
    },
    /** Makes a map of what is marked. */
    explainMarked: async () => {
      const { marked } = get().why
      if (typeof marked !== 'object') return
      choose(marked)
      await maps.askMap()
    },
  }
}

/** Of the image: where what is explained comes from. */
function mapsOf(context: Context, { perform, tell }: Work) {
  const { host, get, set } = context
  const explained = () => {
    const on = onOpen(context)
    return on && { ...on, ...given({ span: chosenHere(get())?.span }) }
  }
  const makeMap = (plan: MapPlan) =>
    perform(async (own) => {
      const on = explained()
      if (on === undefined) return
      set({ why: { heat: true } })
      const about = { type: 'map', branch: on.branch, plan } as const
      tell(own, { ...about, done: 0, total: plan.side ** 2 })
      for await (const event of host.occlude({ ...on, ...requestOf(plan) }, own.signal))
        if (event.type === 'progress')
          tell(own, { ...about, done: event.done, total: event.total, map: event.map })
    })
  return {
    /** What runs here begins at once; of a server it is said first what it costs. */
    askMap: async () => {
      const on = explained()
      const { plan } = get().why
      if (on === undefined) return
      let begins = false
      await attempt(context, 'step', async () => {
        const cost = await host.occlusionCost({ ...on, ...requestOf(plan) })
        begins = cost.server === undefined
        if (!begins) set({ why: { cost: { branch: on.branch, plan, cost } } })
      })
      if (begins) await makeMap(plan)
    },
    /** The cost was agreed to. */
    beginMap: async () => {
      const { cost } = get().why
      if (cost !== undefined) await makeMap(cost.plan)
    },
  }
}

/** The open branch; the model that wrote it, else another that speaks its dialect. */
export function onOpen({ get }: Context): OcclusionSubject | undefined {
  const state = get()
  const open = openBranch(state)
  if (open === undefined || stepsOf(open.project, open.branch).length === 0) return undefined
  const { branch, project } = open
  const models = state.host.models.filter((m) => m.dialect === branch.dialect)
  const other = models.some((m) => m.id === branch.model) ? undefined : models[0]?.id
  return { project: project.id, branch: branch.id, ...given({ model: other }) }
}

function requestOf({ side, cover, look }: MapPlan): Omit<OcclusionRequest, 'project' | 'branch'> {
  return { side, cover, refine: 2, curves: true, ...given({ look }) }
}
