/** Commands over projects and the window itself. */
import { msg } from '../../app/message'
import { shareChoices } from '../session/share/share-service'
import type { CommandEntry } from './command'

export const fileCommands = [
  {
    id: 'open-image',
    title: msg('Open image…'),
    keys: ['Mod+O'],
    menu: 'file',
    scope: 'typing',
    perform: (s) => void s.files.openImage(),
  },
  {
    id: 'share',
    area: 'project',
    title: msg('Share…'),
    also: msg('HTML, PNG, SVG, PDF, GIF, MP4, film, figure, link'),
    keys: ['Mod+Shift+S'],
    menu: 'file',
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
    enabled: (s) => s.document.branch !== undefined,
    perform: (s) => void s.document.saveRun(),
  },
  {
    id: 'export-data',
    title: msg('Export training data…'),
    keys: ['Mod+E'],
    menu: 'file',
    perform: (s) => s.exports.open(),
  },
  {
    id: 'home',
    title: msg('Show samples and projects'),
    also: msg('home, start, recent work'),
    menu: 'file',
    enabled: (s) => s.document.id !== undefined || s.collections.id !== undefined,
    perform: (s) => s.document.close(),
  },
  {
    id: 'delete-project',
    area: 'project',
    title: msg('Move project to trash'),
    also: msg('delete, remove'),
    menu: 'file',
    enabled: (s) => s.document.id !== undefined && s.collections.id === undefined,
    perform: (s) => {
      const id = s.get().document.id
      if (id !== undefined) void s.document.delete(id)
    },
  },
  {
    id: 'rename-project',
    area: 'project',
    title: msg('Rename project…'),
    keys: ['F2'],
    menu: 'file',
    enabled: (s) => s.document.project !== undefined,
    perform: (s) => s.view.focusField('title'),
  },
  {
    id: 'models',
    title: msg('Models on this machine…'),
    menu: 'run',
    perform: (s) => s.view.showDialog('models'),
  },
  {
    id: 'servers',
    title: msg('Servers and their models…'),
    menu: 'run',
    perform: (s) => s.view.showDialog('servers'),
  },
  {
    id: 'settings',
    title: msg('Settings…'),
    also: msg('preferences, text size, data folder, keys, about, version'),
    keys: ['Mod+,'],
    menu: 'file',
    scope: 'typing',
    perform: (s) => s.view.showDialog('settings'),
  },
  {
    id: 'tour',
    title: msg('Take the 20-second tour'),
    also: msg('help, introduction'),
    menu: 'help',
    perform: (s) => void s.tour.begin(),
  },
  {
    id: 'palette',
    title: msg('Find a command…'),
    keys: ['Mod+K'],
    menu: 'help',
    scope: 'typing',
    perform: (s) => s.view.showDialog('palette'),
  },
  {
    id: 'shortcuts',
    title: msg('Keyboard shortcuts'),
    also: msg('help'),
    keys: ['?', 'F1'],
    menu: 'help',
    perform: (s) => s.view.showDialog('shortcuts'),
  },
] as const satisfies readonly CommandEntry[]
