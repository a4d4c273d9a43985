/** Sizes as people read them. Decimal units everywhere, as disks, networks and model hubs count: 1 MB is 10⁶ bytes. */

const units = ['kB', 'MB', 'GB', 'TB'] as const

/** A size in bytes with the unit that fits, e.g. “812 B”, “5.0 kB”, “16.4 GB”, “142 MB”. */
export function formatBytes(bytes: number): string {
  if (Math.round(bytes) < 1000) return `${Math.round(bytes)} B`
  let value = bytes / 1000
  let unit = 0
  // What would be rounded to 1000 is one of the next unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
