/** Whether a model's confidence in where it looks means anything: against the IoU of its looks with the gold regions. */
import { useMemo } from 'react'
import { calibrationOf, confidentLooks } from '../../../app/metrics/calibration'
import { lookingAt, type RunWithRows } from '../../session/evaluations/evaluation-rows'
import { percent } from '../../words/evaluations'
import { t } from '../../language/text'

/** A sentence, and groups from the least sure looks to the surest; nothing where no look has both numbers. */
export function Calibration({ runs }: { runs: readonly RunWithRows[] }) {
  const rows = runs[lookingAt(runs.map(({ run }) => run))]?.rows
  const calibration = useMemo(() => calibrationOf(confidentLooks(rows ?? [])), [rows])
  if (calibration === undefined) return null
  const { looks, right, rightFrom, auroc, bins } = calibration
  return (
    <section className="calibration small-text" aria-label={t('Confidence against IoU')}>
      <p>
        {t('{right} of {looks} looks reach a gold region (IoU ≥ {rightFrom}).', { right, looks, rightFrom })}{' '}
        {auroc === undefined
          ? t('There are none of the other kind, so confidence cannot tell them apart.')
          : t('Of a right look and a wrong one, the right one was the surer in {share} % of pairs (AUROC).', {
              share: percent(auroc),
            })}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('Confidence, mean')}</th>
            <th scope="col">{t('IoU with gold, mean')}</th>
            <th scope="col">{t('Looks')}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ confidence, iou, count }, i) => (
            <tr key={i}>
              <td className="numbers">{percent(confidence)}</td>
              <td>
                <span className="looks-share">
                  <span className="looks-bar" aria-hidden="true">
                    <span style={{ width: `${100 * iou}%` }} />
                  </span>
                  <span className="numbers">{iou.toFixed(2)}</span>
                </span>
              </td>
              <td className="numbers">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
