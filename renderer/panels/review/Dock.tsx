/** The decision: verdict, failure tags, right answer, gold boxes, note. Always in view, every part with its key. */
import { useRef, useState } from 'react'
import { CommandButton } from '../../parts/CommandButton'
import { Keys } from '../../parts/Keys'
import type { Review, Verdict } from '../../../app/trace/review'
import { useActions, useSession } from '../../session/use-session'
import { ownReview } from '../../session/review'
import { spentWords } from '../../session/review-state'
import { Legend } from './Legend'
import { TagList } from './TagList'

const choices = [
  { verdict: 'accepted', id: 'accept', title: 'Accept', keys: 'A' },
  { verdict: 'rejected', id: 'reject', title: 'Reject', keys: 'X' },
  { verdict: 'skipped', id: 'skip', title: 'Skip', keys: 'S' },
  { verdict: 'flagged', id: 'flag', title: 'Flag', keys: 'F' },
] as const satisfies readonly { verdict: Verdict; id: string; title: string; keys: string }[]

/** The foot of the panel. */
export function Dock() {
  const review = useSession(ownReview)
  return (
    <footer className="dock">
      <TagList chosen={review?.tags ?? []} />
      <Facts review={review} />
      <div className="dock-verdicts" role="group" aria-label="Verdict">
        {choices.map(({ verdict, id, title, keys }) => (
          <Choice key={verdict} verdict={verdict} id={id} title={title} keys={keys} now={review?.verdict} />
        ))}
      </div>
      <div className="dock-foot">
        <CommandButton id="review-undo" icon="undo" />
        <CommandButton id="redo" icon="redo" />
        <CommandButton id="review-back" icon="back" />
        <CommandButton id="review-next" icon="next" />
        <Spent ms={review?.spent ?? 0} />
        <CommandButton id="draw-gold" className="button small">
          Gold box <Keys chord="G" />
        </CommandButton>
        <Legend />
      </div>
    </footer>
  )
}

interface ChoiceProps {
  readonly verdict: Verdict
  readonly id: 'accept' | 'reject' | 'skip' | 'flag'
  readonly title: string
  readonly keys: string
  readonly now: Verdict | undefined
}

/** Keeps the focus where it is: Space right after a click must skip, not press the button again. */
function Choice({ verdict, title, keys, now }: ChoiceProps) {
  const session = useActions()
  return (
    <button
      type="button"
      className="verdict-button"
      data-verdict={verdict}
      aria-pressed={now === verdict}
      onMouseDown={(e) => e.preventDefault()}
      onClick={() => void session.decide(verdict)}
    >
      {title} <Keys chord={keys} />
    </button>
  )
}

/** Right answer, gold boxes and note: one line each, opened by their keys. */
function Facts({ review }: { review: Review | undefined }) {
  const session = useActions()
  const project = useSession((s) => s.project?.id)
  const filed = useSession((s) => s.project?.origin?.gold?.join(' / '))
  const boxes = review?.goldBoxes ?? []
  return (
    <div className="dock-facts">
      <Field
        key={`gold ${project ?? ''} ${review?.gold ?? ''}`}
        id="review-gold"
        label="Right answer"
        keys="Y"
        value={review?.gold ?? ''}
        hint={filed}
        onKeep={session.setGold}
      />
      <Note value={review?.note ?? ''} />
      {boxes.length > 0 && (
        <div className="gold-row">
          {boxes.map((b, i) => (
            <span key={i} className="gold-chip numbers">
              {[b.left, b.top, b.right, b.bottom].join(', ')}
              <button
                type="button"
                aria-label={`Remove gold box ${i + 1}`}
                onClick={() => void session.removeGoldBox(i)}
              >
                ×
              </button>
            </span>
          ))}
        </div>
      )}
    </div>
  )
}

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly keys: string
  readonly value: string
  /** What counts while nothing is written: the file's own. */
  readonly hint: string | undefined
  readonly onKeep: (text: string) => void
}

/** A line that is kept when one leaves it. Escape leaves it as it was. */
function Field({ id, label, keys, value, hint, onKeep }: FieldProps) {
  const [text, setText] = useState(value)
  return (
    <label className="dock-field" htmlFor={id}>
      <span>
        {label} <Keys chord={keys} />
      </span>
      <input
        id={id}
        className="name-field"
        placeholder={hint}
        title={hint === undefined || hint === '' ? undefined : `The file says: ${hint}`}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onBlur={() => onKeep(text.trim())}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) e.currentTarget.blur()
          if (e.key !== 'Escape') return
          e.stopPropagation()
          setText(value)
          requestAnimationFrame(() => document.getElementById(id)?.blur())
        }}
      />
    </label>
  )
}

/** Kept while one types, in pauses. */
function Note({ value }: { value: string }) {
  const session = useActions()
  const project = useSession((s) => s.project?.id)
  const field = useRef<HTMLInputElement>(null)
  return (
    <label className="dock-field" htmlFor="review-note">
      <span>
        Note <Keys chord="O" />
      </span>
      <input
        key={`${project ?? ''}`}
        ref={field}
        id="review-note"
        className="name-field"
        defaultValue={value}
        onChange={(e) => session.writeNote(e.target.value)}
        onBlur={session.handInTyped}
        onKeyDown={(e) => {
          if (e.key !== 'Escape' && (e.key !== 'Enter' || e.ctrlKey || e.metaKey)) return
          e.stopPropagation()
          e.currentTarget.blur()
        }}
      />
    </label>
  )
}

function Spent({ ms }: { ms: number }) {
  const text = spentWords(ms)
  return (
    <span
      className="muted small-text numbers spent"
      title="Time you spent on this trace, only while you were at it"
    >
      {text}
    </span>
  )
}
