/** Builds the inference process once, as the app ships it, and starts it as a child process. */
import type { EngineProcess } from '../../../main/models/engine'
import { startChild } from '../../../main/ports/process'
import { bundle } from '../../builders/bundle'

/** The built file. */
export function buildWorker(): Promise<string> {
  return bundle('main/models/worker.ts', 'worker')
}

/** Starts processes and keeps them at hand, so that a test can end one. */
export function createStarter(file: string) {
  const started: EngineProcess[] = []
  return {
    started,
    start: () => {
      const child = startChild(file)
      started.push(child)
      return child
    },
  }
}
