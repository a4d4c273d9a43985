/**
 * Rows that belong together wherever they stand in a file: the spans of a trace as one record. The file is gone through once for where
 * each trace's rows are; a record is then read from those places. Knows containers; which trace a row is of is told by app/formats.
 */
import { isSpanRow, ofTrace, spansIn } from '../../app/formats/span'
import { isFields } from '../../app/formats/values'
import type { Container, RecordPlace } from './container'
import type { ParsedRecord } from './json'
import type { RawBatch, RawRow, Start } from './raw'

/** Where the rows of a trace stand. */
interface Group {
  readonly trace: string
  readonly places: RecordPlace[]
}

/** What was found: traces in the order they begin, and rows that cannot be read. */
interface Groups {
  readonly groups: readonly Group[]
  readonly broken: readonly RawRow[]
}

type Parse = (row: RawRow) => ParsedRecord

/** Whether the rows of a file are spans: by its columns, else by the first, where the beginning of the file lets that be. */
export async function holdsSpans(container: Container, parse: Parse): Promise<boolean> {
  const { columns, kind } = container
  if (columns !== undefined) return isSpanRow(columns)
  if (kind.spans !== true) return false
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, new AbortController().signal))
    for (const row of rows) {
      const parsed = parse(row)
      if (parsed.ok) return isFields(parsed.value) && isSpanRow(Object.keys(parsed.value))
    }
  return false
}

/** The container's rows, put together by trace. */
export function grouped(container: Container, parse: Parse): Container {
  let known: Groups | undefined
  const scan = async function* (signal: AbortSignal, from: Start): AsyncGenerator<RawBatch> {
    const groups = new Map<string, Group>()
    const broken: RawRow[] = []
    for await (const { rows, read } of container.batches({ offset: 0, line: 1 }, signal)) {
      for (const row of rows) {
        const parsed = parse(row)
        if (!parsed.ok) broken.push({ offset: 0, length: 0, line: row.line, problem: parsed.message })
        else
          for (const trace of tracesIn(parsed.value)) {
            const { offset, length } = row
            const group = groups.get(trace)
            if (group === undefined) groups.set(trace, { trace, places: [{ offset, length }] })
            else group.places.push({ offset, length })
          }
      }
      // How far it is, while there is no record yet.
      yield { rows: [], read, next: from }
    }
    if (!signal.aborted) known = { groups: [...groups.values()], broken }
  }
  const all = async (): Promise<Groups> => {
    if (known === undefined)
      for await (const batch of scan(new AbortController().signal, { offset: 0, line: 1 })) void batch
    return known ?? { groups: [], broken: [] }
  }
  return {
    kind: { ...container.kind, cut: 'joined' },
    async *batches(start, signal) {
      let read = 0
      if (known === undefined)
        for await (const batch of scan(signal, start)) {
          read = batch.read
          yield batch
        }
      if (known === undefined) return
      const { groups, broken } = known
      if (start.offset === 0 && broken.length > 0) yield { rows: broken, read, next: start }
      for (let i = start.offset; i < groups.length && !signal.aborted; i++) {
        const group = groups[i]
        if (group === undefined) return
        const row = { offset: i, length: 0, line: i + 1, value: await valueOf(container, group) }
        yield { rows: [row], read, next: { offset: i + 1, line: i + 2 } }
      }
    },
    read: async ({ offset }) => {
      const group = (await all()).groups[offset]
      return group === undefined
        ? { ok: false, message: 'That trace is no longer in the file.' }
        : { ok: true, value: await valueOf(container, group), nan: false }
    },
    bytes: async () => undefined,
  }
}

/** The rows of a trace, read from where they stand. */
async function valueOf(container: Container, { trace, places }: Group): Promise<unknown> {
  const rows: unknown[] = []
  for (const place of places) {
    const row = await container.read(place)
    if (row.ok && isFields(row.value)) rows.push(ofTrace(row.value, trace))
  }
  return { spans: rows }
}

function tracesIn(value: unknown): ReadonlySet<string> {
  return new Set(isFields(value) ? spansIn(value).map(({ trace }) => trace) : [])
}
