/** What the inference process keeps, in words. Pure. */
import { formatBytes } from '../../app/bytes'
import type { HeldMemory } from '../../app/host'

/** Limits a person can choose, in bytes; undefined: as the model needs. */
export const memoryLimits = [undefined, 250e6, 500e6, 1e9, 2e9, 4e9] as const

/** Nobody measures these to a tenth. */
function round(bytes: number): string {
  return formatBytes(bytes).replace('.0 ', ' ')
}

/** A limit as a choice, e.g. “Automatic (100 MB)”, “1 GB”. */
export function limitWords(limit: number | undefined, { automatic, limit: own }: HeldMemory): string {
  if (limit !== undefined) return round(limit)
  return automatic && own !== undefined ? `Automatic (${round(own)})` : 'Automatic'
}

/** What is kept now, e.g. “Now: 97 MB of snapshots, 3 MB of image features.” */
export function heldWords({ snapshots, features, pixels }: HeldMemory): string {
  const parts = [
    [snapshots, 'snapshots'],
    [features, 'image features'],
    [pixels, 'decoded images'],
  ] as const
  const held = parts.flatMap(([bytes, what]) => (bytes > 0 ? [`${round(bytes)} of ${what}`] : []))
  return held.length === 0 ? 'Nothing is kept now.' : `Now: ${held.join(', ')}.`
}
