/** One trace in the list: what was asked, what came out against gold, how often it looked, what is odd, what was decided. */
import { memo, type HTMLAttributes } from 'react'
import type { FoundIn, TraceRow } from '../../../app/host/collections'
import type { Verdict } from '../../../app/trace/review'
import { flagsOf, flagWord, foundWords, reviewWords, verdictOf } from '../../words/collections'
import { outcomeWords } from '../../words/evaluations'
import { rowAt } from '../../session/collections/trace-pages'
import { useActions, useSession, useSpoken } from '../../use-session'
import { LookVerdicts } from '../looks/LookVerdicts'
import { Icon } from '../../parts/Icon'
import { FoundText } from './FoundText'
import { TraceThumb } from './TraceThumb'
import { chanceWords } from '../../words/tokens'
import { t } from '../../language/text'

/** The row at a place; a blank until it has been read. */
export const TraceItem = memo(function TraceItem({ at, top }: { at: number; top: number }) {
  useSpoken()
  const session = useActions()
  const row = useSession((s) => rowAt(s, at))
  const current = useSession((s) => row !== undefined && s.collections.row?.row === row.row)
  const start = useSession((s) => s.collections.commonStart)
  const thumbs = useSession((s) => s.collections.thumbs)
  const place = { transform: `translateY(${top}px)` }
  if (row === undefined) return <div className="trace-row waiting" style={place} aria-hidden="true" />
  return (
    <div
      id={`trace-${at}`}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={current}
      className="trace-row"
      data-selected={current}
      style={place}
      onClick={() => void session.collections.openTrace(row, at)}
    >
      <span role="gridcell" className="trace-cell" data-thumb={thumbs || undefined}>
        {thumbs && <TraceThumb key={row.project} row={row} />}
        {row.found === undefined ? (
          <span className="trace-question" dir="auto">
            <FoundText field="question" text={row.question} short={questionWords(row.question, start)} />
          </span>
        ) : (
          <Elsewhere found={row.found} question={row.question} />
        )}
        <span className="trace-facts">
          <span className="trace-id clip">
            <span className="hidden-title">{t('Trace')} </span>
            <FoundText field="id" text={row.id} />
          </span>
          <Outcome row={row} />
          <span className="spacer" />
          <Marks row={row} />
        </span>
      </span>
    </div>
  )
})

/** Where a hit is that nothing else in the row shows, in place of the question, which is in its tip. */
function Elsewhere({ found, question }: { found: FoundIn; question: string }) {
  return (
    <span className="trace-question" title={question}>
      <span className="trace-where">{t(foundWords[found.field])}</span>{' '}
      <bdi dir="auto">
        <FoundText field={found.field} text={found.text} />
      </bdi>
    </span>
  )
}

/** What tells it apart: the words all questions begin with are left out. */
function questionWords(question: string, start: string): string {
  if (question === '') return t('No question')
  return start !== '' && question.startsWith(start) ? `… ${question.slice(start.length)}` : question
}

/** The answer, gold where that is another, and the verdict as a sign and a word. */
function Outcome({ row }: { row: TraceRow }) {
  const verdict = verdictOf(row.verdict)
  const now = row.corrected?.answer
  const other = now !== undefined && now !== row.answer
  return (
    <span className="trace-outcome" data-verdict={verdict} data-corrected={other || undefined}>
      {verdict !== undefined && (
        <span
          className="verdict"
          data-verdict={verdict}
          role="img"
          aria-label={t(outcomeWords[verdict])}
          title={t('{verdict}, according to the file', { verdict })}
        >
          {verdict === 'right' ? '✓' : '✗'}
        </span>
      )}
      <span className="clip trace-answer" dir="auto" title={t('The model’s answer')}>
        <span className="hidden-title">{t('Answer')} </span>
        <FoundText field="answer" text={row.answer ?? '–'} />
      </span>
      {other && (
        <span className="clip trace-corrected" dir="auto" title={t('The corrected answer')}>
          <span className="hidden-title">{t('corrected')} </span>
          {now}
        </span>
      )}
      {row.gold !== undefined && row.gold !== (now ?? row.answer) && (
        <span className="trace-gold clip" dir="auto" title={t('Gold answer')}>
          <span className="hidden-title">{t('Gold answer')} </span>
          <FoundText field="gold" text={row.gold} />
        </span>
      )}
    </span>
  )
}

const signs: Readonly<Record<Verdict, string>> = { accepted: '✓', rejected: '✗', flagged: '⚑', skipped: '↷' }

function Marks({ row }: { row: TraceRow }) {
  const flags = flagsOf(row)
  return (
    <span className="trace-marks">
      {flags.length > 0 && (
        <Mark className="trace-flag" words={flags.map(flagWord).join(', ')}>
          <Icon name="warning" />
        </Mark>
      )}
      {row.missing && (
        <Mark className="trace-flag" words={t('Image missing')}>
          <Icon name="picture" />
        </Mark>
      )}
      {row.confidence !== undefined && (
        <span className="numbers" title={t('Coordinate confidence')}>
          {chanceWords(row.confidence)}
        </span>
      )}
      {row.iou !== undefined && (
        <span className="numbers" title={t('Best overlap (IoU) of a look with a gold box')}>
          {row.iou.toFixed(2)}
        </span>
      )}
      <Mark
        className="trace-looks numbers"
        words={t('{n, plural, one {# look} other {# looks}}', { n: row.looks })}
        data-none={row.looks === 0}
      >
        {row.looks}
      </Mark>
      {row.tried !== undefined && <LookVerdicts verdicts={row.tried} />}
      {row.corrected !== undefined && (
        <Mark className="trace-edited" words={t('Corrected by a person')}>
          <Icon name="pencil" />
        </Mark>
      )}
      {row.review !== undefined && (
        <Mark className="review-mark" data-review={row.review} words={t(reviewWords[row.review])}>
          {signs[row.review]}
        </Mark>
      )}
    </span>
  )
}

interface MarkProps extends HTMLAttributes<HTMLSpanElement> {
  readonly words: string
}

/** A sign or a number, and what it says to those who hover it or hear it. */
function Mark({ words, children, ...rest }: MarkProps) {
  return (
    <span {...rest} role="img" aria-label={words} title={words}>
      {children}
    </span>
  )
}
