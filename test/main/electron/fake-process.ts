/** Electron's `utilityProcess` in a test: a real Node process, so that the real worker runs in it. */
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'

/** The stand-in and the end of what it started. */
export function createFakeProcess() {
  const children: ChildProcess[] = []
  const utilityProcess = {
    fork: (file: string, args: readonly string[]) => {
      const child = fork(file, [...args], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        serialization: 'advanced',
      })
      children.push(child)
      const process = Object.assign(new EventEmitter(), {
        postMessage: (message: unknown) => {
          if (child.connected) child.send(message as object)
        },
        kill: () => child.kill(),
      })
      child.on('message', (message) => process.emit('message', message))
      child.on('exit', (code, signal) => process.emit('exit', code ?? signal))
      return process
    },
  }
  const end = async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    }
  }
  return { utilityProcess, end }
}
