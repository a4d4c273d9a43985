/** Checks of the open trace, a model as judge, crop interventions, and merging another annotator's file. Knows no React. */
import { findAll, type CropStats, type Finding } from '../../../app/checks'
import { checkedOf, rowIdOf } from '../../../app/checks/checked'
import { Failure } from '../../../app/failure'
import type { Context } from '../context'
import { openBranch } from '../document/rows'
import { attempt } from '../notices/notices'
import type { State } from '../state'
import { mergedText } from '../../words/review'
import { createJudgeService } from './judge-service'

/** What can be asked about the open trace. */
export function createChecksService(context: Context) {
  return {
    /** The rules at once, what takes pixels a moment later. */
    check: () => void check(context),
    ...createJudgeService(context),
    ...trialsOf(context),
    /** What came of it, in a sentence; undefined after a failure, which was said. */
    mergeReviews: async (file: File): Promise<string | undefined> =>
      attempt(context, 'step', async () => {
        if (file.size === 0) throw new Failure('bad-input', 'The file is empty.')
        const transfer = { progress: () => undefined, signal: new AbortController().signal }
        const upload = await context.uploadBeside(file, { name: file.name }, transfer)
        return mergedText(await context.host.mergeReviews({ source: { type: 'upload', upload } }))
      }),
  }
}

async function check({ host, get, set }: Context): Promise<void> {
  const { project } = get().document
  const first = foundIn(get(), {})
  if (project === undefined || first === undefined) return
  set({ checks: { findings: first.findings } })
  const { looks } = first
  if (looks.length === 0) return
  const regions = looks.map((l) => l.region)
  const measured = await host.cropStats({ project: project.id, regions }).catch(() => [])
  // A newer state has been checked meanwhile.
  if (get().document.project !== project) return
  const stats = looks.flatMap((l, i) => (measured[i] ? [[l.id, measured[i]] as const] : []))
  const second = foundIn(get(), Object.fromEntries(stats))
  set({ checks: { findings: second?.findings ?? first.findings } })
}

/** What the checks find in the open branch, and its looks; nothing in a dialect Relook does not know: there is no rule for it. */
function foundIn(state: State, stats: Readonly<Record<string, CropStats>>) {
  const open = openBranch(state)
  if (open === undefined) return undefined
  const { project, branch } = open
  try {
    const trace = checkedOf(project, branch, { stats })
    const findings = findAll(trace).map((f): Finding =>
      f.step === undefined ? f : { ...f, step: rowIdOf(branch, trace.steps, f.step) },
    )
    return { looks: trace.looks, findings }
  } catch {
    return { looks: [], findings: [] }
  }
}

function trialsOf(context: Context) {
  const { host, get, set } = context
  let trying: AbortController | undefined
  const end = () =>
    set(({ checks: { trials } }) => ({ checks: { trials: trials && { ...trials, over: true } } }))
  return {
    /** Runs the trials of a look, by the model that wrote it or by another one. */
    tryLook: async (look: string, model: string) => {
      const { id: project, branch } = get().document
      if (project === undefined || branch === undefined) return
      trying?.abort()
      const own = new AbortController()
      trying = own
      set({ checks: { trials: { look, branch, states: [], over: false } } })
      await attempt(context, 'step', async () => {
        for await (const states of host.tryLook({ project, branch, look, model }, own.signal)) {
          if (own.signal.aborted || get().document.id !== project) return
          set({ checks: { trials: { look, branch, states, over: false } } })
        }
      })
      if (trying === own && get().checks.trials?.look === look) end()
    },
    stopTrials: () => {
      trying?.abort()
      end()
    },
  }
}
