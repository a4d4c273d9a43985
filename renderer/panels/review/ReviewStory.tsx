/** The reasoning as it is corrected: looks as cards, words with what changed in them, new words written in their place. */
import { Fragment, memo, useMemo, useRef } from 'react'
import type { Row } from '../../session/document/rows'
import { Chunked } from '../../parts/Chunked'
import { useRows, useSession, useSpoken } from '../../use-session'
import { LookCard } from '../story/LookCard'
import { OriginCard } from '../collections/OriginCard'
import { QuestionCard } from '../story/QuestionCard'
import { TextEditor } from '../story/TextEditor'
import { useRevealed } from '../story/use-following'
import { Overlaps } from './Overlaps'
import { ReviewText } from './ReviewText'
import { StepRating } from './StepRating'
import { t } from '../../language/text'

/** One card per step. */
export function ReviewStory() {
  const rows = useRows()
  // Traces of a file number their steps alike: what is open or half typed in a card is of one trace.
  const project = useSession((s) => s.document.project?.id)
  const step = useSession((s) => s.selection.step)
  const inserting = useSession((s) => s.editing.inserting)
  const scroller = useRef<HTMLDivElement>(null)
  useRevealed(scroller, step)
  const at = useMemo(() => rows.findIndex((r) => isSelected(r, step)), [rows, step])
  const end = inserting?.type === 'answer'
  const after = inserting?.after
  const last = after === undefined ? undefined : rows.findLast((r) => r.id === after || seenOf(r) === after)
  return (
    <div className="story-scroll review-story" ref={scroller}>
      <QuestionCard />
      {inserting !== undefined && !end && last === undefined && <NewWords />}
      <Chunked
        items={rows}
        draw={(row) => (
          <Fragment key={`${project} ${row.id}`}>
            <ReviewRow row={row} selected={isSelected(row, step)} />
            {row === last && !end && <NewWords />}
          </Fragment>
        )}
        height={120}
        kept={at}
      />
      {end && <NewWords />}
      <OriginCard />
    </div>
  )
}

const ReviewRow = memo(function ReviewRow({ row, selected }: { row: Row; selected: boolean }) {
  useSpoken()
  if (row.type === 'observation') return null
  if (row.type !== 'look')
    return (
      <>
        <ReviewText row={row} selected={selected} />
        <StepRating row={row} selected={selected} />
      </>
    )
  return (
    <div className="review-look" data-removed={row.removed}>
      <LookCard row={row} selected={selected} />
      <Overlaps row={row} />
      <StepRating row={row} selected={selected} />
    </div>
  )
})

function NewWords() {
  const answer = useSession((s) => s.editing.inserting?.type === 'answer')
  return (
    <article className="card" data-type={answer ? 'answer' : 'thought'} data-selected="true">
      <header className="card-head">
        <span className="card-type">{answer ? t('New answer') : t('New thought')}</span>
      </header>
      <TextEditor />
    </article>
  )
}

function seenOf(row: Row): string | undefined {
  return row.type === 'observation' && row.step.type === 'observation' ? row.step.look : undefined
}

function isSelected(row: Row, step: string | undefined): boolean {
  return step !== undefined && (row.id === step || (row.type === 'look' && row.seen?.id === step))
}
