/** Exports of tracing tools as files: spans of a trace put together from wherever they stand, each tool's way of images and calls. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { openContainer, parseRow } from '../../../main/collections/containers'
import { firstRecord } from '../../../main/readers/first-record'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { relookRead } from '../../builders/relook-read'

type Row = Record<string, unknown>
const exported = new Map(
  readFileSync(new URL('../../fixtures/formats/spans.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { tool: string; spans: Row[] })
    .map(({ tool, spans }) => [tool, spans] as const),
)
const rowsOf = (tool: string) => structuredClone(must(exported.get(tool)))

function file(text: string, name = 'spans.jsonl'): string {
  const path = join(testFolder(), name)
  writeFileSync(path, text)
  return path
}

const lines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const plate = { left: 80, top: 25, right: 124, bottom: 52 }

function expectPlate(region: unknown): void {
  const found = region as typeof plate
  for (const edge of ['left', 'top', 'right', 'bottom'] as const)
    expect(Math.abs(found[edge] - plate[edge])).toBeLessThanOrEqual(1)
}

test.each([
  ['otel', 'Red.'],
  ['events', null],
  ['phoenix-otlp', null],
  ['phoenix', 'Red.'],
  ['langfuse', 'Red.'],
  ['weave', 'Red.'],
  ['langsmith', 'Red.'],
])('%s: one dialogue with its image, its look once, its answer', async (tool, answer) => {
  const rows = rowsOf(tool)
  for (const text of [lines(rows), JSON.stringify(rows, null, 1), lines([...rows].reverse())]) {
    const read = await relookRead(file(text))
    expect(read).toMatchObject({ code: 0, format: 'spans', count: 1, issues: [] })
    const [trace] = read.traces
    expect(trace).toMatchObject({ question: 'What colour is the plate?', answer, image: '(in the record)' })
    expect(trace?.looks).toHaveLength(1)
    expectPlate(trace?.looks[0]?.region)
  }
})

test.each(['langfuse', 'phoenix', 'weave', 'langsmith'])(
  '%s as a table, objects as text in its cells',
  async (tool) => {
    const rows = rowsOf(tool).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, v]) => [
          name,
          typeof v === 'object' && v !== null ? JSON.stringify(v) : v,
        ]),
      ),
    )
    const read = await relookRead(file(Papa.unparse(rows), 'export.csv'))
    expect(read).toMatchObject({ format: 'spans', count: 1 })
    expect(read.traces[0]).toMatchObject({ answer: 'Red.' })
    expectPlate(read.traces[0]?.looks[0]?.region)
  },
)

test('traces whose spans stand between each other’s come apart, each found again by its number', async () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    rowsOf('langfuse').map((row) => ({ ...row, traceId: `t${i}`, id: `${String(row['id'])}-${i}` })),
  )
  const mixed = [0, 1, 2, 3].flatMap((k) => rows.map((own) => must(own[k])))
  const path = file(`${lines(mixed)}{"traceId": "broken`)
  const container = await openContainer(path, `${path}.copy`)
  const seen: number[] = []
  for await (const { rows: found } of container.batches({ offset: 0, line: 1 }, new AbortController().signal))
    for (const row of found) {
      const parsed = parseRow(row)
      if (!parsed.ok) continue
      seen.push(row.offset)
      expect((parsed.value as { spans: unknown[] }).spans).toHaveLength(4)
      expect(await container.read(row)).toMatchObject({ ok: true, value: parsed.value })
    }
  expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i))
  const read = await relookRead(path)
  expect(read.count).toBe(40)
  expect(read.issues.map((i) => i.message)).toEqual([expect.stringContaining('ends in the middle')])
})

test('lines of OTLP that hold spans of several traces come apart, too', async () => {
  const [line] = rowsOf('otel')
  const other = JSON.parse(JSON.stringify(line).replaceAll('5b8efff798038103d269b633813fc60c', 'ff')) as Row
  const together = {
    resourceSpans: [...(line?.['resourceSpans'] as unknown[]), ...(other['resourceSpans'] as unknown[])],
  }
  const read = await relookRead(file(lines([together, together])))
  expect(read.traces.map((t) => t.id)).toEqual(['5b8efff798038103d269b633813fc60c', 'ff'])
  const one = await relookRead(file(JSON.stringify(together, null, 2), 'trace.json'))
  expect(one.count).toBe(2)
})

test('a list wrapped by an API, and a trace with its observations, open the same', async () => {
  const rows = rowsOf('langfuse')
  const wrapped = { data: rows, meta: { page: 1 } }
  expect(await relookRead(file(JSON.stringify(wrapped), 'page.json'))).toMatchObject({
    format: 'spans',
    count: 1,
  })
  const trace = {
    id: 'lf1',
    name: 'agent',
    input: 'q',
    observations: rows.map(({ traceId: _, ...row }) => row),
  }
  const read = await relookRead(file(JSON.stringify(trace), 'trace.json'))
  expect(read).toMatchObject({ format: 'spans', count: 1 })
  expect(read.traces[0]?.looks).toHaveLength(1)
})

test('a sub-agent’s calls are a dialogue beside; a result that no call repeats comes from the tool', async () => {
  const rows = rowsOf('langfuse')
  const aside = { ...must(rows[1]), id: 'sub', name: 'sub', startTime: '2026-01-01T00:00:01.5Z' }
  const sub = {
    ...aside,
    input: [{ role: 'user', content: 'Count.' }],
    output: { role: 'assistant', content: 'One.' },
  }
  const last = { ...must(rows[2]), type: 'TOOL', output: 'plate found' }
  const read = await relookRead(file(lines([must(rows[1]), sub, last])))
  expect(read.traces.map((t) => [t.question, t.answer])).toEqual([
    ['What colour is the plate?', null],
    ['Count.', 'One.'],
  ])
})

test('images that a tool keeps apart are told of', async () => {
  const media = '@@@langfuseMedia:type=image/png|id=a|source=base64_data_uri@@@'
  const text = lines(rowsOf('langfuse')).replaceAll(/data:image\/png;base64,[\w+/=]+/g, media)
  const read = await relookRead(file(text))
  expect(read.issues.map((i) => i.message).join()).toContain('not in this export')
})

test('spans without any dialogue are told of, and show their fields', async () => {
  const path = file(lines([{ trace_id: 'a', run_type: 'chain', name: 'x', inputs: {}, outputs: {} }]))
  const read = await relookRead(path)
  expect(read.count).toBe(0)
  expect(read.issues[0]?.message ?? read.error).toContain('No span of this trace')
  expect((await firstRecord(path, testFolder()))?.fields.length).toBeGreaterThan(2)
})

test('a span as the SDK prints it is one; logs are told to be something else', async () => {
  const [row] = rowsOf('phoenix')
  const printed = {
    name: 'ChatCompletion',
    context: { trace_id: '0x8f', span_id: '0x33', trace_state: '[]' },
    kind: 'SpanKind.INTERNAL',
    parent_id: null,
    start_time: '2026-11-30T12:38:44.600961Z',
    attributes: Object.fromEntries(
      Object.entries(must(row)).flatMap(([name, value]) =>
        name.startsWith('attributes.') ? [[name.slice('attributes.'.length), value]] : [],
      ),
    ),
  }
  const read = await relookRead(file(JSON.stringify(printed, null, 4), 'span.json'))
  expect(read).toMatchObject({ code: 0, format: 'spans', count: 1 })
  expect(read.traces[0]?.question).toBe('What colour is the plate?')
  const logs = await relookRead(file(JSON.stringify({ resourceLogs: [{ scopeLogs: [] }] }), 'logs.json'))
  expect(logs.issues[0]?.message).toContain('Export the traces (spans) instead.')
})
