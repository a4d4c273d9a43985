/** Keeps the texts and the page in the language that is chosen, or the system's. */
import type { Session } from './session/session'
import { loadLanguage, resolveLanguage } from './language/languages'
import { speak, spokenLanguage } from './language/text'

/** Follows the choice until the returned end is called; `ready` resolves when the first language is set. */
export function installLanguage(
  session: Session,
  target: Window,
): { readonly ready: Promise<void>; readonly end: () => void } {
  let wanted = spokenLanguage()
  const apply = async () => {
    const next = resolveLanguage(session.get().view.language, target.navigator.languages)
    if (next === wanted) return
    wanted = next
    const language = await loadLanguage(next)
    // Another was chosen while this one was on its way.
    if (wanted !== next) return
    speak(language)
    target.document.documentElement.lang = next
    session.view.setSpoken(next)
  }
  const change = () => void apply()
  const stop = session.store.subscribe(change)
  target.addEventListener('languagechange', change)
  return {
    ready: apply(),
    end: () => {
      stop()
      target.removeEventListener('languagechange', change)
    },
  }
}
