/** Commands over files of traces: opening one, going from trace to trace, finding, what is wrong with it. */
import { openCollectionOf } from '../session/collections'
import type { State } from '../session/state'
import type { Command } from './command'

const inTraces = (s: State) => s.collectionId !== undefined
const hasTrace = (s: State) => s.traceRow !== undefined
const state = (s: State) => openCollectionOf(s)?.state.type

export const collectionCommands = [
  {
    id: 'open-traces',
    title: 'Open traces…',
    keys: ['Mod+Shift+O'],
    menu: 'file',
    scope: 'typing',
    enabled: () => true,
    perform: (s) => void s.chooseTraces(),
  },
  {
    id: 'previous-trace',
    title: 'Previous trace',
    keys: ['A', 'Mod+ArrowLeft'],
    menu: 'view',
    scope: 'window',
    enabled: hasTrace,
    perform: (s) => void s.nextTrace(-1),
  },
  {
    id: 'next-trace',
    title: 'Next trace',
    keys: ['D', 'Mod+ArrowRight'],
    menu: 'view',
    scope: 'window',
    enabled: hasTrace,
    perform: (s) => void s.nextTrace(1),
  },
  {
    id: 'find-trace',
    title: 'Find a trace…',
    keys: ['Mod+F'],
    menu: 'edit',
    scope: 'typing',
    enabled: inTraces,
    perform: (s) => s.focusSearch(),
  },
  {
    id: 'issues',
    title: 'Show bad rows and missing pictures',
    keys: [],
    menu: 'view',
    scope: 'window',
    enabled: inTraces,
    perform: (s) => s.showDialog('issues'),
  },
  {
    id: 'choose-pictures',
    title: 'Choose the folder of the missing pictures…',
    keys: [],
    menu: 'file',
    scope: 'window',
    enabled: inTraces,
    perform: (s) => void s.choosePictures(),
  },
  {
    id: 'stop-index',
    title: 'Stop reading the file of traces',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => state(s) === 'indexing',
    perform: (s) => withOpen(s, s.stopIndex),
  },
  {
    id: 'resume-index',
    title: 'Go on reading the file of traces',
    keys: [],
    menu: 'run',
    scope: 'window',
    enabled: (s) => state(s) === 'stopped',
    perform: (s) => withOpen(s, s.resumeIndex),
  },
  {
    id: 'close-traces',
    title: 'Close the file of traces',
    keys: [],
    menu: 'file',
    scope: 'window',
    enabled: inTraces,
    perform: (s) => s.closeProject(),
  },
] as const satisfies readonly Command[]

function withOpen(s: Parameters<Command['perform']>[0], act: (id: string) => Promise<void>): void {
  const id = s.get().collectionId
  if (id !== undefined) void act(id)
}
