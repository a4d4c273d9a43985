/** Below a region's numbers: how large it is, in what its numbers count, what they give where they are coarser, and the way back. */
import { sameBox, type Size } from '../../../app/geometry/box'
import type { Order } from '../../../app/geometry/spaces'
import type { PlacedLook } from '../../../app/reading/place'
import { spaceOf } from '../../session/document/reading'
import { pointOf, type LookRow } from '../../session/document/rows'
import type { Preview } from '../../session/editing/editing-state'
import { LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { orderWords, spaceWords } from '../../words/collections'
import { regionWords } from '../../words/trace'
import { t } from '../../language/text'

interface Props {
  readonly row: LookRow
  readonly place: Pick<Preview, 'region' | 'point'>
  readonly image: Size
  /** Of what its numbers count in: the image as the model saw it, or an earlier crop. */
  readonly frame: Size
  readonly order: Order
  /** What its numbers give, where it is written again. */
  readonly given: PlacedLook | undefined
}

/** One line, where it fits. */
export function RegionNote({ row, place, image, frame, order, given }: Props) {
  const session = useActions()
  const file = useSession(spaceOf)
  const { step } = row
  const space = (step?.reread ?? step?.request.notation)?.space ?? file
  const { region, point = pointOf(row) } = place
  const coarse = given !== undefined && point === undefined && !sameBox(given.region, region)
  return (
    <div className="region-note muted small-text">
      {point === undefined
        ? t('{right} × {bottom} of {width} × {height} px', {
            right: Math.round(region.right - region.left),
            bottom: Math.round(region.bottom - region.top),
            width: image.width,
            height: image.height,
          })
        : t('in {width} × {height} px', { width: image.width, height: image.height })}
      {'; '}
      {t('read as {space}', {
        space:
          space === undefined || space === 'input'
            ? t('px of {width} × {height}', { width: frame.width, height: frame.height })
            : spaceWords(space),
      })}
      {order !== 'xyxy' && `, ${orderWords(order)}`}
      {coarse && (
        <>; {t('in these numbers the model is given {region}', { region: regionWords(given.region) })}</>
      )}
      {row.draft !== undefined && (
        <LinkButton onClick={() => void session.steps.takeBack(row.id)}>
          {row.step === undefined ? t('Remove') : t('Move back')}
        </LinkButton>
      )}
    </div>
  )
}
