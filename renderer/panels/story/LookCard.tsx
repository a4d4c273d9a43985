/** A look: where it looked, in the model's numbers and in pixels of the image, and the crop it was given for it. */
import type { LookFlag, LookStep } from '../../../app/trace/step'
import { areForced } from '../../../app/trace/forced'
import { haveProbabilities, wordsExtent } from '../../../app/tokens/shown'
import { type LookRow, hueOf, lookOf } from '../../session/document/rows'
import type { Preview } from '../../session/editing/editing-state'
import { useActions, useRows, useSession } from '../../use-session'
import { flagWords, placeWords, rowTypeWord, sizeWords } from '../../words/trace'
import { Button, LinkButton } from '../../parts/Button'
import { LookChip } from '../../parts/LookChip'
import { Icon } from '../../parts/Icon'
import { Disclosure } from '../../parts/Disclosure'
import { CameBack } from './CameBack'
import { CropPreview } from './CropPreview'
import { Details } from './Details'
import { LookCode } from './LookCode'
import { RegionNumbers } from './RegionNumbers'
import { SiblingPicker } from './SiblingPicker'
import { EdgeOdds } from './EdgeOdds'
import { ForcedBadge } from './ForcedBadge'
import { Saw, SeenPicture } from './Saw'
import { TokenText } from './TokenText'
import { t } from '../../language/text'
import { rich } from '../../language/rich'

/** One card for the look and its crop. */
export function LookCard({ row, selected }: { row: LookRow; selected: boolean }) {
  const session = useActions()
  const preview = useSession((s) => (s.editing.preview?.id === row.id ? s.editing.preview : undefined))
  const hovered = useSession((s) => s.selection.hovered === row.id)
  const place = preview ?? { region: row.region }
  const foreign = useSession((s) => s.document.project?.origin !== undefined)
  // Read in another space a region may come to nothing: then there is no crop to show either.
  const invalid = row.step?.flags.includes('invalid') === true
  // A place that was named, and nothing shown for it: no crop comes of it either when it is moved.
  const isOnlyNamed = row.step?.point !== undefined && row.seen === undefined
  const changed = (row.draft !== undefined && !row.removed) || preview !== undefined
  return (
    <article
      className="card look"
      data-type="look"
      data-hue={hueOf(row.look)}
      data-selected={selected}
      data-hovered={hovered}
      data-stale={row.stale}
      data-removed={row.removed}
      data-steps={`${row.id} ${row.seen?.id ?? ''}`}
      onClick={() => !selected && session.selection.step(row.id)}
      onPointerEnter={() => session.selection.hover(row.id)}
      onPointerLeave={() => session.selection.hover(undefined)}
    >
      <LookHead row={row} place={place} />
      <CountsIn row={row} />
      {row.step?.label !== undefined && (
        <p className="look-label" dir="auto">
          {row.step.label}
        </p>
      )}
      <Request row={row} selected={selected} />
      {isOnlyNamed ? null : changed ? (
        <CropPreview region={place.region} before={row.seen?.view} />
      ) : row.seen !== undefined && !invalid ? (
        <div className="crop" key={row.seen.id}>
          <SeenPicture view={row.seen.view} testid="crop" />
        </div>
      ) : (
        !invalid &&
        !(foreign && row.step !== undefined) && <div className="muted small-text">{t('No crop yet.')}</div>
      )}
      <CameBack step={row.step} />
      <CameBack step={row.seen} />
      {row.step !== undefined && <Flags row={row} step={row.step} />}
      {selected && (
        <>
          {row.step?.flags.includes('missing-image') !== true && <RegionNumbers row={row} place={place} />}
          {!changed && row.seen !== undefined && !invalid && (
            <Disclosure title={t('What the model saw')} aside={sizeWords(row.seen.view)}>
              <Saw view={row.seen.view} />
            </Disclosure>
          )}
          {row.step !== undefined && <Details row={row} />}
        </>
      )}
    </article>
  )
}

/** Its code; or its words token by token while those are shown, and how sure the model was of its edges. */
function Request({ row, selected }: { row: LookRow; selected: boolean }) {
  const { id, step, draft } = row
  const colours = useSession((s) => s.view.tokenColours)
  const extent = step && wordsExtent(step)
  if (step?.request.code === true) return <LookCode id={id} />
  if (draft !== undefined || step === undefined || extent === undefined) return null
  if (!haveProbabilities(step.tokens)) return null
  return (
    <div className="request-tokens">
      {colours && <TokenText step={step} extent={extent} raw />}
      <EdgeOdds row={row} selected={selected} />
    </div>
  )
}

/** What is odd about it, and the way out where there is one. */
function Flags({ row, step }: { row: LookRow; step: LookStep }) {
  const session = useActions()
  return step.flags.filter(isKnown(step, row.seen)).map((flag) => (
    <div key={flag} className="flag">
      <Icon name="warning" /> {flagWords(flag)}
      {flag === 'swapped' && row.draft === undefined && step.request.code !== true && (
        <Button
          small
          onClick={(e) => {
            e.stopPropagation()
            void session.regions.repair(row.id)
          }}
        >
          {t('Swap corners')}
        </Button>
      )}
    </div>
  ))
}

/** What is said of a place on a picture nobody has would be a guess. */
function isKnown({ flags }: LookStep, seen: LookRow['seen']): (flag: LookFlag) => boolean {
  // A point is drawn as one; only a crop around it needs a word.
  const cropped = seen !== undefined
  return (flag) => (flag !== 'clamped' || !flags.includes('missing-image')) && (flag !== 'point' || cropped)
}

/** Which picture its numbers count in, where that is an earlier crop: on the image it is drawn where it lies in all of it. */
function CountsIn({ row: { step } }: { row: LookRow }) {
  const session = useActions()
  const rows = useRows()
  const source = step?.request.source
  if (step === undefined || source === undefined) return null
  const outer = lookOf(rows, source)
  const { width, height } = step.request.frame
  return (
    <p className="muted small-text">
      {outer === undefined
        ? t('Its numbers count in the crop of an earlier look, {width} × {height} px as the model saw it.', {
            width,
            height,
          })
        : rich(
            'Its numbers count in the crop of <look>look {n}</look>, {width} × {height} px as the model saw it.',
            {
              n: outer.look,
              width,
              height,
              look: (inside) => (
                <LinkButton key="look" onClick={() => session.selection.step(outer.id)}>
                  {inside}
                </LinkButton>
              ),
            },
          )}
    </p>
  )
}

/** Number, region, and who it is by. */
function LookHead({ row, place }: { row: LookRow; place: Pick<Preview, 'region' | 'point'> }) {
  const moved = (row.draft !== undefined && !row.removed) || place.region !== row.region
  const person = moved || row.step?.author.type === 'person'
  return (
    <header className="card-head">
      <span className="card-number">{row.number}</span>
      <LookChip look={row.look} person={person} />
      <span className="card-type">{rowTypeWord(row)}</span>
      <span className="numbers muted">{placeWords(row, place)}</span>
      <span className="spacer" />
      <SiblingPicker step={row.id} />
      {person && (
        <span className="badge person">
          {row.step === undefined ? t('drawn by you') : moved ? t('moved by you') : t('by you')}
        </span>
      )}
      {!moved && row.step !== undefined && areForced([row.step]) && <ForcedBadge />}
      {row.removed && <span className="badge person">{t('removed by you')}</span>}
      {row.stale && <span className="badge">{t('from before the edit')}</span>}
    </header>
  )
}
