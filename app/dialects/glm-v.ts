/**
 * GLM-4.1V, 4.5V, 4.6V: `<|begin_of_box|>[[x1,y1,x2,y2]]<|end_of_box|>` in a sentence, thousandths, brackets of any kind; the same
 * marks stand around plain answers and around JSON (`{"box_2d": [[…]]}`, x first).
 * Source of every rule: zai-org/GLM-V, README.md, “Grounding” (the prompt), examples/gui-agent.
 */
import { namingDialect } from './naming'

/** GLM-4.xV: brackets of any style inside `<|begin_of_box|>`, in thousandths. */
export const glmV = namingDialect({
  id: 'glm-v',
  name: 'GLM-4.xV',
  space: 'per-mille',
  sees: 'whole',
  checkpoints: /glm-?(?:4\.\d+|5)v|glm-?v\b/i,
  ask: (question) =>
    `Please pinpoint the bounding box [[x1,y1,x2,y2], …] in the image as per the given description. ${question}`,
  keys: ['box_2d', 'bbox_2d', 'bbox'],
  writeBox: (numbers) => `<|begin_of_box|>[[${numbers.join(',')}]]<|end_of_box|>`,
})
