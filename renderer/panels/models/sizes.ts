/** Sizes and number formats in words. */
import { formatBytes } from '../../../app/bytes'
import type { MemoryNeed, ModelStore } from '../../../app/host/models'

const names: Readonly<Record<string, string>> = {
  '': '32-bit',
  _fp16: '16-bit',
  _q4f16: '4-bit weights, 16-bit',
  _q4: '4-bit weights, 32-bit',
  _quantized: '8-bit',
  _int8: '8-bit',
  _uint8: '8-bit, unsigned',
  _bnb4: '4-bit (bnb)',
}

/** A number format by the suffix of its files. */
export function dtypeWord(dtype: string): string {
  return names[dtype] ?? dtype.replace(/^_/, '')
}

/**
 * What a model takes to run against what there is: a fact, and whether it is `tight` (may fail) or `never` (the weights alone are more
 * than the machine has, and loading is refused).
 */
export function needWord(
  needs: MemoryNeed,
  memory: NonNullable<ModelStore['memory']>,
): { readonly text: string; readonly fit: 'fine' | 'tight' | 'never' } {
  const all = needs.weights + needs.cache + needs.work
  const fit = needs.weights > memory.total ? 'never' : all > memory.available ? 'tight' : 'fine'
  const what = `needs up to ${formatBytes(all)} of memory`
  if (fit === 'fine') return { text: what, fit }
  const parts = `weights ${formatBytes(needs.weights)}, KV cache ${formatBytes(needs.cache)}, pictures ${formatBytes(needs.work)}`
  return fit === 'tight'
    ? { text: `${what} (${parts}); ${formatBytes(memory.available)} are free`, fit }
    : { text: `${what} (${parts}); this machine has ${formatBytes(memory.total)}: it cannot be loaded`, fit }
}

/** How long it still takes, roughly; empty where nothing is known. */
export function restWord(bytes: number, bytesPerSecond: number): string {
  if (bytesPerSecond <= 0) return ''
  const seconds = bytes / bytesPerSecond
  if (seconds < 90) return `${Math.ceil(seconds)} s left`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min left` : `${(seconds / 3600).toFixed(1)} h left`
}
