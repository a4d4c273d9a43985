/** A model as judge over one trace or many. Knows no React. */
import { defaultJudgePrompt } from '../../../app/checks/judge'
import type { Host } from '../../../app/host'
import type { JudgeEvent } from '../../../app/host/reviews'
import type { Context } from '../context'
import { attempt } from '../notices/notices'
import type { StateChange, State } from '../state'

type Judged = Parameters<Host['judge']>[0]['of']

const promptKey = 'relook-judge-prompt'

/** What a judge can be asked. */
export function createJudgeService(context: Context) {
  const { host, get, set, memory } = context
  let judging: AbortController | undefined

  /** What it says of the open trace is shown with the checks. */
  const judge = async (of: Judged, prompt: string, model: string) => {
    judging?.abort()
    const own = new AbortController()
    judging = own
    memory.setItem(promptKey, prompt)
    set({ checks: { judging: { done: 0, total: 1, bad: 0, tokens: 0, cached: 0, failed: 0 } } })
    await attempt(context, 'step', async () => {
      for await (const event of host.judge(
        { of, prompt, model, rubric: [...get().queue.kept.setup.rubric] },
        own.signal,
      )) {
        if (own.signal.aborted) return
        set((s) => judged(s, event))
      }
    })
    if (judging !== own) return
    judging = undefined
    set(({ checks }) => ({ checks: { judging: checks.judging && { ...checks.judging, over: true } } }))
  }
  return {
    judgePrompt: () => memory.getItem(promptKey) ?? defaultJudgePrompt,
    judgeOpen: async (prompt: string, model: string) => {
      const { id: project, branch } = get().document
      if (project !== undefined && branch !== undefined)
        await judge({ type: 'branch', project, branch }, prompt, model)
    },
    /** Every trace of the list as it is narrowed, or every project. */
    judgeAll: async (prompt: string, model: string) => {
      const { collections, host: known } = get()
      const { id: collection, query } = collections
      if (collection !== undefined) return judge({ type: 'collection', collection, query }, prompt, model)
      const projects = (known.projects ?? []).filter((p) => p.origin === undefined).map((p) => p.id)
      if (projects.length > 0) await judge({ type: 'projects', projects }, prompt, model)
    },
    stopJudge: () => {
      judging?.abort()
      judging = undefined
      set({ checks: { judging: undefined } })
    },
  }
}

function judged({ checks: { judging }, document }: State, event: JudgeEvent): StateChange {
  if (judging === undefined) return {}
  switch (event.type) {
    case 'progress':
      return { checks: { judging: { ...judging, done: event.done, total: event.total } } }
    case 'failed': {
      const failed = judging.failed + 1
      return { checks: { judging: { ...judging, failed, lastFailure: event.failure.message } } }
    }
    case 'judged': {
      const { project, branch, tokens, cached, good } = event.judged
      const open = project === document.id && branch === document.branch
      const after = {
        ...judging,
        bad: judging.bad + (good === false ? 1 : 0),
        tokens: judging.tokens + (cached ? 0 : tokens.prompt + tokens.written),
        cached: judging.cached + (cached ? 1 : 0),
      }
      return { checks: { judging: after, ...(open && { judged: event.judged }) } }
    }
  }
}
