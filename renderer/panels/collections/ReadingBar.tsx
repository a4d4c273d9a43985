/** How the open trace is read: format, language, space of its boxes. Each can be set otherwise; boxes follow at once. */
import { useState } from 'react'
import { dialects } from '../../../app/dialects'
import { encodingName } from '../../../app/encodings'
import { formats } from '../../../app/formats'
import type { Reading } from '../../../app/host/collections'
import { orders, spaceIds, type Order, type SpaceId } from '../../../app/geometry/spaces'
import {
  dialectName,
  formatName,
  orderNote,
  orderWords,
  spaceNote,
  spaceWords,
} from '../../words/collections'
import {
  numberOrder,
  fileSpace,
  isReadAlone,
  orderOf,
  respaceable,
  spaceOf,
} from '../../session/document/reading'
import { LinkButton } from '../../parts/Button'
import { useActions, useBranch, useSession } from '../../use-session'
import { EncodingSelect } from './EncodingSelect'
import { CommandButton } from '../../controls/CommandButton'
import { ReadingSelect } from './ReadingSelect'
import { DoubtLine } from './DoubtLine'
import { ReadingEvidence } from './ReadingEvidence'
import { openCollectionOf } from '../../session/collections/open-collection'
import { heard, t } from '../../language/text'

/** A slim line over the image, for traces from files only. */
export function ReadingBar() {
  const session = useActions()
  const collection = useSession(openCollectionOf)
  const reading = collection?.reading
  const dialect = useBranch((b) => b.dialect) ?? reading?.dialect ?? ''
  // A folder may hold files of several formats: that of the open trace is told.
  const told = useSession((s) => s.document.project?.origin?.format)
  if (collection === undefined || reading === undefined) return null
  const format = reading.detected ? (told ?? reading.format) : reading.format
  return (
    <div className="reading" role="group" aria-label={t('How this file is read')}>
      <div className="reading-bar">
        <ReadingSelect
          label={t('Format')}
          value={format}
          words={formatName(format)}
          options={formats.map((f) => ({ value: f.id, words: heard(f.name) }))}
          onChange={(value) => void session.collections.setReading({ format: value })}
        >
          <EncodingSelect collection={collection} />
          <CommandButton id="readers" className="menu-item">
            {t('Named readers…')}
          </CommandButton>
        </ReadingSelect>
        <ReadingSelect
          label={t('Dialect')}
          value={dialect}
          words={dialectName(dialect)}
          options={dialects.map((d) => ({ value: d.id, words: d.name, note: spaceWords(d.space) }))}
          onChange={(value) => void session.collections.setReading({ dialect: value })}
        />
        <Coordinates reading={reading} />
        {reading.text !== undefined && (
          <span
            className="reading-text small-text"
            title={t('The text of this file is not read as UTF-8. It can be set under Format.')}
          >
            {encodingName(reading.text.encoding)}
          </span>
        )}
        <span className="spacer" />
        <WayBack detected={reading.detected} />
      </div>
      <ReadingEvidence collection={collection} />
      <DoubtLine collection={collection} />
    </div>
  )
}

/** Space and order of the boxes, for this trace or for all. */
function Coordinates({ reading }: { reading: Reading }) {
  const session = useActions()
  const space = useSession(spaceOf)
  const own = useSession(fileSpace)
  const order = useSession(orderOf)
  const ownOrder = useSession(numberOrder)
  const movable = useSession(respaceable)
  const [wanted, setAll] = useState(false)
  const all = wanted || !movable
  const choose = (change: { readonly space?: SpaceId; readonly order?: Order }) => {
    const next = { space: space ?? reading.space, order, ...change }
    const asFile = next.space === own && next.order === ownOrder
    if (all) void session.collections.readFile(next)
    else void session.collections.readTrace(asFile ? null : next)
  }
  const forWhom = <ForWhom all={all} movable={movable} onChange={setAll} />
  return (
    <>
      <ReadingSelect
        label={t('Coordinates')}
        value={space ?? ''}
        words={space === undefined ? '–' : spaceWords(space)}
        options={spaceIds.map((id) => ({ value: id, words: spaceWords(id), note: spaceNote(id) }))}
        onChange={(value) => choose({ space: value as SpaceId })} // the options are space ids
      >
        {forWhom}
      </ReadingSelect>
      <ReadingSelect
        label={t('Order')}
        value={order}
        words={orderWords(order)}
        options={orders.map((id) => ({ value: id, words: orderWords(id), note: orderNote(id) }))}
        onChange={(value) => choose({ order: value as Order })} // the options are orders
      >
        {forWhom}
      </ReadingSelect>
    </>
  )
}

/** Back to how the file is read, or to how its content says. */
function WayBack({ detected }: { detected: boolean }) {
  const { collections } = useActions()
  const single = useSession(isReadAlone)
  if (single)
    return (
      <LinkButton onClick={() => void collections.readTrace(null)}>{t('Reset to file default')}</LinkButton>
    )
  if (!detected)
    return (
      <LinkButton onClick={() => void collections.setReading(undefined)}>
        {t('Reset to auto-detected')}
      </LinkButton>
    )
  return (
    <span
      className="muted small-text reading-detected"
      title={t('Format, dialect and coordinates were detected from the content of the file')}
    >
      {t('as detected')}
    </span>
  )
}

interface ForWhomProps {
  readonly all: boolean
  /** This trace has boxes, and a picture they lie on. */
  readonly movable: boolean
  readonly onChange: (all: boolean) => void
}

/** Whether a choice of space is for this trace or for all. */
function ForWhom({ all, movable, onChange }: ForWhomProps) {
  return (
    <div className="for-whom" role="radiogroup" aria-label={t('Apply to')}>
      {[false, true].map((value) => (
        <button
          key={String(value)}
          type="button"
          role="radio"
          aria-checked={all === value}
          className="for-whom-choice"
          disabled={!value && !movable}
          onClick={() => onChange(value)}
        >
          {value ? t('All in this file') : t('This trace')}
        </button>
      ))}
    </div>
  )
}
