/** Sizes and precisions in words. */
import { msg, type Message } from '../../../app/message'
import { formatBytes } from '../../../app/bytes'
import type { MemoryNeed, ModelStore } from '../../../app/host/models'
import { t } from '../../language/text'

const names: Readonly<Record<string, Message>> = {
  '': msg('32-bit'),
  _fp16: msg('16-bit'),
  _q4f16: msg('4-bit weights, 16-bit'),
  _q4: msg('4-bit weights, 32-bit'),
  _quantized: msg('8-bit'),
  _int8: msg('8-bit'),
  _uint8: msg('8-bit, unsigned'),
  _bnb4: msg('4-bit (bnb)'),
}

/** A precision by the suffix of its files. */
export function dtypeWord(dtype: string): string {
  const name = names[dtype]
  return name === undefined ? dtype.replace(/^_/, '') : t(name)
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
  const what = t('needs up to {size} of memory', { size: formatBytes(all) })
  if (fit === 'fine') return { text: what, fit }
  const parts = t('weights {size}, KV cache {size2}, images {size3}', {
    size: formatBytes(needs.weights),
    size2: formatBytes(needs.cache),
    size3: formatBytes(needs.work),
  })
  return fit === 'tight'
    ? {
        text: t('{what} ({parts}); {size} are free', { what, parts, size: formatBytes(memory.available) }),
        fit,
      }
    : {
        text: t('{what} ({parts}); this machine has {size}: it cannot be loaded', {
          what,
          parts,
          size: formatBytes(memory.total),
        }),
        fit,
      }
}

/** How long it still takes, roughly; empty where nothing is known. */
export function restWord(bytes: number, bytesPerSecond: number): string {
  if (bytesPerSecond <= 0) return ''
  const seconds = bytes / bytesPerSecond
  if (seconds < 90) return t('{seconds} s left', { seconds: Math.ceil(seconds) })
  return seconds < 5400
    ? t('{seconds} min left', { seconds: Math.round(seconds / 60) })
    : t('{seconds} h left', { seconds: (seconds / 3600).toFixed(1) })
}
