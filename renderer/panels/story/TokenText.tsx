/** A part of a step's text, token by token, each tinted by how unlikely its model held it. One stop of the Tab key; arrows go from token to token. */
import { useId, useRef, type KeyboardEvent } from 'react'
import type { RawExtent, Step } from '../../../app/trace/step'
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
  const take = (next: ShownToken | undefined) =>
    session.tokens.look(next === undefined ? undefined : { step: step.id, at: next.at }, id)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = nextIndex(event.key, index, shown)
    if (next === undefined && event.key !== 'Escape') return
    if (event.key === 'Escape' && index < 0) return
    event.preventDefault()
    take(next === undefined ? undefined : shown[next])
  }
  return (
    <>
      <div
        ref={list}
        className={raw ? 'tokens raw' : 'tokens'}
        dir={raw ? 'ltr' : 'auto'}
        role="listbox"
        tabIndex={0}
        aria-label={t('Tokens; arrow keys go from one to the next, up and down to the next unlikely one')}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.at}`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          event.stopPropagation()
          const place = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')?.dataset['at']
          if (place !== undefined) take(shown.find((s) => s.at === Number(place)))
        }}
      >
        {shown.map((token) => (
          <TokenSpan key={token.at} id={`${id}-${token.at}`} shown={token} chosen={token.at === at} />
        ))}
      </div>
      {chosen !== undefined && told && (
        <TokenPanel key={chosen.at} step={step} at={chosen.at} onLeave={() => list.current?.focus()} />
      )}
    </>
  )
}

function TokenSpan(props: { readonly id: string; readonly shown: ShownToken; readonly chosen: boolean }) {
  const { id, shown, chosen } = props
  const { token, text } = shown
  const p = token.logprob === undefined ? undefined : Math.exp(token.logprob)
  const words = tokenWords({ text })
  return (
    <span
      id={id}
      role="option"
      aria-selected={chosen}
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

function nextIndex(key: string, from: number, shown: readonly ShownToken[]): number | undefined {
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
