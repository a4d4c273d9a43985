/** The way between the main side and the indexing thread, as a Port. Knows no contract. */
import { Worker, type MessagePort } from 'node:worker_threads'
import type { Port } from '../../app/port'

/** Megabytes of JavaScript objects the thread may hold: a file cannot take the whole machine. */
const heapLimit = 1024

/** Starts a built file as a thread. Its port closes when it ends, however it ends. */
export function startThread(file: string): Port {
  const worker = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    execArgv: [],
    stdout: true,
  })
  // A thread that indexes must not keep a program alive that is done.
  worker.unref()
  const closers: (() => void)[] = []
  let gone = false
  const ended = () => {
    if (gone) return
    gone = true
    for (const closer of closers) closer()
  }
  worker.on('error', ended)
  worker.on('exit', ended)
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onClose: (listener) => void (gone ? listener() : closers.push(listener)),
    close: () => void worker.terminate(),
  }
}

/** A message port of this process as a Port. */
export function threadPort(port: MessagePort): Port {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
