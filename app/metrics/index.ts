/** Every metric Relook can score with. One file each (or one per family), one line here. */
import { anls } from './anls'
import { boxIou } from './box-iou'
import { choice, hrBench, mmmu, mmvp } from './choice'
import { exactMatch, sameText } from './exact-match'
import { letter } from './letter'
import { mathVision } from './mathvision'
import { mathVista } from './mathvista'
import type { Metric } from './metric'
import { realWorld } from './realworld'
import { relaxedAccuracy } from './relaxed-accuracy'
import { vqaScore } from './vqa-score'
import { hallusionBench, mme, yesNo } from './yes-no'

/** The metrics, in the order in which a person chooses among them. */
export const metrics = [
  choice,
  mmmu,
  hrBench,
  mmvp,
  realWorld,
  letter,
  exactMatch,
  sameText,
  anls,
  relaxedAccuracy,
  vqaScore,
  yesNo,
  hallusionBench,
  mme,
  mathVista,
  mathVision,
  boxIou,
] as const satisfies readonly Metric[]

/** The id of a metric. */
export type MetricId = (typeof metrics)[number]['id']

/** The metric with this id, if it is known. */
export function metricOf(id: string): Metric | undefined {
  return metrics.find((m) => m.id === id)
}
