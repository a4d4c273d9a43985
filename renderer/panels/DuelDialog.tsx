/** Another model, asked the same beside the first: which one. */
import { Button, LinkButton } from '../parts/Button'
import { WindowDialog } from '../controls/WindowDialog'
import { askedFirst, rivalsOf } from '../session/ask/duel'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'

/** A list of all models but the one that is asked already. */
export function DuelDialog() {
  return (
    <WindowDialog id="duel" title={t('Side by side with another model')} kind="models">
      <div className="models-body">
        <Rivals />
      </div>
    </WindowDialog>
  )
}

function Rivals() {
  const session = useActions()
  const models = useSession((s) => s.host.models)
  const first = useSession(askedFirst)
  const rivals = rivalsOf(models, first)
  const runsHere = (m: (typeof models)[number]) => m.server === undefined
  const local = models.some((m) => m.id === first && runsHere(m)) && rivals.some(runsHere)
  const choose = (model: string) => {
    session.view.showDialog(undefined)
    void session.ask.duel(model)
  }
  return (
    <>
      <p className="muted">
        {t('It is asked the same question on the same image; both are shown while they write.')}
      </p>
      {local && (
        <p className="muted small-text">
          {t(
            'Two models of this machine take turns segment by segment. Both stay loaded where there is memory for them; otherwise each turn loads one again, and the engine menu says so. One of the two on a server writes at the same time.',
          )}
        </p>
      )}
      <ul className="models-list" aria-label={t('Other models')}>
        {rivals.map((m) => (
          <li key={m.id} className="models-row">
            <div className="models-what" translate="no">
              <span className="models-name clip">{m.name}</span>
              <span className="muted small-text clip">
                {m.domain ?? (m.server === undefined ? m.dialect : t('on {server}', { server: m.server }))}
              </span>
            </div>
            <div className="models-do">
              <Button small aria-label={t('Ask {name}, too', { name: m.name })} onClick={() => choose(m.id)}>
                {t('Ask')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <div className="models-foot">
        <LinkButton onClick={() => session.view.showDialog('servers')}>{t('Servers…')}</LinkButton>
        <LinkButton onClick={() => session.view.showDialog('models')}>{t('Models…')}</LinkButton>
      </div>
    </>
  )
}
