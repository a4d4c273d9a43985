/** What a command is called: in the language of the window, and in English. */
import { inEnglish, t } from '../language/text'
import type { Command } from './command'

/** Its title in the language of the window. */
export function commandTitle({ title, places }: Command): string {
  return t(title, places)
}

/** Its title in English: what guides and other people call it, whatever the window's language is. */
export function englishTitleOf({ title, places }: Command): string {
  return inEnglish(title, places)
}

/** What somebody types to find a command, word by word. */
export function searchWords(words: string): readonly string[] {
  return words.toLowerCase().split(/\s+/).filter(Boolean)
}

/** Whether its title or what else it is looked for by, here or in English, has every word. */
export function isFoundBy(command: Command, parts: readonly string[]): boolean {
  const { also } = command
  const here = `${commandTitle(command)}\n${also === undefined ? '' : t(also)}`
  const english = `${englishTitleOf(command)}\n${also === undefined ? '' : inEnglish(also)}`
  return [here, english].some((text) => parts.every((part) => text.toLowerCase().includes(part)))
}
