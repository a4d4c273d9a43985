/** Every dump of rollouts Relook opens. One file each, one line here. */
import type { DumpFormat } from './dump'
import { relookDump } from './relook-dump'
import { msSwiftDump, trlDump, verlDump } from './text-dumps'

/** The dumps, tried in this order. */
export const dumpFormats = [
  relookDump,
  msSwiftDump,
  verlDump,
  trlDump,
] as const satisfies readonly DumpFormat[]

/** The kind of dump some records are of; undefined where none is likely. */
export function dumpFormatOf(values: readonly unknown[]): DumpFormat | undefined {
  const sure = (format: DumpFormat) =>
    values.reduce<number>((sum, value) => sum + format.likeness(value), 0) / Math.max(1, values.length)
  const [best] = dumpFormats.map((format) => ({ format, sure: sure(format) })).sort((a, b) => b.sure - a.sure)
  return best !== undefined && best.sure >= 0.5 ? best.format : undefined
}
