/** The built-in model, loaded in this process, as the host is given models. */
import { readModelManifest } from '../../main/models/onnx/manifest'
import { createBudget } from '../../main/models/onnx/budget'
import { loadModel } from '../../main/models/onnx/load'
import type { GenerateRequest, Model } from '../../app/reasoning/model'

const folder = new URL('../../assets/models/r3-mini', import.meta.url).pathname

/** A sample image with its question. */
export const sample = {
  path: new URL('../../assets/samples/sign-01.png', import.meta.url).pathname,
  question: 'What does the blue sign say?',
}

/** Opens it; every view it is shown is of the image at `path`. `asked`: what it was asked, in order. */
export async function openMini(
  path: string,
): Promise<Model & { readonly asked: GenerateRequest[]; readonly dispose: () => Promise<void> }> {
  const manifest = await readModelManifest(folder)
  const loaded = await loadModel(
    manifest,
    { runner: 'cpu', chunk: 512 },
    { budget: createBudget(256 * 2 ** 20) },
  )
  const paths = new Proxy<Record<string, string>>({}, { get: () => path })
  const asked: GenerateRequest[] = []
  return {
    info: manifest.info,
    asked,
    generate: (request, signal) => {
      asked.push(request)
      return loaded.generate(request, paths, signal)
    },
    prompt: () => Promise.resolve([]),
    dispose: () => loaded.dispose(),
  }
}
