/** Records as programs pack them into files: text logs, objects around lists, a run over several lines, parquet of every kind. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { runCommandLine } from '../../../main/cli/run-cli'
import { openContainer, readRows } from '../../../main/collections/containers'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

const never = new AbortController().signal

/** Values of a file with this content, with their lines; each is also read again at its place. */
async function rowsOf(content: string | Buffer) {
  const folder = testFolder()
  const path = join(folder, 'file')
  writeFileSync(path, content)
  const container = await openContainer(path, join(folder, 'copy'))
  const again: unknown[] = []
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, never))
    for (const row of rows) {
      const read = await container.read(row)
      again.push(read.ok ? read.value : read.message)
    }
  const all: [number | undefined, unknown][] = []
  for await (const read of readRows({ path, copy: join(folder, 'copy') }, never))
    all.push(read.ok ? [read.row.line, read.row.value] : [read.issue.line, read.issue.message])
  expect(again).toEqual(all.map(([, value]) => value))
  return all
}

const values = async (content: string | Buffer) => (await rowsOf(content)).map(([, value]) => value)

/** What `relook read --json` prints, as far as it is asked for here. */
async function read(...words: readonly string[]) {
  let out = ''
  const terminal = { out: (text: string) => (out += text), error: () => undefined, signal: never }
  expect(await runCommandLine(['read', ...words, '--json'], terminal)).toBe(0)
  return JSON.parse(out) as {
    format: string
    dialect: string
    count: number
    issues: { line: number | null; path: string | null; message: string }[]
    traces: {
      question: string
      answer: string
      image: string
      looks: { region: unknown; crop: unknown; flags: string[] }[]
    }[]
  }
}

describe('an object around records', () => {
  const list = [
    { id: 1, question: 'a [b] {' },
    { id: 2, question: '"]}' },
  ]

  test.each([
    ['on one line', JSON.stringify({ version: '1', data: list })],
    [
      'pretty-printed, with more before and behind',
      JSON.stringify({ n: 2, info: { rows: [1] }, results: list, end: [1] }, null, 2),
    ],
    [
      'with a mark and line ends of Windows',
      `\ufeff${JSON.stringify({ samples: list }, null, 1).replaceAll('\n', '\r\n')}`,
    ],
    ['gzipped', gzipSync(JSON.stringify({ data: list }))],
  ])('%s gives them', async (_name, content) => expect(await values(content)).toEqual(list))

  test('all its lists, one after the other', async () => {
    const splits = { train: list, note: 'a "[" in it', meta: { test: [9] }, test: [{ id: 3, question: 'c' }] }
    expect(await values(JSON.stringify(splits))).toEqual([...list, { id: 3, question: 'c' }])
  })

  test('records by their names have these as ids, but for those with one', async () => {
    const named = { first: { question: 'a' }, second: { id: 'own', question: 'b' } }
    expect(await values(JSON.stringify(named, null, 2))).toEqual([
      { id: 'first', question: 'a' },
      { id: 'own', question: 'b' },
    ])
  })

  test.each([
    ['a record with a list of its own', { question: 'q', data: [{ a: 1 }] }],
    [
      'a record of several models',
      { 'gpt-4o': { response: 'x', value: 1 }, other: { response: 'y' }, image: 'a.png', question: 'q' },
    ],
    ['a logged call', { request: { model: 'm', messages: [] }, response: { choices: [{ message: {} }] } }],
    ['pictures and boxes of COCO', { images: [{ id: 1 }], annotations: [{ id: 1 }] }],
  ])('%s is one record', async (_name, record) => {
    expect(await values(JSON.stringify(record, null, 2))).toEqual([record])
  })

  test('lines of such objects stay lines', async () => {
    const line = { data: [{ question: 'q' }] }
    expect(await values(`${JSON.stringify(line)}\n${JSON.stringify(line)}\n`)).toEqual([line, line])
  })

  test('cut off within a record: those before it are read', async () => {
    const rows = await values(JSON.stringify({ data: list }).slice(0, -8))
    expect(rows[0]).toEqual(list[0])
    expect(rows[1]).toContain('The file ends in the middle')
  })
})

