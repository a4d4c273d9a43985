/** Generated text with the tokens marked that the model was unsure of. Nothing else is coloured. */
import { scaleOf } from '../../../app/groups/strip'
import type { Token } from '../../../app/trace/step'
import { logprobWords, short } from '../../words/rollouts'
import { t } from '../../language/text'

/** Below this a token is marked; below half of it, strongly. */
const unsure = 0.8

/** Most tokens painted; beyond that the text is shown plain. */
const most = 4000

/** The text, token by token. */
export function TokenText({ tokens }: { tokens: readonly Token[] }) {
  if (tokens.length > most) return <pre className="raw">{tokens.map((t) => t.text).join('')}</pre>
  return (
    <div className="tokens">
      {tokens.map((token, i) => (
        <TokenSpan key={i} token={token} />
      ))}
    </div>
  )
}

function TokenSpan({ token }: { token: Token }) {
  const p = token.logprob === undefined ? 1 : Math.exp(token.logprob)
  if (p >= unsure) return <span>{token.text}</span>
  const others = (token.top ?? []).map((t) => `${JSON.stringify(t.text)} ${percent(Math.exp(t.logprob))}`)
  return (
    <span
      className="token"
      data-unsure={p < unsure / 2 ? 'very' : 'some'}
      title={[titleOf(token, p), ...others].join('\n')}
    >
      {token.text}
    </span>
  )
}

function titleOf(token: Token, p: number): string {
  const sure = t('probability {p}: {text}', { p: percent(p), text: JSON.stringify(token.text) })
  return token.logprob === undefined
    ? sure
    : `${sure}, ${logprobWords(scaleOf(token))} ${short(token.logprob)}`
}

function percent(p: number): string {
  return `${(p * 100).toFixed(p < 0.1 ? 1 : 0)} %`
}
