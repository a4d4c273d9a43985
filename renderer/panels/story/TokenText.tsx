/** A part of a step's text, token by token, each tinted by how unlikely its model held it. One stop of the Tab key; arrows go from token to token. */
import { useId, useRef, type KeyboardEvent } from 'react'
import type { RawExtent, Step } from '../../../app/trace/step'
import { spanOfTokens, tokensOfSpan, type Tokens as Reach } from '../../../app/explain/span'
import { tokensWithin, type ShownToken } from '../../../app/tokens/shown'
import { useActions, useSession } from '../../use-session'
import { chanceWords, tokenWords } from '../../words/tokens'
import { t } from '../../language/text'
import { TokenPanel } from './TokenPanel'
import { tintOf } from './token-tint'

/** Most tokens painted; beyond that the text is shown plain. */
const most = 4000

interface Props {
  readonly step: Step
  /** Characters of its `raw`. */
  readonly extent: RawExtent
  /** As it stands in the context, not as words to be read. */
  readonly raw?: boolean
}

/** The text with its tokens, and what there is to say of the one that is looked at. */
export function TokenText({ step, extent, raw = false }: Props) {
  const shown = tokensWithin(step, extent)
  const text = step.raw.slice(extent.start, extent.end)
  if (shown === undefined) return <div className="tokens">{text}</div>
  if (shown.length > most)
    return (
      <>
        <p className="muted small-text">
          {t('{n, number} tokens: too many to be shown one by one.', { n: shown.length })}
        </p>
        <div className="tokens">{text}</div>
      </>
    )
  return <Tokens step={step} shown={shown} raw={raw} />
}

interface Listed extends Pick<Props, 'step' | 'raw'> {
  readonly shown: readonly ShownToken[]
}

function Tokens({ step, shown, raw }: Listed) {
  const session = useActions()
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const told = useSession((s) => s.tokens.list === id)
  const at = useSession((s) => (s.tokens.at?.step === step.id ? s.tokens.at.at : undefined))
  const index = shown.findIndex((s) => s.at === at)
  const chosen = shown[index]
  const take = (to: ShownToken | undefined) => session.tokens.look(to && { step: step.id, at: to.at }, id)
  const { within, extend } = useMarking(step, chosen)
  const go = (to: ShownToken | undefined, isMarking: boolean) => {
    take(to)
    extend(to, isMarking)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextIndex(event, index, shown)
    if (next === undefined && (event.key !== 'Escape' || index < 0)) return
    event.preventDefault()
    go(next === undefined ? undefined : shown[next], event.shiftKey)
  }
  return (
    <>
      <div
        ref={list}
        className={raw ? 'tokens raw' : 'tokens'}
        dir={raw ? 'ltr' : 'auto'}
        role="listbox"
        tabIndex={0}
        aria-multiselectable
        aria-label={t(
          'Tokens; arrow keys go from one to the next, up and down to the next unlikely one, with Shift they mark',
        )}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.at}`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          event.stopPropagation()
          const place = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')?.dataset['at']
          if (place === undefined) return
          const to = shown.find((s) => s.at === Number(place))
          // What was dragged over is marked, and stays so.
          if (event.shiftKey || document.getSelection()?.isCollapsed !== false) go(to, event.shiftKey)
          else take(to)
        }}
      >
        {shown.map((token) => (
          <TokenSpan
            key={token.at}
            id={`${id}-${token.at}`}
            shown={token}
            chosen={token.at === at}
            marked={isWithin(token.at, within)}
          />
        ))}
      </div>
      {chosen !== undefined && told && (
        <TokenPanel key={chosen.at} step={step} at={chosen.at} onLeave={() => list.current?.focus()} />
      )}
    </>
  )
}

interface SpanProps {
  readonly id: string
  readonly shown: ShownToken
  readonly chosen: boolean
  readonly marked: boolean
}

/** With Shift, tokens up to one are marked, to be explained together. */
function useMarking(step: Step, chosen: ShownToken | undefined) {
  const session = useActions()
  const anchor = useRef<number | undefined>(undefined)
  const marked = useSession((s) => (typeof s.why.marked === 'object' ? s.why.marked.span : undefined))
  return {
    within: marked?.step === step.id ? tokensOfSpan(step, marked) : undefined,
    extend: (next: ShownToken | undefined, isMarking: boolean) => {
      if (!isMarking || next === undefined) {
        anchor.current = next?.at
        return session.why.mark(undefined)
      }
      const from = (anchor.current ??= chosen?.at ?? next.at)
      const [first, last] = [Math.min(from, next.at), Math.max(from, next.at)]
      session.why.mark(spanOfTokens(step, { from: first, to: last + 1 }))
    },
  }
}

function isWithin(at: number, within: Reach | undefined): boolean {
  return within !== undefined && at >= within.from && at < within.to
}

function TokenSpan({ id, shown, chosen, marked }: SpanProps) {
  const { token, text } = shown
  const p = token.logprob === undefined ? undefined : Math.exp(token.logprob)
  const words = tokenWords({ text })
  return (
    <span
      id={id}
      role="option"
      aria-selected={chosen || marked}
      data-chosen={chosen}
      aria-label={p === undefined ? words : `${words}, ${chanceWords(p)}`}
      className="token"
      data-at={shown.at}
      data-forced={token.forced}
      style={tintOf(p)}
    >
      {text}
    </span>
  )
}

/** Below this a token is one to stop at. */
const unlikely = 0.8

function nextIndex(
  { key, altKey, ctrlKey, metaKey }: KeyboardEvent,
  from: number,
  shown: readonly ShownToken[],
): number | undefined {
  if (altKey || ctrlKey || metaKey) return undefined
  const last = shown.length - 1
  const isStop = ({ token }: ShownToken) => token.logprob !== undefined && Math.exp(token.logprob) < unlikely
  switch (key) {
    case 'ArrowRight':
      return Math.min(from + 1, last)
    case 'ArrowLeft':
      return Math.max(from - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return last
    case 'ArrowDown': {
      const next = shown.findIndex((s, i) => i > from && isStop(s))
      return next < 0 ? Math.max(from, 0) : next
    }
    case 'ArrowUp': {
      const next = shown.findLastIndex((s, i) => i < from && isStop(s))
      return next < 0 ? Math.max(from, 0) : next
    }
    default:
      return undefined
  }
}
