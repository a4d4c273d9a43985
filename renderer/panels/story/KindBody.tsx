/** What a step is that is more than words: code without a region, a call of a tool, latent vectors, a region nobody can read. */
import type { ReactNode } from 'react'
import { dataCall, shownCall } from '../../../app/dialects/calls/shown'
import { shownCode } from '../../../app/dialects/code/shown'
import type { ThoughtKind, ThoughtStep } from '../../../app/trace/step'
import { unreachable } from '../../../app/result'
import { useActions, useSession } from '../../use-session'
import { isRunning } from '../../session/document/rows'
import { withShortData } from '../../words/short-data'
import { callAt } from '../../session/readers/readers-service'
import { CommandButton } from '../../controls/CommandButton'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { CodeText } from './CodeText'
import { Decided } from './Decided'
import { heard, t } from '../../language/text'

interface Props<K extends ThoughtKind = ThoughtKind> {
  readonly step: ThoughtStep
  readonly kind: K
  readonly selected: boolean
}
type Of<T extends ThoughtKind['type']> = Props<Extract<ThoughtKind, { type: T }>>

/** The body of such a step's card. */
export function KindBody({ step, kind, selected }: Props) {
  switch (kind.type) {
    case 'unread':
      return <Unread {...{ step, kind, selected }} />
    case 'call':
      return <Call {...{ step, kind, selected }} />
    case 'code':
      return <Code {...{ step, kind }} />
    case 'reply':
      return (
        <>
          <p className="muted" title={t('Sent to the model by its agent loop, in a turn of its own')}>
            {step.text}
          </p>
          <Decided about="reply" raw={step.raw} />
        </>
      )
    case 'opaque':
      return <Opaque count={kind.count} />
    default:
      return unreachable(kind)
  }
}

/** Why it was not read, as it stands, and what can be done. */
function Unread({ step, kind, selected }: Of<'unread'>) {
  return (
    <>
      <p className="flag">
        <Icon name="warning" /> {heard(kind.message)}
      </p>
      <pre className="code unread" dir="ltr">
        {withShortData(step.text)}
      </pre>
      {selected && <Repairs />}
    </>
  )
}

function Repairs() {
  const session = useActions()
  const running = useSession(isRunning)
  const named = useSession((s) => callAt(s) !== undefined)
  if (running) return null
  return (
    <div className="draft-row">
      {named && (
        <CommandButton id="name-box" className="button small">
          {t('Say where its box is…')}
        </CommandButton>
      )}
      <Button small onClick={() => session.regions.startDrawing('look')}>
        {t('Draw the region')}
      </Button>
    </div>
  )
}

/** A tool that was given no region in numbers. */
function Call({ step, kind, selected }: Of<'call'>) {
  const call = shownCall(step.raw) ?? dataCall(step.raw)
  // What is told above in words need not be told again.
  const given = Object.entries(call?.arguments ?? {}).filter(([, value]) => value !== kind.about)
  return (
    <>
      {kind.name !== '' && (
        <p className="call-name">
          <code dir="ltr">{kind.name}</code>
        </p>
      )}
      {kind.about !== undefined && (
        <blockquote className="in-words" dir="auto">
          {kind.about}
          <footer className="muted small-text">
            {t('A region in words: only the tool knew where it is.')}
          </footer>
        </blockquote>
      )}
      {given.length > 0 ? (
        <dl className="arguments">
          {given.map(([name, value]) => (
            <Argument key={name} name={name} value={value} />
          ))}
        </dl>
      ) : (
        kind.about === undefined && (
          <pre className="code" dir="ltr">
            {withShortData(step.text)}
          </pre>
        )
      )}
      {selected && <NameBox />}
    </>
  )
}

/** Its arguments may hold a box under a name that nobody knows. */
function NameBox() {
  const named = useSession((s) => callAt(s) !== undefined)
  if (!named) return null
  return (
    <CommandButton id="name-box" className="link">
      {t('It has a box: say where…')}
    </CommandButton>
  )
}

function Argument({ name, value }: { name: string; value: unknown }) {
  const text = withShortData(typeof value === 'string' ? value : (JSON.stringify(value, undefined, 1) ?? ''))
  const flat = typeof value === 'object' ? compact(text) : text
  return (
    <>
      <dt dir="ltr">{name}</dt>
      <dd dir={typeof value === 'string' ? 'auto' : 'ltr'} data-long={flat.includes('\n')}>
        {flat}
      </dd>
    </>
  )
}

/** JSON on one line where that fits. */
function compact(json: string): string {
  const line = json.replace(/\s*\n\s*/g, ' ').replace(/([[{]) | ([\]}])/g, '$1$2')
  return line.length <= 60 ? line : json
}

/** Code that cuts nothing, or whose cut cannot be worked out. */
function Code({ step, kind }: Pick<Of<'code'>, 'step' | 'kind'>) {
  // What is left over of code whose other regions are looks has no text of its own: it is in the step before.
  const code: ReactNode = step.raw.trim() !== '' && <CodeText code={shownCode(step.raw).code} />
  return (
    <>
      {kind.computed !== undefined && (
        <p className="flag">
          <Icon name="warning" />{' '}
          {t(
            'Computed region: {computed}. Where it is can’t be known without running the code, and Relook runs none.',
            { computed: kind.computed },
          )}
        </p>
      )}
      {code}
      {kind.computed === undefined && (
        <p className="muted small-text">{t('Code that cuts no region. Relook runs none.')}</p>
      )}
    </>
  )
}

/** Most vectors drawn one by one. */
const most = 64

/** Nothing is pretended: they are as many, and closed. */
function Opaque({ count }: { count: number }) {
  return (
    <div className="latent">
      <div className="latent-cells" aria-hidden="true">
        {Array.from({ length: Math.min(count, most) }, (_, i) => (
          <span key={i} />
        ))}
        {count > most && '…'}
      </div>
      <p className="muted small-text">
        {t(
          '{n, plural, one {One latent vector} other {# latent vectors}}: the model looked again inside itself. No region and no image exist that could be shown.',
          { n: count },
        )}
      </p>
    </div>
  )
}
