/** Right answer, note and gold boxes: one line each, opened by their keys, kept while one types. */
import { useRef, type KeyboardEvent } from 'react'
import type { Review } from '../../../app/trace/review'
import { CommandKeys } from '../../controls/CommandKeys'
import { useWantedField } from '../../controls/use-wanted-field'
import { TextField } from '../../parts/Field'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** Of the person's own review; undefined before anything is written. */
export function ReviewFields({ review }: { review: Review | undefined }) {
  const session = useActions()
  const filed = useSession((s) => s.document.project?.origin?.gold?.join(' / '))
  const typed = useSession((s) => s.review.typed)
  return (
    <div className="dock-facts">
      <Line
        name="gold"
        label={t('Right answer')}
        value={typed?.gold ?? review?.gold ?? ''}
        hint={filed}
        cancels
        onType={session.review.writeGold}
      />
      <Line
        name="note"
        label={t('Note')}
        value={typed?.note ?? review?.note ?? ''}
        onType={session.review.writeNote}
      />
      <GoldBoxes boxes={review?.goldBoxes ?? []} />
    </div>
  )
}

interface LineProps {
  readonly name: 'gold' | 'note'
  readonly label: string
  readonly value: string
  /** What counts while nothing is written: the file's own. */
  readonly hint?: string | undefined
  /** Escape leaves it as it was; else it only leaves. */
  readonly cancels?: boolean
  readonly onType: (text: string) => void
}

/** Enter and leaving keep it at once. */
function Line({ name, label, value, hint, cancels = false, onType }: LineProps) {
  const { review } = useActions()
  const field = useWantedField(name)
  const before = useRef(value)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const leaves = event.key === 'Escape' || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey)
    if (!leaves) return
    event.stopPropagation()
    if (event.key === 'Escape' && cancels) onType(before.current)
    event.currentTarget.blur()
  }
  return (
    <label className="dock-field" htmlFor={`review-${name}`}>
      <span>
        {label} <CommandKeys id={`write-${name}`} />
      </span>
      <TextField
        ref={field}
        id={`review-${name}`}
        placeholder={hint}
        title={hint === undefined || hint === '' ? undefined : t('The file says: {hint}', { hint })}
        value={value}
        onFocus={() => (before.current = value)}
        onChange={onType}
        onBlur={() => {
          if (value !== value.trim()) onType(value.trim())
          review.keepTyped()
        }}
        onKeyDown={onKeyDown}
      />
    </label>
  )
}

function GoldBoxes({ boxes }: { boxes: Review['goldBoxes'] }) {
  const { review } = useActions()
  if (boxes.length === 0) return null
  return (
    <div className="gold-row">
      {boxes.map((b, i) => (
        <span key={i} className="gold-chip numbers">
          {[b.left, b.top, b.right, b.bottom].join(', ')}
          <button
            type="button"
            aria-label={t('Remove gold box {i}', { i: i + 1 })}
            onClick={() => void review.removeGoldBox(i)}
          >
            ×
          </button>
        </span>
      ))}
    </div>
  )
}
