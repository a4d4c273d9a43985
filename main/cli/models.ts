/** `relook models`: what can be run here. */
import type { Command } from './command'
import { readWords } from './command'
import { scriptFromEnvironment, withServices } from './ephemeral'

/** Lists the models. */
export const models: Command = {
  name: 'models',
  usage: 'models [--json]',
  about: 'List the models there are.',
  help: ['--json   one JSON array'],
  run: async (words, { out }) => {
    const { values } = readWords(words, { json: { type: 'boolean' } })
    const list = await withServices(scriptFromEnvironment(), ({ host }) =>
      host.models({}, new AbortController().signal),
    )
    if (values.json) out(`${JSON.stringify(list, undefined, 2)}\n`)
    else
      for (const m of list)
        out(
          `${m.id}  ${m.name}, ${m.server ?? `${(m.bytes / 1e6).toFixed(0)} MB`}, ${m.dialect}. ${m.domain ?? ''}\n`,
        )
    return 0
  },
}
