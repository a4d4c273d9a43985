/** How sure the model was of where it looked: one number, and of each edge what else it could have been, to go on from. */
import type { Side } from '../../../app/geometry/box'
import { confidenceOf, edgesOf, placeBy, type SideOdds } from '../../../app/tokens/boxes'
import type { ShareOfValue } from '../../../app/trace/odds'
import { msg } from '../../../app/message'
import type { LookRow } from '../../session/document/rows'
import { orderOf } from '../../session/document/reading'
import { openLook, runnerUpId, workedOdds, type OpenLook } from '../../session/tokens/odds'
import { whyNot } from '../../session/tokens/tokens-service'
import { WorkOut } from './WorkOut'
import { useActions, useSession } from '../../use-session'
import { chanceWords } from '../../words/tokens'
import { t } from '../../language/text'

/** Values of an edge that are listed. */
const mostValues = 5

const sideNames: Readonly<Record<Side, ReturnType<typeof msg>>> = {
  left: msg('Left edge'),
  top: msg('Top edge'),
  right: msg('Right edge'),
  bottom: msg('Bottom edge'),
}

/** In the card of a look; its edges while tokens are shown. Nothing where no alternatives are known. */
export function EdgeOdds({ row, selected }: { readonly row: LookRow; readonly selected: boolean }) {
  const on = useSession((s) => s.view.tokenColours)
  const order = useSession(orderOf)
  const worked = useSession(workedOdds)
  const look = on || selected ? openLook(row, order, worked) : undefined
  if (look === undefined) return null
  const as = look.step.request.notation?.order ?? order
  const confidence = confidenceOf(look.step, as, look.odds)
  const place = placeBy(look.step, as)
  const edges = on && place !== undefined ? edgesOf(look.step, as, { place, odds: look.odds }) : undefined
  return (
    <div className="edge-odds" onClick={(e) => e.stopPropagation()}>
      {confidence !== undefined && (
        <p
          className="small-text"
          title={t(
            'A box drawn from the odds of its edges would share this much with it on average (IoU). It says how sure the model was, not that it was right.',
          )}
        >
          {t('Coordinate confidence')} <strong className="numbers">{chanceWords(confidence)}</strong>
        </p>
      )}
      {edges?.map((edge) => (
        <EdgeRow key={edge.side} edge={edge} look={look} />
      ))}
      {edges !== undefined && <WorkOut look={look} />}
    </div>
  )
}

function EdgeRow({ edge, look }: { readonly edge: SideOdds; readonly look: OpenLook }) {
  const { side, distribution } = edge
  const listed = distribution.values
    .slice(0, mostValues)
    .toSorted((a, b) => a.low + a.high - (b.low + b.high))
  const most = Math.max(...listed.map((v) => v.probability))
  return (
    <div className="edge-row" role="group" aria-label={t(sideNames[side])}>
      <span className="muted small-text">{t(sideNames[side])}</span>
      <span className="edge-values">
        {listed.map((value) => (
          <EdgeValue key={`${value.low} ${value.high}`} {...{ value, side, look, most }} />
        ))}
      </span>
    </div>
  )
}

interface ValueProps {
  readonly value: ShareOfValue
  readonly side: Side
  readonly look: OpenLook
  /** The likeliest of the row: its bar is the whole height. */
  readonly most: number
}

function EdgeValue({ value, side, look, most }: ValueProps) {
  const session = useActions()
  const { low, high, probability, by } = value
  const reason = useSession((s) => {
    const token = by && look.step.tokens?.[by.at]
    return token && whyNot(s, token)
  })
  const number = low === high ? String(low) : `${low}–${high}`
  const words = (
    <>
      <span className="edge-bar" aria-hidden="true">
        <span style={{ height: `${Math.max(4, (probability / most) * 100)}%` }} />
      </span>
      <span className="numbers">{number}</span>
      <span className="numbers muted">{chanceWords(probability)}</span>
    </>
  )
  if (by === undefined) return <span className="edge-value written">{words}</span>
  const ghost = look.ghosts.findIndex((g) => g.side === side && g.value.low === low && g.value.high === high)
  const attend = () => session.selection.hover(ghost < 0 ? undefined : runnerUpId(ghost))
  const leave = () => session.selection.hover(undefined)
  return (
    <button
      type="button"
      className="edge-value"
      disabled={reason !== undefined}
      title={reason ?? t('Continue with the box there')}
      aria-label={t('{side} at {number}, {chance}: continue with the box there', {
        side: t(sideNames[side]),
        number,
        chance: chanceWords(probability),
      })}
      onPointerEnter={attend}
      onPointerLeave={leave}
      onFocus={attend}
      onBlur={leave}
      onClick={() =>
        void session.tokens.goOn({ step: look.step.id, at: by.at }, [by.alternative, ...(by.then ?? [])])
      }
    >
      {words}
    </button>
  )
}
