// `npm run screenshots`: makes docs/screenshots again, with the built app and the built-in model. `-- N` takes sample N.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { buildIfNeeded } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
await buildIfNeeded()
const { module } = await runnerImport(`${root}test/e2e-harness/screenshots.ts`)
for (const path of await module.makeScreenshots(`${root}docs/screenshots`, Number(process.argv[2] ?? 0)))
  console.log(path.slice(root.length))
