/** Two branches side by side: what they share, where they part, how far their looks overlap, what they answer. */
import { useMemo } from 'react'
import { costOf, type Cost } from '../session/ask/duel'
import { compareRows, partingOf, type Pair, type DiffPiece } from '../session/document/compare'
import { hueOf, lookOf, type LookRow, type Row } from '../session/document/rows'
import type { BranchId } from '../../app/trace/project'
import type { State } from '../session/state'
import { useActions, useRows, useSession } from '../use-session'
import { regionWords, typeWord } from '../words/trace'
import { IconButton } from '../parts/Button'
import { LookChip } from '../parts/LookChip'
import { SeenPicture } from './story/Saw'
import { comparedBranch } from '../session/view/mode'
import { heard, t } from '../language/text'

/** The right column while two branches are compared. */
export function Compare() {
  const session = useActions()
  const other = useSession(comparedBranch)
  const own = useSession((s) => s.document.branch)
  // As in every diff: what was there before stands on the left.
  const swapped = useSession((s) => isOlder(s, comparedBranch(s), s.document.branch))
  const [first, second] = swapped ? [other, own] : [own, other]
  const left = useRows(first ?? '')
  const right = useRows(second ?? '')
  const { shared, pairs } = useMemo(() => compareRows(left, right), [left, right])
  const open = useSession((s) => [first, second].some((id) => branchOf(s, id)?.run.type === 'running'))
  const parting = partingOf(pairs, open)
  return (
    <section className="compare" aria-label={t('Comparison')} data-testid="compare">
      <header className="compare-head">
        <BranchName id={first} ghost={swapped} />
        <BranchName id={second} ghost={!swapped} />
        <IconButton
          icon="close"
          label={t('Stop comparing')}
          onClick={() => session.view.compare(undefined)}
        />
      </header>
      <div className="compare-costs">
        <RunCost id={first} rows={left} />
        <RunCost id={second} rows={right} />
      </div>
      {/* Scrolled by keys, too: there is nothing inside that takes the focus. */}
      <div className="compare-scroll" role="region" aria-label={t('Steps of both branches')} tabIndex={0}>
        {shared.length > 0 && (
          <div className="compare-shared muted">
            {t('{n, plural, one {Step 1 is} other {Steps 1–# are}} the same in both', { n: shared.length })}
          </div>
        )}
        {pairs.map((pair, i) => (
          <div key={i} className="pair-place" data-parts={i === parting}>
            {i === parting && (
              <div className="pair-parts small-text" data-testid="parting">
                {t('Here they part')}
              </div>
            )}
            <PairView pair={pair} rows={left} others={right} />
          </div>
        ))}
        {pairs.length === 0 && <p className="muted pad">{t('Both branches are the same so far.')}</p>}
      </div>
    </section>
  )
}

/** Which boxes on the image are whose, too. */
function BranchName({ id, ghost }: { id: BranchId | undefined; ghost: boolean }) {
  const name = useSession((s) => s.document.project?.branches.find((b) => b.id === id)?.name)
  return (
    <div className="compare-name" title={ghost ? t('thin boxes') : t('solid boxes')}>
      <span className={ghost ? 'line-sample ghost' : 'line-sample solid'} /> {heard(name ?? '')}
    </div>
  )
}

function branchOf({ document }: State, id: BranchId | undefined) {
  return document.project?.branches.find((branch) => branch.id === id)
}

/** Which model it was, whether it still writes, and what it took. */
function RunCost({ id, rows }: { id: BranchId | undefined; rows: readonly Row[] }) {
  const model = useSession((s) => branchOf(s, id)?.model ?? '')
  const name = useSession((s) => s.host.models.find((m) => m.id === model)?.name ?? model)
  const running = useSession((s) => branchOf(s, id)?.run.type === 'running')
  const cost = useMemo(() => costOf(rows), [rows])
  return (
    <div className="compare-cost" data-testid="cost">
      <span className="clip" translate="no">
        {name}
      </span>
      <span className="muted small-text numbers">
        {[...(running ? [t('running')] : []), ...(cost === undefined ? [] : costWords(cost))].join(' · ')}
      </span>
    </div>
  )
}

