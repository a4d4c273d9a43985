/**
 * What the host needs of the shell around it: a native menu, a native dialog, and what they tell the window. The desktop
 * gives one made of Electron; headless has neither. Knows no Electron.
 */
import type { MenuItem, ShellEvent } from '../app/host'

/** The shell as the host sees it. */
export interface Shell {
  /** Absolute path of the image a person chose; null when the dialog was dismissed or there is none. */
  readonly chooseImage: () => Promise<string | null>
  readonly setMenu: (items: readonly MenuItem[]) => void
  /** What happens from now on, and what happened while nobody listened, until the signal fires. */
  readonly events: (signal: AbortSignal) => AsyncIterable<ShellEvent>
}

/** The shell of the headless server: no dialogs, no menu, nothing ever happens. */
export const headlessShell: Shell = {
  chooseImage: () => Promise.resolve(null),
  setMenu: () => undefined,
  events: async function* (signal) {
    if (!signal.aborted) {
      await new Promise<void>((done) => {
        signal.addEventListener('abort', () => done(), { once: true })
      })
    }
    yield* []
  },
}

/** A queue of events: each goes to every listener; those that come before the first listener wait for it. */
export function createShellEvents(): {
  readonly emit: (event: ShellEvent) => void
  readonly events: Shell['events']
} {
  const listeners = new Set<(event: ShellEvent) => void>()
  let early: ShellEvent[] = []
  return {
    emit: (event) => {
      if (listeners.size === 0) early.push(event)
      for (const listener of listeners) listener(event)
    },
    events: async function* (signal) {
      const queue = early
      early = []
      let wake: () => void = () => undefined
      const listener = (event: ShellEvent) => {
        queue.push(event)
        wake()
      }
      const leave = () => wake()
      listeners.add(listener)
      signal.addEventListener('abort', leave, { once: true })
      try {
        while (!signal.aborted) {
          const event = queue.shift()
          if (event !== undefined) yield event
          else await new Promise<void>((done) => (wake = done))
        }
      } finally {
        listeners.delete(listener)
        signal.removeEventListener('abort', leave)
      }
    },
  }
}
