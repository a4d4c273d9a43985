/** How far a look's region overlaps where the model had it, and where the answer really stands. */
import { iou } from '../../../app/geometry/box'
import type { LookRow } from '../../session/document/rows'
import { goldRegions } from '../../session/review/review-rows'
import { useSession } from '../../use-session'
import { t } from '../../language/text'

/** One line; nothing where there is nothing to compare with. */
export function Overlaps({ row }: { row: LookRow }) {
  const preview = useSession((s) => (s.editing.preview?.id === row.id ? s.editing.preview.region : undefined))
  const gold = useSession(goldRegions)
  const region = preview ?? row.region
  const moved = row.step !== undefined && (row.draft?.type === 'region' || preview !== undefined)
  const best = gold.length === 0 ? undefined : Math.max(...gold.map((g) => iou(region, g)))
  if (row.removed || (!moved && best === undefined)) return null
  return (
    <div className="overlaps numbers">
      {moved && row.step !== undefined && (
        <Overlap title={t('with the original')} value={iou(region, row.step.region)} />
      )}
      {best !== undefined && <Overlap title={t('with gold')} value={best} />}
    </div>
  )
}

function Overlap({ title, value }: { title: string; value: number }) {
  return (
    <span className="overlap" title={t('Intersection over union')}>
      IoU {title} <b>{value.toFixed(2)}</b>
      <meter min={0} max={1} value={value} aria-label={`IoU ${title}`} />
    </span>
  )
}
