/** What comes in: upright once, checked, and every broken file with a clear message. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { renderDisplay } from '../../../main/images/display'
import { readImage } from '../../../main/images/import'
import { createPixelCache, decode } from '../../../main/images/pixels'

const path = (name: string) => new URL(`../../fixtures/images/${name}`, import.meta.url).pathname
const file = (name: string) => readFileSync(path(name))
const stored = (bytes: Uint8Array) => {
  const at = join(mkdtempSync(join(tmpdir(), 'relook-')), 'image')
  writeFileSync(at, bytes)
  return at
}

/** Largest difference of two pictures, in 255ths; JPEG may be a little off. */
async function difference(bytes: Uint8Array, expected: string): Promise<number> {
  const [a, b] = [await decode(bytes), await decode(path(expected))]
  expect([a.width, a.height]).toEqual([b.width, b.height])
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] as number))), 0)
}

test.each([...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `exif-${n}.jpg`), 'exif-6.png', 'exif-6.webp'])(
  'turns %s upright, once',
  async (name) => {
    const once = await readImage(file(name), name)
    expect([once.width, once.height]).toEqual([80, 48])
    expect(await difference(once.bytes, 'upright.png')).toBeLessThan(12)
    const twice = await readImage(once.bytes, name)
    expect(Buffer.compare(twice.bytes, once.bytes)).toBe(0)
  },
)

test.each(['exif-1.jpg', 'plain.webp', 'source.png', 'alpha.png', 'grey.png', 'palette.png'])(
  'keeps the bytes of %s, which needs no turning',
  async (name) => {
    expect(Buffer.compare((await readImage(file(name), name)).bytes, file(name))).toBe(0)
  },
)

test.each(['cmyk.jpg', 'grey16.png', 'animated.webp', 'animated.png'])(
  'makes %s a plain still image',
  async (name) => {
    const image = await readImage(file(name), name)
    const { format, depth, space, pages } = await sharp(image.bytes).metadata()
    expect({ extension: image.extension, format, depth, pages }).toEqual({
      extension: 'png',
      format: 'png',
      depth: 'uchar',
      pages: undefined,
    })
    expect(['srgb', 'b-w']).toContain(space)
    expect([image.width, image.height]).toEqual([40, 30])
  },
)

test('takes the first picture of an animation', async () => {
  const still = await readImage(file('animated.webp'), 'animated.webp')
  expect(await difference(still.bytes, 'plain.webp')).toBe(0)
})

test('keeps the upper byte of 16-bit grey', async () => {
  const { data } = await decode((await readImage(file('grey16.png'), 'grey16.png')).bytes)
  expect([0, 100, 600, 1199].map((i) => data[i * 3])).toEqual(
    [0, 100, 600, 1199].map((i) => ((i * 54) % 65536) >> 8),
  )
})

test('lays transparency over white, as the field does', async () => {
  expect(await difference(file('alpha.png'), 'alpha-on-white.png')).toBe(0)
})

/** The beginning of an ISO media file with these brands. */
function media(...brands: readonly string[]): Buffer {
  const [main = '', ...others] = brands
  const body = Buffer.from(`ftyp${main}\0\0\0\0${others.join('')}`, 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([length, body])
}

test.each([
  ['an empty file', new Uint8Array(), 'is empty'],
  ['text', Buffer.from('hello, this is not an image'), 'not a PNG, JPEG, WebP'],
  ['a photo of an iPhone', media('heic', 'mif1', 'heic'), 'HEIC photo'],
  ['a page', Buffer.from('<!doctype html><title>404</title>'), 'web page'],
  ['a drawing', Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), 'SVG'],
  ['a PDF', Buffer.from('%PDF-1.7'), 'PDF'],
  ['a cut-off BMP', file('kind-24.bmp').subarray(0, 200), 'is broken'],
  ['a cut-off GIF', file('kind.gif').subarray(0, 60), 'is broken'],
  ['a cut-off JPEG', file('plain.jpg').subarray(0, 4000), 'is broken'],
  ['a cut-off PNG', file('source.png').subarray(0, 3000), 'is broken'],
  ['a cut-off WebP', file('plain.webp').subarray(0, 700), 'is broken'],
  ['a bare header', file('source.png').subarray(0, 20), 'is broken'],
])('says what is wrong with %s', async (_, bytes, words) => {
  const reading = readImage(bytes, 'my photo.png')
  await expect(reading).rejects.toMatchObject({ code: 'image-unreadable' })
  await expect(reading).rejects.toThrow(words)
})

test.each([
  ['kind-1.bmp', 0],
  ['kind-4.bmp', 0],
  ['kind-8.bmp', 0],
  ['kind-16.bmp', 0],
  ['kind-24.bmp', 0],
  ['kind-32.bmp', 0],
  ['kind.tif', 0],
  ['kind.gif', 0],
  ['kind-cmyk.tif', 0],
  // Lossy codecs: the same arithmetic on another decoder's pixels.
  ['kind-cmyk.jpg', 2],
  ['kind.avif', 4],
])('reads %s as Pillow does', async (name, most) => {
  const image = await readImage(file(name), name)
  expect(image.extension).toBe('png')
  expect(await difference(image.bytes, `${name}.png`)).toBeLessThanOrEqual(most)
})

test('ignores a colour profile also where a photo has to be turned', async () => {
  const { data } = await decode((await readImage(file('p3-exif6.png'), 'photo.png')).bytes)
  expect([...data.subarray(0, 3)]).toEqual([200, 100, 50])
})

test('judges the size of a BMP by its header', async () => {
  const head = Buffer.from(file('kind-24.bmp'))
  head.writeInt32LE(60_000, 18)
  head.writeInt32LE(-60_000, 22)
  await expect(readImage(head, 'huge.bmp')).rejects.toMatchObject({ code: 'image-too-large' })
})

test('refuses more than 100 megapixels before decoding them', async () => {
  const huge = await sharp({ create: { width: 12000, height: 10000, channels: 3, background: '#888' } })
    .png({ compressionLevel: 1 })
    .toBuffer()
  await expect(readImage(huge, 'huge.png')).rejects.toMatchObject({
    code: 'image-too-large',
    message: '“huge.png” has 120 megapixels (12000×10000); up to 100 can be opened.',
  })
})

test('shows a large image small and a small one as it is', async () => {
  const big = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#345' } })
    .jpeg()
    .toBuffer()
  const shown = await renderDisplay(stored(big), 300)
  const { width, height, format } = await sharp(shown.bytes).metadata()
  expect({ width, height, format, type: shown.type }).toEqual({
    width: 300,
    height: 200,
    format: 'jpeg',
    type: 'image/jpeg',
  })
  expect(Buffer.compare((await renderDisplay(stored(big), 2000)).bytes, big)).toBe(0)
})

test('shows transparency over white too', async () => {
  const shown = await renderDisplay(path('alpha.png'))
  expect(await difference(shown.bytes, 'alpha-on-white.png')).toBeLessThanOrEqual(1)
})

test('forgets the least recently used pixels first, and failures at once', async () => {
  const loads: string[] = []
  const pixels = createPixelCache(250, async (name) => {
    loads.push(name)
    if (name === 'bad') throw new Error('no')
    return { width: 10, height: 1, data: new Uint8Array(100) }
  })
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await pixels(name)
  expect(loads).toEqual(['a', 'b', 'c', 'b'])
  await expect(pixels('bad')).rejects.toThrow()
  await expect(pixels('bad')).rejects.toThrow()
  expect(loads.filter((name) => name === 'bad')).toHaveLength(2)
})
