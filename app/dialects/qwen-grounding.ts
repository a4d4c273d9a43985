/**
 * Plain Qwen grounding, the baseline without crops: `{"bbox_2d": […], "label": …}` in pixels of the resized image (Qwen2.5-VL,
 * MiMo-VL); Qwen2-VL's `<|box_start|>(x1,y1),(x2,y2)<|box_end|>` says that it counts in thousandths, Qwen3-VL's JSON does so without
 * saying it: there the file tells. Also the language of a dialogue that has none: nothing is marked, the last words are the answer.
 * Source: QwenLM/Qwen2.5-VL, cookbooks/spatial_understanding.ipynb; QwenLM/Qwen2-VL, README.md; XiaomiMiMo/MiMo-VL,
 * examples/grounding.ipynb.
 */
import { writeNumbers } from './crops'
import { jsonBox, namingDialect, type NamingFamily } from './naming'
import { suspectSpans } from './marks/suspects'

/** How every generation writes: a box or a point with its label. */
export const qwenJson = {
  suspects: suspectSpans,
  writeBox: (numbers, label = 'region') => jsonBox(numbers, label),
  writePoint: (numbers, label = 'point') =>
    `{"point_2d": ${writeNumbers(numbers)}, "label": ${JSON.stringify(label)}}`,
} satisfies Partial<NamingFamily>

/** Qwen’s grounding answers: lists of boxes as JSON. */
export const qwenGrounding = namingDialect({
  id: 'qwen-grounding',
  name: 'Qwen grounding',
  space: 'input',
  checkpoints: /qwen2(?:\.5|_5)?[-_.]?vl|mimo[-_.]?vl/i,
  ...qwenJson,
})
