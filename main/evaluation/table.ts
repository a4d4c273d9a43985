/** A run's rows as a table: VLMEvalKit's prediction columns as a spreadsheet, and with everything Relook knows as CSV or JSON lines. */
import Papa from 'papaparse'
import writeXlsxFile from 'write-excel-file/node'
import { given } from '../../app/given'
import type { TableForm } from '../../app/host/evaluations'
import { formula } from '../../app/spreadsheet'
import { leastConfidenceOf, cropShareOf, iouOf, judgementOf, type ResultRow } from '../../app/metrics/result'

/** Most characters a cell of a spreadsheet may have. */
const cellLimit = 32_767

type Cell = string | number
type Line = Readonly<Record<string, Cell>>

/** The table's bytes. */
export async function tableOf(rows: readonly ResultRow[], form: TableForm): Promise<Uint8Array> {
  switch (form) {
    case 'jsonl':
      return Buffer.from(rows.map((row) => `${JSON.stringify(fullRecord(row))}\n`).join(''))
    case 'csv':
      return Buffer.from(
        Papa.unparse(
          { fields: columnsOf(rows.map(fullLine)), data: rows.map(fullLine) },
          { escapeFormulae: formula },
        ),
      )
    case 'xlsx':
      return spreadsheet(rows.map(predictionLine))
  }
}

/** `index`, the question, options, answer and other columns as they were, and `prediction`. Source: VLMEvalKit `image_*.py`. */
export function predictionLine(row: ResultRow): Line {
  const { id, question, options, answer, category, fields } = row.item
  const named = ['index', 'question', 'answer', 'category', 'image', 'image_path', 'prediction']
  const others = Object.entries(fields).filter(
    ([name, text]) => !named.includes(name) && !/^[a-z]$/.test(name) && text.length <= cellLimit,
  )
  return {
    index: /^\d{1,15}$/.test(id) ? Number(id) : id,
    question,
    ...options,
    answer,
    ...given({ category }),
    ...Object.fromEntries(others),
    ...given({ image_path: fields['image_path'] }),
    prediction: row.prediction,
  }
}

function fullLine(row: ResultRow): Line {
  const judgement = judgementOf(row)
  return {
    ...predictionLine(row),
    verdict: row.failure === undefined ? judgement.state : 'failed',
    score: judgement.score,
    taken: judgement.taken,
    rule: judgement.rule,
    override: row.override?.reason ?? '',
    looks: row.looks.length,
    iou: iouOf(row) ?? '',
    confidence: leastConfidenceOf(row) ?? '',
    crop_share: cropShareOf(row) ?? '',
    ms: row.ms,
    tokens: row.tokens,
    attempts: row.attempts,
    failure: row.failure?.message ?? '',
  }
}

function fullRecord(row: ResultRow) {
  const regions = row.looks.map(({ left, top, right, bottom }) => [left, top, right, bottom])
  return { ...fullLine(row), regions, response: row.response, asked: row.asked }
}

function columnsOf(lines: readonly Line[]): string[] {
  return [...new Set(lines.flatMap((line) => Object.keys(line)))]
}

async function spreadsheet(lines: readonly Line[]): Promise<Uint8Array> {
  const columns = columnsOf(lines)
  const body = lines.map((line) =>
    columns.map((name) => {
      const cell = line[name]
      return typeof cell === 'string' ? plainText(cell) : (cell ?? null)
    }),
  )
  return writeXlsxFile([columns.map(plainText), ...body]).toBuffer()
}

/** What XML can hold, within the limit. */
function plainText(text: string): string {
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, cellLimit)
  // write-excel-file looks texts up in an object: what every object has (`constructor`) would make a file that no program opens.
  return clean in Object.prototype ? `${clean} ` : clean
}
