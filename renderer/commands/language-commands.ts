/** A command for each language, so that the palette finds them by name. */
import { msg } from '../../app/message'
import { languages } from '../language/languages'
import type { CommandEntry } from './command'

const about = { menu: 'view' } as const

const system = {
  ...about,
  id: 'language-system',
  title: msg('Language: system'),
  enabled: ({ view }) => view.language !== 'system',
  perform: ({ view }) => view.setLanguage('system'),
} as const satisfies CommandEntry

export const languageCommands = [
  system,
  ...languages.map(
    ({ id, name }) =>
      ({
        ...about,
        id: `language-${id.toLowerCase()}`,
        title: msg('Language: {name}'),
        places: { name },
        enabled: (s) => s.view.language !== id,
        perform: (s) => s.view.setLanguage(id),
      }) satisfies CommandEntry,
  ),
]
