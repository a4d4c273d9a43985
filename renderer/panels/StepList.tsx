/** The steps of the branch as rows one can walk through; each look is a row that holds its box for keys and readers. */
import { memo, useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Chunked } from '../parts/Chunked'
import { LookChip } from '../parts/LookChip'
import { Section } from '../parts/Section'
import { StepShare } from '../parts/StepShare'
import { StepVerdictMark } from '../parts/StepVerdictMark'
import { shareOfStep } from '../session/attention/attention-rows'
import { giverOf } from '../session/document/giver'
import { hueOf, type LookRow, type Row } from '../session/document/rows'
import type { Session } from '../session/session'
import { ownReview } from '../session/review/review-target'
import { isReviewing } from '../session/view/mode'
import {
  hidesFuture,
  useActions,
  useBranch,
  useRows,
  useSession,
  useShownRows,
  useSpoken,
} from '../use-session'
import { stepVerdictWords } from '../words/review'
import { phaseWords, rowWords, rowTypeWord } from '../words/trace'
import { t } from '../language/text'

/** Height of a row in CSS pixels, as in the style sheet. */
const rowHeight = 28

/** A list that follows the selection. */
export function StepList() {
  const all = useRows()
  const shown = useShownRows()
  // A list is gone through: only what is not told yet is missing from it.
  const rows = useSession(hidesFuture) ? shown : all
  const step = useSession((s) => s.selection.step)
  const at = useMemo(() => rows.findIndex((r) => r.id === step), [rows, step])
  const hasBranch = useSession((s) => s.document.branch !== undefined)
  const session = useActions()
  const list = useRef<HTMLDivElement>(null)
  // The focus goes along with the selection while it is in the list.
  useEffect(() => {
    const held = list.current
    if (held === null || !held.contains(document.activeElement)) return
    held.querySelector<HTMLElement>('[data-selected="true"] .row-main')?.focus()
  }, [at])
  if (!hasBranch) return null
  return (
    <Section
      id="steps"
      title={t('Steps')}
      grow
      aside={<span className="muted small-text numbers">{rows.length}</span>}
    >
      <div
        ref={list}
        className="list step-list"
        role="grid"
        aria-label={t('Steps')}
        aria-rowcount={rows.length}
        onKeyDown={(e) => onKey(e, session)}
      >
        <Chunked
          items={rows}
          draw={(row) => <StepItem key={row.id} row={row} stop={row === rows[Math.max(at, 0)]} />}
          height={rowHeight}
          kept={at}
          role="rowgroup"
        />
        <LiveRow />
      </div>
    </Section>
  )
}

/** Up and down go through the steps while the list has the focus, unless they move the box in hand. */
function onKey(event: KeyboardEvent, session: Session): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
  if (by === 0 || !plain || session.get().selection.box !== undefined) return
  event.preventDefault()
  event.stopPropagation()
  session.player.pause()
  session.selection.walk(by)
}

/** Drawn again only when its row changed. `stop`: the one that Tab comes to; three hundred steps are one stop. */
const StepItem = memo(function StepItem({ row, stop }: { row: Row; stop: boolean }) {
  const session = useActions()
  const selected = useSession((s) => s.selection.step === row.id)
  const hovered = useSession((s) => s.selection.hovered === row.id && row.type === 'look')
  const item = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected) item.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  const giver = useSession((s) => (row.step === undefined ? undefined : giverOf(s, row.step)))
  const person = row.draft !== undefined || (row.step?.author.type === 'person' && giver === undefined)
  return (
    <div
      ref={item}
      role="row"
      aria-rowindex={row.number}
      aria-selected={selected}
      className="row step-row"
      data-testid="step-row"
      data-type={row.type}
      data-kind={row.type === 'thought' && row.step.type === 'thought' ? row.step.kind?.type : undefined}
      data-selected={selected}
      data-hovered={hovered}
      data-stale={row.stale}
      data-removed={row.removed}
      data-author={person ? 'person' : 'model'}
      data-hue={row.look === undefined ? undefined : hueOf(row.look)}
      onPointerEnter={() => session.selection.hover(row.id)}
      onPointerLeave={() => session.selection.hover(undefined)}
    >
      <span role="gridcell" className="cell">
        <StepButton {...{ row, stop, selected }}>
          <StepWords {...{ row, person, giver }} />
        </StepButton>
      </span>
    </div>
  )
})

interface StepButtonProps {
  readonly row: Row
  readonly stop: boolean
  readonly selected: boolean
  readonly children: ReactNode
}

/** Shows the step. A look's row holds its box: from the list, too, arrows move it once Enter or a double click took it in hand. */
function StepButton({ row, stop, selected, children }: StepButtonProps) {
  const session = useActions()
  const held = useSession((s) => s.selection.box === row.id)
  const look = row.type === 'look'
  return (
    <button
      type="button"
      className="row-main"
      data-region={look ? edgesOf(row) : undefined}
      aria-current={selected ? 'step' : undefined}
      data-testid={look ? 'region-row' : undefined}
      aria-description={look ? t('Enter takes the box.') : undefined}
      data-held={held}
      data-passes-space
      tabIndex={stop ? 0 : -1}
      onClick={() => session.selection.step(row.id)}
      onDoubleClick={() => session.selection.take(row.id)}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' || !look || e.ctrlKey || e.metaKey) return
        e.preventDefault()
        session.selection.take(row.id)
      }}
    >
      {children}
    </button>
  )
}

interface StepWordsProps {
  readonly row: Row
  /** A person changed it. */
  readonly person: boolean
  readonly giver: ReturnType<typeof giverOf>
}

/** Number, type and text of a step, and what is known about it. */
function StepWords({ row, person, giver }: StepWordsProps) {
  useSpoken()
  const verdict = useSession((s) => (isReviewing(s) ? ownReview(s)?.steps?.[row.id] : undefined))
  const share = useSession((s) => shareOfStep(s, row.id))
  return (
    <>
      <span className="step-number">
        <span className="hidden-title">{t('Step')} </span>
        {row.number}
      </span>
      {row.type === 'look' ? <LookChip look={row.look} person={person} /> : <span className="step-mark" />}
      <span className="step-type">{giver === undefined ? rowTypeWord(row) : t(giver)}</span>
      <span className="step-words" dir="auto">
        {rowWords(row)}
      </span>
      {share !== undefined && <StepShare share={share} />}
      {verdict !== undefined && <StepVerdictMark verdict={verdict} words={t(stepVerdictWords[verdict])} />}
      {person && (
        <span
          className="person-dot"
          role="img"
          aria-label={t('changed by you')}
          title={t('changed by you')}
        />
      )}
    </>
  )
}

function LiveRow() {
  const session = useActions()
  const phase = useBranch((b) => (b.run.type === 'running' ? b.run.phase.name : undefined))
  const live = useSession((s) => s.selection.step === undefined)
  if (phase === undefined) return null
  return (
    <div role="row" aria-selected={live} className="row step-row" data-type="live" data-selected={live}>
      <span role="gridcell" className="cell">
        <button type="button" className="row-main" onClick={() => session.selection.step(undefined)}>
          <span className="step-number">…</span>
          <span className="phase-dot" />
          <span className="step-words">{phaseWords({ name: phase })}</span>
        </button>
      </span>
    </div>
  )
}

/** The region's edges as plain numbers. */
function edgesOf({ region: { left, top, right, bottom } }: LookRow): string {
  return [left, top, right, bottom].join(',')
}
