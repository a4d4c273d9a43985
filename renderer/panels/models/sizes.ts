/** Sizes and number formats in words. */

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

/** Bytes as people read them. */
export function sizeWord(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`
  return `${Math.max(1, Math.round(bytes / 1e3))} kB`
}

/** How long it still takes, roughly; empty where nothing is known. */
export function restWord(bytes: number, bytesPerSecond: number): string {
  if (bytesPerSecond <= 0) return ''
  const seconds = bytes / bytesPerSecond
  if (seconds < 90) return `${Math.ceil(seconds)} s left`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min left` : `${(seconds / 3600).toFixed(1)} h left`
}
