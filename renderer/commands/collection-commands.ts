import { msg } from '../../app/message'
import type { State } from '../session/state'
import type { CommandEntry } from './command'
import { selectedGhosts } from '../session/document/reading'
import { openCollectionOf } from '../session/collections/open-collection'
import { callAt } from '../session/readers/readers-service'

const inTraces = (s: State) => s.collections.id !== undefined
const hasTrace = (s: State) => s.collections.row !== undefined && !s.review.travelling
const state = (s: State) => openCollectionOf(s)?.state.type

export const collectionCommands = [
  {
    id: 'open-traces',
    title: msg('Open traces…'),
    keys: ['Mod+Shift+O'],
    menu: 'file',
    scope: 'typing',
    perform: (s) => void s.files.chooseTraces(),
  },
  {
    id: 'previous-trace',
    area: 'project',
    title: msg('Previous trace'),
    keys: ['A', 'Mod+ArrowLeft'],
    menu: 'view',
    enabled: hasTrace,
    perform: (s) => void s.collections.next(-1),
  },
  {
    id: 'next-trace',
    area: 'project',
    title: msg('Next trace'),
    keys: ['D', 'Mod+ArrowRight'],
    menu: 'view',
    enabled: hasTrace,
    perform: (s) => void s.collections.next(1),
  },
  {
    id: 'find-trace',
    area: 'project',
    title: msg('Find a trace…'),
    keys: ['Mod+F'],
    menu: 'edit',
    scope: 'typing',
    enabled: inTraces,
    perform: (s) => s.view.focusField('search'),
  },
  {
    id: 'show-readings',
    area: 'project',
    on: 'trace',
    title: msg('Compare readings of a box'),
    keys: ['U'],
    menu: 'view',
    enabled: (s) => !s.ghosts.open && inTraces(s) && selectedGhosts(s) !== undefined,
    perform: (s) => s.ghosts.show(),
  },
  {
    id: 'issues',
    area: 'project',
    title: msg('Show invalid rows and missing images'),
    menu: 'view',
    enabled: inTraces,
    perform: (s) => s.view.showDialog('issues'),
  },
  {
    id: 'readers',
    area: 'project',
    title: msg('Named readers…'),
    menu: 'file',
    perform: (s) => s.view.showDialog('readers'),
  },
  {
    id: 'map-file',
    area: 'project',
    title: msg('Say how this file is read…'),
    menu: 'file',
    enabled: inTraces,
    perform: (s) => void s.readers.mapFile(),
  },
  {
    id: 'name-box',
    area: 'project',
    on: 'trace',
    title: msg('Say where the box of this call is…'),
    menu: 'edit',
    enabled: (s) => callAt(s) !== undefined,
    perform: (s) => s.readers.mapCall(),
  },
  {
    id: 'choose-pictures',
    title: msg('Choose the folder of the missing images…'),
    menu: 'file',
    enabled: inTraces,
    perform: (s) => void s.files.choosePictures(),
  },
  {
    id: 'stop-index',
    title: msg('Stop indexing'),
    menu: 'run',
    enabled: (s) => state(s) === 'indexing',
    perform: (s) => withOpen(s, s.collections.stopIndex),
  },
  {
    id: 'resume-index',
    title: msg('Resume indexing'),
    menu: 'run',
    enabled: (s) => state(s) === 'stopped',
    perform: (s) => withOpen(s, s.collections.resumeIndex),
  },
  {
    id: 'close-traces',
    title: msg('Close the file'),
    menu: 'file',
    enabled: inTraces,
    perform: (s) => s.document.close(),
  },
] as const satisfies readonly CommandEntry[]

function withOpen(s: Parameters<CommandEntry['perform']>[0], act: (id: string) => Promise<unknown>): void {
  const id = s.get().collections.id
  if (id !== undefined) void act(id)
}
