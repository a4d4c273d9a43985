/**
 * Florence-2: `cup<loc_100><loc_200><loc_300><loc_400>`, the middle of bin n of 1,000, x first; the name before; eight tokens of its
 * OCR task are a quad. It is asked by tasks, not questions.
 * Source of every rule: microsoft/Florence-2-large, processing_florence2.py (tasks, quantizers); huggingface/transformers.js,
 * processing_florence2.js (`(n + 0.5) / 1000`).
 */
import { unmarkedName } from './marks/entities'
import { namingDialect } from './naming'

/** Florence-2: names before `<loc_n>` tokens in thousand bins; four are a box, more a polygon or quad. */
export const florence2 = namingDialect({
  id: 'florence-2',
  name: 'Florence-2',
  space: 'bins-1000',
  sees: 'whole',
  checkpoints: /florence-?2/i,
  ask: (question) => (question.startsWith('<') ? question : `<CAPTION_TO_PHRASE_GROUNDING>${question}`),
  writeBox: (numbers, label = 'region') => unmarkedName(label) + numbers.map((n) => `<loc_${n}>`).join(''),
})
