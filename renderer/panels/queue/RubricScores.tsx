/** The rubric of the queue, scored: a key goes to it, digits score and go on, Escape leaves. Nothing where there is no rubric. */
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Criterion } from '../../../app/queues/setup'
import { CommandKeys } from '../../controls/CommandKeys'
import { ownReview } from '../../session/review/review-target'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** One group of points a criterion. */
export function RubricScores() {
  const rubric = useSession((s) => s.queue.kept.setup.rubric)
  const root = useRef<HTMLDivElement>(null)
  const times = useSession(({ view: { wanted } }) => (wanted?.field === 'rubric' ? wanted.times : 0))
  const scores = useSession((s) => ownReview(s)?.scores)
  const done = useRef(times)
  useEffect(() => {
    if (times === done.current) return
    done.current = times
    // To the first that has no points yet.
    const at = rubric.findIndex((c) => scores?.[c.id] === undefined)
    focusRow(root.current, Math.max(at, 0))
  }, [times, rubric, scores])
  if (rubric.length === 0) return null
  return (
    <div className="rubric" ref={root} role="group" aria-label={t('Rubric')}>
      {rubric.map((criterion, i) => (
        <CriterionPoints
          key={criterion.id}
          criterion={criterion}
          score={scores?.[criterion.id]}
          first={i === 0}
          onMove={(by) => focusRow(root.current, i + by)}
        />
      ))}
    </div>
  )
}

/** The chosen point of a row, else its first. Beyond the last row the keys are the review's again. */
function focusRow(root: HTMLElement | null, at: number): void {
  const rows = root?.querySelectorAll<HTMLElement>('[role=radiogroup]') ?? []
  const row = rows[at]
  if (row === undefined) {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return
  }
  row.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
}

interface RowProps {
  readonly criterion: Criterion
  readonly score: number | undefined
  readonly first: boolean
  readonly onMove: (by: number) => void
}

function CriterionPoints({ criterion, score, first, onMove }: RowProps) {
  const { review } = useActions()
  const { id, title, hint, points } = criterion
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key]
    const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : undefined
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (!plain || (move === undefined && digit === undefined && event.key !== 'Escape')) return
    event.preventDefault()
    // Digits are failure tags elsewhere.
    event.stopPropagation()
    if (event.key === 'Escape') onMove(Infinity)
    else if (move !== undefined) onMove(move)
    else if (digit !== undefined && digit <= points) {
      review.score(id, digit)
      onMove(1)
    }
  }
  return (
    <div className="rubric-row" translate="no" onKeyDown={onKeyDown}>
      <span title={hint === '' ? undefined : hint} dir="auto">
        {first && <CommandKeys id="score-rubric" />} {title}
      </span>
      <div className="rubric-points" role="radiogroup" aria-label={title}>
        {Array.from({ length: points }, (_, i) => i + 1).map((point) => (
          <button
            key={point}
            type="button"
            role="radio"
            className="rubric-point"
            aria-checked={score === point}
            tabIndex={point === (score ?? 1) ? 0 : -1}
            title={hint === '' ? undefined : hint}
            onClick={() => review.score(id, score === point ? undefined : point)}
          >
            {point}
          </button>
        ))}
      </div>
    </div>
  )
}

const moves: Readonly<Record<string, number | undefined>> = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }
