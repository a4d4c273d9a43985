/** What a model held possible where a token stands: the alternatives with their shares, and going on from each. */
import type { Step, Token } from '../../../app/trace/step'
import { tokenPlaceOf, type PossibleToken } from '../../../app/tokens/possible'
import { useActions, useSession } from '../../use-session'
import { chanceWords, entropyWords, rankWords, tokenWords } from '../../words/tokens'
import { Button, IconButton } from '../../parts/Button'
import { whyNot } from '../../session/tokens/tokens-service'
import { Share } from './Share'
import { TokenTree } from './TokenTree'
import { t } from '../../language/text'

interface Props {
  readonly step: Step
  readonly at: number
  /** Called when the panel is left by Escape or its button. */
  readonly onLeave: () => void
}

/** Under the text it belongs to. */
export function TokenPanel({ step, at, onLeave }: Props) {
  const session = useActions()
  const token = step.tokens?.[at]
  const reason = useSession((s) => (token === undefined ? undefined : whyNot(s, token)))
  if (token === undefined) return null
  const close = () => {
    session.tokens.look(undefined)
    onLeave()
  }
  return (
    <section
      className="token-panel"
      aria-label={t('The token {token}', { token: tokenWords(token) })}
      data-testid="token-panel"
      onClick={(e) => e.stopPropagation()}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return
        e.preventDefault()
        close()
      }}
    >
      <Facts token={token} onClose={close} />
      <Alternatives {...{ step, at, token, reason }} />
      {reason === undefined ? <TokenTree /> : <p className="muted small-text">{reason}</p>}
    </section>
  )
}

function Facts({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const { probability, entropy, rank } = tokenPlaceOf(token)
  return (
    <>
      <header className="token-facts">
        <code>{tokenWords(token)}</code>
        {probability !== undefined && <strong className="numbers">{chanceWords(probability)}</strong>}
        {rank !== undefined && <span className="muted small-text">{rankWords(rank)}</span>}
        <span className="spacer" />
        <IconButton icon="close" label={t('Close')} small onClick={onClose} />
      </header>
      {entropy !== undefined && <p className="muted small-text">{entropyWords(entropy)}</p>}
      {token.forced === true && (
        <p className="small-text token-note">{t('Put here by you, in place of what the model wrote.')}</p>
      )}
      {token.tempered === true && (
        <p className="muted small-text">{t('After the temperature: of the odds it was drawn from.')}</p>
      )}
      {probability === undefined && (
        <p className="muted small-text">{t('No probability was given for this token.')}</p>
      )}
    </>
  )
}

interface Listed extends Pick<Props, 'step' | 'at'> {
  readonly token: Token
  readonly reason: string | undefined
}

function Alternatives({ step, at, token, reason }: Listed) {
  const session = useActions()
  const { possible, rest } = tokenPlaceOf(token)
  if (possible.length === 0) return null
  return (
    <ul className="alternatives" aria-label={t('What could have stood here')}>
      {possible.map((other, i) => (
        <li key={i} data-stands={other.stands}>
          <Share probability={other.probability} />
          <code>{tokenWords(other)}</code>
          <span className="numbers">{chanceWords(other.probability)}</span>
          {other.stands ? (
            <span className="muted small-text">{t('stands here')}</span>
          ) : (
            <Button
              small
              disabled={reason !== undefined}
              title={reason}
              aria-label={t('Continue from {token}', { token: tokenWords(other) })}
              onClick={() => void session.tokens.goOn({ step: step.id, at }, [plain(other)])}
            >
              {t('Continue from this')}
            </Button>
          )}
        </li>
      ))}
      {rest > 0.0005 && (
        <li data-rest="true">
          <Share probability={rest} />
          <span className="muted">{t('all else')}</span>
          <span className="numbers muted">{chanceWords(rest)}</span>
        </li>
      )}
    </ul>
  )
}

function plain({ probability: _p, stands: _s, ...alternative }: PossibleToken) {
  return alternative
}
