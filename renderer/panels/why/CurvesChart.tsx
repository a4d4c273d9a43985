/** Deletion and insertion of a map, as two lines with the areas under them. */
import { areaUnder } from '../../../app/explain/curve'
import type { CurvePoint, Curves } from '../../../app/trace/evidence'
import { t } from '../../language/text'

const [width, height, edge] = [220, 84, 4] as const

/** The chart; what it says is in words beside it. */
export function CurvesChart({ curves: { deletion, insertion } }: { curves: Curves }) {
  const [deleted, inserted] = [areaUnder(deletion), areaUnder(insertion)]
  return (
    <figure className="why-curves">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('Probability of the answer as parts are hidden or shown')}
      >
        <path className="why-axis" d={`M${edge} ${edge}V${height - edge}H${width - edge}`} />
        {insertion.length > 1 && <path className="why-insertion" d={pathOf(insertion)} />}
        {deletion.length > 1 && <path className="why-deletion" d={pathOf(deletion)} />}
      </svg>
      <figcaption className="small-text">
        {deletion.length > 1 && (
          <span className="why-key" data-line="deletion">
            {t('hottest parts hidden first: {area} (low is good)', { area: deleted.toFixed(2) })}
          </span>
        )}
        {insertion.length > 1 && (
          <span className="why-key" data-line="insertion">
            {t('hottest parts shown first: {area} (high is good)', { area: inserted.toFixed(2) })}
          </span>
        )}
      </figcaption>
    </figure>
  )
}

function pathOf(points: readonly CurvePoint[]): string {
  const x = (share: number) => (edge + share * (width - 2 * edge)).toFixed(1)
  const y = (p: number) => (height - edge - Math.min(1, p) * (height - 2 * edge)).toFixed(1)
  return points.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.share)} ${y(p.probability)}`).join('')
}
