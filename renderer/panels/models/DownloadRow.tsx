/** A download: how far it is, pausing it, going on, giving it up. */
import { formatBytes } from '../../../app/bytes'
import type { Download } from '../../../app/host/models'
import { Icon } from '../../parts/Icon'
import { useActions } from '../../use-session'
import { Problem } from '../servers/Problem'
import { dtypeWord, restWord } from './sizes'

/** A row with a bar. */
export function DownloadRow({ download: d }: { download: Download }) {
  const session = useActions()
  const running = d.state.type === 'running'
  const rest = d.state.type === 'running' ? restWord(d.total - d.done, d.state.bytesPerSecond) : 'paused'
  const told = d.state.type === 'failed' ? 'stopped' : rest
  return (
    <li className="models-row" aria-label={`Download of ${d.repo}`}>
      <div className="models-what">
        <span className="models-name clip">
          {d.repo} <span className="muted">{dtypeWord(d.dtype)}</span>
        </span>
        <span className="muted small-text">
          {formatBytes(d.done)} of {formatBytes(d.total)}
          {told === '' ? '' : ` · ${told}`}
        </span>
        <progress className="models-bar" value={d.done} max={d.total} aria-label="Downloaded" />
      </div>
      <div className="models-do">
        <button
          type="button"
          className="icon-button"
          aria-label={running ? 'Pause' : 'Go on'}
          onClick={() =>
            void (running ? session.modelStore.pauseDownload(d.id) : session.modelStore.resumeDownload(d.id))
          }
        >
          <Icon name={running ? 'pause' : 'play'} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Cancel and delete what has come"
          onClick={() => void session.modelStore.cancelDownload(d.id)}
        >
          <Icon name="close" />
        </button>
      </div>
      {d.state.type === 'failed' && <Problem failure={d.state.failure} />}
    </li>
  )
}
