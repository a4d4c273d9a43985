/**
 * PaddleOCR-VL's spotting: `<|TEXT_START|>Hello<|TEXT_END|><|LOC_BEGIN|>` four corners as eight `<|LOC_n|>` `<|LOC_END|>`, or the eight
 * bare behind the text; thousandths. A region is the box around its corners. The model knows its instructions alone (`Spotting:`).
 * Source of every rule: PaddlePaddle/PaddleX, paddlex/inference/pipelines/paddleocr_vl (`post_process_for_spotting`, the prompt).
 */
import { withEntities } from './marks/entities'
import { namingDialect } from './naming'

/** PaddleOCR-VL: words before eight `<|LOC_n|>` tokens, the corners of where they stand. */
export const paddleOcrVl = namingDialect({
  id: 'paddleocr-vl',
  name: 'PaddleOCR-VL',
  space: 'per-mille',
  sees: 'whole',
  checkpoints: /paddle-?ocr-?vl/i,
  writeBox: ([x1 = 0, y1 = 0, x2 = 0, y2 = 0], label = 'region') => {
    const corners = [x1, y1, x2, y1, x2, y2, x1, y2].map((n) => `<|LOC_${n}|>`).join('')
    return `<|TEXT_START|>${withEntities(label)}<|TEXT_END|><|LOC_BEGIN|>${corners}<|LOC_END|>`
  },
})
