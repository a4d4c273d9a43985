/** Servers and their models: which there are, what they can do, how they are spoken with. */
import { Icon } from '../../parts/Icon'
import { WindowDialog } from '../../controls/WindowDialog'
import { useActions, useSession } from '../../use-session'
import { AddServer } from './AddServer'
import { ServerPage } from './ServerPage'
import { t } from '../../language/text'

/** A list on the left, one server or the form that adds one on the right. */
export function ServersDialog() {
  return (
    <WindowDialog id="servers" title={t('Servers')} kind="servers">
      <div className="servers-columns">
        <ServerList />
        <Page />
      </div>
    </WindowDialog>
  )
}

function ServerList() {
  const session = useActions()
  const servers = useSession((s) => s.servers.list)
  const chosen = useSession((s) => s.servers.shown)
  return (
    <nav className="servers-list" aria-label={t('Servers')}>
      {servers.map((s) => (
        <button
          key={s.id}
          type="button"
          className="servers-item"
          aria-current={s.id === chosen}
          onClick={() => session.servers.show(s.id)}
        >
          <span className="clip">{s.name}</span>
          <span className="muted small-text clip">
            {s.failure === undefined ? modelsWord(s.models.length) : t('not reached')}
          </span>
        </button>
      ))}
      <button
        type="button"
        className="servers-item add"
        aria-current={chosen === undefined}
        onClick={() => session.servers.show(undefined)}
      >
        <span>
          <Icon name="plus" /> {t('Add a server')}
        </span>
      </button>
    </nav>
  )
}

function modelsWord(count: number): string {
  return count === 1 ? t('1 model') : t('{count, plural, one {# model} other {# models}}', { count })
}

function Page() {
  const server = useSession((s) => s.servers.list.find(({ id }) => id === s.servers.shown))
  return server === undefined ? <AddServer /> : <ServerPage key={server.id} server={server} />
}
