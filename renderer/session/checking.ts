/** Checks of the open trace, a model as judge, crop interventions, and merging another annotator's file. Knows no React. */
import { findAll, type CropStats, type Finding } from '../../app/checks'
import { checkedOf, rowIdOf } from '../../app/checks/checked'
import { defaultJudgePrompt } from '../../app/checks/judge'
import { Failure } from '../../app/failure'
import type { JudgeEvent, Merged } from '../../app/host/reviews'
import { branchOf } from '../../app/trace/project'
import { attempt, type Context } from './context'
import type { State } from './state'

export type CheckingActions = ReturnType<typeof checkingActions>

const promptPlace = 'relook-judge-prompt'

/** Actions over checks. */
export function checkingActions(context: Context) {
  const { host, get, set, memory } = context
  let judging: AbortController | undefined
  let trying: AbortController | undefined

  const check = async () => {
    const { project, branch: id } = get()
    const branch = project === undefined || id === undefined ? undefined : branchOf(project, id)
    if (project === undefined || branch === undefined) return
    const found = (stats: Readonly<Record<string, CropStats>>) => {
      try {
        const trace = checkedOf(project, branch, { stats })
        const findings = findAll(trace).map((f): Finding =>
          f.step === undefined ? f : { ...f, step: rowIdOf(branch, trace.steps, f.step) },
        )
        return { trace, findings }
      } catch {
        return undefined // a language Relook does not know: nothing to check it by
      }
    }
    const first = found({})
    if (first === undefined) return set({ findings: [] })
    set({ findings: first.findings })
    const { looks } = first.trace
    if (looks.length === 0) return
    const regions = looks.map((l) => l.region)
    const measured = await host.cropStats({ project: project.id, regions }).catch(() => [])
    // A newer state has been checked meanwhile.
    if (get().project !== project) return
    const stats = Object.fromEntries(
      looks.flatMap((l, i) => (measured[i] ? [[l.id, measured[i]] as const] : [])),
    )
    set({ findings: found(stats)?.findings ?? first.findings })
  }

  /** Asks the judge about traces; what it says of the open one is shown with the checks. */
  const judge = async (of: Parameters<typeof host.judge>[0]['of'], prompt: string, model: string) => {
    judging?.abort()
    const own = new AbortController()
    judging = own
    memory.setItem(promptPlace, prompt)
    set({ judging: { done: 0, total: 1, bad: 0, tokens: 0, cached: 0, failed: 0 } })
    await attempt(context, 'step', async () => {
      for await (const event of host.judge({ of, prompt, model }, own.signal)) {
        if (own.signal.aborted) return
        set((s) => judged(s, event))
      }
    })
    if (judging === own) {
      judging = undefined
      set((s) => (s.judging === undefined ? {} : { judging: { ...s.judging, over: true } }))
    }
  }

  return {
    /** The rules at once, what takes pixels a moment later. */
    checkTrace: () => void check(),
    judgePrompt: () => memory.getItem(promptPlace) ?? defaultJudgePrompt,
    judgeOpen: (prompt: string, model: string) => {
      const { projectId: project, branch } = get()
      return project === undefined || branch === undefined
        ? Promise.resolve()
        : judge({ type: 'branch', project, branch }, prompt, model)
    },
    /** Every trace of the list as it is narrowed, or every project. */
    judgeAll: (prompt: string, model: string) => {
      const { collectionId: collection, traceQuery, projects } = get()
      if (collection !== undefined)
        return judge({ type: 'collection', collection, query: traceQuery }, prompt, model)
      const own = (projects ?? []).filter((p) => p.origin === undefined).map((p) => p.id)
      return own.length === 0 ? Promise.resolve() : judge({ type: 'projects', projects: own }, prompt, model)
    },
    stopJudge: () => {
      judging?.abort()
      judging = undefined
      set({ judging: undefined })
    },
    /** Runs the trials of a look, by the model that wrote it or by another one. */
    tryLook: async (look: string, model: string) => {
      const { projectId: project, branch } = get()
      if (project === undefined || branch === undefined) return
      trying?.abort()
      const own = new AbortController()
      trying = own
      set({ trials: { look, branch, states: [], over: false } })
      await attempt(context, 'step', async () => {
        for await (const states of host.tryLook({ project, branch, look, model }, own.signal)) {
          if (own.signal.aborted || get().projectId !== project) return
          set({ trials: { look, branch, states, over: false } })
        }
      })
      if (trying === own) set((s) => (s.trials?.look === look ? { trials: { ...s.trials, over: true } } : {}))
    },
    stopTrials: () => {
      trying?.abort()
      set((s) => (s.trials === undefined ? {} : { trials: { ...s.trials, over: true } }))
    },
    /** What came of it, in a sentence; undefined after a failure, which was said. */
    mergeReviews: async (file: File): Promise<string | undefined> =>
      attempt(context, 'step', async () => {
        if (file.size === 0) throw new Failure('bad-input', 'The file is empty.')
        const signal = new AbortController().signal
        const upload = await context.uploadBeside(file, { name: file.name }, () => undefined, signal)
        return mergedWords(await host.mergeReviews({ source: { type: 'upload', upload } }))
      }),
  }
}

function judged(state: State, event: JudgeEvent): Partial<State> {
  const now = state.judging
  if (now === undefined) return {}
  switch (event.type) {
    case 'progress':
      return { judging: { ...now, done: event.done, total: event.total } }
    case 'failed':
      return { judging: { ...now, failed: now.failed + 1, lastFailure: event.failure.message } }
    case 'judged': {
      const { project, branch, tokens, cached, good } = event.judged
      const spent = cached ? 0 : tokens.prompt + tokens.written
      const open = project === state.projectId && branch === state.branch
      return {
        judging: {
          ...now,
          bad: now.bad + (good === false ? 1 : 0),
          tokens: now.tokens + spent,
          cached: now.cached + (cached ? 1 : 0),
        },
        ...(open ? { judged: event.judged } : {}),
      }
    }
  }
}

/** What a merge brought, in a sentence. */
export function mergedWords({ traces, corrections, disagreements, unknown, issues }: Merged): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
  const parts = [
    `Merged into ${count(traces, 'trace', 'traces')}`,
    corrections > 0 ? count(corrections, 'correction', 'corrections') : '',
    disagreements > 0 ? count(disagreements, 'disagreement', 'disagreements') : '',
    unknown > 0 ? `${count(unknown, 'trace is', 'traces are')} not here` : '',
    issues.length > 0 ? count(issues.length, 'bad row', 'bad rows') : '',
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}
