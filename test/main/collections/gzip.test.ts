/** Gzipped files as they come: several members, bytes behind them, cut off, damaged. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from '../../builders/properties'
import { expect, test } from 'vitest'
import { gunzipped } from '../../../main/collections/gzip'
import { testFolder } from '../../builders/folder'

/** What comes out, and how it ended. */
async function unpackedOf(packed: Buffer): Promise<{ text: string; problem: string | undefined }> {
  const path = join(testFolder(), 'a.gz')
  writeFileSync(path, packed)
  const parts: Buffer[] = []
  try {
    for await (const { bytes } of gunzipped(path)) parts.push(bytes)
  } catch (error) {
    return { text: Buffer.concat(parts).toString(), problem: (error as Error).message }
  }
  return { text: Buffer.concat(parts).toString(), problem: undefined }
}

const rows = (n: number) => Array.from({ length: n }, (_, i) => `{"id":${i},"a":"${i * 7919}"}\n`).join('')
/** Flags FEXTRA, FNAME, FCOMMENT and FHCRC, which zlib does not write. */
function dressed(text: string): Buffer {
  const plain = gzipSync(text)
  const fields = Buffer.concat([
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('a.jsonl\0why\0'),
    Buffer.from([9, 9]),
  ])
  const head = Buffer.from(plain.subarray(0, 10))
  head[3] = 4 | 8 | 16 | 2
  return Buffer.concat([head, fields, plain.subarray(10)])
}

test.each([
  ['nothing', ''],
  ['zeros, as tape has them', '\0'.repeat(600)],
  ['letters', 'garbage'.repeat(50)],
  ['what begins like a member', '\x1f\x8bgarbage'],
  ['a byte of the mark', '\x1f'],
])('behind a whole member: %s', async (_, behind) => {
  const packed = Buffer.concat([gzipSync(rows(5000)), Buffer.from(behind, 'latin1')])
  expect(await unpackedOf(packed)).toEqual({ text: rows(5000), problem: undefined })
})

test('members are read one after the other, whatever their heads hold', async () => {
  const parts = fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(parts, fc.boolean(), async (texts, dress) => {
      const packed = Buffer.concat(texts.map((text) => (dress ? dressed(text) : gzipSync(text))))
      expect(await unpackedOf(packed)).toEqual({ text: texts.join(''), problem: undefined })
    }),
    { numRuns: 40 },
  )
})

test('what is cut off or damaged gives what came before, and says so', async () => {
  const whole = gzipSync(rows(200_000))
  const cut = await unpackedOf(whole.subarray(0, whole.length - 2000))
  expect(rows(200_000).startsWith(cut.text)).toBe(true)
  expect(cut.text.length).toBeGreaterThan(1_000_000)
  expect(cut.problem).toMatch(/broken or cut off/)
  const spoiled = Buffer.from(gzipSync(rows(3)))
  spoiled.writeUInt32LE(1, spoiled.length - 8)
  expect(await unpackedOf(spoiled)).toEqual({ text: rows(3), problem: expect.stringMatching(/broken/) })
  expect(await unpackedOf(Buffer.from('no gzip'))).toMatchObject({ text: '', problem: expect.any(String) })
  const second = Buffer.concat([gzipSync(rows(3)), gzipSync(rows(50)).subarray(0, 40)])
  expect(await unpackedOf(second)).toMatchObject({
    text: expect.stringContaining(rows(3)),
    problem: expect.any(String),
  })
})
