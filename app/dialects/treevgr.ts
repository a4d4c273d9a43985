/**
 * TreeVGR: `<box>[x1,y1,x2,y2]</box>` in the reasoning, `<answer>`; pixels compared with boxes of the original; no crop.
 * Source of every rule: Haochen-Wang409/TreeVGR, inference_treebench.py (system message, pattern, `compute_box_iou` without
 * any scaling, 1280..16384 visual tokens).
 */
import { inAnswerTags, namingDialect } from './naming'
import { budgetsOf } from './spans'

const system =
  'A conversation between user and assistant. The user asks a question, and the Assistant solves it. The assistant MUST first think ' +
  'about the reasoning process in the mind and then provide the user with the answer. The reasoning process and answer are enclosed ' +
  'within <think> </think> and <answer> </answer> tags, respectively. When referring to particular objects in the reasoning process, ' +
  'the assistant MUST localize the object with bounding box coordinates between <box> and </box>. You MUST strictly follow the format.'

/** TreeVGR: boxes named in the reasoning, in pixels; no crop comes back. */
export const treeVgr = namingDialect({
  id: 'treevgr',
  name: 'TreeVGR',
  space: 'image',
  budgets: budgetsOf([1280, 16384]),
  system,
  checkpoints: /treevgr/i,
  ...inAnswerTags,
  writeBox: (numbers) => `<box>[${numbers.join(',')}]</box>`,
})
