/**
 * Qwen3-VL's grounding without crops: `{"bbox_2d": […], "label": …}` as Qwen2.5-VL writes it, but in thousandths; points as
 * `{"point_2d": […], "label": …}`. A visual token is 32 pixels wide (patch 16 × merge 2).
 * Source: qwen-vl-finetune/GROUNDING_DATA_FORMAT.md in SalemAlNasi/Qwen3-VL, a fork of QwenLM/Qwen3-VL; the budget is that of the
 * `qwen3-vl` dialect.
 */
import { namingDialect } from './naming'
import { qwenJson } from './qwen-grounding'
import { budgetsOf } from './spans'

/** Qwen3-VL’s grounding answers: lists of boxes as JSON, in thousandths. */
export const qwen3Grounding = namingDialect({
  id: 'qwen3-grounding',
  name: 'Qwen3-VL grounding',
  space: 'per-mille',
  cell: 32,
  budgets: budgetsOf([64, 16384], undefined, 32),
  keys: ['bbox_2d', 'point_2d'],
  ...qwenJson,
})
