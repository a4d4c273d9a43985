/** Commands over projects and the window itself. */
import { msg } from '../../app/message'
import { shareChoices } from '../session/share/share-service'
import type { Command } from './command'

export const fileCommands = [
  {
    id: 'open-image',
    title: msg('Open image…'),
    keys: ['Mod+O'],
    menu: 'file',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => void s.files.openImage(),
  },
  {
    id: 'share',
    area: 'project',
    title: msg('Share…'),
    keys: ['Mod+Shift+S'],
    menu: 'file',
    scope: 'window',
    enabled: (s) => shareChoices(s).length > 0,
    perform: (s) => s.share.open(),
  },
  {
    id: 'save-run',
    area: 'project',
    on: 'trace',
    title: msg('Save this run as JSON…'),
    keys: ['Mod+Alt+S'],
    menu: 'file',
    scope: 'window',
    enabled: (s) => s.document.branch !== undefined,
    perform: (s) => void s.document.saveRun(),
  },
  {
    id: 'export-data',
    title: msg('Export training data…'),
    keys: ['Mod+E'],
    menu: 'file',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.exports.open(),
  },
  {
    id: 'home',
    title: msg('Show samples and projects'),
    keys: [],
    menu: 'file',
    scope: 'window',
    enabled: (s) => s.document.id !== undefined || s.collections.id !== undefined,
    perform: (s) => s.document.close(),
  },
  {
    id: 'delete-project',
    area: 'project',
    title: msg('Move project to trash'),
    keys: [],
    menu: 'file',
    scope: 'window',
    enabled: (s) => s.document.id !== undefined && s.collections.id === undefined,
    perform: (s) => {
      const id = s.get().document.id
      if (id !== undefined) void s.document.delete(id)
    },
  },
  {
    id: 'models',
    title: msg('Models on this machine…'),
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.view.showDialog('models'),
  },
  {
    id: 'servers',
    title: msg('Servers and their models…'),
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.view.showDialog('servers'),
  },
  {
    id: 'palette',
    title: msg('Find a command…'),
    keys: ['Mod+K'],
    menu: 'help',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => s.view.showDialog('palette'),
  },
  {
    id: 'shortcuts',
    title: msg('Keyboard shortcuts'),
    keys: ['?', 'F1'],
    menu: 'help',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.view.showDialog('shortcuts'),
  },
] as const satisfies readonly Command[]
