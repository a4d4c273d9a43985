/**
 * Gemini (also Robotics-ER): `[{"box_2d": [ymin, xmin, ymax, xmax], "label": …}]` and `[{"point": [y, x], "label": …}]`, thousandths,
 * y first; sometimes with a `mask` (an image as text). Nothing marks the answer.
 * Source of every rule: ai.google.dev, Gemini API, “Image understanding” (the words about `box_2d`) and “Robotics-ER” (points);
 * google-gemini/cookbook, quickstarts/Spatial_understanding.ipynb (the system instruction).
 */
import { writeNumbers } from './crops'
import { namingDialect } from './naming'

/** Gemini: `box_2d` and points in thousandths, y first, masks beside them. */
export const gemini = namingDialect({
  id: 'gemini',
  name: 'Gemini',
  space: 'per-mille',
  order: 'yxyx',
  sees: 'whole',
  checkpoints: /gemini/i,
  system: 'Return bounding boxes as a JSON array with labels. Never return masks or code fencing.',
  ask: (question) => `${question} The box_2d should be [ymin, xmin, ymax, xmax] normalized to 0-1000.`,
  keys: ['box_2d', 'point', 'points'],
  writeBox: (numbers, label = 'region') =>
    `{"box_2d": ${writeNumbers(numbers)}, "label": ${JSON.stringify(label)}}`,
  writePoint: (numbers, label = 'point') =>
    `{"point": ${writeNumbers(numbers)}, "label": ${JSON.stringify(label)}}`,
})
