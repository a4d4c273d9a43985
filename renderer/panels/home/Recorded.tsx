/** Recorded runs that play by themselves in small: the photo, boxes as the model asked for them, the crop it got. Opens one. */
import { useMemo, useRef } from 'react'
import type { RecordedRun } from '../../../app/host/gallery'
import { heightOf, widthOf, type Box, type Size } from '../../../app/geometry/box'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { beatsOf, type DemoBeat, type BeatLook } from '../../session/gallery/beats'
import { hueOf } from '../../session/document/rows'
import { runNote, runTitle } from '../../words/gallery'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'
import { useBeat } from './use-beat'

/** The first of them, large: with the crop, the words, and whose it is. */
export function RecordedHero({ run }: { run: RecordedRun }) {
  const element = useRef<HTMLDivElement>(null)
  const { looks, beats } = useMemo(() => beatsOf(run.project), [run])
  const at = useBeat(beats.length, { element })
  // Standing still it shows a look with its crop: that is what it is about.
  const beat = beats[at ?? 1] ?? beats[0]
  if (beat === undefined) return null
  return (
    <div className="hero-run" ref={element} data-testid="recorded-hero">
      <OpenRun run={run} named>
        <span className="hero-picture">
          <RunPicture run={run} looks={looks} beat={beat} all={at === undefined} />
          {beat.at !== undefined && <Crop run={run} look={beat.at} />}
        </span>
      </OpenRun>
      <p className="hero-words" data-hue={beat.at === undefined ? undefined : hueOf(beat.at.number)}>
        <span className="muted small-text">{beatName(beat, beats)}</span>
        <b className="clip">{beat.words}</b>
      </p>
      <div className="hero-foot">
        <Credit run={run} />
        <PresentRun run={run} />
      </div>
    </div>
  )
}

/** All of it, told to an audience. */
function PresentRun({ run }: { run: RecordedRun }) {
  const session = useActions()
  return (
    <Button small data-testid="hero-present" onClick={() => void session.present.startRecorded(run.id)}>
      <Icon name="screen" /> {t('Full screen')}
    </Button>
  )
}

/** One of the others. */
export function RecordedCard({ run, delay }: { run: RecordedRun; delay: number }) {
  const element = useRef<HTMLDivElement>(null)
  const { looks, beats } = useMemo(() => beatsOf(run.project), [run])
  const at = useBeat(beats.length, { element, delay })
  const beat = beats[at ?? beats.length - 1]
  if (beat === undefined) return null
  return (
    <div className="recorded-card" ref={element} data-testid="recorded-card">
      <OpenRun run={run}>
        <span className="recorded-picture">
          <RunPicture run={run} looks={looks} beat={beat} all={at === undefined} />
        </span>
        <span className="recorded-title">{runTitle(run)}</span>
        <span className="muted small-text clip">{run.model}</span>
      </OpenRun>
      <Credit run={run} />
    </div>
  )
}

interface OpenRunProps {
  readonly run: RecordedRun
  /** There is no text in it that names it. */
  readonly named?: boolean
  readonly children: React.ReactNode
}

function OpenRun({ run, named = false, children }: OpenRunProps) {
  const session = useActions()
  const opening = useSession((s) => s.gallery.opening === run.id)
  const words = t('Open the recorded run “{title}” of {model}', { title: runTitle(run), model: run.model })
  return (
    <button
      type="button"
      className="recorded-open"
      aria-busy={opening}
      aria-label={named ? words : undefined}
      title={words}
      onClick={() => void session.gallery.open(run.id)}
    >
      {children}
    </button>
  )
}

interface RunPictureProps {
  readonly run: RecordedRun
  readonly looks: readonly BeatLook[]
  readonly beat: DemoBeat
  /** All looks at once. */
  readonly all: boolean
}

function RunPicture({ run, looks, beat, all }: RunPictureProps) {
  const { width, height } = run.project.image
  return (
    <>
      <img src={run.url} alt="" width={width} height={height} decoding="async" />
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        {looks.slice(0, all ? looks.length : beat.looks).map(({ number, region }) => (
          <rect
            key={number}
            data-hue={hueOf(number)}
            data-at={!all && beat.at?.number === number}
            x={region.left}
            y={region.top}
            width={widthOf(region)}
            height={heightOf(region)}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </>
  )
}

/** What the model got of the region, cut out of the same file. */
function Crop({ run, look }: { run: RecordedRun; look: BeatLook }) {
  return (
    <span
      key={look.number}
      className="hero-crop"
      data-testid="hero-crop"
      data-hue={hueOf(look.number)}
      style={cropStyle(look.region, run.project.image, run.url)}
    />
  )
}

/** A region of an image as a background: as large as the longer side lets it be. */
function cropStyle(region: Box<'image'>, { width, height }: Size, url: string): React.CSSProperties {
  const [w, h] = [widthOf(region), heightOf(region)]
  const share = (at: number, part: number, whole: number) => (part >= whole ? 0 : (at / (whole - part)) * 100)
  return {
    backgroundImage: `url("${url}")`,
    aspectRatio: `${w} / ${h}`,
    ...(w / h > 1.2 ? { width: '42%' } : { height: '56%' }),
    backgroundSize: `${(width / w) * 100}% ${(height / h) * 100}%`,
    backgroundPosition: `${share(region.left, w, width)}% ${share(region.top, h, height)}%`,
  }
}

function beatName(beat: DemoBeat, beats: readonly DemoBeat[]): string {
  if (beat === beats[0]) return t('Question')
  if (beat.at === undefined) return t('Answer')
  const looks = beats.at(-1)?.looks ?? 0
  return beat === beats.at(-1) && beats.length > looks + 1
    ? t('Answer')
    : t('Look {n} of {of}', { n: beat.at.number, of: looks })
}

/** Whose it is, and what must be said of it. */
function Credit({ run }: { run: RecordedRun }) {
  const { credit, licence, source } = run
  const note = runNote(run)
  return (
    <span className="credit muted" title={source}>
      {t('{credit} · {licence}', { credit, licence })}
      {note !== undefined && (
        <span className="credit-note" title={note}>
          <Icon name="warning" /> {note}
        </span>
      )}
    </span>
  )
}
