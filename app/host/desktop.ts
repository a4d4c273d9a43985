/**
 * What only a desktop has: its theme around the page, new versions, folders to look into. Part of the host's contract
 * (`app/host/index.ts` spreads `desktopContract`). Headless, `setTheme` does nothing and the others are `denied`.
 */
import { z } from 'zod'
import { call, stream } from '../contract'

/** How a new version of Relook is come by. Nothing is asked of any server before a person says so. */
export type Updates =
  /** This copy does not update itself, and why (a checkout, an archive). */
  | { readonly type: 'none'; readonly why: string }
  /** `automatic`: looks at each start. `checkedAt`: when it last looked and found nothing, in milliseconds. */
  | { readonly type: 'idle'; readonly automatic: boolean; readonly checkedAt?: number }
  | { readonly type: 'checking' }
  | { readonly type: 'available'; readonly version: string }
  | { readonly type: 'downloading'; readonly version: string; readonly done: number; readonly total: number }
  /** The next step restarts Relook. */
  | { readonly type: 'ready'; readonly version: string }
  | { readonly type: 'failed'; readonly message: string }

/** How the window is drawn. */
export const themes = ['system', 'light', 'dark'] as const
/** One of them; `system`: as the system has it. */
export type Theme = (typeof themes)[number]

/** Folders and files a person may be shown. */
export const places = ['data', 'crashes', 'notices'] as const
/** One of them. */
export type OpenableFolder = (typeof places)[number]

/** The data folder, and how far it is on its way to another place. */
export interface DataFolder {
  readonly folder: string
  /** By whom it was chosen. `environment` (RELOOK_DATA): it is changed there. */
  readonly chosenBy: 'usual' | 'environment' | 'moved'
  readonly move?:
    /** Bytes. */
    | { readonly type: 'copying'; readonly to: string; readonly done: number; readonly total: number }
    /** Copied and compared; Relook switches over when it closes. */
    | { readonly type: 'ready'; readonly to: string; readonly bytes: number }
    /** Everything is where it was. */
    | { readonly type: 'failed'; readonly message: string }
  /** What is left at the place before. */
  readonly old?: { readonly folder: string; readonly bytes: number }
}

/** The desktop's lines of the host's contract. */
export const desktopContract = {
  /** Menus, dialogs and what is seen before the page are drawn in it. */
  setTheme: call(z.object({ theme: z.enum(themes) })).returns<void>(),
  /** How far a new version is. */
  updates: stream(z.object({})).yields<Updates>(),
  /** Whether to look at each start. */
  setUpdates: call(z.object({ automatic: z.boolean() })).returns<void>(),
  /** The next step: look, download what was found, or restart with it. */
  update: call(z.object({ step: z.enum(['check', 'download', 'install']) })).returns<void>(),
  /** Where the data is; `null` where that is not to be changed from here. */
  dataFolder: stream(z.object({})).yields<DataFolder | null>(),
  /** Native dialog: begins to copy the data into a folder of its own in the chosen one. False: it was dismissed. */
  moveData: call(z.object({})).returns<boolean>(),
  /** Ends it, or takes back what is ready; nothing is left of it. */
  cancelMove: call(z.object({})).returns<void>(),
  /** Removes what was copied from the place before, as far as it has not changed since; how many files stay. */
  removeOldData: call(z.object({})).returns<{ readonly kept: number }>(),
  /** Closes Relook and starts it again. */
  restart: call(z.object({})).returns<void>(),
  /** Opens it in the system's file manager. */
  showPlace: call(z.object({ place: z.enum(places) })).returns<void>(),
} as const
