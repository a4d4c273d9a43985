/** What of a look's numbers is not known from the trace, and asking the model for it. */
import { oddsOf } from '../../../app/tokens/boxes'
import type { Distribution, WorkedOut } from '../../../app/trace/odds'
import { workedOdds, type OpenLook } from '../../session/tokens/odds'
import { oddsAsks } from '../../session/tokens/odds-service'
import { whyNot } from '../../session/tokens/tokens-service'
import { Button } from '../../parts/Button'
import { useActions, useBranch, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** Under the values of the edges. */
export function WorkOut({ look: { step, odds } }: { readonly look: OpenLook }) {
  const session = useActions()
  const isWorking = useSession((s) => s.tokens.working === step.id)
  const asked = useSession((s) => workedOdds(s)[step.id])
  const now = useSession((s) => s.tokens.worked[step.id])
  const failure = useSession((s) => (s.tokens.working === undefined ? s.tokens.oddsFailure : undefined))
  const model = useBranch((b) => b.model)
  const isServer = useSession((s) => s.host.models.find((m) => m.id === model)?.server !== undefined)
  const first = step.tokens?.[0]
  const reason = useSession((s) =>
    first === undefined ? undefined : whyNot(s, step.tokens?.find((k) => k.top) ?? first),
  )
  const known = odds ?? oddsOf(step) ?? []
  const open = percent(Math.max(0, ...known.map(openShare)))
  const count = now?.reduce((sum, n) => sum + n.asked, 0) ?? 0
  // What is kept is told where nobody can be asked, too.
  if (reason !== undefined && asked === undefined) return null
  return (
    <div className="work-out small-text">
      <p className="muted" role="status">
        {asked === undefined
          ? t('By the alternatives in the trace; up to {open} of an edge is not known.', { open })
          : isWorking
            ? t('Asking the model, digit by digit… {n, plural, one {# time} other {# times}}', { n: count })
            : t('By the model itself, digit by digit; up to {open} of an edge is not known.', { open })}
      </p>
      {isWorking ? (
        <Button small onClick={session.odds.stop}>
          {t('Stop')}
        </Button>
      ) : reason !== undefined ? null : (
        <Button small data-testid="work-out" onClick={() => void session.odds.workOut(step.id)}>
          {asked === undefined ? t('Work it out') : t('Work it out again')}
        </Button>
      )}
      {isServer && !isWorking && reason === undefined && (
        <span className="muted">
          {t('up to {n} requests', { n: oddsAsks * step.request.numbers.length })}
        </span>
      )}
      {failure !== undefined && <p className="error-text">{heard(failure.message)}</p>}
    </div>
  )
}

/** What is not known of a number: what was not told, and spans of which it is not known where in them it lies. */
function openShare(d: Distribution | WorkedOut): number {
  const spans = d.values.reduce((sum, v) => (v.low === v.high ? sum : sum + v.probability), 0)
  return d.rest + spans
}

function percent(share: number): string {
  const of = 100 * share
  return of > 0 && of < 0.1 ? '0.1 %' : `${of.toFixed(of < 10 ? 1 : 0)} %`
}
