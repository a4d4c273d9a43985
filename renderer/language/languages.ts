/** The languages there are. Adding one: a folder of catalogues like zh-CN and its line here (CONTRIBUTING.md says more). */
import { catalogues } from '../../app/language/languages'
import type { LanguageChoice, LanguageId, SpokenLanguage } from './spoken'

interface Language {
  readonly id: LanguageId
  /** In its own words; not to be translated. */
  readonly name: string
  /** Loads its texts; English is in the code. */
  readonly load: () => Promise<SpokenLanguage>
  /** What the system may call it, as the beginning of a BCP 47 tag. */
  readonly tag: string
}

/** What is offered, in the order it is shown. */
export const languages: readonly Language[] = [
  {
    id: 'en',
    name: 'English',
    tag: 'en',
    load: () => Promise.resolve({ id: 'en', catalogue: {}, sayings: {} }),
  },
  {
    id: 'zh-CN',
    name: '简体中文',
    tag: 'zh',
    load: async () => {
      const [{ catalogue }, said] = await Promise.all([import('./zh-CN'), catalogues['zh-CN']()])
      return { id: 'zh-CN', catalogue: { ...said, ...catalogue }, sayings: said }
    },
  },
]

/** Marks every text that came through a catalogue, so that a test finds the others. */
const pseudo = {
  id: 'en-XA',
  load: async (): Promise<SpokenLanguage> => {
    const texts = Object.keys(await catalogues['zh-CN']())
    const said = Object.fromEntries(texts.map((text) => [text, text]))
    return { id: 'en-XA', catalogue: {}, sayings: said, mark: (text) => `⟦${text}⟧` }
  },
} as const

/** A remembered choice; anything odd is the system's. */
export function languageChoice(value: string | null): LanguageChoice {
  return value === pseudo.id ? pseudo.id : (languages.find(({ id }) => id === value)?.id ?? 'system')
}

/** The language that is meant: chosen, or the first of the system's that there is; else English. */
export function resolveLanguage(choice: LanguageChoice, preferred: readonly string[]): LanguageId {
  if (choice !== 'system') return choice
  const known = preferred.flatMap((tag) => languages.filter((l) => tag.toLowerCase().split('-')[0] === l.tag))
  return known[0]?.id ?? 'en'
}

/** The texts of a language. */
export async function loadLanguage(id: LanguageId): Promise<SpokenLanguage> {
  return (languages.find((language) => language.id === id) ?? pseudo).load()
}
