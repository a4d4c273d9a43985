/** How a model's confidence in where it looks goes with being right, as lines for a terminal. Pure. */
import type { CalibrationSummary } from '../../app/metrics/calibration'

/** A heading, the one number, and groups from the least sure looks to the surest. */
export function calibrationText(calibration: CalibrationSummary | undefined): string {
  if (calibration === undefined)
    return 'Coordinate confidence: nothing is known (no gold regions, no looks, or no alternatives of tokens).\n'
  const { looks, right, rightFrom, auroc, bins } = calibration
  const lines = [
    `Coordinate confidence, ${looks} looks, ${right} with IoU ≥ ${rightFrom}:`,
    auroc === undefined
      ? '  AUROC of right looks against wrong ones: not defined, there are none of one kind'
      : `  AUROC of right looks against wrong ones  ${auroc.toFixed(3)}`,
    '  confidence   IoU with gold   looks',
    ...bins.map(
      ({ confidence, iou, count }) =>
        `  ${confidence.toFixed(3).padStart(10)}   ${iou.toFixed(3).padStart(13)}   ${String(count).padStart(5)}`,
    ),
  ]
  return lines.map((text) => `${text}\n`).join('')
}
