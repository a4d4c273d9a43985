import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from '../../builders/properties'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { cutElements } from '../../../main/collections/elements'
import { cutLines } from '../../../main/collections/lines'
import { openContainer, readRows } from '../../../main/collections/containers'
import { testFolder } from '../../builders/folder'

const never = new AbortController().signal

/** Values and issues of a file with this content, as `[line, value]` and `[line, message]`. */
async function rowsOf(content: string | Buffer, name = 'traces.jsonl') {
  const folder = testFolder()
  writeFileSync(join(folder, name), content)
  const rows: [number, unknown][] = []
  const issues: [number | undefined, string][] = []
  for await (const read of readRows({ path: join(folder, name), copy: join(folder, 'copy') }, never))
    if (read.ok) rows.push([read.row.line, read.row.value])
    else issues.push([read.issue.line, read.issue.message])
  return { rows, issues }
}

describe('lines', () => {
  test('a byte-order mark, CRLF and blank lines are no errors', async () => {
    const { rows, issues } = await rowsOf('\ufeff{"a":1}\r\n\r\n  {"a":2}\r\n\n{"a":3}')
    expect({ rows, issues }).toEqual({
      rows: [
        [1, { a: 1 }],
        [3, { a: 2 }],
        [5, { a: 3 }],
      ],
      issues: [],
    })
  })

  test('NaN and Infinity of Python are read as null, also beside words that look like them', async () => {
    const { rows } = await rowsOf('{"score": NaN, "low": -Infinity, "text": "NaN \\" Infinity"}\n')
    expect(rows).toEqual([[1, { score: null, low: null, text: 'NaN " Infinity' }]])
  })

  test('one broken row is told with its line; those around it load', async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => (i === 499 ? '{"a": oops}' : `{"a":${i}}`))
    const { rows, issues } = await rowsOf(lines.join('\n'))
    expect(rows).toHaveLength(999)
    expect(issues).toEqual([[500, expect.stringContaining('This is not JSON')]])
  })

  test('a last line that was cut off says that the file ends there', async () => {
    const { rows, issues } = await rowsOf('{"a":1}\n{"a":2, "text": "and th')
    expect(rows).toEqual([[1, { a: 1 }]])
    expect(issues).toEqual([[2, expect.stringContaining('The file ends in the middle of this row')]])
  })

  test('a line of ten megabytes is one row', async () => {
    const { rows } = await rowsOf(`{"a":1}\n${JSON.stringify({ text: 'x'.repeat(10e6) })}\n{"a":3}\n`)
    expect(rows.map(([line]) => line)).toEqual([1, 2, 3])
  })

  test('text that is not JSON at all is an issue per line, not a failure', async () => {
    const { rows, issues } = await rowsOf('hello\nworld\n')
    expect(rows).toEqual([])
    expect(issues.map(([line]) => line)).toEqual([1, 2])
  })

  test('a row can be read again at its place, mark and carriage return left out', async () => {
    const folder = testFolder()
    const path = join(folder, 'a.jsonl')
    writeFileSync(path, '\ufeff{"a":1}\r\n{"a":2}\r\n')
    const container = await openContainer(path, join(folder, 'copy'))
    for await (const { rows } of container.batches({ offset: 0, line: 1 }, never))
      for (const row of rows)
        expect(await container.read(row)).toEqual({ ok: true, value: { a: row.line }, nan: false })
  })
})

describe('a run as text', () => {
  const run = '<think>I crop.</think>\n<code>\n```python\nimg.crop((1, 2, 3, 4))\n```\n</code>\n'

  test('is one record, whole, and the same again at its place', async () => {
    const { rows, issues } = await rowsOf(run, 'README.md')
    expect({ rows, issues }).toEqual({
      rows: [[1, { printed: [{ text: run }], besides: [], like: 'README' }]],
      issues: [],
    })
    const folder = testFolder()
    const path = join(folder, 'run.txt')
    writeFileSync(path, gzipSync(run))
    const container = await openContainer(path, join(folder, 'copy'))
    for await (const batch of container.batches({ offset: 0, line: 1 }, never))
      for (const row of batch.rows)
        expect(await container.read(row)).toMatchObject({ ok: true, value: { printed: [{ text: run }] } })
  })

  test('words without marks of one are a reply of words alone, unless the name promises records', async () => {
    const text = 'I think of an answer.\n'
    expect((await rowsOf(text, 'notes.txt')).rows).toMatchObject([[1, { printed: [{ text }] }]])
    const { rows, issues } = await rowsOf(text, 'notes.jsonl')
    expect([rows, issues.length]).toEqual([[], 1])
  })
})

