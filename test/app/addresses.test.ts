/** Addresses of images: what one side writes the other reads, and nothing that was not written is shown. */
import { describe, expect, test } from 'vitest'
import { imageAddress, thumbAddress, uploadsAddress, viewAddress, viewFromAddress } from '../../app/addresses'
import { box } from '../../app/geometry/box'
import type { HiddenParts, Stage, View } from '../../app/trace/step'
import fc from '../builders/properties'

const plain: View = {
  image: 'abc',
  size: { width: 336, height: 252 },
  filter: 'bicubic',
  grid: { width: 0, height: 0 },
}
/** As the server gets it: the query of an address. */
const queryOf = (address: string) => new URL(address, 'http://x/').searchParams
const read = (query: string) => viewFromAddress('abc', new URLSearchParams(query))
const base = 'width=336&height=252&filter=bicubic'

describe('the address of an image', () => {
  test('names the image, and the longest side where that is wanted', () => {
    expect(imageAddress('abc')).toBe('images/abc')
    expect(imageAddress('abc', 512)).toBe('images/abc?max=512')
  })

  test.each([
    ['plain.jsonl', undefined, 'uploads/plain.jsonl'],
    ['images/1.png', undefined, 'uploads/images%2F1.png'],
    ['a?b#c.png', 'u 1', 'uploads/a%3Fb%23c.png?upload=u%201'],
    ['写真 & co.png', 'x&y', `uploads/${encodeURIComponent('写真 & co.png')}?upload=x%26y`],
  ])('an upload of %j for %j keeps its name in one piece', (name, upload, address) => {
    expect(uploadsAddress(name, upload)).toBe(address)
    const url = new URL(uploadsAddress(name, upload), 'http://x/')
    expect(url.pathname.split('/')).toHaveLength(3)
    expect(decodeURIComponent(url.pathname.split('/')[2] ?? '')).toBe(name)
    expect(url.searchParams.get('upload') ?? undefined).toBe(upload)
  })

  test('a thumb says of which project it is, whatever the project is called', () => {
    expect(thumbAddress({ collection: 'c', row: 7, project: 'p' })).toBe('thumbs/c/7?of=p')
    expect(queryOf(thumbAddress({ collection: 'c', row: 0, project: 'a&b=c' })).get('of')).toBe('a&b=c')
  })
})

const side = fc.integer({ min: 1, max: 4096 })
const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255))
const cut = fc
  .tuple(fc.integer({ min: -500, max: 900 }), fc.integer({ min: -500, max: 900 }), side, side)
  .map(([x, y, w, h]) => box<'source'>(x, y, x + w, y + h))
const stage: fc.Arbitrary<Stage> = fc.oneof(
  fc.record({
    type: fc.constant('resize' as const),
    size: fc.record({ width: side, height: side }),
    filter: fc.constantFrom('bicubic', 'lanczos', 'nearest'),
  }),
  fc.record({ type: fc.constant('cut' as const), box: cut, fill: colour }, { requiredKeys: ['type', 'box'] }),
)
const hidden: fc.Arbitrary<HiddenParts> = fc.record({
  cover: fc.constantFrom('grey', 'blur'),
  boxes: fc.array(
    fc
      .tuple(fc.double({ min: -99, max: 9e3, noNaN: true }), fc.nat(9000), side, side)
      .map(([x, y, w, h]) => box<'image'>(x, y, x + w, y + h)),
    { maxLength: 5 },
  ),
})
const view: fc.Arbitrary<View> = fc.record(
  {
    image: fc.constant('abc'),
    size: fc.record({ width: side, height: side }),
    filter: fc.constantFrom('bicubic' as const, 'lanczos' as const),
    grid: fc.constant({ width: 0, height: 0 }),
    crop: fc
      .tuple(fc.nat(9000), fc.nat(9000), side, side)
      .map(([x, y, w, h]) => box<'image'>(x, y, x + w, y + h)),
    made: fc.array(stage, { maxLength: 6 }),
    alpha: fc.constantFrom('dropped' as const, 'kept' as const),
    mask: fc.constant('blank' as const),
    hidden,
  },
  { requiredKeys: ['image', 'size', 'filter', 'grid'] },
)

describe('the address of a view', () => {
  test('is read as the view it was made of, whatever of it there is', () => {
    fc.assert(
      fc.property(view, (one) => {
        expect(viewFromAddress('abc', queryOf(viewAddress(one)))).toEqual(one)
      }),
      { numRuns: 500 },
    )
  })

  test('does not tell visual tokens or the frame of boxes: they change no pixel', () => {
    const more = { ...plain, grid: { width: 12, height: 9 }, frame: { width: 1, height: 1 } }
    expect(viewAddress(more)).toBe(viewAddress(plain))
  })

  test.each([
    ['no size', 'filter=bicubic'],
    ['no height', 'width=336&filter=bicubic'],
    ['half a pixel', 'width=336.5&height=252&filter=bicubic'],
    ['a size of nothing', 'width=0&height=252&filter=bicubic'],
    ['a negative size', 'width=-336&height=252&filter=bicubic'],
    ['no filter', 'width=336&height=252'],
    ['a filter that no view ends with', 'width=336&height=252&filter=nearest'],
    ['three edges', `${base}&crop=1,2,3`],
    ['five edges', `${base}&crop=1,2,3,4,5`],
    ['no edges', `${base}&crop=`],
    ['an edge that is left out', `${base}&crop=1,,30,40`],
    ['an edge that is a blank', `${base}&crop=1, ,30,40`],
    ['an edge before the image', `${base}&crop=-1,2,30,40`],
    ['an edge between two pixels', `${base}&crop=1.5,2,30,40`],
    ['an edge in words', `${base}&crop=a,2,30,40`],
    ['a crop without a width', `${base}&crop=30,2,30,40`],
    ['a crop with its corners swapped', `${base}&crop=30,40,1,2`],
    ['stages nobody writes', `${base}&made=x1x1b`],
    ['a cover nobody knows', `${base}&hidden=black;1,2,3,4`],
    ['a hidden part of three edges', `${base}&hidden=grey;1,2,3`],
    ['a hidden part with an edge left out', `${base}&hidden=grey;1,,3,4`],
    ['a hidden part that never ends', `${base}&hidden=grey;1,2,1e999,4`],
    ['more hidden parts than there can be', `${base}&hidden=grey${';1,2,3,4'.repeat(1025)}`],
  ])('with %s shows nothing', (_, query) => {
    expect(read(query)).toBeUndefined()
  })

  test('leaves out what it does not know of transparency and masks, and shows the rest', () => {
    expect(read(`${base}&alpha=half&mask=black&more=1`)).toEqual(plain)
  })

  test.each([
    ['16384×1024', true],
    ['4096×4096', true],
    ['16385×1', false],
    ['4097×4096', false],
  ])('of %s is made: %s', (size, made) => {
    const [width = '', height = ''] = size.split('×')
    const ask = () => read(`width=${width}&height=${height}&filter=lanczos`)
    if (made) expect(ask()?.size).toEqual({ width: Number(width), height: Number(height) })
    else expect(ask).toThrow(`A view of ${size} was asked for.`)
  })

  test('as many hidden parts as there can be are read', () => {
    expect(read(`${base}&hidden=blur${';1,2,3,4'.repeat(1024)}`)?.hidden?.boxes).toHaveLength(1024)
    expect(read(`${base}&hidden=grey`)?.hidden).toEqual({ cover: 'grey', boxes: [] })
  })
})
