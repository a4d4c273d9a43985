/** A board of wrong answers: clusters of the same kind and place, each with what its images show there. */
import { useMemo } from 'react'
import { viewAddress } from '../../../app/addresses'
import { clusters, type Cluster } from '../../../app/explain/triage'
import { heightOf, widthOf } from '../../../app/geometry/box'
import type { TriagedTrace } from '../../../app/host/explain'
import type { Triage } from '../../session/why/why-state'
import { Button } from '../../parts/Button'
import { WindowDialog } from '../../controls/WindowDialog'
import { Chunked } from '../../parts/Chunked'
import { failureWords, failureSentence, goldPlaceWords } from '../../words/why'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** Thumbnails: longest sides, in CSS pixels. */
const most = { width: 152, height: 96 } as const
/** Of a cluster so many are shown as thumbnails; the rest is told. */
const shownOf = 24

/** Open while the state says so. */
export function TriageDialog() {
  const session = useActions()
  const triage = useSession((s) => s.why.triage)
  return (
    <WindowDialog
      id="triage"
      title={t('Wrong answers, sorted')}
      kind="triage-dialog"
      testid="triage"
      onClose={session.triage.close}
    >
      {triage !== undefined && <Board triage={triage} />}
    </WindowDialog>
  )
}

function Board({ triage }: { triage: Triage }) {
  const session = useActions()
  const { done, total, known, found, over } = triage
  const groups = useMemo(() => clusters(found), [found])
  return (
    <div className="triage">
      <div className="why-row" role="status">
        {over ? (
          <p className="small-text">
            {known === 0
              ? t('Nobody says of these {n} traces what is right, so nothing can be sorted.', { n: done })
              : found.length === 0
                ? t('All {known} answers that can be checked are right.', { known })
                : t('{wrong} of {known} answers that can be checked are wrong.', {
                    wrong: found.length,
                    known,
                  })}
          </p>
        ) : (
          <>
            <progress max={Math.max(1, total)} value={done} aria-label={t('Sorting')} />
            <span className="muted small-text">{t('{done} of {total}', { done, total })}</span>
            <Button small onClick={session.triage.stop}>
              {t('Stop')}
            </Button>
          </>
        )}
      </div>
      <div className="triage-scroll">
        <Chunked items={groups} draw={(g) => <Group key={keyOf(g)} group={g} />} height={190} kept={-1} />
      </div>
    </div>
  )
}

function keyOf({ kind, place, extent }: Cluster<TriagedTrace>): string {
  return [kind, place, extent].join()
}

function Group({ group }: { group: Cluster<TriagedTrace> }) {
  const { kind, place, extent, members } = group
  return (
    <section className="triage-group" data-kind={kind} aria-label={failureWords(kind)}>
      <h3>
        {failureWords(kind)} <span className="muted">{goldPlaceWords(place, extent)}</span>{' '}
        <span className="triage-count">{members.length}</span>
      </h3>
      <p className="muted small-text">{failureSentence(kind)}</p>
      <ul className="triage-board">
        {members.slice(0, shownOf).map((trace) => (
          <li key={trace.trace}>
            <Thumbnail trace={trace} />
          </li>
        ))}
      </ul>
      {members.length > shownOf && (
        <p className="muted small-text">{t('and {n} more', { n: members.length - shownOf })}</p>
      )}
    </section>
  )
}

function Thumbnail({ trace }: { trace: TriagedTrace }) {
  const session = useActions()
  const { question, answer, gold, seen, failed, row } = trace
  return (
    <button
      type="button"
      className="triage-thumb"
      title={question}
      onClick={() => void session.triage.open(row)}
    >
      {seen === undefined ? (
        <span className="triage-none">{t('no image')}</span>
      ) : (
        <img src={pictureOf(seen)} alt="" loading="lazy" />
      )}
      <span className="triage-said">
        <b>{answer ?? t('(no answer)')}</b> {gold.length > 0 && <span className="muted">≠ {gold[0]}</span>}
      </span>
      {failed.iou !== undefined && <span className="muted small-text">IoU {failed.iou.toFixed(2)}</span>}
    </button>
  )
}

/** The part of the image, small; at twice the pixels for fine screens. */
function pictureOf({ id, crop }: NonNullable<TriagedTrace['seen']>): string {
  const scale = 2 * Math.min(most.width / widthOf(crop), most.height / heightOf(crop))
  const side = (length: number) => Math.max(1, Math.round(length * scale))
  const size = { width: side(widthOf(crop)), height: side(heightOf(crop)) }
  return viewAddress({ image: id, crop, size, filter: 'lanczos', grid: { width: 0, height: 0 } })
}
