/**
 * Electron's channels as ports: the message port of a window, and the utility process that runs the models. Knows no
 * contract.
 */
import { utilityProcess, type MessagePortMain } from 'electron'
import type { Port } from '../../app/port'
import type { EngineProcess } from '../models/engine'
import { once } from './once'

/** The main side's end of a window's port. Closed when the window is gone or reloads. */
export function messagePort(port: MessagePortMain): Port {
  const ending = once()
  port.on('close', ending.fire)
  return {
    send: (message) => {
      if (!ending.fired()) port.postMessage(message)
    },
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data))
      port.start()
    },
    onClose: ending.add,
    close: () => {
      port.close()
      ending.fire()
    },
  }
}

/** Starts a built file as Electron's utility process, under a name for task managers: a crash in native code ends it, not the app. */
export function startUtility(file: string, serviceName: string): EngineProcess {
  const child = utilityProcess.fork(file, [], { serviceName, stdio: 'inherit' })
  const ending = once()
  let how = 'it was closed'
  child.on('exit', (code) => {
    how = `exit code ${code}`
    ending.fire()
  })
  return {
    port: {
      send: (message) => {
        if (!ending.fired()) child.postMessage(message)
      },
      onMessage: (listener) => void child.on('message', listener),
      onClose: ending.add,
      close: () => void child.kill(),
    },
    onExit: (listener) => ending.add(() => listener(how)),
    kill: () => void child.kill(),
  }
}
