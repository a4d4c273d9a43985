/** What the inference process keeps, in words. Pure. */
import { formatBytes } from '../../app/bytes'
import type { HeldMemory } from '../../app/host'
import { t } from '../language/text'

/** Limits a person can choose, in bytes; undefined: as the model needs. */
export const memoryLimits = [undefined, 250e6, 500e6, 1e9, 2e9, 4e9] as const

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
