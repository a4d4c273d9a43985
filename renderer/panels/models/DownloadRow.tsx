/** A download: how far it is, pausing it, going on, giving it up. */
import { formatBytes } from '../../../app/bytes'
import type { Download } from '../../../app/host/models'
import { IconButton } from '../../parts/Button'
import { useActions } from '../../use-session'
import { Problem } from '../servers/Problem'
import { dtypeWord, restWord } from './sizes'
import { t } from '../../language/text'

/** A row with a bar. */
export function DownloadRow({ download: d }: { download: Download }) {
  const session = useActions()
  const running = d.state.type === 'running'
  const rest = d.state.type === 'running' ? restWord(d.total - d.done, d.state.bytesPerSecond) : t('paused')
  const told = d.state.type === 'failed' ? t('stopped') : rest
  return (
    <li className="models-row" aria-label={t('Download of {repo}', { repo: d.repo })}>
      <div className="models-what">
        <span className="models-name clip">
          {d.repo} <span className="muted">{dtypeWord(d.dtype)}</span>
        </span>
        <span className="muted small-text">
          {t('{done} of {total}', { done: formatBytes(d.done), total: formatBytes(d.total) })}
          {told === '' ? '' : ` · ${told}`}
        </span>
        <progress className="models-bar" value={d.done} max={d.total} aria-label={t('Downloaded')} />
      </div>
      <div className="models-do">
        <IconButton
          icon={running ? 'pause' : 'play'}
          label={running ? t('Pause') : t('Resume')}
          onClick={() =>
            void (running ? session.modelStore.pauseDownload(d.id) : session.modelStore.resumeDownload(d.id))
          }
        />
        <IconButton
          icon="close"
          label={t('Cancel and delete partial download')}
          onClick={() => void session.modelStore.cancelDownload(d.id)}
        />
      </div>
      {d.state.type === 'failed' && <Problem failure={d.state.failure} />}
    </li>
  )
}
