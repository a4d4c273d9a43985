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

/** Folders and files a person may be shown. */
export const places = ['data', 'crashes', 'notices'] as const
/** One of them. */
export type Place = (typeof places)[number]

/** The desktop's lines of the host's contract. */
export const desktopContract = {
  /** Menus, dialogs and what is seen before the page are drawn in it. */
  setTheme: call(z.object({ theme: z.enum(['system', 'light', 'dark']) })).returns<void>(),
  /** How far a new version is. */
  updates: stream(z.object({})).yields<Updates>(),
  /** Whether to look at each start. */
  setUpdates: call(z.object({ automatic: z.boolean() })).returns<void>(),
  /** The next step: look, download what was found, or restart with it. */
  update: call(z.object({ step: z.enum(['check', 'download', 'install']) })).returns<void>(),
  /** Opens it in the system's file manager. */
  showPlace: call(z.object({ place: z.enum(places) })).returns<void>(),
} as const
