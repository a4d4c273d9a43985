/** The way from a process that Relook started (inference, images) to its parent, as a Port. Knows no contract. */
import { Failure } from '../../app/failure'
import type { Port } from '../../app/port'

/** Electron's side of a utility process; its types would bring all of Electron in. */
interface UtilityPort {
  readonly postMessage: (message: unknown) => void
  readonly on: (event: 'message', listener: (event: { data: unknown }) => void) => void
}

/** The port this process was started with. @throws Failure when it was started by hand. */
export function parentPort(): Port {
  // Electron adds `parentPort` to the process object.
  const utility = (process as NodeJS.Process & { parentPort?: UtilityPort }).parentPort
  if (utility !== undefined) return utilityPort(utility)
  if (process.send === undefined) throw new Failure('internal', 'This process is started by Relook only.')
  return childPort()
}

function utilityPort(parent: UtilityPort): Port {
  return {
    send: (message) => parent.postMessage(message),
    onMessage: (listener) => parent.on('message', (event) => listener(event.data)),
    // Electron ends a utility process together with its parent.
    onClose: () => undefined,
    close: () => process.exit(0),
  }
}

function childPort(): Port {
  return {
    send: (message) => {
      // A parent that has just gone is no error here: 'disconnect' follows.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) =>
      void process.on('disconnect', () => {
        listener()
        // An orphan must not go on computing.
        process.exit(0)
      }),
    close: () => process.disconnect(),
  }
}
