/** Presenting the open trace. */
import { msg } from '../../app/message'
import { canPresent } from '../session/present/present-service'
import type { CommandEntry } from './command'

const present = { menu: 'view', area: 'project', on: 'trace' } as const

export const presentCommands = [
  {
    ...present,
    id: 'present',
    title: msg('Present'),
    keys: ['Mod+Shift+P'],
    scope: 'typing',
    enabled: canPresent,
    perform: (s) => s.present.start(),
  },
  {
    ...present,
    id: 'present-clicker',
    title: msg('Present (as a clicker asks for it)'),
    // In a browser this is the key to reload, and stays it.
    keys: ['F5', 'Shift+F5'],
    scope: 'typing',
    enabled: (s) => s.host.about?.shell === 'desktop' && canPresent(s),
    perform: (s) => s.present.start(),
  },
] as const satisfies readonly CommandEntry[]
