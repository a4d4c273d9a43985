/** A source file with all it imports as one file that Node runs, as the app is built: for processes that tests start. */
import { join } from 'node:path'
import { build } from 'vite'

const root = new URL('../..', import.meta.url).pathname

/** Builds it (path from the repository's root) and gives the built file. Packages stay packages. */
export async function bundle(source: string, name: string): Promise<string> {
  // Inside the project, so that packages are found from there.
  const folder = join(root, '.cache', 'test-worker')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: source,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: `${name}.js` } },
    },
  })
  return join(folder, `${name}.js`)
}
