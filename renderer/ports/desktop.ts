/** The bridge Electron's preload gives the window, as a port. Knows nothing of Electron itself. */
import type { Port } from '../../app/port'

/** What `main/preload.ts` exposes: functions only, messages are cloned. */
export interface DesktopBridge {
  readonly open: () => Port
  /** Where a file that was dropped or chosen lies; empty for one that lies nowhere. */
  readonly pathOf?: (file: File) => string
}

/** The bridge where the window runs in Electron; undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  // The one global the preload defines; a browser has none.
  return (globalThis as { relook?: DesktopBridge }).relook
}
