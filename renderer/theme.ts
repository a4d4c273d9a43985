/** Sets theme and text size on the page: as chosen, or as the system has it. */
import type { Theme } from '../app/host/desktop'
import type { Session } from './session/session'

/** Keeps `data-theme` and the size of texts right until the returned end is called. */
export function installTheme(session: Session, target: Window): () => void {
  const dark = target.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const { theme, textSize } = session.get().view
    const next = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    const root = target.document.documentElement
    if (root.dataset['theme'] !== next) root.dataset['theme'] = next
    // Texts are in rem: of what the browser has for its texts.
    const size = textSize === 100 ? '' : `${textSize}%`
    if (root.style.fontSize !== size) {
      root.style.fontSize = size
      root.toggleAttribute('data-large-text', textSize > 100)
    }
  }
  apply()
  dark.addEventListener('change', apply)
  const stop = session.store.subscribe(apply)
  return () => {
    dark.removeEventListener('change', apply)
    stop()
  }
}

/** Tells the shell which theme was chosen, now and whenever it changes: it draws what is around the page. Returns its end. */
export function tellTheme(session: Session, tell: (theme: Theme) => void): () => void {
  let told: Theme | undefined
  const look = () => {
    const { theme } = session.get().view
    if (theme === told) return
    told = theme
    tell(theme)
  }
  look()
  return session.store.subscribe(look)
}
