/** Original and correction side by side: each changed step, words as a diff, regions by overlap, steps taken out or put in. */
import { areaOf, iou } from '../../../app/geometry/box'
import { orderKey } from '../../../app/trace/draft'
import { diffText, type DiffPiece } from '../../session/document/compare'
import { changedRows } from '../../session/review/review-rows'
import { hueOf, type LookRow, type Row, type StepRow } from '../../session/document/rows'
import { useActions, useRows, useSession } from '../../use-session'
import { regionWords, typeWord } from '../../words/trace'
import { LookChip } from '../../parts/LookChip'
import { CropPreview } from '../story/CropPreview'
import { SeenPicture } from '../story/Saw'
import { Signature } from './Signature'
import { Pieces } from './WordDiff'
import { ownReview } from '../../session/review/review-target'
import { verdictWords } from '../../words/review'
import { t } from '../../language/text'

/** The list of changes. */
export function Changes() {
  const rows = changedRows(useRows())
  const moved = useSession(
    (s) =>
      s.document.branch !== undefined &&
      s.document.project?.drafts[orderKey(s.document.branch)] !== undefined,
  )
  const own = useSession(ownReview)
  const signed = own !== undefined && own.at > 0 && (
    <div className="signed small-text">
      <b translate="no">{own.by}</b> {own.verdict !== undefined && t(verdictWords[own.verdict]).toLowerCase()}
      <Signature review={own} />
    </div>
  )
  if (rows.length === 0 && !moved)
    return (
      <div className="changes">
        {signed}
        <p className="muted review-empty">
          {t('No changes. What you move, rewrite, add or remove is listed here beside the original.')}
        </p>
      </div>
    )
  return (
    <div className="changes">
      {signed}
      <div className="changes-head muted small-text">
        <span>{t('Original')}</span>
        <span>{t('Corrected')}</span>
      </div>
      {moved && <div className="compare-shared muted">{t('The steps are in another order')}</div>}
      {rows.map((row) =>
        row.type === 'look' ? <LookPair key={row.id} row={row} /> : <TextPair key={row.id} row={row} />,
      )}
    </div>
  )
}

function TextPair({ row }: { row: StepRow }) {
  const before = row.added || !('text' in row.step) ? undefined : row.step.text
  const after = row.removed ? undefined : wordsOf(row)
  const pieces = diffText(before ?? '', after ?? '')
  return (
    <PairFrame row={row}>
      <Words there={before !== undefined} pieces={pieces} side="left" />
      <Words there={after !== undefined} pieces={pieces} side="right" />
    </PairFrame>
  )
}

interface WordsProps {
  readonly there: boolean
  readonly pieces: readonly DiffPiece[]
  readonly side: 'left' | 'right'
}

function Words({ there, pieces, side }: WordsProps) {
  if (!there) return <div className="side empty">{side === 'left' ? t('not there') : t('removed')}</div>
  return (
    <div className="side rationale">
      <Pieces pieces={pieces.filter((p) => p.side === 'both' || p.side === side)} />
    </div>
  )
}

function LookPair({ row }: { row: LookRow }) {
  const before = row.step?.region
  return (
    <PairFrame row={row}>
      {before === undefined ? (
        <div className="side empty">{t('not there')}</div>
      ) : (
        <div className="side">
          <span className="numbers small-text">{regionWords(before)}</span>
          {row.seen !== undefined && <SeenPicture view={row.seen.view} />}
        </div>
      )}
      {row.removed ? (
        <div className="side empty">{t('removed')}</div>
      ) : (
        <div className="side">
          <span className="numbers small-text">{regionWords(row.region)}</span>
          {areaOf(row.region) > 0 && <CropPreview region={row.region} before={undefined} />}
        </div>
      )}
      {before !== undefined && !row.removed && (
        <div className="pair-iou numbers">
          IoU {iou(before, row.region).toFixed(2)}
          <meter min={0} max={1} value={iou(before, row.region)} />
        </div>
      )}
    </PairFrame>
  )
}

function PairFrame({ row, children }: { row: Row; children: React.ReactNode }) {
  const session = useActions()
  return (
    <div className="pair change" data-hue={row.type === 'look' ? hueOf(row.look) : undefined}>
      <button
        type="button"
        className="change-title"
        onClick={() => {
          session.review.setTab('reasoning')
          session.selection.step(row.id)
        }}
      >
        <span className="step-number">{row.number}</span>
        {row.type === 'look' && <LookChip look={row.look} person />}
        {typeWord(row.type)}
      </button>
      {children}
    </div>
  )
}

function wordsOf(row: StepRow): string {
  if (row.draft !== undefined && 'text' in row.draft) return row.draft.text
  return 'text' in row.step ? row.step.text : ''
}
