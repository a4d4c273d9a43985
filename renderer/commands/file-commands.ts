/** Commands over projects and the window itself. */
import type { Command } from './command'

export const fileCommands = [
  {
    id: 'open-image',
    title: 'Open image…',
    keys: ['Mod+O'],
    menu: 'file',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => void s.openImage(),
  },
  {
    id: 'save-run',
    title: 'Save this run as JSON…',
    keys: ['Mod+Shift+S'],
    menu: 'file',
    scope: 'window',
    enabled: (s) => s.branch !== undefined,
    perform: (s) => void s.saveRun(),
  },
  {
    id: 'export-data',
    title: 'Export training data…',
    keys: ['Mod+E'],
    menu: 'file',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.openExport(),
  },
  {
    id: 'home',
    title: 'Show samples and projects',
    keys: [],
    menu: 'file',
    scope: 'window',
    enabled: (s) => s.projectId !== undefined || s.collectionId !== undefined,
    perform: (s) => s.closeProject(),
  },
  {
    id: 'delete-project',
    title: 'Move project to trash',
    keys: [],
    menu: 'file',
    scope: 'window',
    enabled: (s) => s.projectId !== undefined && s.collectionId === undefined,
    perform: (s) => {
      const id = s.get().projectId
      if (id !== undefined) void s.deleteProject(id)
    },
  },
  {
    id: 'models',
    title: 'Models on this machine…',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.showDialog('models'),
  },
  {
    id: 'servers',
    title: 'Servers and their models…',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.showDialog('servers'),
  },
  {
    id: 'palette',
    title: 'Find a command…',
    keys: ['Mod+K'],
    menu: 'help',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => s.showDialog('palette'),
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    keys: ['?', 'F1'],
    menu: 'help',
    scope: 'window',
    enabled: () => true,
    perform: (s) => s.showDialog('shortcuts'),
  },
] as const satisfies readonly Command[]
