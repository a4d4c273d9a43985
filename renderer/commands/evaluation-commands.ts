/** Commands over runs over benchmarks: the area, a new run, going on, tables. */
import { msg } from '../../app/message'
import { canGoOn, isUnderWay } from '../words/evaluations'
import type { State } from '../session/state'
import { isIn } from '../session/view/mode'
import type { CommandEntry } from './command'

/** The first chosen run. */
const run = (s: State) => s.evaluations.list?.find((e) => e.id === s.evaluations.chosen[0])

export const evaluationCommands = [
  {
    id: 'evaluate',
    title: msg('Evaluate: runs over benchmarks'),
    keys: ['Mod+Shift+E'],
    menu: 'view',
    scope: 'typing',
    perform: (s) => s.view.showArea(isIn(s.get(), 'evaluation') ? 'project' : 'evaluation'),
  },
  {
    id: 'new-evaluation',
    title: msg('Run a model over a benchmark…'),
    menu: 'run',
    perform: (s) => {
      s.view.showArea('evaluation')
      s.evaluations.plan(true)
    },
  },
  {
    id: 'pause-evaluation',
    title: msg('Pause the evaluation'),
    menu: 'run',
    area: 'evaluation',
    enabled: (s) => run(s)?.state.type === 'running',
    perform: (s) => withRun(s.get(), s.evaluations.pause),
  },
  {
    id: 'resume-evaluation',
    title: msg('Resume the evaluation'),
    menu: 'run',
    area: 'evaluation',
    enabled: (s) => {
      const one = run(s)
      return one !== undefined && canGoOn(one)
    },
    perform: (s) => withRun(s.get(), s.evaluations.resume),
  },
  {
    id: 'stop-evaluation',
    title: msg('Stop the evaluation'),
    menu: 'run',
    area: 'evaluation',
    enabled: (s) => {
      const one = run(s)
      return one !== undefined && isUnderWay(one.state)
    },
    perform: (s) => withRun(s.get(), s.evaluations.stop),
  },
] as const satisfies readonly CommandEntry[]

function withRun(state: State, act: (id: string) => Promise<unknown>): void {
  const one = run(state)
  if (one !== undefined) void act(one.id)
}
