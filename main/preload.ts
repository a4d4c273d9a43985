/**
 * Runs in the window before the page, in a world of its own. Gives the page two things: a way to open a port to the main
 * side, and where a file lies that a person dropped. Never hands out Electron's own objects or events.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Port } from '../app/port'

/** As in `policy.ts`; a sandboxed preload is one file, and this is all it needs of it. */
const portChannel = 'relook:port'

/** A port over the bridge between the worlds: functions only, messages are cloned. */
function open(): Port {
  const { port1: port, port2: other } = new MessageChannel()
  let closed = false
  const closers: (() => void)[] = []
  const ended = () => {
    if (closed) return
    closed = true
    for (const closer of closers) closer()
  }
  port.addEventListener('close', ended)
  ipcRenderer.postMessage(portChannel, undefined, [other])
  return Object.freeze({
    send: (message: unknown) => port.postMessage(message),
    onMessage: (listener: (message: unknown) => void) => {
      // A message event carries data; the types here are Node's, which know only plain events.
      port.addEventListener('message', (event) => listener((event as Event & { data: unknown }).data))
      port.start()
    },
    onClose: (listener: () => void) => {
      if (closed) listener()
      else closers.push(listener)
    },
    close: () => {
      port.close()
      ended()
    },
  })
}

/** Where a file lies that a person dropped or chose; empty for anything else. A page cannot make such a file itself. */
function pathOf(file: File): string {
  return webUtils.getPathForFile(file)
}

contextBridge.exposeInMainWorld('relook', Object.freeze({ open, pathOf }))
