/** Tables of predictions: CSV, TSV, other delimiters, spreadsheets; quotes, marks, line ends; each row found again alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { openContainer, parseRow } from '../../../main/collections/containers'
import { firstRecord } from '../../../main/readers/first-record'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { relookRead } from '../../builders/relook-read'
import { png } from '../../builders/services'

const never = new AbortController().signal

async function recordsOf(content: string | Buffer, name = 'file.csv'): Promise<readonly unknown[]> {
  const folder = testFolder()
  const path = join(folder, name)
  writeFileSync(path, content)
  const container = await openContainer(path, join(folder, 'copy'))
  const all: unknown[] = []
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, never))
    for (const row of rows) {
      const parsed = parseRow(row)
      all.push(parsed.ok ? parsed.value : parsed.message)
      if (parsed.ok) expect(await container.read(row)).toMatchObject({ ok: true, value: parsed.value })
    }
  return all
}

const rows = [
  { index: '1', question: 'What “colour”?', prediction: 'red' },
  { index: '2', question: 'a, b\nand "c"', prediction: '  5" wide' },
]
const line = (cells: readonly string[], mark: string) =>
  cells.map((c) => (/["\n\r]/.test(c) || c.includes(mark) ? `"${c.replaceAll('"', '""')}"` : c)).join(mark)

test.each([[','], ['\t'], [';'], ['|']])(
  'rows between %j, with quotes and line ends in them',
  async (mark) => {
    const text = [Object.keys(must(rows[0])), ...rows.map((r) => Object.values(r))].map((c) => line(c, mark))
    for (const end of ['\n', '\r\n'])
      for (const tail of ['', end, end + end]) expect(await recordsOf(text.join(end) + tail)).toEqual(rows)
    expect(await recordsOf(`\uFEFF${text.join('\n')}`)).toEqual(rows)
    // Without a name that says so, by its columns.
    expect(await recordsOf(text.join('\n'), 'file.txt')).toEqual(rows)
    expect(await recordsOf(gzipSync(text.join('\n')), 'file.csv.gz')).toEqual(rows)
  },
)

test('many rows over many chunks come out in order, each in its place', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => `${i},"q ${i}\n${'x'.repeat(i % 900)}",""`)
  const records = await recordsOf(['index,question,prediction', ...many].join('\n'))
  expect(records).toHaveLength(3000)
  expect(records[2999]).toEqual({
    index: '2999',
    question: `q 2999\n${'x'.repeat(2999 % 900)}`,
    prediction: '',
  })
})

test('a stray quote costs its own row, at most what follows it', async () => {
  expect(await recordsOf('index,prediction\n1,a 5" plate\n2,"b"\n')).toEqual([
    { index: '1', prediction: 'a 5" plate' },
    { index: '2', prediction: 'b' },
  ])
  expect(await recordsOf('index,prediction\n1,a\n2,"b\n3,c\n')).toEqual([
    { index: '1', prediction: 'a' },
    expect.stringContaining('inside of a quoted cell'),
  ])
})

test('words with commas are no table', async () => {
  const read = await relookRead(
    (() => {
      const path = join(testFolder(), 'reply.txt')
      writeFileSync(path, 'My answer, response\nis <think>long</think> red, blue.\n')
      return path
    })(),
  )
  expect(read.format).not.toBe('predictions')
})

test('a table of VLMEvalKit gives question with options, answer, gold, verdict and its image', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, '12.jpg'), await png(200, 100))
  const path = join(folder, 'Qwen_MMBench_result.tsv')
  writeFileSync(
    path,
    'index\tquestion\tA\tB\tanswer\tprediction\thit\n12\tWhich?\tred\tgreen\tA\t<think>I see.</think>A. red\t1\n13\tAnd?\ta\tb\tB\tA\t0\n',
  )
  const read = await relookRead(path)
  expect(read).toMatchObject({ code: 0, count: 2 })
  expect(read.traces[0]).toMatchObject({ id: '12', question: 'Which?\nA. red\nB. green', answer: 'A. red' })
  expect(read.traces[0]?.image).toContain('12.jpg')
})

test('calls in a cell are looks on the image of the cell', async () => {
  const folder = testFolder()
  const path = join(folder, 'out.csv')
  const call =
    '<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [400, 250, 620, 520], "img_idx": 0}}\n</tool_call>'
  const image = Buffer.from(await png(200, 100)).toString('base64')
  writeFileSync(
    path,
    [
      ['image', 'prompt', 'Output'],
      [image, 'What?', call],
    ]
      .map((r) => line(r, ','))
      .join('\n'),
  )
  const read = await relookRead(path)
  expect(read.traces[0]?.looks[0]?.region).toEqual({ left: 80, top: 25, right: 124, bottom: 52 })
})

test('a spreadsheet of predictions opens; one of nothing says so', async () => {
  const folder = testFolder()
  const path = join(folder, 'Model_MME_result.xlsx')
  const sheet = [
    ['index', 'question', 'answer', 'prediction'],
    [7, 'Is it red?', 'Yes', 'Yes, it is.'],
    [8, 'Is it blue?', 'No', 'No.'],
  ]
  writeFileSync(path, await writeXlsxFile(sheet).toBuffer())
  const read = await relookRead(path)
  expect(read).toMatchObject({ code: 0, format: 'predictions', count: 2 })
  expect(read.traces.map((t) => [t.id, t.question, t.answer])).toEqual([
    ['7', 'Is it red?', 'Yes, it is.'],
    ['8', 'Is it blue?', 'No.'],
  ])
  expect((await firstRecord(path, folder))?.fields.map((f) => f.path)).toEqual(sheet[0])
  writeFileSync(path, await writeXlsxFile([['index', 'prediction']]).toBuffer())
  expect((await relookRead(path)).error).toContain('no rows')
})
