/** What a language is, as data. */
import type { Sayings } from '../../app/language/heard'

/** Languages with texts; `en-XA` is the pseudo-locale of tests, which nobody is offered. */
export type LanguageId = 'en' | 'zh-CN' | 'en-XA'

/** What a person chose: a language, or the system's. */
export type LanguageChoice = 'system' | LanguageId

/** A language with its texts, as it is set. */
export interface SpokenLanguage {
  readonly id: LanguageId
  /** English to this language. What it lacks stays English; a test holds that nothing is lacking. */
  readonly catalogue: Readonly<Record<string, string>>
  /** What hosts say, in this language; nothing for English. */
  readonly sayings: Sayings
  /** Done to each text that came through a catalogue: the pseudo-locale's marks. */
  readonly mark?: (text: string) => string
}
