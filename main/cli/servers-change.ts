/** The words of `relook servers`, and what `set` changes by them. Pure. */
import { given } from '../../app/given'
import { dialectOf } from '../../app/dialects'
import { Failure } from '../../app/failure'
import type { ServedModel, ServerInfo } from '../../app/host/servers'
import type { PixelBudget } from '../../app/geometry/smart-resize'
import type { WordsOf } from './values'

/** The options of the command. */
export const options = {
  texts: ['name', 'model', 'dialect', 'calls', 'image-pixels', 'crop-pixels', 'at-a-time'],
  flags: ['insecure', 'key-stdin', 'json'],
} as const

/** Its words. */
export type ServersWords = WordsOf<typeof options>

/** A server's own settings. @throws Failure `bad-input` */
export function serverChange({ text, whole, is }: ServersWords) {
  return given({
    name: text('name'),
    insecure: is('insecure') || undefined,
    concurrency: whole('at-a-time', [1, 256]),
  })
}

/** How one of its models is spoken with. Another dialect brings budgets of its own. @throws Failure */
export function modelChange(
  server: ServerInfo,
  name: string,
  { text, whole, choice }: ServersWords,
): Pick<ServedModel, 'name' | 'dialect' | 'budgets' | 'calls'> {
  const model = server.models.find((m) => m.name === name)
  if (model === undefined) throw new Failure('not-found', `${server.name} has no model “${name}”.`)
  const calls = choice('calls', ['auto', 'native', 'text']) ?? model.calls
  const dialect = text('dialect') ?? model.dialect
  const own = dialect === model.dialect ? undefined : dialectOf(dialect)?.budgets
  const { image, crop } = own ?? model.budgets
  return {
    name,
    dialect,
    calls,
    budgets: {
      image: budget(image, whole('image-pixels', pixels)),
      crop: budget(crop, whole('crop-pixels', pixels)),
    },
  }
}

const pixels = [784, 2 ** 28] as const

function budget(old: PixelBudget, most: number | undefined): PixelBudget {
  return most === undefined ? old : { minPixels: Math.min(old.minPixels, most), maxPixels: most }
}
