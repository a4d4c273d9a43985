/** Ghosts: the ways in which one box can be read, listed below where each would lie. Digits, arrows and Enter pick one; so does a click on it. */
import { useEffect, useRef } from 'react'
import { notationName } from '../../../app/reading/evidence-words'
import { TakesKeys } from '../../controls/TakesKeys'
import { IconButton } from '../../parts/Button'
import { shownGhosts, type Ghosts } from '../../session/document/reading'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** Below the image while ghosts are shown: over it, it would cover one of them. */
export function GhostPanel() {
  const ghosts = useSession(shownGhosts)
  return ghosts === undefined ? null : <Card {...ghosts} />
}

function Card({ look, ghosts }: Ghosts) {
  const session = useActions()
  const at = useSession((s) => s.ghosts.at)
  const all = useSession((s) => s.ghosts.all)
  const list = useRef<HTMLDivElement>(null)
  useGhostKeys()
  useFocusBack()
  useEffect(() => list.current?.querySelectorAll<HTMLElement>('[role=radio]')[at]?.focus(), [at])
  return (
    <section className="ghost-panel" aria-label={t('One box in every reading')} data-testid="ghosts">
      <TakesKeys />
      <header>
        <h3>{t('Which box is right?')}</h3>
        <span className="muted small-text">[{look.request.numbers.join(', ')}]</span>
        <span className="spacer" />
        <div className="for-whom" role="group" aria-label={t('Apply to')}>
          {[false, true].map((value) => (
            <button
              key={String(value)}
              type="button"
              aria-pressed={all === value}
              className="for-whom-choice"
              onClick={() => session.ghosts.setAll(value)}
            >
              {value ? t('All in this file') : t('This trace')}
            </button>
          ))}
        </div>
        <IconButton icon="close" label={t('Leave it as it is')} small onClick={session.ghosts.close} />
      </header>
      <div ref={list} role="radiogroup" aria-label={t('Readings')} className="ghost-list">
        {ghosts.map(({ reading }, i) => (
          <button
            key={notationName(reading)}
            type="button"
            role="radio"
            aria-checked={i === at}
            tabIndex={i === at ? 0 : -1}
            className="menu-item ghost-option"
            onMouseEnter={() => session.ghosts.look(i)}
            onClick={() => session.ghosts.pick(i)}
          >
            <span className="look-chip" data-hue={i % 8} data-person="true">
              {i + 1}
            </span>
            <span className="ghost-name">{heard(notationName(reading))}</span>
            {i === 0 && <span className="muted small-text">{t('now')}</span>}
          </button>
        ))}
      </div>
    </section>
  )
}

/** When they are gone, the focus is where it was. */
function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
}

/** Wherever the focus is: while ghosts are shown, keys are for them. */
function useGhostKeys(): void {
  const { ghosts } = useActions()
  const at = useSession((s) => s.ghosts.at)
  const all = useSession((s) => s.ghosts.all)
  useEffect(() => {
    const keys: Readonly<Record<string, () => void>> = {
      Escape: ghosts.close,
      u: ghosts.close,
      Enter: () => ghosts.pick(at),
      ArrowDown: () => ghosts.walk(1),
      ArrowRight: () => ghosts.walk(1),
      ArrowUp: () => ghosts.walk(-1),
      ArrowLeft: () => ghosts.walk(-1),
      t: () => ghosts.setAll(!all),
    }
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const digit = /^[1-9]$/.test(event.key) ? () => ghosts.pick(Number(event.key) - 1) : undefined
      const act = digit ?? keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      // A button of the card that has the focus is pressed by Enter as any other.
      const pressed =
        event.key === 'Enter' &&
        event.target instanceof Element &&
        event.target.closest('.for-whom, header') !== null
      if (act === undefined || pressed) return
      event.preventDefault()
      event.stopPropagation()
      act()
    }
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [ghosts, at, all])
}
