/** Commands that ask the model. */
import { msg } from '../../app/message'
import { isRunning, selectedBranch } from '../session/document/rows'
import { rerunPoint } from '../session/ask/ask-service'
import { askedFirst, rivalsOf } from '../session/ask/duel'
import type { State } from '../session/state'
import type { CommandEntry } from './command'

/** Whether a new run can be asked for. */
export function canRun(s: State): boolean {
  return (
    s.document.project !== undefined &&
    s.ask.model !== undefined &&
    s.ask.question.trim() !== '' &&
    !s.ask.starting &&
    s.host.connected
  )
}

/** Whether another model can be asked the same: there is a run to stand beside, or a question to begin with. */
function canDuel(s: State): boolean {
  const asked = selectedBranch(s) !== undefined || canRun(s)
  return asked && !s.ask.starting && s.host.connected && rivalsOf(s.host.models, askedFirst(s)).length > 0
}

/** Whether the selected branch has a run that did not come to an answer. */
function endedBadly(s: State): boolean {
  const run = selectedBranch(s)?.run
  return run?.type === 'ended' && run.reason !== 'answered'
}

const onTrace = { area: 'project', on: 'trace' } as const

export const runCommands = [
  {
    id: 'run',
    ...onTrace,
    title: msg('Run again from scratch'),
    keys: ['Mod+Shift+Enter'],
    menu: 'run',
    scope: 'typing',
    enabled: canRun,
    perform: (s) => void s.ask.run(),
  },
  {
    id: 'rerun',
    ...onTrace,
    title: msg('Re-run from here'),
    keys: ['Mod+Enter'],
    menu: 'run',
    scope: 'typing',
    enabled: (s) => rerunPoint(s) !== undefined && !isRunning(s) && !s.ask.starting && s.host.connected,
    perform: (s) => void s.ask.rerun(),
  },
  {
    id: 'duel',
    ...onTrace,
    title: msg('Side by side with another model…'),
    menu: 'run',
    enabled: (s) => canDuel(s),
    perform: (s) => s.view.showDialog('duel'),
  },
  {
    id: 'stop',
    ...onTrace,
    title: msg('Stop'),
    keys: ['Escape'],
    menu: 'run',
    scope: 'typing',
    enabled: (s) => isRunning(s) || s.servers.awaited !== undefined,
    perform: (s) => void s.ask.stop(),
  },
  {
    id: 'retry',
    ...onTrace,
    title: msg('Retry failed run'),
    menu: 'run',
    enabled: (s) => endedBadly(s) && s.host.connected,
    perform: (s) => void s.ask.retry(),
  },
] as const satisfies readonly CommandEntry[]