describe('a text log', () => {
  const block = (n: number, response: string) =>
    `\nIteration ${n}:\nImage Path: /data/x/a.png\nQuestion: What is it?\n(A) a\nCategory: direct\nFull Response:\n${response}\n` +
    `Reward: ${n % 2}.0\nGround Truth:\n<answer>A</answer>\n${'-'.repeat(60)}\n`
  const looks = '<think> See.\n\n{"bbox_2d": [8, 6, 40, 36]}\n<answer>A</answer>\n'
  const log = `\n----- Evaluation Start at 2025-08-08 -----\n${block(0, looks)}${block(1, looks)}\nFinal Correct Ratio: 0.5 = 1/2\n`

  test('gives a record for each question, with the line it begins at', async () => {
    const rows = await rowsOf(log)
    expect(rows.map(([line]) => line)).toEqual([4, 20])
    expect(rows.every(([, text]) => typeof text === 'string' && text.startsWith('Iteration'))).toBe(true)
  })

  test('is cut the same wherever a chunk ends, and with line ends of Windows', async () => {
    const long = Array.from({ length: 4000 }, (_, n) =>
      block(n, `${looks}${'x'.repeat(300 + (n % 7))}`),
    ).join('')
    expect(await rowsOf(long)).toHaveLength(4000)
    expect(await rowsOf(long.slice(0, 300_000).replaceAll('\n', '\r\n'))).toHaveLength(
      long.slice(0, 300_000).split('Iteration ').length - 1,
    )
  })

  test('is read as what VLM-R³ logs: question, look, answer, verdict', async () => {
    const folder = testFolder()
    writeFileSync(join(folder, 'a.png'), await png(64, 48))
    writeFileSync(join(folder, 'evaluation_vstar_log_1.txt'), log)
    const found = await read(join(folder, 'evaluation_vstar_log_1.txt'))
    expect(found).toMatchObject({ format: 'vlm-r3-log', dialect: 'vlm-r3', count: 2, issues: [] })
    expect(found.traces[0]).toMatchObject({
      question: 'What is it?\n(A) a',
      answer: 'A',
      image: '/data/x/a.png',
    })
    // In a folder it is found beside what is none.
    writeFileSync(join(folder, 'README.txt'), 'Nothing to see.')
    expect(await read(folder)).toMatchObject({ format: 'vlm-r3-log', count: 2, issues: [] })
  })

  test('of CV-Bench has its own headings', async () => {
    const folder = testFolder()
    const sample = (n: number) =>
      `Sample ${n}:\nPrompt: How many?\n(A) 1\nImage path: /d/a.png\nAnswer: (B)\nResponse:\n${looks}\n${'-'.repeat(80)}\n`
    writeFileSync(
      join(folder, 'log.txt'),
      `\n----- Start -----\n${sample(0)}${sample(1)}Final accuracy: 0.5\n`,
    )
    const found = await read(join(folder, 'log.txt'))
    expect(found).toMatchObject({ format: 'vlm-r3-log', count: 2, issues: [] })
    expect(found.traces[1]).toMatchObject({ question: 'How many?\n(A) 1', answer: 'A' })
  })
})

test('the turns of a run, a line each, are one trace with the picture beside them', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'original_image.jpg'), await png(640, 480))
  const look =
    '<think>s</think><grounding>{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "original_image"}</grounding>'
  const turns = [look, '<think>d</think><answer>Acme</answer>']
  const lines = turns.map((text, i) => JSON.stringify({ turn_idx: i, text_output: text })).join('\n')
  writeFileSync(join(folder, 'traj.jsonl'), `${lines}\n`)
  const found = await read(join(folder, 'traj.jsonl'))
  expect(found).toMatchObject({ format: 'mini-o3', count: 1, issues: [] })
  expect(found.traces[0]).toMatchObject({
    answer: 'Acme',
    looks: [{ region: { left: 64, top: 48, right: 320, bottom: 240 } }],
  })
})

test('a folder of several kinds: each file as what it is, those without traces passed over, a broken one told of', async () => {
  const folder = testFolder()
  const put = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value, null, 1))
  writeFileSync(join(folder, 'page.png'), await png(640, 480))
  put('a.json', [{ image: 'page.png', bbox_2d: [64, 48, 320, 240], label: 'cup' }])
  put('b.json', [
    {
      conversations: [
        { from: 'human', value: '<image>q' },
        { from: 'gpt', value: 'x' },
      ],
      images: ['page.png'],
    },
  ])
  put('metrics.json', { global_step: 3, log_history: [{ loss: 1 }] })
  // Known to be none: not even told of.
  put('dataset_info.json', { mine: { file_name: 'a.json' } })
  mkdirSync(join(folder, 'sub'))
  put('sub/c.json', [{ question: 'q', answer: 'a', image: 'page.png', bboxs: [[64, 48, 320, 240]] }])
  writeFileSync(join(folder, 'z.json'), '[{')
  const found = await read(folder)
  expect(found.traces.map((t) => [t.question, t.looks.length])).toEqual([
    ['cup', 1],
    ['q', 0],
    ['q', 1],
  ])
  expect(found.issues.map((i) => i.path)).toEqual(['metrics.json', 'z.json'])
  expect(found.issues[0]?.message).toContain('passed over')
})

const parquet = fileURLToPath(new URL('../../fixtures/parquet/', import.meta.url))

test.each([
  ['verl-gzip-groups', { format: 'verl', count: 5, looks: 0, image: '(in the record)' }],
  ['structs-brotli', { dialect: 'deepeyes', count: 1, looks: 1, image: '(in the record)' }],
  ['printed-by-python-zstd', { format: 'mini-o3', count: 1, looks: 1, image: '(in the record)' }],
  ['completions-lz4', { format: 'trl', dialect: 'vlm-r3', count: 3, looks: 1, image: null }],
  ['text-snappy', { count: 1, looks: 0, image: '(in the record)' }],
] as const)('parquet of pyarrow: %s', async (name, { looks, image, ...expected }) => {
  const found = await read(`${parquet}${name}.parquet`)
  expect(found).toMatchObject(expected)
  // A call that several projects write alike is told; nothing else is odd.
  expect(found.issues.filter(({ message }) => !message.includes('is used with three units'))).toEqual([])
  expect(found.traces.every((t) => t.looks.length === looks && t.image === image && t.question !== '')).toBe(
    true,
  )
  const regions = found.traces.flatMap((t) => t.looks.map((l) => l.region))
  const place = { left: 8, top: 6, right: 40, bottom: 36 }
  expect(regions).toEqual(regions.map(() => (image === null ? null : place)))
})
