/**
 * Arrow files as records: what `datasets` saves, Feather files of either packing, streams with views and dictionaries, and columns too
 * long to be read at once. The fixtures were written by pyarrow 26 and datasets 5.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { binary, columnFromArray, list, struct, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette'
import { describe, expect, test } from 'vitest'
import { openArrow } from '../../../main/arrow/rows'
import { openContainer } from '../../../main/collections/containers'
import { firstRecord } from '../../../main/readers/first-record'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { relookRead } from '../../builders/relook-read'

const never = new AbortController().signal
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/arrow/${name}`, import.meta.url))
const plate = { left: 8, top: 2, right: 13, bottom: 6 }

async function recordsOf(path: string): Promise<readonly unknown[]> {
  const container = await openContainer(path, `${path}.copy`)
  const all: unknown[] = []
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, never))
    for (const row of rows) {
      const again = await container.read({ offset: row.offset, length: 0 })
      expect(again).toMatchObject({ ok: true, value: row.value })
      all.push(row.value)
    }
  return all
}

test('a folder of save_to_disk gives every split, with images and the regions where they were meant', async () => {
  const read = await relookRead(fixture('saved'))
  expect(read).toMatchObject({ code: 0, count: 4, dialect: 'qwen3-vl', issues: [] })
  for (const { question, image, looks } of read.traces) {
    expect(question).toBe('What colour is the plate?')
    expect(image).toBe('(in the record)')
    const region = must(looks[0]).region as typeof plate
    for (const edge of ['left', 'top', 'right', 'bottom'] as const)
      expect(Math.abs(region[edge] - plate[edge])).toBeLessThanOrEqual(1)
  }
})

test.each(['lz4.feather', 'zstd.feather', 'views.arrow'])(
  '%s gives each kind of value as JSON would',
  async (name) => {
    const records = await recordsOf(fixture(name))
    expect(records).toHaveLength(4)
    expect(records[1]).toMatchObject({
      question: 'What colour?',
      kind: 'b',
      boxes: [
        [400, 250],
        [1.5, 2.5],
      ],
      image: { path: 'a.png' },
      big: 2 ** 60,
    })
    expect(records[2]).toMatchObject({ big: null })
    const { bytes } = (records[0] as { image: { bytes: Uint8Array } }).image
    expect(Buffer.from(bytes).toString('latin1', 1, 4)).toBe('PNG')
  },
)

test('a frame of linked LZ4 blocks comes out whole', async () => {
  const records = (await recordsOf(fixture('linked.feather'))) as { response: string }[]
  expect(records.map((r) => r.response)).toEqual(
    Array.from({ length: 200 }, (_, i) => `row ${i}: ${'the plate is red. '.repeat(60)}`),
  )
})

describe('columns too long to be read at once', () => {
  const long = (n: number) => new Uint8Array(1_500_000).fill(n + 1)
  const path = () => join(testFolder(), 'long.arrow')
  const rows = Array.from({ length: 5 }, (_, i) => ({
    image: { bytes: i === 2 ? null : long(i), path: `${i}.png` },
    several: i % 2 === 0 ? [{ bytes: long(i) }, { bytes: long(i + 10) }] : [],
    text: `${i} ${'x'.repeat(700_000)}`,
  }))
  const table = tableFromColumns({
    image: columnFromArray(
      rows.map((r) => r.image),
      struct({ bytes: binary(), path: utf8() }),
    ),
    several: columnFromArray(
      rows.map((r) => r.several),
      list(struct({ bytes: binary() })),
    ),
    text: columnFromArray(
      rows.map((r) => r.text),
      utf8(),
    ),
  })

  test.each(['stream', 'file'] as const)('give each row its own part (%s)', async (format) => {
    const file = path()
    writeFileSync(file, must(tableToIPC(table, { format })))
    const source = await openArrow(file)
    expect(source.rows).toBe(5)
    for (const [i, row] of rows.entries()) {
      const found = await source.row(i)
      expect(found['text']).toBe(row.text)
      const { image, several } = found as unknown as typeof row
      expect(image.path).toBe(row.image.path)
      expect(image.bytes === null ? null : Buffer.compare(image.bytes, must(row.image.bytes))).toBe(
        row.image.bytes === null ? null : 0,
      )
      expect(several.map((s) => s.bytes[0])).toEqual(row.several.map((s) => s.bytes[0]))
      expect(several.map((s) => s.bytes.at(-1))).toEqual(row.several.map((s) => s.bytes.at(-1)))
    }
  })
})

test('what is cut off, or lies about its columns, is told', async () => {
  const whole = readFileSync(fixture('views.arrow'))
  const file = join(testFolder(), 'a.arrow')
  writeFileSync(file, whole.subarray(0, whole.length - 600))
  expect((await relookRead(file)).error).toContain('cut off')
  writeFileSync(file, whole.subarray(0, 300))
  expect((await relookRead(file)).error).toContain('Arrow')
})

test('a folder that no format knows shows the fields of its first record', async () => {
  const folder = testFolder()
  const table = tableFromColumns({ what: columnFromArray(['a plate'], utf8()) })
  writeFileSync(join(folder, 'data-00000-of-00001.arrow'), must(tableToIPC(table, { format: 'stream' })))
  writeFileSync(join(folder, 'state.json'), '{}')
  copyFileSync(fixture('views.arrow'), join(folder, 'cache-0123abcd.arrow'))
  const first = await firstRecord(folder, folder)
  expect(first?.fields).toMatchObject([{ path: 'what', sample: 'a plate' }])
})
