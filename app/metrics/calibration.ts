/** Whether a model's confidence in where it looks means anything: against how well its looks lie on the gold regions. Pure. */
import { bestIou } from './box-iou'
import type { ResultRow } from './result'

/** A look whose confidence is known, on a row with gold regions. */
export interface ConfidentLook {
  /** 0..1. */
  readonly confidence: number
  /** Best with a gold region, 0..1. */
  readonly iou: number
}

/** Looks of about one confidence. */
export interface CalibrationBin {
  readonly count: number
  /** Means, 0..1. */
  readonly confidence: number
  readonly iou: number
}

/** How confidence goes with being right. */
export interface CalibrationSummary {
  readonly looks: number
  /** From this IoU on a look counts as right. */
  readonly rightFrom: number
  readonly right: number
  /** Chance that a right look was held surer than a wrong one, ties as half; undefined where there are none of either. */
  readonly auroc: number | undefined
  /** Of equally many looks, the least sure first. */
  readonly bins: readonly CalibrationBin[]
}

/** Groups of looks, at most. */
const mostBins = 5
/** A look counts as right from this IoU on. */
const rightFrom = 0.5

/** The looks of rows, each with its confidence. */
export function confidentLooks(rows: readonly ResultRow[]): readonly ConfidentLook[] {
  return rows.flatMap(({ looks, confidences = [], item: { boxes = [] } }) =>
    boxes.length === 0
      ? []
      : looks.flatMap((look, i) => {
          const confidence = confidences[i]
          return typeof confidence === 'number' ? [{ confidence, iou: bestIou([look], boxes) }] : []
        }),
  )
}

/** Undefined without looks. */
export function calibrationOf(looks: readonly ConfidentLook[]): CalibrationSummary | undefined {
  if (looks.length === 0) return undefined
  const sorted = [...looks].sort((a, b) => a.confidence - b.confidence)
  const size = Math.ceil(sorted.length / Math.min(mostBins, sorted.length))
  const bins: CalibrationBin[] = []
  for (let from = 0; from < sorted.length; from += size) {
    const bin = sorted.slice(from, from + size)
    bins.push({ count: bin.length, confidence: mean(bin, 'confidence'), iou: mean(bin, 'iou') })
  }
  const right = looks.filter((l) => l.iou >= rightFrom)
  const wrong = looks.filter((l) => l.iou < rightFrom)
  return { looks: looks.length, rightFrom, right: right.length, auroc: aurocOf(right, wrong), bins }
}

function aurocOf(right: readonly ConfidentLook[], wrong: readonly ConfidentLook[]): number | undefined {
  if (right.length === 0 || wrong.length === 0) return undefined
  // Ranks instead of pairs: a run may have tens of thousands of looks.
  const all = [
    ...right.map((l) => ({ ...l, isRight: true })),
    ...wrong.map((l) => ({ ...l, isRight: false })),
  ]
  all.sort((a, b) => a.confidence - b.confidence)
  let sum = 0
  for (let from = 0; from < all.length;) {
    let to = from
    while (to < all.length && all[to]?.confidence === all[from]?.confidence) to++
    const rank = (from + 1 + to) / 2
    for (let i = from; i < to; i++) if (all[i]?.isRight === true) sum += rank
    from = to
  }
  return (sum - (right.length * (right.length + 1)) / 2) / (right.length * wrong.length)
}

function mean(looks: readonly ConfidentLook[], of: keyof ConfidentLook): number {
  return looks.reduce((sum, look) => sum + look[of], 0) / looks.length
}
