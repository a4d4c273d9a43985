/** The first thing one sees: samples with a question each, and how to bring an own image. */
import type { Sample } from '../../app/host'
import { CommandButton } from '../controls/CommandButton'
import { Icon } from '../parts/Icon'
import { Keys } from '../controls/Keys'
import { NoticeView } from '../controls/NoticeView'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'
import { rich } from '../language/rich'

/** Shown while no project is open. */
export function Gallery() {
  const samples = useSession((s) => s.host.samples)
  return (
    <main className="gallery">
      <div className="gallery-inner">
        <div className="gallery-head">
          <div>
            <h2 className="gallery-title">{t('Watch a model look again')}</h2>
            <p className="gallery-lead">
              {t(
                'Ask about an image. The model thinks, asks to see regions up close, and answers. Then move one of its regions, and see what it would have said.',
              )}
            </p>
          </div>
          <div className="gallery-open">
            <CommandButton id="open-image" icon="open" className="button">
              {t('Open an image…')} <Keys chord="Mod+O" />
            </CommandButton>
            <CommandButton id="open-traces" icon="list" className="button">
              {t('Open traces…')} <Keys chord="Mod+Shift+O" />
            </CommandButton>
          </div>
        </div>
        <NoticeView place="import" />
        <div className="samples">
          {samples.map((sample) => (
            <SampleCard key={sample.file} sample={sample} />
          ))}
        </div>
        <p className="drop-hint muted">
          {rich(
            'Drop anything anywhere: an image (PNG, JPEG, WebP; <keys></keys> pastes one), or reasoning traces made elsewhere with their images (JSON, JSON lines, parquet, Arrow, CSV, logs of Inspect, a folder …).',
            { keys: () => <Keys key="keys" chord="Mod+V" /> },
          )}
        </p>
      </div>
    </main>
  )
}

function SampleCard({ sample }: { sample: Sample }) {
  const session = useActions()
  const opening = useSession((s) => s.document.openingSample === sample.file)
  return (
    <button
      type="button"
      className="sample"
      data-testid="sample-card"
      aria-busy={opening}
      title={`${sample.title} · ${sample.licence}`}
      onClick={() => void session.document.openSample(sample.file, sample.question)}
    >
      <span className="sample-picture">
        <img src={sample.url} alt={sample.title} />
      </span>
      <span className="sample-question">{sample.question}</span>
      <span className="sample-foot">
        <span className="muted clip">{sample.title}</span>
        <span className="sample-go">
          {opening ? t('Opening…') : t('Try it')} <Icon name="next" />
        </span>
      </span>
    </button>
  )
}
