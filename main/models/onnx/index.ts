/** Models that lie in folders as ONNX graphs, run in the inference process. Only reads what the folders say. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from '../../../app/reasoning/model'
import type { Backend, Runtime } from '../backend'
import { readManifest, type Manifest } from './manifest'

/** The models in the model folders, built-in first. A folder that is not a model is passed over. */
export function createOnnx(runtime: Runtime): Backend {
  const find = async (): Promise<readonly Manifest[]> => {
    const folders = (await Promise.all(runtime.modelFolders.map(subfolders))).flat()
    const read = await Promise.allSettled(folders.map(readManifest))
    const found = read.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []))
    // The first of several with the same id counts.
    return found.filter((m, i) => found.findIndex((o) => o.info.id === m.info.id) === i)
  }
  const toModel = ({ info, folder }: Manifest): Model => ({
    info,
    generate: (request, signal) => runtime.generate(folder, request, signal),
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
  return entries.filter((e) => e.isDirectory() || e.isSymbolicLink()).map((e) => join(folder, e.name))
}
