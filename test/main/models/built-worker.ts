/** Builds the inference process once, as the app ships it, and starts it as a child process. */
import { join } from 'node:path'
import { build } from 'vite'
import type { EngineProcess } from '../../../main/models/engine'
import { startChild } from '../../../main/ports/process'

const root = new URL('../../..', import.meta.url).pathname
// Inside the project, so that packages are found from there.
const folder = join(root, '.cache', 'test-worker')

/** The built file. */
export async function buildWorker(): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'main/models/worker.ts',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'worker.js' } },
    },
  })
  return join(folder, 'worker.js')
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
