/** Exports on a real disk: whole or not there, whatever happens in between. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../builders/must'
import { writers } from '../../../app/exports'
import { verl } from '../../../app/formats/verl'
import { formats } from '../../../app/formats'
import { exportTo, keep, requestFor, storeOn } from '../../builders/exports'
import { testFolder, testFolderForAll } from '../../builders/folder'
import { fiveSteps } from '../../builders/project'

/** Every file under a folder with its hash. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }) as string[]
  const files = names.filter((n) => statSync(join(folder, n)).isFile()).sort()
  return Object.fromEntries(
    files.map((n) => [
      n,
      createHash('sha256')
        .update(readFileSync(join(folder, n)))
        .digest('hex'),
    ]),
  )
}

async function three(folder: string) {
  const store = await storeOn(join(folder, 'data'))
  await keep(store, 'p1', 1, { corrected: true, review: { verdict: 'accepted' }, gold: ['8'] })
  await keep(store, 'p2', 2, { review: { verdict: 'rejected', tags: ['wrong place'] }, gold: ['9'] })
  const steps = Object.fromEntries(fiveSteps.map((s) => [s.id, 'good' as const]))
  await keep(store, 'p3', 2, { review: { verdict: 'accepted', by: 'bo', steps }, gold: ['7'] })
  return store
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

test('VLIR: segments, crops after them, numbers in the space of the SFT script', async () => {
  const folder = testFolder()
  const store = await three(folder)
  const out = join(folder, 'out')
  const { counts } = await exportTo(store, out, requestFor('vlir-sft'))
  const [first] = json(join(out, 'train.json')) as {
    response_list: string[]
    img_crop_list: string[]
    image_path: string
  }[]
  expect(counts.records).toEqual({ train: 3, dev: 0, test: 0 })
  // 1008×756 is a multiple of 28 and within the budget: the frame is the image itself. The region, drawn at 100 to 300 in a
  // branch that saw the image smaller, is what the numbers of that branch say of it.
  expect(first?.response_list).toEqual([
    '<think>I look for the total. {"bbox_2d": [99, 99, 300, 300]}\n',
    'It reads 7. <answer>8</answer>',
  ])
  const size = await sharp(join(out, must(must(first).img_crop_list[0]))).metadata()
  // 202 × 202 of 1008 × 756 is less than an eighth: doubled, then to multiples of 28.
  expect([size.width, size.height]).toEqual([392, 392])
  expect(existsSync(join(out, must(first).image_path))).toBe(true)
  await store.close()
})

test('only accepted traces, with the reasons of the others on the card', async () => {
  const folder = testFolder()
  const store = await three(folder)
  const out = join(folder, 'out')
  const { counts } = await exportTo(store, out, requestFor('ms-swift', { verdict: 'accepted' }))
  expect([counts.records.train, counts.accepted, counts.corrected]).toEqual([2, 2, 1])
  const card = readFileSync(join(out, 'README.md'), 'utf8')
  expect(card).toContain('| It is rejected. | 1 |')
  expect(card).toContain('| ana | 1 | 1 | 1 | 1.0 min |')
  expect(card).toContain('| receipts | 2 |')
  expect(card).toContain('| Apache-2.0 | 2 |')
  expect(card).toContain('path: ["train.jsonl"]')
  await store.close()
})

test('no image is in two splits', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  for (let i = 0; i < 14; i++) await keep(store, `p${i}`, i % 7)
  const out = join(folder, 'out')
  const { counts } = await exportTo(store, out, requestFor('ms-swift', { dev: 0.3, test: 0.3, seed: 3 }))
  const images = (name: string) =>
    new Set(
      (existsSync(join(out, name)) ? readFileSync(join(out, name), 'utf8') : '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { images: string[] }).images[0]),
    )
  const sets = ['train.jsonl', 'dev.jsonl', 'test.jsonl'].map(images)
  expect(counts.records.train + counts.records.dev + counts.records.test).toBe(14)
  const all = sets.flatMap((set) => [...set])
  expect(all).toHaveLength(7)
  expect(new Set(all).size).toBe(7)
  await store.close()
})

test('pictures are there once, however many records name them', async () => {
  const folder = testFolder()
  const store = await three(folder)
  const out = join(folder, 'out')
  await exportTo(store, out, requestFor('ms-swift'))
  const files = Object.keys(contents(out))
  expect(files.filter((f) => f.startsWith('images/'))).toHaveLength(2)
  await store.close()
})

test('an export that was cut off goes on and gives the same files', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  for (let i = 0; i < 7; i++) await keep(store, `p${i}`, i)
  const whole = join(folder, 'whole')
  await exportTo(store, whole, requestFor('llama-factory'))
  const out = join(folder, 'cut')
  let rendered = 0
  const { renderView } = await import('../../../main/images/view')
  const dying = {
    pieceSize: 2,
    renderView: async (...args: Parameters<typeof renderView>) => {
      if (++rendered > 5) throw new Error('killed')
      return renderView(...args)
    },
  }
  await expect(exportTo(store, out, requestFor('llama-factory'), dying)).rejects.toThrow('killed')
  expect(existsSync(out)).toBe(false)
  // A torn line, as a kill in the middle of it leaves.
  writeFileSync(join(`${out}.relook-part`, '.pieces', 'log.jsonl'), '{"next": 7, "fi', { flag: 'a' })
  const starts: number[] = []
  const { createSources } = await import('../../../main/exporting/source')
  const source = await createSources(store)({ type: 'all' })
  await exportTo(store, out, requestFor('llama-factory'), {
    pieceSize: 2,
    source: { ...source, each: (from, signal) => (starts.push(from), source.each(from, signal)) },
  })
  expect(starts).toEqual([4])
  expect(contents(out)).toEqual(contents(whole))
  await store.close()
})

test('a piece that is not what was written is made again', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  for (let i = 0; i < 4; i++) await keep(store, `p${i}`, i)
  const out = join(folder, 'out')
  const stop = {
    pieceSize: 1,
    now: () => {
      throw new Error('killed')
    },
  }
  await expect(exportTo(store, out, requestFor('ms-swift'), stop)).rejects.toThrow('killed')
  writeFileSync(join(`${out}.relook-part`, '.pieces', '000003-train.jsonl'), 'spoiled')
  const starts: number[] = []
  const { createSources } = await import('../../../main/exporting/source')
  const source = await createSources(store)({ type: 'all' })
  const { counts } = await exportTo(store, out, requestFor('ms-swift'), {
    pieceSize: 1,
    source: { ...source, each: (from, signal) => (starts.push(from), source.each(from, signal)) },
  })
  expect([starts, counts.records.train]).toEqual([[2], 4])
  expect(readFileSync(join(out, 'train.jsonl'), 'utf8').trim().split('\n')).toHaveLength(4)
  await store.close()
})

test('other settings begin anew, without pictures of the old ones', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  await keep(store, 'p1', 1)
  const out = join(folder, 'out')
  const stop = {
    now: () => {
      throw new Error('killed')
    },
  }
  await expect(exportTo(store, out, requestFor('ms-swift'), stop)).rejects.toThrow('killed')
  await exportTo(store, out, { ...requestFor('ms-swift'), pixels: 100_000 })
  expect(Object.keys(contents(out)).filter((f) => f.startsWith('crops/'))).toHaveLength(1)
  await store.close()
})

test('a cancelled export leaves nothing', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  for (let i = 0; i < 4; i++) await keep(store, `p${i}`, i)
  const controller = new AbortController()
  const out = join(folder, 'out')
  const running = exportTo(store, out, requestFor('ms-swift'), {
    signal: controller.signal,
    pieceSize: 1,
    progress: ({ done }) => done === 2 && controller.abort(),
  })
  await expect(running).rejects.toThrow('Cancelled.')
  expect(readdirSync(folder)).toEqual(['data'])
  await store.close()
})

describe('what is there already', () => {
  test('is not touched without being asked to, and never when it is not an export', async () => {
    const folder = testFolder()
    const store = await three(folder)
    const out = join(folder, 'mine')
    mkdirSync(out)
    writeFileSync(join(out, 'thesis.tex'), 'x')
    await expect(exportTo(store, out, requestFor('ms-swift'))).rejects.toThrow('already there')
    await expect(exportTo(store, out, requestFor('ms-swift'), { replace: true })).rejects.toThrow(
      'other files',
    )
    expect(readdirSync(out)).toEqual(['thesis.tex'])
    await store.close()
  })

  test('is replaced as a whole when it is an export', async () => {
    const folder = testFolder()
    const store = await three(folder)
    const out = join(folder, 'out')
    await exportTo(store, out, requestFor('ms-swift'))
    await exportTo(store, out, requestFor('vlir-rl'), { replace: true })
    expect(readdirSync(out).sort()).toEqual(['README.md', 'images', 'relook-export.json', 'train.json'])
    expect(readdirSync(folder).sort()).toEqual(['data', 'out'])
    await store.close()
  })
})

test('one data file is written where the path ends like one, with its pictures beside it', async () => {
  const folder = testFolder()
  const store = await three(folder)
  const out = join(folder, 'set.jsonl')
  await exportTo(store, out, requestFor('ms-swift'))
  const [line] = readFileSync(out, 'utf8').split('\n')
  const { images } = JSON.parse(must(line)) as { images: string[] }
  expect(images.every((path) => existsSync(join(folder, path)))).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['data', 'set.jsonl', 'set_files'])
  await store.close()
})

test('a picture that is gone leaves its trace out', async () => {
  const folder = testFolder()
  const store = await three(folder)
  const path = store.images.path
  const gone = (await store.projects.use('p1', async (live) => live.state())).image.id
  const images = { path: (id: string) => (id === gone ? store.images.path('0'.repeat(64)) : path(id)) }
  const { counts } = await exportTo(store, join(folder, 'out'), requestFor('ms-swift'), { images })
  expect(counts.records.train).toBe(2)
  expect(Object.keys(counts.skipped)[0]).toContain('image cannot be read')
  await store.close()
})

test('nothing to write is said with the reasons, and leaves nothing', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  await keep(store, 'p1', 1)
  const wanted = exportTo(store, join(folder, 'out'), requestFor('ms-swift', { verdict: 'accepted' }))
  await expect(wanted).rejects.toThrow('Nobody has decided on it.')
  expect(readdirSync(folder)).toEqual(['data'])
  await store.close()
})

test('parquet holds the pictures themselves, and reads back', async () => {
  const folder = testFolder()
  const store = await three(folder)
  const out = join(folder, 'out')
  await exportTo(store, out, requestFor('verl'))
  const name = must(readdirSync(out).find((n) => n.endsWith('.parquet')))
  const bytes = readFileSync(join(out, name))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
  const rows = await parquetReadObjects({ file, utf8: false })
  expect(rows.map((r) => (r['extra_info'] as { index: bigint }).index)).toEqual([0n, 1n, 2n])
  const read = verl.parse(rows[0])
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  expect(read.value[0]).toMatchObject({ question: 'What is the total?', gold: ['8'] })
  const [image] = must(read.value[0]).images
  if (image?.type !== 'bytes') throw new Error('no bytes')
  const meta = await sharp(Buffer.from(image.bytes)).metadata()
  expect([meta.width, meta.height]).toEqual([1008, 756])
  await store.close()
})

describe('every writer', () => {
  const folder = testFolderForAll()
  let store: Awaited<ReturnType<typeof three>>
  beforeAll(async () => {
    store = await three(folder())
    return () => store.close()
  })
  test.each(writers.map((w) => [w.id, w] as const))(
    '%s: what is written is recognised and read',
    async (id, writer) => {
      const out = join(folder(), id)
      await exportTo(store, out, requestFor(id))
      const name = must(readdirSync(out).find((n) => n.startsWith('train')))
      const bytes = readFileSync(join(out, name))
      const rows =
        writer.container === 'parquet'
          ? await parquetReadObjects({
              file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
              utf8: false,
            })
          : writer.container === 'json'
            ? (JSON.parse(bytes.toString()) as unknown[])
            : bytes
                .toString()
                .trim()
                .split('\n')
                .map((l) => JSON.parse(l) as unknown)
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        const likely = must(formats.toSorted((a, b) => b.likeness(row) - a.likeness(row))[0])
        expect(likely.likeness(row)).toBeGreaterThan(0.4)
        const read = likely.parse(row)
        if (!read.ok) throw new Error(`${likely.id}: ${JSON.stringify(read.issues)}`)
        expect(read.value[0]?.tree?.branches[0]?.question ?? read.value[0]?.question).toBe(
          'What is the total?',
        )
      }
    },
  )
})
