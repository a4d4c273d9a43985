/** The line on top: what is open, and what it runs on. */
import { useEffect } from 'react'
import { parseServedModelId } from '../../app/host/servers'
import { CommandButton } from '../controls/CommandButton'
import { MathLine } from '../parts/MathLine'
import { EditableName } from '../parts/EditableName'
import { isRunning } from '../session/document/rows'
import { useActions, useBranch, useSession } from '../use-session'
import { EngineMenu } from './EngineMenu'
import { LanguageMenu } from './LanguageMenu'
import { Rate } from './Rate'
import { t } from '../language/text'

/** Title and question on the left, model and state on the right. */
export function Header() {
  const session = useActions()
  const project = useSession((s) => s.document.project?.id)
  const title = useSession((s) => s.document.project?.title)
  const question = useBranch((b) => b.question)
  const theme = useSession((s) => s.view.theme)
  const asked = useSession(({ view: { wanted } }) => (wanted?.field === 'title' ? wanted.times : 0))
  // What runs elsewhere does not run on a provider of this machine.
  const shown = useBranch((b) => b.model)
  const served = useSession((s) => parseServedModelId(shown ?? s.ask.model ?? '') !== undefined)
  useEffect(() => {
    document.title = title === undefined ? t('Relook') : t('{title} · Relook', { title })
  }, [title])
  return (
    <header className="header">
      <LeftColumnButton />
      {title === undefined ? (
        <h1 className="header-home">
          <Wordmark named />
        </h1>
      ) : (
        <Wordmark />
      )}
      {title !== undefined && (
        <h1 className="header-title">
          <EditableName
            key={project}
            value={title}
            label={t('Title of the project')}
            asked={asked}
            onChange={(t) => void session.document.rename(t)}
          />
          {question !== undefined && question !== '' && (
            <span className="header-question" dir="auto">
              <MathLine text={question} />
            </span>
          )}
        </h1>
      )}
      <span className="spacer" />
      <ModelWord />
      {!served && <EngineMenu />}
      <RunBadge />
      <span className="header-line" />
      <CommandButton id="evaluate" icon="chart" />
      <CommandButton id="rollouts" icon="branches" />
      <CommandButton id="palette" icon="search" />
      <CommandButton
        id="theme"
        icon={theme === 'system' ? 'system' : theme === 'light' ? 'sun' : 'moon'}
        testid="theme"
      />
      <LanguageMenu />
      <CommandButton id="settings" icon="gear" testid="settings" />
      <CommandButton id="shortcuts" icon="keyboard" testid="shortcuts-button" />
      {title !== undefined && <RightColumnButton />}
    </header>
  )
}

/** The way back to a column that is hidden. */
function LeftColumnButton() {
  const hidden = useSession((s) => s.view.slim || !s.view.left)
  return hidden ? <CommandButton id="left-column" icon="sidebar" /> : null
}

function RightColumnButton() {
  const narrow = useSession((s) => s.view.narrow)
  const hidden = useSession((s) => s.view.narrow || !s.view.right)
  return hidden ? <CommandButton id={narrow ? 'drawer' : 'right-column'} icon="panel" /> : null
}

/** To the home page; with the name where nothing else is open. */
function Wordmark({ named = false }: { named?: boolean }) {
  const session = useActions()
  return (
    <button
      type="button"
      className="wordmark"
      onClick={() => session.document.close()}
      aria-label={t('Relook: samples and projects')}
    >
      <Mark />
      {named && <span>{t('Relook')}</span>}
    </button>
  )
}

function ModelWord() {
  const model = useBranch((b) => b.model)
  const name = useSession((s) => s.host.models.find((m) => m.id === (model ?? s.ask.model))?.name ?? model)
  const server = useSession((s) => s.host.models.find((m) => m.id === (model ?? s.ask.model))?.server)
  if (name === undefined) return null
  return (
    <span
      className="header-model"
      title={server === undefined ? name : t('{name} on {server}', { name, server })}
    >
      {name}
      {server !== undefined && <span className="muted"> · {server}</span>}
    </span>
  )
}

/** Live while the model writes; recorded when one sees what is stored. */
function RunBadge() {
  const running = useSession(isRunning)
  const has = useSession((s) => s.document.branch !== undefined)
  if (!has) return null
  return (
    <>
      <Rate />
      <span className="run-badge" data-live={running} data-testid="run-badge">
        {running ? t('live') : t('recorded')}
      </span>
    </>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <rect
        x="2"
        y="2"
        width="16"
        height="16"
        rx="4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        opacity="0.45"
      />
      <rect
        x="7.5"
        y="7.5"
        width="8"
        height="8"
        rx="1.5"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
      />
    </svg>
  )
}