function costWords({ tokens, promptTokens, cachedTokens, drafted, accepted }: Cost): readonly string[] {
  return [
    t('{n, plural, one {# token} other {# tokens}} written', { n: tokens }),
    ...(cachedTokens === undefined
      ? []
      : [
          t('{cachedTokens, number} of {promptTokens, plural, one {# token} other {# tokens}} from cache', {
            cachedTokens,
            promptTokens,
          }),
        ]),
    ...(drafted === 0
      ? []
      : [
          t(
            '{accepted, number} of {drafted, plural, one {# drafted token} other {# drafted tokens}} accepted',
            {
              accepted,
              drafted,
            },
          ),
        ]),
  ]
}

/** Whether the first branch was there before the second. */
function isOlder({ document }: State, a: BranchId | undefined, b: BranchId | undefined): boolean {
  const ids = document.project?.branches.map((branch) => branch.id) ?? []
  return ids.findIndex((id) => id === a) < ids.findIndex((id) => id === b)
}

function PairView({ pair, rows, others }: { pair: Pair; rows: readonly Row[]; others: readonly Row[] }) {
  if (pair.type === 'look') {
    return (
      <div className="pair" data-type="look">
        <LookSide row={pair.left} rows={rows} />
        <LookSide row={pair.right} rows={others} />
        {pair.iou !== undefined && (
          <div
            className="pair-iou numbers"
            data-testid="iou"
            title={t('Intersection over union of the two regions')}
          >
            IoU {pair.iou.toFixed(2)}
            <meter min={0} max={1} value={pair.iou} />
          </div>
        )}
      </div>
    )
  }
  const answer = (pair.left ?? pair.right)?.type === 'answer'
  const same = pair.pieces.every((p) => p.side === 'both')
  const rewritten = pair.rewritten && !answer && pair.left !== undefined && pair.right !== undefined
  return (
    <div
      className="pair"
      data-type={answer ? 'answer' : 'thought'}
      data-same={same}
      data-rewritten={rewritten}
    >
      <TextSide there={pair.left !== undefined} pieces={pair.pieces} side="left" answer={answer} />
      <TextSide there={pair.right !== undefined} pieces={pair.pieces} side="right" answer={answer} />
      {answer && <div className="pair-verdict">{same ? t('= same answer') : t('≠ different answer')}</div>}
      {rewritten && <div className="pair-verdict muted">{t('rewritten')}</div>}
    </div>
  )
}

function TextSide(props: {
  there: boolean
  pieces: readonly DiffPiece[]
  side: 'left' | 'right'
  answer: boolean
}) {
  const { there, pieces, side, answer } = props
  if (!there) return <div className="side empty">–</div>
  return (
    <div className="side">
      <div className="side-type muted small-text">{typeWord(answer ? 'answer' : 'thought')}</div>
      <div className={answer ? 'answer' : 'rationale'}>
        {pieces
          .filter((p) => p.side === 'both' || p.side === side)
          .map((p, i) =>
            p.side === 'both' ? (
              <span key={i}>{p.text}</span>
            ) : (
              <mark key={i} className="diff" data-side={side}>
                {p.text}
              </mark>
            ),
          )}
      </div>
    </div>
  )
}

function LookSide({ row, rows }: { row: LookRow | undefined; rows: readonly Row[] }) {
  const session = useActions()
  if (row === undefined) return <div className="side empty">–</div>
  const seen = lookOf(rows, row.id)?.seen
  return (
    <div
      className="side"
      data-hue={hueOf(row.look)}
      onPointerEnter={() => session.selection.hover(row.id)}
      onPointerLeave={() => session.selection.hover(undefined)}
    >
      <div className="card-head">
        <LookChip look={row.look} person={row.step?.author.type === 'person'} />
        <span className="numbers small-text">{regionWords(row.region)}</span>
      </div>
      {seen !== undefined && <SeenPicture view={seen.view} />}
    </div>
  )
}
