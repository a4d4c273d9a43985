/**
 * A command that reads what somebody else made, in a thread of its own: Ctrl+C and a polite kill end it whatever it computes, and a
 * record that never ends is told of instead of waited for. Both sides are here; knows no command.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { onAbort } from '../../app/async'
import { keepBeating, newBeats } from '../ports/beat'
import { watchBeats } from '../ports/thread'
import type { Terminal } from './command'

/** What the thread says: text for one of both outputs, at the end the exit code. */
type Said = { readonly out: string } | { readonly error: string } | { readonly code: number }

/** Milliseconds in one piece after which a command is given up. */
const hangMs = 60_000
/** Megabytes of JavaScript objects. */
const heapMb = 4096

/** Runs words in a thread of this built file. Resolves with the exit code. */
export function performApart(file: string, words: readonly string[], terminal: Terminal): Promise<number> {
  const beats = newBeats()
  const worker = new Worker(file, {
    workerData: { beats, words },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    execArgv: [],
  })
  const leave = onAbort(terminal.signal, () => worker.postMessage('abort'))
  return new Promise<number>((done) => {
    let code: number | undefined
    const end = (why?: string) => {
      stop()
      leave()
      if (code === undefined) terminal.error(`relook: ${why ?? 'The command ended early.'}\n`)
      done(code ?? 1)
    }
    const stop = watchBeats(beats, hangMs, () => {
      end(`Reading took longer than ${hangMs / 1000} s in one piece, and was stopped.`)
      void worker.terminate()
    })
    worker.on('message', (said: Said) => {
      if ('out' in said) terminal.out(said.out)
      else if ('error' in said) terminal.error(said.error)
      else code = said.code
    })
    worker.on('error', (error) => {
      const tooMuch = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      end(tooMuch ? `Reading needed more than ${heapMb} MB of memory, and was stopped.` : error.message)
    })
    worker.on('exit', () => end())
  })
}

/** The thread's side: performs the words it was started with. */
export async function serveApart(
  perform: (words: readonly string[], terminal: Terminal) => Promise<number>,
): Promise<void> {
  const port = parentPort
  if (port === null) return
  keepBeating()
  const controller = new AbortController()
  port.on('message', () => controller.abort())
  const say = (said: Said) => port.postMessage(said)
  const { words } = workerData as { readonly words: readonly string[] }
  const code = await perform(words, {
    out: (out) => say({ out }),
    error: (error) => say({ error }),
    signal: controller.signal,
  })
  say({ code })
  port.close()
}