describe('arrays and objects', () => {
  test('messages whose content fills what is looked at first are one dialogue', async () => {
    const part = { type: 'text', text: 'x'.repeat(100_000) }
    const dialogue = [
      { content: [part], role: 'user' },
      { content: [part], role: 'assistant' },
    ]
    const { rows } = await rowsOf(JSON.stringify(dialogue, null, 4), 'output.json')
    expect(rows).toEqual([[1, dialogue]])
  })

  test('elements of an array, pretty-printed, with brackets and quotes inside strings', async () => {
    const values = [{ a: '[{"' }, { b: ['\\', { c: '}]' }] }, 'text', 4, null]
    const { rows, issues } = await rowsOf(`\ufeff${JSON.stringify(values, undefined, 2)}\n`, 'a.json')
    expect(issues).toEqual([])
    expect(rows).toEqual(values.map((value, i) => [i + 1, value]))
  })

  test('a single object is one record; several pretty-printed ones are several', async () => {
    const one = JSON.stringify({ a: { b: 1 } }, undefined, 2)
    expect((await rowsOf(one, 'a.json')).rows).toEqual([[1, { a: { b: 1 } }]])
    expect((await rowsOf(`${one}\n${one}\n`, 'b.json')).rows).toHaveLength(2)
  })

  test('an array that was cut off gives every whole element and tells of the torn one', async () => {
    const { rows, issues } = await rowsOf('[{"a":1},{"a":2},{"a":', 'a.json')
    expect(rows).toEqual([
      [1, { a: 1 }],
      [2, { a: 2 }],
    ])
    expect(issues).toEqual([[3, expect.stringContaining('The file ends in the middle')]])
  })

  test('a broken element does not take the next ones along', async () => {
    const { rows, issues } = await rowsOf('[{"a":1}, {"a" 2}, {"a":3}]', 'a.json')
    expect(rows).toEqual([
      [1, { a: 1 }],
      [3, { a: 3 }],
    ])
    expect(issues).toHaveLength(1)
  })

  test('an empty array has no rows', async () => {
    expect(await rowsOf('[ ]', 'a.json')).toEqual({ rows: [], issues: [] })
  })
})

describe('wherever the chunks are cut', () => {
  async function* chunks(bytes: Buffer, sizes: readonly number[]) {
    let offset = 0
    for (let i = 0; offset < bytes.length; i++) {
      const size = Math.max(1, sizes[i % sizes.length] ?? 1)
      const part = bytes.subarray(offset, offset + size)
      yield { offset, bytes: part, read: offset + part.length }
      offset += part.length
    }
  }
  const texts = async (cut: AsyncIterable<{ rows: readonly { bytes?: Buffer }[] }>) => {
    const found: string[] = []
    for await (const { rows } of cut) found.push(...rows.map((r) => r.bytes?.toString('utf8') ?? ''))
    return found
  }
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
  const value = fc.jsonValue({ maxDepth: 3 })

  test('an array gives the same elements', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 5 }),
        sizes,
        fc.boolean(),
        async (values, cut, pretty) => {
          const bytes = Buffer.from(JSON.stringify(values, undefined, pretty ? 1 : undefined))
          const found = await texts(cutElements(chunks(bytes, cut), { offset: 0, line: 1, array: false }))
          expect(found.map((t) => JSON.parse(t) as unknown)).toEqual(JSON.parse(JSON.stringify(values)))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('lines give the same values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 5 }), sizes, fc.boolean(), async (values, cut, crlf) => {
        const bytes = Buffer.from(values.map((v) => JSON.stringify(v)).join(crlf ? '\r\n' : '\n'))
        const found = await texts(cutLines(chunks(bytes, cut), { offset: 0, line: 1 }))
        expect(found.map((t) => JSON.parse(t) as unknown)).toEqual(JSON.parse(JSON.stringify(values)))
      }),
      { numRuns: 150 },
    )
  })
})

describe('packed', () => {
  test('gzip of lines, read twice: unpacked once', async () => {
    const folder = testFolder()
    const path = join(folder, 'a.jsonl.gz')
    writeFileSync(path, gzipSync('{"a":1}\n{"a":2}\n'))
    for (let i = 0; i < 2; i++) {
      const container = await openContainer(path, join(folder, 'copy'))
      const lines: number[] = []
      for await (const { rows } of container.batches({ offset: 0, line: 1 }, never))
        for (const row of rows) {
          lines.push(row.line)
          expect(await container.read(row)).toMatchObject({ ok: true, value: { a: row.line } })
        }
      expect(lines).toEqual([1, 2])
    }
  })

  test('a gzip file that was cut off gives what came before and says so', async () => {
    const folder = testFolder()
    const path = join(folder, 'a.gz')
    const rows = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ i, r: Math.sin(i) })).join('\n')
    const packed = gzipSync(rows)
    writeFileSync(path, packed.subarray(0, packed.length - 1000))
    const container = await openContainer(path, join(folder, 'copy'))
    let seen = 0
    const reading = async () => {
      for await (const batch of container.batches({ offset: 0, line: 1 }, never)) seen += batch.rows.length
    }
    await expect(reading()).rejects.toMatchObject({ message: expect.stringContaining('broken or cut off') })
    expect(seen).toBeGreaterThan(100)
  })

  test('parquet: text, numbers, lists, and bytes that stay bytes', async () => {
    const writer = new ByteWriter()
    const image = Uint8Array.of(1, 2, 3)
    await parquetWrite({
      writer,
      columnData: [
        { name: 'question', data: ['one', 'zwei ü'], type: 'STRING' },
        { name: 'score', data: [0.5, 1], type: 'DOUBLE' },
        { name: 'count', data: [1n, 2n], type: 'INT64' },
        { name: 'image', data: [image, image], type: 'BYTE_ARRAY' },
      ],
    })
    const { rows, issues } = await rowsOf(Buffer.from(writer.getBytes()), 'a.parquet')
    expect(issues).toEqual([])
    expect(rows).toEqual([
      [1, { question: 'one', score: 0.5, count: 1, image }],
      [2, { question: 'zwei ü', score: 1, count: 2, image }],
    ])
  })
})

test.each([
  ['an empty file', '', 'The file is empty.'],
  ['blanks only', ' \n\n ', 'nothing but blanks'],
  ['a zip file', Buffer.from('PK\u0003\u0004xxxx'), 'zip file'],
  ['parquet that was cut off', Buffer.from('PAR1xxxx'), 'is broken: it is none, or it was cut off'],
])('%s is refused in words', async (_name, content, words) => {
  await expect(rowsOf(content)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining(words),
  })
})
