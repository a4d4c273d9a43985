/** What the R-GRPO loss sees of a rollout: its tokens one by one, those that are masked told apart. Arrows go through them. */
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { dialectOf } from '../../../app/dialects'
import type { Rollout } from '../../../app/rewards/rollout'
import { promptCell, stripOf, stripTotals, type StripCell } from '../../../app/groups/strip'
import { cellWords, logprobWords, short } from '../../words/rollouts'
import { Select } from '../../parts/Field'
import { useActions, useSession } from '../../use-session'
import type { ShownGroup } from './use-group'
import { t } from '../../language/text'

/** Most tokens drawn one by one; beyond that the rest is said. */
const most = 4000
const kinds = ['loss', 'image', 'appended', 'prompt'] as const

/** Legend, strip, and the token that is pointed at. */
export function TokenStrip({ shown, rollout }: { shown: ShownGroup; rollout: Rollout }) {
  const rule = useSession((s) => s.rollouts.maskRule)
  const prompt = usePrompt(shown, rollout)
  const strip = useMemo(() => stripOf(rollout.tokens ?? [], rule), [rollout.tokens, rule])
  const totals = useMemo(() => stripTotals(strip), [strip])
  const [pointed, setPointed] = useState<number | undefined>(undefined)
  const cells = [prompt, ...strip].slice(0, most)
  if (rollout.tokens === undefined || rollout.tokens.length === 0)
    return <p className="muted pad">{t('Nothing has been written yet.')}</p>
  const counted = rollout.tokens.some((t) => t.id >= 0)
  return (
    <div className="strip">
      <Legend cells={[prompt, ...strip]} />
      <Cells cells={cells} pointed={pointed} onPoint={setPointed} />
      <div className="strip-foot muted small-text numbers">
        <span className="clip" role="status">
          {cells[pointed ?? -1] !== undefined ? (
            <Said cell={cells[pointed ?? -1] as StripCell} />
          ) : (
            <>
              {counted
                ? t('{inLoss, plural, one {# token} other {# tokens}} in the loss, {masked, number} masked', {
                    inLoss: totals.inLoss,
                    masked: totals.masked,
                  })
                : t('Tokens are unknown, only text')}
              {totals.meanLogprob !== undefined && ', '}
              {totals.meanLogprob !== undefined &&
                t('mean {scale} {meanLogprob}', {
                  scale: logprobWords(totals.scale),
                  meanLogprob: short(totals.meanLogprob),
                })}
              {strip.length > most && `; ${t('the first {n, number} are shown', { n: most })}`}
            </>
          )}
        </span>
        <span className="spacer" />
        <Rule />
      </div>
    </div>
  )
}

/** Whose mask the strip shows. */
function Rule() {
  const session = useActions()
  const rule = useSession((s) => s.rollouts.maskRule)
  return (
    <label className="strip-rule">
      <span className="muted">{t('Mask')}</span>
      <Select
        label={t('Whose mask')}
        value={rule}
        options={[
          { value: 'paper', words: t('as in the paper') },
          { value: 'released', words: t('as in the released code') },
        ]}
        onChange={(chosen) => session.rollouts.setMaskRule(chosen)}
      />
    </label>
  )
}

function Legend({ cells }: { cells: readonly StripCell[] }) {
  const there = kinds.filter((kind) => cells.some((c) => c.kind === kind))
  return (
    <div className="strip-legend small-text">
      {there.map((kind) => {
        const inLoss = cells.some((c) => c.kind === kind && c.inLoss)
        return (
          <span key={kind} className="strip-key">
            <span className="strip-swatch" data-kind={kind} data-loss={inLoss} aria-hidden="true" />
            {t(cellWords[kind])}
            <span className="muted"> {inLoss ? t('in the loss') : t('masked')}</span>
          </span>
        )
      })}
    </div>
  )
}

interface CellsProps {
  readonly cells: readonly StripCell[]
  readonly pointed: number | undefined
  readonly onPoint: (at: number | undefined) => void
}

function Cells({ cells, pointed, onPoint }: CellsProps) {
  const box = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = pointed ?? -1
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(cells.length - 1, at + 1),
      ArrowLeft: Math.max(0, at - 1),
      Home: 0,
      End: cells.length - 1,
    }
    const next = moves[event.key]
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    onPoint(next)
    box.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <div
      ref={box}
      className="strip-cells"
      role="listbox"
      aria-label={t('Tokens')}
      aria-activedescendant={pointed === undefined ? undefined : `token-${pointed}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onPoint(undefined)}
      onBlur={() => onPoint(undefined)}
    >
      {cells.map((cell, i) => (
        <span
          key={i}
          id={`token-${i}`}
          role="option"
          aria-selected={i === pointed}
          aria-label={`${shownText(cell)} ${wordsOf(cell)}`}
          className="strip-cell"
          data-kind={cell.kind}
          data-loss={cell.inLoss}
          data-unsure={unsureOf(cell)}
          onPointerEnter={() => onPoint(i)}
        >
          {shownText(cell)}
        </span>
      ))}
    </div>
  )
}

function Said({ cell }: { cell: StripCell }) {
  return (
    <>
      {wordsOf(cell)}
      {cell.logprob !== undefined &&
        `: ${logprobWords(cell.scale)} ${short(cell.logprob)}, ${percent(Math.exp(cell.logprob))}`}
    </>
  )
}

function wordsOf({ kind, text, count, inLoss }: StripCell): string {
  const many =
    count > 1 || kind === 'image' ? `${t('{n, plural, one {# token} other {# tokens}}', { n: count })}, ` : ''
  const said = kind === 'loss' || kind === 'appended' ? `${JSON.stringify(text)}: ` : ''
  return `${said}${many}${t(cellWords[kind])}, ${inLoss ? t('in the loss') : t('masked')}`
}

/** Line ends are seen, pictures and prompts are named. */
function shownText({ kind, text, count }: StripCell): string {
  if (kind === 'image') return `▦ ${count}`
  if (kind === 'prompt')
    return count > 0 ? t('prompt, {n, plural, one {# token} other {# tokens}}', { n: count }) : t('prompt')
  return text.replaceAll('\n', '↵\n')
}

function unsureOf({ logprob }: StripCell): 'some' | 'very' | undefined {
  if (logprob === undefined) return undefined
  const p = Math.exp(logprob)
  return p < 0.4 ? 'very' : p < 0.8 ? 'some' : undefined
}

function percent(p: number): string {
  return t('probability {percent} %', { percent: (p * 100).toFixed(p < 0.1 ? 1 : 0) })
}

/** What came before the first token: picture and words, as far as their number of tokens is known. */
function usePrompt(shown: ShownGroup, rollout: Rollout): StripCell {
  const branch = useSession((s) => s.document.project?.branches.find((b) => b.id === rollout.id))
  const first = useSession((s) => s.document.project?.steps[branch?.path[0] ?? ''])
  const dialect = dialectOf(branch?.dialect ?? '')
  const { group } = shown
  const text =
    group.prompt === undefined
      ? (dialect?.ask(group.question, (branch?.settings.maxLooks ?? 1) > 0) ?? group.question)
      : group.question + group.prompt
  return promptCell(text, shown.branches === undefined ? undefined : first?.timings?.promptTokens)
}
