/** Commands over runs over benchmarks: the area, a new run, going on, tables. */
import { canGoOn, isActive } from '../session/evaluation-words'
import type { State } from '../session/state'
import type { Command } from './command'

/** The first chosen run. */
const run = (s: State) => s.evaluations?.find((e) => e.id === s.chosenRuns[0])

export const evaluationCommands = [
  {
    id: 'evaluate',
    title: 'Evaluate: runs over benchmarks',
    keys: ['Mod+Shift+E'],
    menu: 'view',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => s.showEvaluations(!s.get().evaluating),
  },
  {
    id: 'new-evaluation',
    title: 'Run a model over a benchmark…',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: () => true,
    perform: (s) => {
      s.showEvaluations(true)
      s.planRun(true)
    },
  },
  {
    id: 'pause-evaluation',
    title: 'Pause the evaluation',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => s.evaluating && run(s)?.state.type === 'running',
    perform: (s) => withRun(s.get(), s.pauseRun),
  },
  {
    id: 'resume-evaluation',
    title: 'Go on with the evaluation',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => {
      const one = run(s)
      return s.evaluating && one !== undefined && canGoOn(one)
    },
    perform: (s) => withRun(s.get(), s.resumeRun),
  },
  {
    id: 'stop-evaluation',
    title: 'Stop the evaluation',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => {
      const one = run(s)
      return s.evaluating && one !== undefined && isActive(one.state)
    },
    perform: (s) => withRun(s.get(), s.stopRun),
  },
] as const satisfies readonly Command[]

function withRun(state: State, act: (id: string) => Promise<void>): void {
  const one = run(state)
  if (one !== undefined) void act(one.id)
}
