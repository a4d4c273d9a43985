/**
 * What the desktop itself shows (menus, dialogs, notifications), in the language of the window in front: it tells which that is, and it
 * is kept for the next start, when there is no window yet. The texts are those of all hosts (app/language). Imports no Electron.
 */
import { createHeard } from '../../app/language/heard'
import { catalogues } from '../../app/language/languages'

let hear = createHeard({})
let spoken = 'en'

/** A text of the desktop or of the host, as it is shown. */
export function native(text: string): string {
  return hear(text) ?? text
}

/** Sets the language of what is shown from now on: an id of the window's; one that is not known is English. Whether it is another. */
export async function speakNative(id: string): Promise<boolean> {
  if (id === spoken) return false
  spoken = id
  const known = Object.entries(catalogues).find(([language]) => language === id)
  const texts = known === undefined ? {} : await known[1]()
  // Another was set while this one was on its way.
  if (spoken !== id) return false
  hear = createHeard(texts)
  return true
}

/** The language for a start without a memory of one: the first of the system's that there is. */
export function systemLanguage(preferred: readonly string[]): string {
  const base = (tag: string) => tag.toLowerCase().split('-')[0]
  const first = preferred.find(
    (tag) => base(tag) === 'en' || Object.keys(catalogues).some((id) => base(id) === base(tag)),
  )
  return Object.keys(catalogues).find((id) => base(id) === base(first ?? 'en')) ?? 'en'
}
