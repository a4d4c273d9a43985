/** What the inference process keeps, in words. Pure. */
import { formatBytes } from '../../app/bytes'
import type { HeldMemory, Provider } from '../../app/host'
import { msg, type Message } from '../../app/message'
import { t } from '../language/text'

/** Limits a person can choose, in bytes; undefined: as the model needs. */
const memoryLimits = [undefined, 250e6, 500e6, 1e9, 2e9, 4e9] as const

/** After how many minutes a model that nobody runs is let go of. */
const usualTimes: Readonly<Record<number, Message>> = {
  0: msg('Never'),
  5: msg('After 5 minutes'),
  30: msg('After half an hour'),
  120: msg('After two hours'),
}

/** Names of providers are the same in every language. */
const names: Readonly<Record<Exclude<Provider, 'auto'>, string>> = {
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  cpu: 'CPU',
}

/** What a provider is called. */
export function providerName(provider: Provider): string {
  return provider === 'auto' ? t('Automatic') : names[provider]
}

/** The limits there are to choose from: one that was set elsewhere (a file, a later version) can be seen, too. */
export function limitsWith(chosen: number | undefined): readonly (number | undefined)[] {
  return memoryLimits.some((limit) => limit === chosen) ? memoryLimits : [...memoryLimits, chosen]
}

/** The times there are to choose from, with one that was set elsewhere. */
export function idleTimes(chosen: number): readonly { readonly value: string; readonly words: string }[] {
  const times = Object.entries(usualTimes).map(([value, words]) => ({ value, words: t(words) }))
  if (chosen in usualTimes) return times
  return [...times, { value: String(chosen), words: t('After {minutes} minutes', { minutes: chosen }) }]
}

/** Nobody measures these to a tenth. */
function round(bytes: number): string {
  return formatBytes(bytes).replace('.0 ', ' ')
}

/** A limit as a choice, e.g. “Automatic (100 MB)”, “1 GB”. */
export function limitWords(limit: number | undefined, { automatic, limit: own }: HeldMemory): string {
  if (limit !== undefined) return round(limit)
  return automatic && own !== undefined ? t('Automatic ({own})', { own: round(own) }) : t('Automatic')
}

/** What is kept now, e.g. “Now: 97 MB of snapshots, 3 MB of image features.” */
export function heldWords({ snapshots, features, pixels }: HeldMemory): string {
  const parts = [
    [snapshots, t('snapshots')],
    [features, t('image features')],
    [pixels, t('decoded images')],
  ] as const
  const held = parts.flatMap(([bytes, what]) =>
    bytes > 0 ? [t('{bytes} of {what}', { bytes: round(bytes), what })] : [],
  )
  return held.length === 0 ? t('Nothing is kept now.') : t('Now: {held}.', { held: held.join(', ') })
}
