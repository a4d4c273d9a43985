/** Commands about why the open branch answers as it does. */
import { msg } from '../../app/message'
import { looksAsked } from '../session/looks/looks-rows'
import { openBranch } from '../session/document/rows'
import { openLooks } from '../session/why/why-rows'
import { chosenHere, shownMap } from '../session/why/words'
import type { State } from '../session/state'
import type { CommandEntry } from './command'

const why = { menu: 'run', area: 'project', on: 'trace' } as const

/** Ended with an answer, and a model is here that speaks its dialect. */
function canAsk(state: State): boolean {
  const run = openBranch(state)?.branch.run
  return canRun(state) && run?.type === 'ended' && run.reason === 'answered'
}

/** Ended, and a model is here that speaks its dialect. */
function canRun(state: State): boolean {
  const branch = openBranch(state)?.branch
  return branch?.run.type === 'ended' && state.host.models.some((m) => m.dialect === branch.dialect)
}

/** Words of it are marked, whether or not it ended with an answer. */
function canExplain(state: State): boolean {
  const { marked } = state.why
  return typeof marked === 'object' && marked.branch === state.document.branch && canRun(state)
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
    enabled: (s) => (canAsk(s) || (canRun(s) && chosenHere(s) !== undefined)) && s.why.work?.type !== 'map',
    perform: (s) => void s.why.askMap(),
  },
  {
    ...why,
    id: 'why-words',
    title: msg('Explain the marked words'),
    keys: ['Shift+X'],
    enabled: (s) => canExplain(s) && s.why.work?.type !== 'map',
    perform: (s) => void s.why.explainMarked(),
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
    area: 'project',
    enabled: (s) => s.collections.id !== undefined,
    perform: (s) => void s.triage.begin(),
  },
  {
    id: 'try-looks',
    title: msg('Did the looks matter? In all of these…'),
    keys: ['Shift+M'],
    menu: 'run',
    enabled: (s) => looksAsked(s) !== undefined,
    perform: (s) => s.looks.open(),
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
] as const satisfies readonly CommandEntry[]
