/** The words of `relook servers`, and what `set` changes by them. Pure. */
import { given } from '../../app/given'
import { dialectOf, type Dialect } from '../../app/dialects'
import { Failure } from '../../app/failure'
import type { ServedModel, ServerInfo } from '../../app/host/servers'
import { numberOption } from './command'

/** The options of the command. */
export const options = {
  name: { type: 'string' },
  model: { type: 'string' },
  insecure: { type: 'boolean' },
  'key-stdin': { type: 'boolean' },
  dialect: { type: 'string' },
  calls: { type: 'string' },
  'image-pixels': { type: 'string' },
  'crop-pixels': { type: 'string' },
  'at-a-time': { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Their values. */
export type Values = { readonly [K in keyof typeof options]?: string | boolean | undefined }

/** A server's own settings. @throws Failure `bad-input` */
export function serverChange(values: Values): {
  readonly name?: string
  readonly insecure?: boolean
  readonly concurrency?: number
} {
  const concurrency = numberOption('at-a-time', words(values['at-a-time']), { min: 1, max: 256, whole: true })
  const name = words(values.name)
  return given({ name, insecure: values.insecure === true || undefined, concurrency })
}

/** How one of its models is spoken with. Another dialect brings budgets of its own. @throws Failure */
export function modelChange(
  server: ServerInfo,
  name: string,
  values: Values,
): Pick<ServedModel, 'name' | 'dialect' | 'budgets' | 'calls'> {
  const model = server.models.find((m) => m.name === name)
  if (model === undefined) throw new Failure('not-found', `${server.name} has no model “${name}”.`)
  const calls = (['auto', 'native', 'text'] as const).find((c) => c === (values.calls ?? model.calls))
  if (calls === undefined) throw new Failure('bad-input', '--calls must be auto, native or text.')
  const dialect = words(values.dialect) ?? model.dialect
  const known: Dialect | undefined = dialectOf(dialect)
  const budgets = dialect === model.dialect ? model.budgets : (known?.budgets ?? model.budgets)
  return {
    name,
    dialect,
    calls,
    budgets: {
      image: budget(budgets.image, 'image-pixels', values),
      crop: budget(budgets.crop, 'crop-pixels', values),
    },
  }
}

function budget<B extends { readonly minPixels: number; readonly maxPixels: number }>(
  old: B,
  option: 'image-pixels' | 'crop-pixels',
  values: Values,
): { readonly minPixels: number; readonly maxPixels: number } {
  const most = numberOption(option, words(values[option]), { min: 784, max: 2 ** 28, whole: true })
  if (most === undefined) return old
  return { minPixels: Math.min(old.minPixels, most), maxPixels: most }
}

function words(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
