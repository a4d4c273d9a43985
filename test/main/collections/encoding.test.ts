/** Text that is not UTF-8: decoded where that is certain and told, named where it is not, never shown as “����”. */
import { gzipSync } from 'node:zlib'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRows, type ReadRow } from '../../../main/collections/containers'
import { guessEncoding } from '../../../main/collections/encoding'
import { readPredictions } from '../../../main/evaluation/predictions'

const folder = mkdtempSync(join(tmpdir(), 'relook-encoding-'))
let made = 0

/** `Buffer` writes no such encodings: the bytes of each character, as its table has them. */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gb18030: {
    出: 'b3f6',
    口: 'bfda',
    图: 'cdbc',
    中: 'd6d0',
    的: 'b5c4',
    牌: 'c5c6',
    子: 'd7d3',
    是: 'cac7',
    红: 'baec',
    色: 'c9ab',
    我: 'ced2',
    再: 'd4d9',
    看: 'bfb4',
    左: 'd7f3',
    上: 'c9cf',
    角: 'bdc7',
  },
  shift_jis: {
    看: '8ac5',
    板: '94c2',
    に: '82c9',
    は: '82cd',
    出: '8f6f',
    口: '8cfb',
    と: '82c6',
    書: '8f91',
    か: '82a9',
    れ: '82ea',
    て: '82c4',
    い: '82a2',
    ま: '82dc',
    す: '82b7',
    も: '82e0',
    う: '82a4',
    度: '9378',
    見: '8ca9',
  },
}

function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1')
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  const table = tables[encoding] ?? {}
  return Buffer.concat(
    [...text].map((c) => Buffer.from(table[c] ?? Buffer.from(c, 'latin1').toString('hex'), 'hex')),
  )
}

async function read(bytes: Buffer, name = 'x.jsonl'): Promise<readonly ReadRow[]> {
  const path = join(folder, `${String(made++)}-${name}`)
  writeFileSync(path, bytes)
  const rows: ReadRow[] = []
  for await (const row of readRows({ path, copy: `${path}.copy` }, new AbortController().signal))
    rows.push(row)
  return rows
}

const said = {
  gb18030: '图中的牌子是红色的 我再看左上角的出口',
  shift_jis: '看板に出口と書かれています もう看ます',
  'windows-1252': 'Le panneau est à droite, près du café fermé',
  'utf-16le': '图中的牌子 café',
  'utf-16be': 'plain',
} as const

test.each(Object.entries(said))('%s is read, and told once', async (encoding, text) => {
  const row = JSON.stringify({ question: 'q', answer: text })
  for (const [content, name] of [
    [`${row}\n${row}\n`, 'x.jsonl'],
    [`[${row},\n${row}]`, 'x.json'],
  ] as const) {
    const [told, ...rows] = await read(encoded(content, encoding), name)
    expect(told).toMatchObject({
      ok: false,
      issue: { message: expect.stringContaining('not UTF-8') as string },
    })
    expect(rows.map((r) => r.ok && r.row.value)).toEqual([
      { question: 'q', answer: text },
      { question: 'q', answer: text },
    ])
  }
})

test('of a gzipped file too, and where only rows further in have such letters', async () => {
  const row = `${JSON.stringify({ answer: said.gb18030 })}\n`
  const zipped = await read(gzipSync(encoded(row, 'gb18030')), 'x.jsonl.gz')
  expect(zipped.at(-1)).toMatchObject({ row: { value: { answer: said.gb18030 } } })
  const plain = `${JSON.stringify({ answer: 'a'.repeat(60) })}\n`.repeat(4000)
  const late = await read(encoded(plain + row.repeat(200), 'gb18030'))
  expect(late.at(-1)).toMatchObject({ row: { value: { answer: said.gb18030 } } })
})

test('too little to be certain is named, not guessed', async () => {
  await expect(read(encoded('{"answer":"出口"}\n', 'gb18030'))).rejects.toThrow(/not UTF-8 \(GB18030/)
})

test('a damaged byte costs no row, and is told', async () => {
  const whole = Buffer.from(`${JSON.stringify({ answer: said.gb18030 })}\n`)
  const broken = Buffer.concat([whole.subarray(0, 20), Buffer.from([0xff]), whole.subarray(20)])
  const rows = await read(Buffer.concat([whole, whole, broken, whole]))
  expect(rows).toHaveLength(4)
  expect(rows.map((r) => r.ok && r.remark)).toEqual([
    undefined,
    undefined,
    expect.stringContaining('no UTF-8'),
    undefined,
  ])
})

test('UTF-8 is UTF-8, wherever it is cut', () => {
  const bytes = Buffer.from(JSON.stringify({ a: '红é😀'.repeat(50) }))
  for (let end = bytes.length - 8; end < bytes.length; end++)
    expect(guessEncoding(bytes.subarray(0, end), [bytes.subarray(end - 50, end)])).toEqual({ type: 'utf-8' })
})

test('predictions of a benchmark are decoded', async () => {
  const path = join(folder, 'p.csv')
  writeFileSync(
    path,
    encoded('index,prediction\n0,"Le café est à droite de la maison fermée"\n', 'windows-1252'),
  )
  const found = await readPredictions(path)
  expect(found.of({ id: '0', position: 0 } as never)).toBe('Le café est à droite de la maison fermée')
})
