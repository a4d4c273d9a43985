/**
 * A thread for files that somebody else made, as a Port: it may hold so much memory, must come round in so much time, and ends when
 * it does not. Why it ended is kept in words for people. Knows no contract.
 */
import { Worker, type MessagePort } from 'node:worker_threads'
import type { FailureData } from '../../app/failure'
import { given } from '../../app/given'
import type { Port } from '../../app/port'
import { recordMarkOf, newBeats, type Heartbeat, type RecordMark } from './beat'
import { once } from './once'

/** How a thread ended that nobody ended. */
export interface ThreadEnd {
  readonly failure: FailureData
  /** The record it was at. */
  readonly mark?: RecordMark
}

/** The way to a thread. `ended`: undefined while it runs, and when it was closed from here. */
export interface Thread extends Port {
  readonly ended?: () => ThreadEnd | undefined
}

export interface ThreadLimits {
  /** Megabytes of JavaScript objects: a file cannot take the whole machine. */
  readonly heapMb?: number
  /** Milliseconds in one piece; afterwards it is taken for one that will never come round. */
  readonly hangMs?: number
}

const usual = { heapMb: 1024, hangMs: 20_000 }
/** Milliseconds between two looks at a thread. */
const lookMs = 1000

/** Starts a built file as a thread. Its port closes when it ends, however it ends. */
export function startThread(file: string, limits: ThreadLimits = {}): Thread {
  const { heapMb, hangMs } = { ...usual, ...limits }
  const beats = newBeats()
  const worker = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    workerData: { beats },
    execArgv: [],
    stdout: true,
  })
  // A thread that reads must not keep a program alive that is done.
  worker.unref()
  const closing = once()
  let wanted = false
  let how: ThreadEnd | undefined
  const end = (failure: FailureData) => {
    if (closing.fired()) return
    stopWatching()
    if (!wanted) how = { failure, ...given({ mark: recordMarkOf(beats) }) }
    closing.fire()
  }
  const stopWatching = watchBeats(beats, hangMs, () => {
    end(tookTooLong(hangMs))
    void worker.terminate()
  })
  worker.on('error', (error) => end(failureOf(error, heapMb)))
  worker.on('exit', () => end({ code: 'internal', message: 'The thread that read the file ended.' }))
  return {
    ended: () => how,
    send: (message) => {
      if (!closing.fired()) worker.postMessage(message)
    },
    onMessage: (listener) => void worker.on('message', listener),
    onClose: closing.add,
    close: () => {
      wanted = true
      void worker.terminate()
    },
  }
}

/** Calls `hung` once the beats stand still for so long, while this side itself came round. Returns its end. */
export function watchBeats(beats: Heartbeat, hangMs: number, hung: () => void): () => void {
  let seen = -1
  let still = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const beat = Atomics.load(beats, 0)
    // Where this side was held up, or the machine slept, nothing is known about the other.
    still = beat !== seen || now - last > 3 * lookMs ? 0 : still + (now - last)
    seen = beat
    last = now
    if (still > hangMs) hung()
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}

function tookTooLong(ms: number): FailureData {
  const message = `Reading it took longer than ${Math.round(ms / 1000)} s in one piece, and was stopped.`
  return { code: 'bad-input', message }
}

function failureOf(error: Error, heapMb: number): FailureData {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return {
      code: 'bad-input',
      message: `Reading it needed more than ${heapMb} MB of memory, and was stopped.`,
    }
  return { code: 'internal', message: `Reading it failed: ${error.message}`, detail: error.stack ?? '' }
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
