/**
 * Predictions made elsewhere: VLMEvalKit's spreadsheet, TSV, CSV, JSON lines or JSON. Gives the text for an item by its index,
 * or by its place where the file has no index. Knows no metric.
 */
import { parsedJson } from '../../app/json'
import Papa from 'papaparse'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { z } from 'zod'
import { unique, type DataRecord } from '../../app/benchmarks/row'
import { Failure } from '../../app/failure'
import type { Item } from '../../app/metrics/metric'
import { isMissing } from '../../app/metrics/python'
import { decodedText } from '../collections/encoding'
import { sheetRows } from '../collections/sheet'
import { openZip } from '../collections/zip'
import { codeOf } from '../store/folder'

export interface Predictions {
  readonly count: number
  /** The prediction for an item; undefined where there is none. */
  readonly of: (item: Item) => string | undefined
}

const idNames = ['index', 'id', 'question_id', 'row']
const textNames = ['prediction', 'full_response', 'response', 'answer_pred', 'pred', 'output', 'answer']

/** Reads a file of predictions. @throws Failure `not-found`, `bad-input` naming the columns there are. */
export async function readPredictions(path: string): Promise<Predictions> {
  const records = await recordsOf(path)
  const lower = records.map(lowerCased)
  const columns = Object.keys(lower[0] ?? {})
  const textName = textNames.find((name) => columns.includes(name))
  if (textName === undefined)
    throw new Failure(
      'bad-input',
      `${basename(path)} has no column “prediction”. There is: ${columns.slice(0, 12).join(', ') || 'nothing'}.`,
    )
  const idName = idNames.find((name) => columns.includes(name))
  // VLMEvalKit reads tables with pandas, to which “None” or nothing is missing; scored as the text it makes of that.
  const isTable = /\.(xlsx|tsv|csv)$/i.test(path)
  const byId = new Map<string, string>()
  const seen = new Set<string>()
  for (const [i, record] of lower.entries()) {
    const id = idName === undefined ? String(i) : asText(record[idName])
    const text = asText(record[textName])
    // A second one of the same index is for the second such row of the data, which is called so there, too.
    byId.set(unique(id, seen), isTable && isMissing(text) ? 'nan' : text)
  }
  return {
    count: records.length,
    of: (item) => byId.get(idName === undefined ? String(item.position) : item.id),
  }
}

async function recordsOf(path: string): Promise<readonly DataRecord[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const missing = codeOf(error) === 'ENOENT'
    throw new Failure(
      'not-found',
      missing ? `There is no file ${path}.` : `${path} cannot be read.`,
      String(error),
    )
  })
  const type = extname(path).toLowerCase()
  if (type === '.xlsx') return sheetRecords(path)
  const text = decodedText(bytes)
  if (type === '.tsv' || type === '.csv') return delimited(text, type === '.tsv' ? '\t' : ',')
  return type === '.json' ? jsonRecords(text, path) : lineRecords(text, path)
}

async function sheetRecords(path: string): Promise<readonly DataRecord[]> {
  const rows = await sheetRows(path, await openZip(path))
  const [head = [], ...rest] = rows
  return rest.map((row) => Object.fromEntries(head.map((name, i) => [String(name), row[i] ?? ''])))
}

function delimited(text: string, delimiter: string): readonly DataRecord[] {
  return Papa.parse<Record<string, string>>(text, { header: true, delimiter, skipEmptyLines: true }).data
}

function jsonRecords(text: string, path: string): readonly DataRecord[] {
  const value = parsedJson(text)
  const list = z.array(z.record(z.string(), z.unknown())).safeParse(value)
  if (list.success) return list.data
  // {"index": "prediction"} is what some scripts write.
  const map = z.record(z.string(), z.string()).safeParse(value)
  if (map.success) return Object.entries(map.data).map(([index, prediction]) => ({ index, prediction }))
  if (text.includes('\n')) return lineRecords(text, path)
  throw new Failure('bad-input', `${basename(path)} is neither a list of objects nor an object of texts.`)
}

function lineRecords(text: string, path: string): readonly DataRecord[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    const record = z.record(z.string(), z.unknown()).safeParse(parsedJson(line))
    if (!record.success)
      throw new Failure('bad-input', `${basename(path)}, line ${i + 1}, is not a JSON object.`)
    return [record.data]
  })
}

function lowerCased(record: DataRecord): DataRecord {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]))
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
