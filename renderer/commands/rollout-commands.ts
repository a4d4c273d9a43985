/** Commands over groups of rollouts: the area, a new group, stopping one. */
import { msg } from '../../app/message'
import { groupProgress } from '../words/rollouts'
import { groupsOf } from '../../app/groups/group'
import type { State } from '../session/state'
import { isIn } from '../session/view/mode'
import type { CommandEntry } from './command'

/** The group of the open project that is looked at. */
function shownGroup({ document, rollouts: { place } }: State) {
  if (document.project === undefined || place?.type !== 'project') return undefined
  return groupsOf(document.project).find((g) => g.group === place.group)
}

export const rolloutCommands = [
  {
    id: 'rollouts',
    title: msg('Rollouts: groups and dumps'),
    keys: ['Mod+Shift+G'],
    menu: 'view',
    scope: 'typing',
    perform: (s) => s.view.showArea(isIn(s.get(), 'rollouts') ? 'project' : 'rollouts'),
  },
  {
    id: 'sample-rollouts',
    on: 'trace',
    title: msg('Sample rollouts of this question…'),
    keys: ['Mod+G'],
    menu: 'run',
    scope: 'typing',
    enabled: (s) => s.document.project !== undefined && s.ask.model !== undefined && s.host.connected,
    perform: (s) => s.view.showDialog('sample'),
  },
  {
    id: 'stop-rollouts',
    area: 'rollouts',
    title: msg('Stop sampling this group'),
    menu: 'run',
    enabled: (s) => {
      const group = shownGroup(s)
      return group !== undefined && groupProgress(group.branches).running
    },
    perform: (s) => {
      const group = shownGroup(s.get())
      if (group !== undefined) void s.rollouts.stop(group.group)
    },
  },
] as const satisfies readonly CommandEntry[]
