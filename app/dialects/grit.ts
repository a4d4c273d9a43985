/**
 * GRIT: boxes named between `<think>` tags, then `<rethink>`, then `<answer>`; pixels of the resized image; no crop.
 * Source of every rule: eric-ai-lab/GRIT, gradio_qwen.py (prompt, every four integers in a row are a box, scaled by the
 * processor's size) and grpo-gr/GRPO_GR.py (its example puts several `bbox_2d` keys into one object: each is a box here).
 */
import { inAnswerTags, jsonBox, namingDialect } from './naming'

const prompt =
  " First, think between <think> and </think> while output necessary coordinates needed to answer the question in JSON with key 'bbox_2d'. " +
  'Then, based on the thinking contents and coordinates, rethink between <rethink> </rethink> and then answer the question after <answer>.\n'

/** GRIT: boxes named in the reasoning; no crop comes back. */
export const grit = namingDialect({
  id: 'grit',
  name: 'GRIT',
  space: 'input',
  checkpoints: /\bgrit\b/i,
  ask: (question) => `Question: ${question}${prompt}`,
  ...inAnswerTags,
  writeBox: (numbers, label = 'region') => jsonBox(numbers, label),
})
