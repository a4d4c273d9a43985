/**
 * What the host needs of the shell around it: a native menu, a native dialog, and what they tell the window. The desktop
 * gives one made of Electron; headless has neither. Knows no Electron.
 */
import type { MenuItem, ShellEvent } from '../../app/host'
import type { DataFolder, OpenableFolder, Theme } from '../../app/host/desktop'
import { createBroadcast } from '../../app/async'
import type { SaveAsk } from './file-types'
import type { UpdateService } from './updates'

/** What a desktop has and a server has not. */
export interface Desktop {
  readonly setTheme: (theme: Theme) => void
  readonly updates: UpdateService
  /** Opens it in the system's file manager. @throws Failure `not-found`. */
  readonly showPlace: (place: OpenableFolder) => Promise<void>
  readonly data: DataMover
  /** Closes everything and starts again. */
  readonly restart: () => void
}

/** The data folder's way to another place. */
export interface DataMover {
  readonly follow: (signal: AbortSignal) => AsyncIterable<DataFolder>
  /** Into an existing folder. @throws Failure when it cannot be begun. */
  readonly begin: (into: string) => Promise<void>
  readonly cancel: () => Promise<void>
  /** How many files stay. */
  readonly removeOld: () => Promise<number>
}

/** The shell as the host sees it. */
export interface Shell {
  /** Absolute path of the image a person chose; null when the dialog was dismissed or there is none. */
  readonly chooseImage: () => Promise<string | null>
  /** Absolute path of a file of traces a person chose; null when dismissed. Absent where there is no native dialog. */
  readonly chooseTraces?: () => Promise<string | null>
  /** Absolute path of a folder a person chose; null when dismissed. Absent where there is no native dialog. */
  readonly chooseFolder?: () => Promise<string | null>
  /** Absolute path to save something at; null when dismissed. Absent where there is no native dialog. */
  readonly chooseSave?: (ask: SaveAsk) => Promise<string | null>
  /** Shows a file or folder in the system's file manager. Absent where there is none. */
  readonly show?: (path: string) => void
  /** Absent in a headless shell. */
  readonly desktop?: Desktop
  readonly setMenu: (items: readonly MenuItem[]) => void
  /** What happens from now on, and what happened while nobody listened, until the signal fires. */
  readonly events: (signal: AbortSignal) => AsyncIterable<ShellEvent>
}

/** The shell of the headless server: no dialogs, no menu, nothing ever happens. */
export const headlessShell: Shell = {
  chooseImage: () => Promise.resolve(null),
  setMenu: () => undefined,
  events: (signal) => createBroadcast<ShellEvent>().follow(signal),
}

/** Events for every listener; those that come before the first listener wait for it. */
export function createShellEvents(): {
  readonly emit: (event: ShellEvent) => void
  readonly events: Shell['events']
} {
  const listeners = createBroadcast<ShellEvent>()
  let early: ShellEvent[] = []
  return {
    emit: (event) => {
      if (listeners.followed()) listeners.tell(event)
      else early.push(event)
    },
    events: (signal) => {
      const first = signal.aborted ? [] : early
      if (!signal.aborted) early = []
      return listeners.follow(signal, ...first)
    },
  }
}
