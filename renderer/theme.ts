/** Sets the theme on the page: as chosen, or as the system has it. */
import type { Session } from './session/session'

/** Keeps `data-theme` right until the returned end is called. */
export function installTheme(session: Session, target: Window): () => void {
  const dark = target.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const { theme } = session.get().view
    const next = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    const root = target.document.documentElement
    if (root.dataset['theme'] !== next) root.dataset['theme'] = next
  }
  apply()
  dark.addEventListener('change', apply)
  const stop = session.store.subscribe(apply)
  return () => {
    dark.removeEventListener('change', apply)
    stop()
  }
}
