/** Encodings a file may be in: each is one that texts are really read with. */
import { expect, test } from 'vitest'
import { encodingName, encodings } from '../../app/encodings'

test('every one that can be chosen is one that a decoder knows, by its own name, once', () => {
  for (const { id } of encodings) expect(new TextDecoder(id).encoding).toBe(id)
  for (const part of ['id', 'name'] as const)
    expect(new Set(encodings.map((e) => e[part])).size).toBe(encodings.length)
})

test.each([
  ['utf-8', 'UTF-8'],
  ['gb18030', 'GB18030'],
  ['windows-1252', 'Latin-1 (Windows-1252)'],
  ['utf-16be', 'UTF-16 (big-endian)'],
  ['macintosh', 'macintosh'],
])('%s is called %s', (id, name) => expect(encodingName(id)).toBe(name))

test.each([
  ['gb18030', [0xd7, 0xdc, 0xbc, 0xc6], '总计'],
  ['big5', [0xc1, 0x60, 0xad, 0x70], '總計'],
  ['shift_jis', [0x8d, 0x87, 0x8c, 0x76], '合計'],
  ['euc-kr', [0xc7, 0xd5, 0xb0, 0xe8], '합계'],
  ['windows-1251', [0xe8, 0xf2, 0xee, 0xe3], 'итог'],
  ['koi8-r', [0xc9, 0xd4, 0xcf, 0xc7], 'итог'],
  ['windows-1250', [0xb3, 0xf3, 0x9c], 'łóś'],
  ['utf-16le', [0x3b, 0x60], '总'],
])('%s reads the word it is for', (id, bytes, word) => {
  expect(encodings.map((e) => e.id as string)).toContain(id)
  expect(new TextDecoder(id).decode(Uint8Array.from(bytes))).toBe(word)
})
