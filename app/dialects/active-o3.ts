/**
 * Active-o3, and others whose answer is a list of boxes: `<think>…</think><answer>[{"bbox_2d": […], "label": …}, …]</answer>`, pixels of
 * the resized image. The boxes are looks; the answer is what words stand beside them.
 * Source of every rule: aim-uofa/Active-o3, demo/activeo3_demo_vstar.py (the scale, the prompt, and the slip
 * `"bbox_2d [x1, y1, x2, y2]": label`, which it repairs).
 */
import { inAnswerTags, jsonBox, namingDialect } from './naming'

/** Active-O3: a list of regions to look at more closely, inside its answer. */
export const activeO3 = namingDialect({
  id: 'active-o3',
  name: 'Active-o3 (boxes as the answer)',
  space: 'input',
  checkpoints: /active-?o3/i,
  ask: (question) =>
    `Please find ${question} in the image and return the bounding box coordinates in JSON format.`,
  ...inAnswerTags,
  writeBox: (numbers, label = 'region') => `<answer>[${jsonBox(numbers, label)}]</answer>`,
})
