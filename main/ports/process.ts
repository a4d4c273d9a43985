/** A child process as the engine's process, outside Electron. Knows no contract. */
import { fork } from 'node:child_process'
import type { EngineProcess } from '../models/engine'
import { once } from './once'

/** Characters of a child's last words that are kept. */
const saidLimit = 8000

/** Starts a built file as a child process with a message channel. It ends with this process. */
export function startChild(file: string): EngineProcess {
  const child = fork(file, [], {
    // Structured clone: typed arrays cross as they are.
    serialization: 'advanced',
    // The terminal belongs to the parent: a library's chatter must not mix with a command's result.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl+C in a terminal goes to the whole group; the parent decides when the child ends.
    detached: process.platform !== 'win32',
    execArgv: [],
  })
  let gone = ''
  const [closing, exiting] = [once(), once()]
  const ended = (how: string) => {
    if (closing.fired()) return
    gone = how
    closing.fire()
    exiting.fire()
  }
  let wanted = false
  let said = ''
  child.stderr?.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-saidLimit)))
  child.on('error', (error) => ended(error.message))
  child.on('exit', (code, signal) => {
    // Its last words are worth having when nobody asked it to end.
    if (!wanted && said !== '') process.stderr.write(said)
    ended(signal === null ? `exit code ${code}` : `signal ${signal}`)
  })
  const kill = () => {
    wanted = true
    child.kill('SIGKILL')
  }
  return {
    port: {
      send: (message) => {
        // The callback takes what would be an uncaught error when the child is just gone; `exit` tells of that.
        if (!closing.fired() && child.connected) child.send(message as object, () => undefined)
      },
      onMessage: (listener) => void child.on('message', listener),
      onClose: closing.add,
      close: kill,
    },
    onExit: (listener) => exiting.add(() => listener(gone)),
    kill,
  }
}
