/** Commands about why the open branch answers as it does. */
import { msg } from '../../app/message'
import { openBranch, openLooks, shownMap } from '../session/why/why-rows'
import type { State } from '../session/state'
import type { Command } from './command'

const why = { menu: 'run', scope: 'window', area: 'project', on: 'trace' } as const

/** Ended with an answer, and a model is here that speaks its dialect. */
function canAsk(state: State): boolean {
  const branch = openBranch(state)?.branch
  const answered = branch?.run.type === 'ended' && branch.run.reason === 'answered'
  return answered && state.host.models.some((m) => m.dialect === branch.dialect)
}

/** A model that runs here, not on a server, speaks the dialect of the branch. */
function canAttend(state: State): boolean {
  const dialect = openBranch(state)?.branch.dialect
  return state.host.models.some((m) => m.dialect === dialect && m.server === undefined)
}

export const whyCommands = [
  {
    ...why,
    id: 'why-map',
    title: msg('Where does the answer come from?'),
    keys: ['Shift+E'],
    enabled: (s) => canAsk(s) && s.why.work?.type !== 'map',
    perform: (s) => void s.why.askMap(),
  },
  {
    ...why,
    id: 'why-looks',
    title: msg('Did the looks matter?'),
    keys: ['Shift+L'],
    enabled: (s) => canAsk(s) && openLooks(s).length > 0 && s.why.work?.type !== 'looks',
    perform: (s) => void s.why.tryLooks(),
  },
  {
    ...why,
    menu: 'view',
    id: 'why-heat',
    title: msg('Show or hide the heat'),
    keys: ['Shift+H'],
    enabled: (s) => shownMap(s) !== undefined,
    perform: (s) => s.why.showHeat(!s.get().why.heat),
  },
  {
    id: 'triage',
    title: msg('Sort the wrong answers…'),
    keys: ['Shift+T'],
    menu: 'view',
    scope: 'window',
    area: 'project',
    enabled: (s) => s.collections.id !== undefined,
    perform: (s) => void s.triage.begin(),
  },
  {
    ...why,
    menu: 'view',
    id: 'attention',
    title: msg('Show or hide attention'),
    keys: ['Shift+A'],
    enabled: (s) => s.attention.on || canAttend(s),
    perform: (s) => s.attention.toggle(),
  },
] as const satisfies readonly Command[]
