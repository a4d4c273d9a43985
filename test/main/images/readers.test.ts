/**
 * Picture files of every kind as the field's code reads them (training/conformance/images.py, Pillow 13; 11.1 reads the same): pixel
 * by pixel where the decoder allows it.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isReadInSeveralWays, type ImageReader } from '../../../app/trace/image-reader'
import { decode } from '../../../main/images/pixels'
import { readImage } from '../../../main/images/import'

type Row = readonly [readers: readonly ImageReader[], width: number, height: number, rgb: string]
const { files } = JSON.parse(
  readFileSync(new URL('../../fixtures/fidelity/images.json', import.meta.url), 'utf8'),
) as { readonly files: readonly (readonly [string, string, readonly Row[]])[] }

/** Largest difference in 255ths that another decoder makes; 0 of all others. */
const decoders: Readonly<Record<string, number>> = {
  'rgb.avif': 2,
  // libvips forgets the colours under a GIF's transparency.
  'transparent.gif': 255,
}

describe.each(files)('%s', (name, file, rows) => {
  const bytes = Buffer.from(file, 'base64')

  test.each(rows.flatMap(([readers, ...row]) => readers.map((reader) => [reader, row] as const)))(
    'as %s reads it',
    async (reader, [width, height, rgb]) => {
      const pixels = await decode((await readImage(bytes, name, { by: reader })).bytes)
      expect([pixels.width, pixels.height]).toEqual([width, height])
      const expected = Buffer.from(rgb, 'base64')
      const most = pixels.data.reduce((m, v, i) => Math.max(m, Math.abs(v - (expected[i] as number))), 0)
      expect(most).toBeLessThanOrEqual(decoders[name] ?? 0)
    },
  )

  test('is told where readers differ, and only there', async () => {
    const { read } = await readImage(bytes, name)
    const differ = rows.length > 1
    const told = isReadInSeveralWays(read)
    if (differ) expect(told).toBe(true)
    else if (
      /^(?:rgb|grey|palette|q\d+|one-bit|cmyk|lossy|still|animated)\.(?!16)/.test(name) &&
      name !== 'animated.gif'
    )
      expect(told).toBe(false)
    // Read alike by the field's code, but not by every program.
    if (name.includes('cmyk')) expect(read?.odd).toContain('cmyk')
    if (name.includes('animated')) expect(read?.odd).toContain('animated')
  })
})
