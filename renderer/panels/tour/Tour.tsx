/** What the tour says: a line, how far it is, and ways to hurry, hold or leave it. Lies below the image and takes the keys. */
import { useRef } from 'react'
import { TakesKeys } from '../../controls/TakesKeys'
import { CommandButton } from '../../controls/CommandButton'
import { Button, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { tourParts, type TourState } from '../../session/tour/tour-state'
import { useActions, useBranch, useSession } from '../../use-session'
import { t } from '../../language/text'
import { tourWords } from './tour-words'
import { useKeptFocus } from './use-kept-focus'

/** Nothing while no tour is on. */
export function Tour() {
  const part = useSession((s) => s.tour.part)
  return part === undefined ? null : <TourCard />
}

function TourCard() {
  const { tour: service } = useActions()
  const tour = useSession((s) => s.tour)
  const card = useRef<HTMLDivElement>(null)
  const over = tour.part === 'changed' || tour.part === 'failed'
  useKeptFocus(card)
  const down = (event: React.KeyboardEvent) => {
    const pressesButton = event.target instanceof HTMLElement && event.target.closest('button') !== null
    if ((event.key === 'Enter' || event.key === ' ') && pressesButton) return
    const does = {
      Escape: service.end,
      ' ': service.pause,
      ArrowRight: service.next,
      PageDown: service.next,
      Enter: over ? service.end : service.next,
    }[event.key]
    if (does === undefined) return
    event.preventDefault()
    event.stopPropagation()
    does()
  }
  return (
    <div
      className="tour"
      role="dialog"
      aria-label={t('Tour')}
      data-testid="tour"
      data-part={tour.part}
      tabIndex={-1}
      ref={card}
      onKeyDown={down}
    >
      <TakesKeys />
      <Progress tour={tour} />
      <Words tour={tour} />
      <Buttons tour={tour} over={over} />
    </div>
  )
}

function Buttons({ tour, over }: { tour: TourState; over: boolean }) {
  const { tour: service } = useActions()
  return (
    <div className="tour-buttons">
      {over ? (
        <>
          <Button onClick={() => void service.begin()}>
            <Icon name="redo" /> {t('Once more')}
          </Button>
          <Button primary onClick={service.end}>
            {tour.part === 'failed' ? t('Close') : t('Try it yourself')}
          </Button>
        </>
      ) : (
        <>
          <Button onClick={service.end}>{t('Skip')}</Button>
          <IconButton
            icon={tour.paused ? 'play' : 'pause'}
            label={tour.paused ? t('Go on') : t('Pause')}
            title={tour.paused ? t('Go on') : t('Pause')}
            onClick={service.pause}
          />
          <Button onClick={service.next}>
            {t('Next')} <Icon name="next" />
          </Button>
        </>
      )}
    </div>
  )
}

function Progress({ tour: { part } }: { tour: TourState }) {
  const at = tourParts.findIndex((p) => p === part)
  return (
    <div className="tour-progress" aria-hidden="true">
      {tourParts.map((p, i) => (
        <span key={p} data-told={i <= at} />
      ))}
    </div>
  )
}

function Words({ tour }: { tour: TourState }) {
  const image = useSession((s) => s.document.project?.image)
  const given = useBranch((b) => b.view.size)
  const { head, text } = tourWords(tour, { image, given })
  return (
    <div className="tour-words" role="status" aria-live="polite">
      <b>{head}</b>
      <span className="muted">{text}</span>
    </div>
  )
}

/** Where the tour is offered. */
export function TourButton() {
  const seen = useSession((s) => s.tour.seen)
  return (
    <CommandButton id="tour" icon="play" className={seen ? 'button' : 'button primary'} testid="tour-button">
      {t('20-second tour')}
    </CommandButton>
  )
}
