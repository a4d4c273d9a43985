/** Inspect's logs as files: JSON and `.eval`, each way of packing, samples in pieces, and zip files that lie. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openContainer } from '../../../main/collections/containers'
import { relookRead } from '../../builders/relook-read'
import { must } from '../../builders/must'
import { testFolder } from '../../builders/folder'
import { zipOf, type ZipEntry } from '../../builders/zip'

const never = new AbortController().signal
const rows = readFileSync(new URL('../../fixtures/formats/inspect.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>)

function evalFile(entries: readonly ZipEntry[]): string {
  const path = join(testFolder(), 'log.eval')
  writeFileSync(path, zipOf(entries))
  return path
}

const header = {
  name: 'header.json',
  text: JSON.stringify({ version: 2, status: 'success', eval: { task: 'plates', model: 'vllm/qwen3-vl' } }),
}
const sample = (n: number, method: ZipEntry['method'] = 'deflated'): ZipEntry => ({
  name: `samples/${String(rows[n]?.['id'])}_epoch_${String(rows[n]?.['epoch'])}.json`,
  text: JSON.stringify(rows[n]),
  method,
})
const plate = { left: 80, top: 25, right: 124, bottom: 52 }
const near = (region: unknown) => {
  const { left, top, right, bottom } = region as typeof plate
  return Math.max(
    ...[left - plate.left, top - plate.top, right - plate.right, bottom - plate.bottom].map(Math.abs),
  )
}

describe.each(['deflated', 'zstd', 'stored'] as const)('an .eval file, %s', (method) => {
  test('gives each sample with its look, gold answer, and how it ended', async () => {
    const path = evalFile([sample(1, method), sample(0, method), sample(2, method), header])
    const read = await relookRead(path)
    expect(read).toMatchObject({ code: 0, format: 'inspect', count: 3, issues: [] })
    expect(read.traces.map((t) => t.id)).toEqual(['1', '3', 'second · epoch 2'])
    expect(read.traces.map((t) => t.answer)).toEqual(['ANSWER: red', 'Red.', null])
    for (const { looks, image } of read.traces) {
      expect(image).toBe('(in the record)')
      expect(looks).toHaveLength(1)
      expect(near(looks[0]?.region)).toBeLessThanOrEqual(1)
    }
    expect(read.traces.map((t) => t.ended?.reason)).toEqual([undefined, 'failed', 'limit'])
    expect(read.traces[1]?.ended?.why).toContain("KeyError('score')")
  })
})

test('the same as JSON, the samples wrapped or the log alone on a line', async () => {
  const log = must(rows[3])
  for (const text of [
    JSON.stringify(log),
    JSON.stringify(log, null, 2),
    `${JSON.stringify(log)}\n${JSON.stringify(log)}\n`,
  ]) {
    const path = join(testFolder(), 'log.json')
    writeFileSync(path, text)
    const read = await relookRead(path)
    expect(read.format).toBe('inspect')
    expect(read.traces[0]).toMatchObject({ id: '1', answer: 'ANSWER: red' })
    expect(near(read.traces[0]?.looks[0]?.region)).toBeLessThanOrEqual(1)
  }
})

test('a long sample in pieces is put together, its attachments by number', async () => {
  const { messages, attachments, ...shell } = must(rows[1])
  const said = JSON.parse(
    JSON.stringify(messages).replace('attachment://6f1c', 'attachment://1'),
  ) as unknown[]
  const path = evalFile([
    header,
    { name: 'samples/second_epoch_2/sample.json', text: JSON.stringify(shell) },
    { name: 'samples/second_epoch_2/messages/1.json', text: JSON.stringify(said.slice(1)) },
    { name: 'samples/second_epoch_2/messages/0.json', text: JSON.stringify(said.slice(0, 1)) },
    {
      name: 'samples/second_epoch_2/attachments/0.json',
      text: JSON.stringify(['a word', Object.values(attachments as object)[0]]),
    },
  ])
  const read = await relookRead(path)
  expect(read.count).toBe(1)
  expect(near(read.traces[0]?.looks[0]?.region)).toBeLessThanOrEqual(1)
})

test('a sample that cannot be read costs no other one, and says why', async () => {
  const bomb: ZipEntry = { name: 'samples/0_epoch_1.json', text: ' '.repeat(5_000_000), claims: 100 }
  const huge: ZipEntry = { name: 'samples/9_epoch_1.json', text: '{}', claims: 3_000_000_000 }
  const read = await relookRead(evalFile([header, bomb, sample(0), huge]))
  expect(read.count).toBe(1)
  expect(read.issues.map((i) => i.message)).toEqual([
    expect.stringContaining('broken'),
    expect.stringContaining('longer than'),
  ])
})

test('a log without samples, and another zip file, are refused with a reason', async () => {
  expect((await relookRead(evalFile([header]))).error).toContain('holds no sample')
  const other = await relookRead(evalFile([{ name: 'pictures/a.txt', text: 'a' }]))
  expect(other).toMatchObject({ code: 1 })
  expect(other.error).toContain('Unpack it')
})

test('a record is found again by its place', async () => {
  const path = evalFile([header, sample(0), sample(1)])
  const container = await openContainer(path, `${path}.copy`)
  const seen: unknown[] = []
  for await (const batch of container.batches({ offset: 1, line: 2 }, never)) seen.push(...batch.rows)
  expect(seen).toHaveLength(1)
  const again = await container.read({ offset: 1, length: 0 })
  expect(again).toMatchObject({ ok: true, value: { id: 'second', eval: { task: 'plates' } } })
})

test('words beside a call that was the last are no answer', async () => {
  const log = structuredClone(must(rows[0])) as { output: object; messages: { role: string }[] }
  const asked = log.messages.findIndex(({ role }) => role === 'assistant')
  log.messages = log.messages.slice(0, asked + 1)
  const message = { role: 'assistant', content: 'I zoom.', tool_calls: [{ id: 'c', function: 'zoom' }] }
  log.output = { completion: 'I zoom.', choices: [{ message }] }
  const read = await relookRead(
    evalFile([{ name: 'samples/1_epoch_1.json', text: JSON.stringify(log) }, header]),
  )
  expect(read.traces[0]?.answer).toBeNull()
})
