/** What the file says about the trace beside its reasoning: gold, verdict, gold boxes, and everything else as it stands. */
import type { Origin } from '../../../app/trace/origin'
import { Disclosure } from '../../parts/Disclosure'
import { formatName, spaceWords, verdictOf } from '../../words/collections'
import { useSession } from '../../use-session'
import { withShortData } from '../../words/short-data'
import { regionWords } from '../../words/trace'
import { t } from '../../language/text'

/** The end of the story of a trace from a file. */
export function OriginCard() {
  const origin = useSession((s) => s.document.project?.origin)
  if (origin === undefined) return null
  return (
    <article className="card origin" aria-label={t('What the file says')}>
      <Gold origin={origin} />
      <GoldBoxes origin={origin} />
      <Disclosure
        title={t('From the file')}
        aside={`${origin.file}, ${t('line {line}', { line: origin.line })}`}
      >
        <Facts origin={origin} />
      </Disclosure>
    </article>
  )
}

function Gold({ origin: { gold, verdict } }: { origin: Origin }) {
  const word = verdictOf(verdict)
  if ((gold === undefined || gold.length === 0) && word === undefined) return null
  return (
    <div className="origin-gold">
      {gold !== undefined && gold.length > 0 && (
        <div>
          <div className="card-type">{gold.length === 1 ? t('Gold answer') : t('Gold answers')}</div>
          <div className="gold-answer" dir="auto">
            {gold.join(' · ')}
          </div>
        </div>
      )}
      {word !== undefined && (
        <span
          className="verdict-word"
          data-verdict={word}
          title={t('The file scores it {verdict}', { verdict: verdict ?? '' })}
        >
          {word === 'right' ? t('✓ right') : t('✗ wrong')}
        </span>
      )}
    </div>
  )
}

/** Listed as well as drawn: a canvas cannot be read out. */
function GoldBoxes({ origin: { goldBoxes } }: { origin: Origin }) {
  if (goldBoxes.length === 0) return null
  return (
    <ul className="gold-boxes" aria-label={t('Gold boxes')}>
      {goldBoxes.map((b, i) => (
        <li key={i} className="numbers">
          <span className="gold-sample" aria-hidden="true" /> {b.label ?? t('gold')}
          <span className="muted"> {regionWords(b.region)}</span>
          <span className="muted small-text" title={spaceWords(b.space)}>
            {' '}
            [{b.numbers.join(', ')}]
          </span>
        </li>
      ))}
    </ul>
  )
}

function Facts({ origin }: { origin: Origin }) {
  const { id, format, row, system, pictures, meta } = origin
  const known = Object.entries(meta).filter(([, value]) => value !== undefined)
  return (
    <>
      <dl className="facts">
        <dt>{t('Format')}</dt>
        <dd>{formatName(format)}</dd>
        <dt>{t('Id')}</dt>
        <dd>{id ?? t('none; trace {row} of the file', { row: row + 1 })}</dd>
        {pictures.map(({ name, image }, i) => (
          <Picture key={i} name={name} size={image} n={pictures.length > 1 ? i + 1 : undefined} />
        ))}
        {known.map(([key, value]) => (
          <Fact key={key} name={key} value={value} />
        ))}
      </dl>
      {system !== undefined && (
        <>
          <div className="muted small-text">{t('System message')}</div>
          <pre className="raw" dir="auto">
            {withShortData(system)}
          </pre>
        </>
      )}
    </>
  )
}

interface PictureProps {
  readonly name: string
  readonly size: { readonly width: number; readonly height: number } | undefined
  readonly n: number | undefined
}

function Picture({ name, size, n }: PictureProps) {
  return (
    <>
      <dt>{n === undefined ? t('Image') : t('Image {n}', { n })}</dt>
      <dd>
        {name}
        <span className="muted">
          {' '}
          {size === undefined ? t('not loaded') : `${size.width} × ${size.height}`}
        </span>
      </dd>
    </>
  )
}

/** Short values on a line, long ones as they stand. */
function Fact({ name, value }: { name: string; value: unknown }) {
  const text = withShortData(typeof value === 'string' ? value : JSON.stringify(value, undefined, 1))
  const long = text.length > 120 || text.includes('\n')
  return (
    <>
      <dt>{name}</dt>
      <dd>{long ? <pre className="raw">{text.slice(0, 20_000)}</pre> : text}</dd>
    </>
  )
}
