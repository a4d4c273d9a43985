/** How a run ended, where that needs saying: why, what is kept, and how to go on. Also the first hint after an answer. */
import { useActions, useBranch, useRows, useSession } from '../../use-session'
import { localInstead } from '../../session/ask/instead'
import { selectedBranch } from '../../session/document/rows'
import { endingOf } from '../../../app/trace/ending'
import { endWords } from '../../words/trace'
import { CommandButton } from '../../controls/CommandButton'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Keys } from '../../controls/Keys'
import { heard, t } from '../../language/text'
import { rich } from '../../language/rich'

/** The last card. */
export function EndCard() {
  const run = useBranch((b) => b.run)
  // A trace as its file has it: nothing was run here that could be gone on with.
  const recorded = useSession(
    (s) => s.document.project?.origin !== undefined && selectedBranch(s)?.fork === undefined,
  )
  const why = useSession((s) => {
    const branch = selectedBranch(s)
    return branch && s.document.project && endingOf(s.document.project, branch)?.why
  })
  const rows = useRows()
  if (run?.type !== 'ended') return null
  if (recorded)
    return run.reason === 'answered' ? null : (
      <p className="card hint" data-reason={run.reason}>
        {run.failure === undefined
          ? rows.at(-1)?.type === 'look'
            ? t('The trace ends with a region, without text after it.')
            : t('The trace ends without an answer.')
          : heard(run.failure.message)}
      </p>
    )
  if (run.reason === 'answered') return <FirstHint />
  return (
    <div className="card ended" data-reason={run.reason} role="status">
      <div className="ended-head">
        <Icon name={run.reason === 'failed' ? 'warning' : 'stop'} />{' '}
        {run.failure === undefined && why !== undefined ? heard(why) : endWords(run.reason)}
      </div>
      {run.failure !== undefined && (
        <>
          <div>{heard(run.failure.message)}</div>
          {run.failure.detail !== undefined && run.failure.detail !== '' && (
            <details>
              <summary>{t('Details')}</summary>
              <pre>{run.failure.detail}</pre>
            </details>
          )}
        </>
      )}
      {run.reason !== 'no-answer' && (
        <CommandButton id="retry" className="button small" testid="retry">
          {run.reason === 'failed' ? t('Retry') : t('Continue from here')}
        </CommandButton>
      )}
      <Instead />
    </div>
  )
}

/** Where a server failed: the same question to a model that runs here. */
function Instead() {
  const session = useActions()
  const model = useSession(localInstead)
  const connected = useSession((s) => s.host.connected)
  if (model === undefined) return null
  return (
    <Button small disabled={!connected} onClick={() => void session.ask.askInstead(model.id)}>
      {t('Ask {name} instead', { name: model.name })}
    </Button>
  )
}

/** One hint, once: gone as soon as a box was moved or there is a second branch. */
function FirstHint() {
  const rows = useRows()
  const fresh = useSession(
    (s) => s.document.project?.branches.length === 1 && Object.keys(s.document.project.drafts).length === 0,
  )
  if (!fresh || !rows.some((r) => r.type === 'look')) return null
  return (
    <p className="card hint first-hint">
      {rich(
        'Was it looking in the right place? Drag a box on the image and press <keys></keys>: the model goes on from there, on a new branch.',
        { keys: () => <Keys key="keys" chord="Mod+Enter" /> },
      )}
    </p>
  )
}
