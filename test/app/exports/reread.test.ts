/**
 * Exports of moved regions read again by the families' own tools: the crop in the file is the crop they cut for the numbers in its text.
 * Upstream's ways were written down by training/conformance/views.py, which reads the texts with the families' own patterns.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { movedRegions } from '../../builders/moved-regions'

/** Checksums of text and way, 8 digits each, one pair a region. */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/fidelity/reread.json', import.meta.url), 'utf8'),
) as { readonly count: number; readonly families: Readonly<Record<string, string>> }

const sum = (text: string) => crc32(text).toString(16).padStart(8, '0')

// Written for the script, with the same command that tests.
const out = process.env['RELOOK_REREAD']
if (out !== undefined) {
  const rows = Object.keys(golden.families).map((id) => [
    id,
    movedRegions(dialectOf(id) as Dialect, golden.count).map(({ size, text }) => [
      size.width,
      size.height,
      text,
    ]),
  ])
  writeFileSync(out, JSON.stringify(Object.fromEntries(rows)))
}

test.each(Object.entries(golden.families))('%s: 0 of 1,000 differ', (id, sums) => {
  const rows = movedRegions(dialectOf(id) as Dialect, golden.count)
  expect(rows.length).toBe(golden.count)
  const wrong = rows.filter(({ text, way }, i) => sums.slice(i * 16, i * 16 + 16) !== sum(text) + sum(way))
  expect(wrong.slice(0, 3)).toEqual([])
  expect(wrong.length).toBe(0)
})
