/** The first thing one sees: real runs that play by themselves, samples for the built-in model, and how to bring an own image. */
import type { Sample } from '../../app/host'
import { CommandButton } from '../controls/CommandButton'
import { IconButton } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { Keys } from '../controls/Keys'
import { NoticeView } from '../controls/NoticeView'
import { RecentWork } from './home/RecentWork'
import { RecordedCard, RecordedHero } from './home/Recorded'
import { useReducedMotion } from './home/use-beat'
import { Offers } from './models/Offers'
import { TourButton } from './tour/Tour'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'
import { rich } from '../language/rich'

/** Shown while no project is open. */
export function Gallery() {
  const [first, ...others] = useSession((s) => s.gallery.runs)
  return (
    <main className="gallery">
      <div className="gallery-inner">
        <div className="gallery-head" data-alone={first === undefined}>
          <Welcome />
          {first !== undefined && <RecordedHero run={first} />}
        </div>
        <NoticeView place="import" />
        <RecentWork />
        {others.length > 0 && (
          <section className="home-part" aria-label={t('Real runs, recorded')}>
            <h2 className="home-title">
              {t('Real runs, recorded')} <PlayAll />
            </h2>
            <div className="recorded">
              {others.map((run, i) => (
                <RecordedCard key={run.id} run={run} delay={(i + 1) * 450} />
              ))}
            </div>
          </section>
        )}
        <LiveSamples />
        <OwnImages />
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

function Welcome() {
  return (
    <div className="welcome">
      <h1 className="gallery-title">{t('Watch a model look again')}</h1>
      <p className="gallery-lead">
        {t(
          'Ask about an image. The model thinks, asks to see regions up close, and answers. Then move one of its regions, and see what it would have said.',
        )}
      </p>
      <div className="gallery-open">
        <TourButton />
        <CommandButton id="open-image" icon="open" className="button">
          {t('Open an image…')} <Keys chord="Mod+O" />
        </CommandButton>
        <CommandButton id="open-traces" icon="list" className="button">
          {t('Open traces…')} <Keys chord="Mod+Shift+O" />
        </CommandButton>
      </div>
    </div>
  )
}

/** What moves by itself can be stopped. */
function PlayAll() {
  const session = useActions()
  const playing = useSession((s) => s.gallery.playing)
  const still = useReducedMotion()
  if (still) return null
  const words = playing ? t('Pause the previews') : t('Play the previews')
  return (
    <IconButton
      icon={playing ? 'pause' : 'play'}
      label={words}
      small
      title={words}
      onClick={() => session.gallery.setPlaying(!playing)}
    />
  )
}

/** The built-in model knows drawn images only: what reads a person's own. */
function OwnImages() {
  const known = useSession((s) => s.modelStore.catalogue.length > 0)
  if (!known) return null
  return (
    <section className="home-part home-models" aria-label={t('Models that read your own images')}>
      <h2 className="home-title">{t('Models that read your own images')}</h2>
      <Offers label={t('Models for your own images')} />
    </section>
  )
}

function LiveSamples() {
  const samples = useSession((s) => s.host.samples)
  if (samples.length === 0) return null
  return (
    <section className="home-part" aria-label={t('Live: ask the built-in model')}>
      <h2 className="home-title">{t('Live: ask the built-in model')}</h2>
      <div className="samples">
        {samples.map((sample) => (
          <SampleCard key={sample.file} sample={sample} />
        ))}
      </div>
    </section>
  )
}

function SampleCard({ sample }: { sample: Sample }) {
  const session = useActions()
  const opening = useSession((s) => s.document.openingSample === sample.file)
  return (
    <div className="sample">
      <button
        type="button"
        className="sample-open"
        data-testid="sample-card"
        aria-busy={opening}
        title={`${sample.title} · ${sample.licence}`}
        onClick={() => void session.document.openSample(sample.file, sample.question)}
      >
        <span className="sample-picture">
          <img src={sample.url} alt={sample.title} />
        </span>
        <span className="sample-question">{sample.question}</span>
      </button>
      <span className="sample-foot">
        <span className="muted clip">{sample.title}</span>
        <button
          type="button"
          className="sample-go"
          data-testid="sample-try"
          aria-label={t('Try it: {question}', { question: sample.question })}
          title={t('Opens it and runs the question')}
          onClick={() => void session.gallery.tryOut(sample)}
        >
          {opening ? t('Opening…') : t('Try it')} <Icon name="next" />
        </button>
      </span>
    </div>
  )
}
