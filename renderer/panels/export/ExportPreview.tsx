/** What the form would give, counted while it is filled in, and the button that makes it. */
import type { ExportCounts } from '../../../app/host/exports'
import { Icon } from '../../parts/Icon'
import { countWords } from '../../words/collections'
import { useActions, useSession } from '../../use-session'

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
    <section className="export-preview" aria-label="What it gives">
      <Counts counts={counts} counting={preview?.counting === true} />
      {failure !== undefined && (
        <p className="export-failure" role="alert">
          <Icon name="warning" />
          {failure.message}
        </p>
      )}
      <button
        type="button"
        className="button primary export-start"
        disabled={empty || !named}
        onClick={() => void session.exports.start()}
      >
        {dialogs ? 'Export to a folder…' : 'Export'}
      </button>
    </section>
  )
}

function total({ records }: ExportCounts): number {
  return records.train + records.dev + records.test
}

function Counts({ counts, counting }: { counts: ExportCounts | undefined; counting: boolean }) {
  if (counts === undefined)
    return <p className="export-big muted">{counting ? 'Counting…' : 'Nothing chosen.'}</p>
  const { records, images, crops, corrected, accepted, skipped, done } = counts
  const left = Object.entries(skipped).toSorted(([, a], [, b]) => b - a)
  return (
    <div aria-busy={counting}>
      <p className="export-big">
        <strong>{countWords(total(counts))}</strong> {total(counts) === 1 ? 'record' : 'records'}
      </p>
      {counting && (
        <p className="export-counting">
          <progress
            className="export-bar"
            value={done}
            max={Math.max(1, counts.total)}
            aria-label="Counting"
          />
          {countWords(done)} of {countWords(counts.total)}
        </p>
      )}
      <dl className="export-facts">
        {records.dev + records.test > 0 && (
          <Fact title="Train / dev / test">
            {countWords(records.train)} / {countWords(records.dev)} / {countWords(records.test)}
          </Fact>
        )}
        <Fact title="Pictures">{countWords(images)}</Fact>
        <Fact title="Crops">{countWords(crops)}</Fact>
        <Fact title="Corrected">{countWords(corrected)}</Fact>
        <Fact title="Accepted">{countWords(accepted)}</Fact>
      </dl>
      {left.length > 0 && (
        <>
          <h3 className="export-left-title">Left out</h3>
          <ul className="export-left">
            {left.slice(0, 6).map(([reason, n]) => (
              <li key={reason}>
                <span>{reason}</span>
                <span className="numbers">{countWords(n)}</span>
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
