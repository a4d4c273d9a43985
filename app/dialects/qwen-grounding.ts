/**
 * Plain Qwen grounding, the baseline without crops: `{"bbox_2d": […], "label": …}` in pixels of the resized image (Qwen2.5-VL);
 * Qwen2-VL's `<|box_start|>(x1,y1),(x2,y2)<|box_end|>` and Qwen3-VL's JSON count in thousandths, which the trace then says.
 * Also the language of a dialogue that has none: nothing is marked, the last words are the answer.
 * Source: QwenLM/Qwen2.5-VL, cookbooks/spatial_understanding.ipynb; QwenLM/Qwen2-VL, README.md.
 */
import { answerSpan, inOrder, plainThought, withoutMarks } from './spans'
import { jsonBoxes, markedBoxes, taggedBoxes } from './named-boxes'
import { jsonBox, namingDialect } from './naming'

/** Qwen’s grounding answers: lists of boxes as JSON. */
export const qwenGrounding = namingDialect({
  id: 'qwen-grounding',
  name: 'Qwen grounding',
  space: 'input',
  checkpoints: /qwen2(?:\.5|_5)?[-_.]?vl/i,
  ask: (question) => question,
  boxes: (text) => inOrder([...jsonBoxes(text), ...markedBoxes(text), ...taggedBoxes(text)]),
  answers: answerSpan,
  stop: [],
  writeBox: (numbers, label = 'region') => jsonBox(numbers, label),
  writeAnswer: (text) => text,
  plain,
})

/** Without the fence and the brackets around a list of boxes. */
function plain(raw: string): string {
  return withoutMarks(plainThought(raw), ['```json', '```', '[', ']', ','])
}
