/** Commands over groups of rollouts: the area, a new group, stopping one. */
import { progressOf } from '../session/rollout-words'
import { groupsOf } from '../../app/groups/group'
import type { State } from '../session/state'
import type { Command } from './command'

/** The group of the open project that is looked at. */
function shownGroup(s: State) {
  const { project, groupPlace } = s
  if (!s.rolling || project === undefined || groupPlace?.type !== 'project') return undefined
  return groupsOf(project).find((g) => g.group === groupPlace.group)
}

export const rolloutCommands = [
  {
    id: 'rollouts',
    title: 'Rollouts: groups and dumps',
    keys: ['Mod+Shift+G'],
    menu: 'view',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => s.showRollouts(!s.get().rolling),
  },
  {
    id: 'sample-rollouts',
    title: 'Sample rollouts of this question…',
    keys: ['Mod+G'],
    menu: 'run',
    scope: 'typing',
    enabled: (s) => s.project !== undefined && s.model !== undefined && s.connected,
    perform: (s) => s.showDialog('sample'),
  },
  {
    id: 'stop-rollouts',
    title: 'Stop sampling this group',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => {
      const group = shownGroup(s)
      return group !== undefined && progressOf(group.branches).running
    },
    perform: (s) => {
      const group = shownGroup(s.get())
      if (group !== undefined) void s.stopRollouts(group.group)
    },
  },
] as const satisfies readonly Command[]
