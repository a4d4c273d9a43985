/** Readers under texts made to be slow: which of both are tried together, and what that costs the processor. */
import { groupBy } from '../../app/lists'
import { baitText, plainBaits, type Bait } from './baits'
import { textReaders, type TextReader } from './text-readers'

/** A reader and a bait for it. */
export interface Pair {
  readonly reader: TextReader
  readonly bait: Bait
}

/** Of each kind of reader so many pairs, evenly spaced over all there are: every reader and every bait in turn. */
export function pairsByKind(tried: number): readonly (readonly [string, readonly Pair[]])[] {
  const kinds = groupBy(textReaders, ({ name }) => name.split(' ')[0] ?? '')
  return [...kinds].map(([kind, readers]) => {
    const all = readers.length * plainBaits.length
    const count = Math.min(tried, all)
    const pairs = Array.from({ length: count }, (_, n) => Math.floor((n * all) / count)).flatMap((at) => {
      const reader = readers[Math.floor(at / plainBaits.length)]
      const bait = plainBaits[at % plainBaits.length]
      return reader === undefined || bait === undefined ? [] : [{ reader, bait }]
    })
    return [kind, pairs]
  })
}

/** Milliseconds of the processor to read a text of this length. */
export function cpuMs({ reader, bait }: Pair, length: number): number {
  const text = baitText(bait, length)
  const from = process.cpuUsage().user
  reader.read(text)
  return (process.cpuUsage().user - from) / 1000
}

/** How a pair is called. */
export function nameOf({ reader, bait }: Pair): string {
  return `${reader.name} on ${bait.name}`
}
