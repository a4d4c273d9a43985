/** Over the story: whether its words are shown token by token, and what the tints mean. Only where probabilities were given. */
import { haveProbabilities } from '../../../app/tokens/shown'
import { selectedBranch } from '../../session/document/rows'
import { useRows, useSession } from '../../use-session'
import { CommandButton } from '../../controls/CommandButton'
import { CommandKeys } from '../../controls/CommandKeys'
import { tintOf } from './token-tint'
import { t } from '../../language/text'

const scale = [1, 0.8, 0.6, 0.4, 0.2, 0]

/** The switch with its legend. */
export function TokenBar() {
  const rows = useRows()
  const on = useSession((s) => s.view.tokenColours)
  const attention = useSession((s) => s.attention.on)
  const live = useSession((s) => haveProbabilities(selectedBranch(s)?.open.tokens))
  if (!live && !rows.some((r) => haveProbabilities(r.step?.tokens)))
    return on && rows.length > 0 ? (
      <p className="token-bar muted small-text" role="status">
        {t('No token probabilities were given with this trace.')}
      </p>
    ) : null
  return (
    <div className="token-bar">
      <CommandButton id="token-colours" className="button small" pressed={on} testid="token-colours">
        {t('Tokens')} <CommandKeys id="token-colours" />
      </CommandButton>
      <CommandButton id="attention" className="button small" pressed={attention} testid="attention-toggle">
        {t('Attention')} <CommandKeys id="attention" />
      </CommandButton>
      {on && (
        <span className="token-legend small-text muted">
          <span>{t('certain')}</span>
          <span className="token-scale" aria-hidden="true">
            {scale.map((p) => (
              <span key={p} className="token" style={tintOf(p)} />
            ))}
          </span>
          <span>{t('unlikely')}</span>
          <span className="token-key">
            <span className="token" data-forced="true">
              {t('put by you')}
            </span>
          </span>
        </span>
      )}
    </div>
  )
}
