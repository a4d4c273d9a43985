/** Models that lie in folders as ONNX graphs, run in the inference process. Only reads what the folders say. */
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Model } from '../../../app/reasoning/model'
import type { Backend, Runtime } from '../backend'
import { distinct } from './distinct'
import { readModelManifest, type Manifest } from './manifest'

/** The models in the model folders, built-in first. A folder that is not a model is passed over. */
export function createOnnx(runtime: Runtime): Backend {
  const find = async (): Promise<readonly Manifest[]> => {
    const folders = (await Promise.all(runtime.modelFolders.map(subfolders))).flat()
    const read = await Promise.allSettled(folders.map((folder) => readModelManifest(folder)))
    const found = read.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []))
    const [builtIn] = runtime.modelFolders
    const names = distinct(
      found.map(({ folder, info }) => ({ folder, ...info, builtIn: dirname(folder) === builtIn })),
    )
    return found.map((m) => ({ ...m, info: { ...m.info, ...names.get(m.folder) } }))
  }
  const toModel = ({ info, folder }: Manifest): Model => ({
    info,
    generate: (request, signal) => runtime.generate(folder, request, signal),
    score: (request, signal) => runtime.score(folder, request, signal),
    attend: (request, signal) => runtime.attend(folder, request, signal),
    prompt: (messages) => runtime.prompt(folder, messages),
  })
  return {
    models: async () => (await find()).map((m) => m.info),
    open: async (id) => {
      const manifest = (await find()).find((m) => m.info.id === id)
      return manifest === undefined ? undefined : toModel(manifest)
    },
  }
}

async function subfolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((e) => e.isDirectory() || e.isSymbolicLink())
  return folders.map((e) => join(folder, e.name)).sort()
}
