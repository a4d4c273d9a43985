/**
 * JSON lines (our own records, VLM-R³ logs, V*) and JSON arrays, cut by the containers of files of traces. Only texts are kept; images
 * inside a record are read again from their place when they are asked for.
 */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { imageColumns, type DataRecord } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Issue } from '../../app/result'
import type { RecordPlace } from '../collections/container'
import { openContainer, parseRow } from '../collections/containers'
import type { Parsed } from '../collections/json'
import type { DataOpening, Rows } from './rows'
import { isBase64, rowImages } from './images'

/** Opens a JSON or JSON-lines file. @throws Failure `bad-input` where it is neither. */
export async function openJson(path: string, { signal, progress, copy }: DataOpening): Promise<Rows> {
  const container = await openContainer(path, copy)
  const { size } = await stat(path)
  const records: DataRecord[] = []
  const places: RecordPlace[] = []
  const issues: Issue[] = []
  const isLines = container.kind.cut === 'lines'
  const message = isLines ? 'The line is not a JSON object.' : 'The row is not a JSON object.'
  for await (const { rows, read } of container.batches({ offset: 0, line: 1 }, signal)) {
    for (const row of rows) {
      const record = recordOf(parseRow(row))
      if (record === undefined) issues.push({ line: row.line, message })
      else {
        records.push(withoutPixels(record))
        places.push({ offset: row.offset, length: row.length })
      }
    }
    progress?.(read / size)
  }
  throwIfCancelled(signal)
  if (records.length === 0 && issues.length > 0)
    throw new Failure(
      'bad-input',
      isLines
        ? `${basename(path)} holds no JSON objects, one a line.`
        : `${basename(path)} is not a list of JSON objects.`,
    )
  return {
    columns: [...new Set(records.slice(0, 50).flatMap((record) => Object.keys(record)))],
    records,
    issues,
    pictures: async (position) => {
      const place = places[position]
      return place === undefined ? [] : rowImages(recordOf(await container.read(place)) ?? {}, path)
    },
    close: async () => undefined,
  }
}

function recordOf(parsed: Parsed): DataRecord | undefined {
  return parsed.ok ? z.record(z.string(), z.unknown()).safeParse(parsed.value).data : undefined
}

function withoutPixels(record: DataRecord): DataRecord {
  const light = ([name, value]: readonly [string, unknown]) =>
    !imageColumns.test(name) || (typeof value === 'string' && !isBase64(value))
  return Object.fromEntries(Object.entries(record).filter(light))
}
