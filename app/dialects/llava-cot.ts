/**
 * LLaVA-CoT: `<SUMMARY>`, `<CAPTION>`, `<REASONING>`, `<CONCLUSION>`; no regions of its own, Qwen's JSON is read where there is any.
 * Source: PKU-YuanGroup/LLaVA-CoT, README.md (stages); the conclusion is the answer (inference_demo/inference.py).
 */
import { jsonBox, namingDialect } from './naming'
import { answerSpan } from './spans'

/** LLaVA-CoT: stages of text in tags, without boxes. */
export const llavaCot = namingDialect({
  id: 'llava-cot',
  name: 'LLaVA-CoT',
  space: 'image',
  // Released as Xkev/Llama-3.2V-11B-cot.
  checkpoints: /llava[-_.]?(?:cot|o1)|llama-3\.2v-\d+b-cot/i,
  answers: (text) => answerSpan(text, 'CONCLUSION'),
  stop: ['</CONCLUSION>'],
  writeBox: jsonBox,
  writeAnswer: (text) => `<CONCLUSION>${text}</CONCLUSION>`,
})
