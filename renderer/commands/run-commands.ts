/** Commands that ask the model. */
import { isRunning, selectedBranch } from '../session/rows'
import { rerunPoint } from '../session/runs'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import type { Command } from './command'

/** Whether a new run can be asked for. */
export function canRun(s: State): boolean {
  return (
    s.project !== undefined && s.model !== undefined && s.question.trim() !== '' && !s.starting && s.connected
  )
}

/** Whether the selected branch has a run that did not come to an answer. */
function endedBadly(s: State): boolean {
  const run = selectedBranch(s)?.run
  return run?.type === 'ended' && run.reason !== 'answered'
}

async function settle(s: Session): Promise<void> {
  await s.settle()
  await s.keepWriting()
}

export const runCommands = [
  {
    id: 'run',
    title: 'Ask the question anew',
    keys: ['Mod+Shift+Enter'],
    menu: 'run',
    scope: 'typing',
    enabled: canRun,
    perform: (s) => void s.run(),
  },
  {
    id: 'rerun',
    title: 'Re-run from here',
    keys: ['Mod+Enter'],
    menu: 'run',
    scope: 'typing',
    enabled: (s) => rerunPoint(s) !== undefined && !isRunning(s) && !s.starting && s.connected,
    perform: (s) => void s.rerun(() => settle(s)),
  },
  {
    id: 'stop',
    title: 'Stop',
    keys: ['Escape'],
    menu: 'run',
    scope: 'typing',
    enabled: (s) => isRunning(s) || s.trying !== undefined,
    perform: (s) => void s.stop(),
  },
  {
    id: 'retry',
    title: 'Go on after a failed run',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => endedBadly(s) && s.connected,
    perform: (s) => void s.retry(),
  },
] as const satisfies readonly Command[]
