/** Folders that are not whole or do not fit: the sentence names the file and what is wrong with it. */
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'

let folder: string
const file = (name: string) => join(folder, 'onnx', name)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relook-load-'))
  await cp(new URL('../../../fixtures/qwen/model', import.meta.url).pathname, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

test.each<[string, () => Promise<void>, string]>([
  [
    'weights that are not there',
    () => rm(file('vision_encoder.onnx_data')),
    'golden cannot be loaded: vision_encoder.onnx needs its weights in vision_encoder.onnx_data, and that file is not beside it.',
  ],
  [
    'weights that are cut off',
    () => truncate(file('decoder_model_merged.onnx_data'), 1000),
    'golden cannot be loaded: decoder_model_merged.onnx_data is not whole: weights that decoder_model_merged.onnx needs are not in it.',
  ],
  [
    'a graph that is cut off',
    () => truncate(file('decoder_model_merged.onnx'), 3000),
    'golden cannot be loaded: decoder_model_merged.onnx is damaged or not whole.',
  ],
  [
    'another graph in its place',
    async () => {
      await writeFile(file('embed_tokens.onnx'), await readFile(file('vision_encoder.onnx')))
    },
    'embed_tokens.onnx: the input “pixel_values” is not known.',
  ],
])('says which file and why: %s', async (_, spoil, words) => {
  await spoil()
  const loading = readModelManifest(folder).then((manifest) =>
    loadModel(manifest, { runner: 'cpu', chunk: 512 }),
  )
  await expect(loading).rejects.toMatchObject({ code: 'model-unavailable', message: words })
})
