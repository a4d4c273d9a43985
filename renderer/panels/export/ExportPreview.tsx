/** What the form would give, counted while it is filled in, and the button that makes it. */
import type { ExportCounts } from '../../../app/host/exports'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { useActions, useSession } from '../../use-session'
import { formatNumber, heard, t } from '../../language/text'
import { rich } from '../../language/rich'

/** Counts, what is left out, start. */
export function ExportPreview() {
  const session = useActions()
  const preview = useSession((s) => s.exports.preview)
  const failure = useSession((s) => s.exports.failure ?? s.exports.preview?.failure)
  const dialogs = useSession((s) => s.host.about?.dialogs === true)
  const named = useSession((s) => s.exports.form.name.trim() !== '')
  const counts = preview?.counts
  const empty = counts !== undefined && preview?.counting === false && total(counts) === 0
  return (
    <section className="export-preview" aria-label={t('Preview')}>
      <Counts counts={counts} counting={preview?.counting === true} />
      {failure !== undefined && (
        <p className="export-failure" role="alert">
          <Icon name="warning" />
          {heard(failure.message)}
        </p>
      )}
      <Button
        primary
        className="export-start"
        disabled={empty || !named}
        onClick={() => void session.exports.start()}
      >
        {dialogs ? t('Export to a folder…') : t('Export')}
      </Button>
    </section>
  )
}

function total({ records }: ExportCounts): number {
  return records.train + records.dev + records.test
}

function Counts({ counts, counting }: { counts: ExportCounts | undefined; counting: boolean }) {
  if (counts === undefined)
    return <p className="export-big muted">{counting ? t('Counting…') : t('Nothing chosen.')}</p>
  const { records, images, crops, corrected, accepted, skipped, done } = counts
  const left = Object.entries(skipped).toSorted(([, a], [, b]) => b - a)
  return (
    <div aria-busy={counting}>
      <p className="export-big">
        {rich('<strong>{n, number}</strong> {n, plural, one {record} other {records}}', {
          n: total(counts),
          strong: (inside) => <strong key="n">{inside}</strong>,
        })}
      </p>
      {counting && (
        <p className="export-counting">
          <progress
            className="export-bar"
            value={done}
            max={Math.max(1, counts.total)}
            aria-label={t('Counting')}
          />
          {t('{done, number} of {total, number}', { done, total: counts.total })}
        </p>
      )}
      <dl className="export-facts">
        {records.dev + records.test > 0 && (
          <Fact title={t('Train / dev / test')}>
            {formatNumber(records.train)} / {formatNumber(records.dev)} / {formatNumber(records.test)}
          </Fact>
        )}
        <Fact title={t('Images')}>{formatNumber(images)}</Fact>
        <Fact title={t('Crops')}>{formatNumber(crops)}</Fact>
        <Fact title={t('Corrected')}>{formatNumber(corrected)}</Fact>
        <Fact title={t('Accepted')}>{formatNumber(accepted)}</Fact>
      </dl>
      {left.length > 0 && (
        <>
          <h3 className="export-left-title">{t('Left out')}</h3>
          <ul className="export-left">
            {left.slice(0, 6).map(([reason, n]) => (
              <li key={reason}>
                <span>{reason}</span>
                <span className="numbers">{formatNumber(n)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd className="numbers">{children}</dd>
    </div>
  )
}
