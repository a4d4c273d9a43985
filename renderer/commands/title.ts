/** What a command is called: in the language of the window, and in English. */
import { inEnglish, t } from '../language/text'
import type { Command } from './command'

/** Its title in the language of the window. */
export function titleOf({ title, places }: Command): string {
  return t(title, places)
}

/** Its title in English: what guides and other people call it, whatever the window's language is. */
export function englishTitleOf({ title, places }: Command): string {
  return inEnglish(title, places)
}
