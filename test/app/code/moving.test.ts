/** More ways in which a region is moved in code, and when it is left alone. One image of 1,000 × 800. */
import { describe, expect, test } from 'vitest'
import { readCode, type CodeRequest } from '../../../app/code/read'
import { rewriteCode } from '../../../app/code/rewrite'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const request = (code: string): CodeRequest => ({
  code,
  images: [{ size: { width: 1000, height: 800 } }],
  asked: 1,
  handing: {},
})
type Four = readonly [number, number, number, number]
const moved = (code: string, to: Four = [11, 22, 333, 444], which = 0) =>
  rewriteCode(request(code), which, to)

describe('a region moved', () => {
  test.each<[string, string]>([
    ['img.crop(box=(1, 2, 30, 40))', 'img.crop(box=(11, 22, 333, 444))'],
    ['img.crop([1, 2, 30, 40])', 'img.crop([11, 22, 333, 444])'],
    ['img.crop((1.5, 2.5, 30.5, 40.5))', 'img.crop((11.0, 22.0, 333.0, 444.0))'],
    ['img.crop((1, 2, 3_0, 0x28))', 'img.crop((11, 22, 333, 444))'],
    ['img.crop((-5, -6, 30, 40))', 'img.crop((11, 22, 333, 444))'],
    ['img[2:40, 1:30]', 'img[22:444, 11:333]'],
    ['img[2:40, 1:30, ::-1]', 'img[22:444, 11:333, ::-1]'],
    ['img[2:, :30]', 'img[22:444, 11:333]'],
    ['img[-100:, :-200]', 'img[22:444, 11:333]'],
    ['img[..., :3][2:40, 1:30]', 'img[..., :3][22:444, 11:333]'],
    ['s = slice(2, 40), slice(1, 30)\nimg[s]', 's = slice(22, 444), slice(11, 333)\nimg[s]'],
    [
      'x, y, w, h = 1, 2, 29, 38\nimg.crop((x, y, x + w, y + h))',
      'x, y, w, h = 11, 22, 322, 422\nimg.crop((x, y, x + w, y + h))',
    ],
    [
      'cx, cy = 50, 60\nimg.crop((cx - 5, cy - 6, cx + 5, cy + 6))',
      'cx, cy = 50, 60\nimg.crop((11, 22, 333, 444))',
    ],
    [
      "d = {'x1': 1, 'y1': 2, 'x2': 30, 'y2': 40}\nimg.crop((d['x1'], d['y1'], d['x2'], d['y2']))",
      "d = {'x1': 11, 'y1': 22, 'x2': 333, 'y2': 444}\nimg.crop((d['x1'], d['y1'], d['x2'], d['y2']))",
    ],
    [
      'def f(a, b, c, d):\n    return img.crop((a, b, c, d))\nf(1, 2, 30, 40)',
      'def f(a, b, c, d):\n    return img.crop((a, b, c, d))\nf(11, 22, 333, 444)',
    ],
    [
      'def f(b=(1, 2, 30, 40)):\n    return img.crop(b)\nf()',
      'def f(b=(11, 22, 333, 444)):\n    return img.crop(b)\nf()',
    ],
    [
      'img.transform((9, 9), Image.EXTENT, (1, 2, 30, 40))',
      'img.transform((9, 9), Image.EXTENT, (11, 22, 333, 444))',
    ],
    [
      'F.crop(img, top=2, left=1, height=38, width=29)',
      'F.crop(img, top=22, left=11, height=422, width=322)',
    ],
    [
      'img.transpose(Image.FLIP_LEFT_RIGHT).crop((0, 0, 9, 9))',
      'img.transpose(Image.FLIP_LEFT_RIGHT).crop((667, 22, 989, 444))',
    ],
    ['w, h = img.size\nimg.crop((0, 0, w, h))', 'w, h = img.size\nimg.crop((11, 22, 333, 444))'],
    [
      '# 1, 2, 30, 40\nimg.crop((1, 2, 30, 40))  # (1, 2, 30, 40)',
      '# 1, 2, 30, 40\nimg.crop((11, 22, 333, 444))  # (1, 2, 30, 40)',
    ],
    ['裁剪 = (1, 2, 30, 40)  # 😀\nimg.crop(裁剪)', '裁剪 = (11, 22, 333, 444)  # 😀\nimg.crop(裁剪)'],
    [
      'b = [3, 1]\nb.reverse()\nimg.crop((b[0], 2, 30, 40))',
      'b = [3, 11]\nb.reverse()\nimg.crop((b[0], 22, 333, 444))',
    ],
  ])('%j', (code, expected) => expect(moved(code)).toBe(expected))
})

describe('a region stays', () => {
  test.each<[string, string]>([
    ['where a loop cuts others with the same number', 'for x in [0, 100]:\n    img.crop((x, 2, x + 9, 40))'],
    ['where nothing is cut', 'print(img.size)'],
    ['where its place is not known', 'img.crop(n)'],
    ['in an image that was bent', 'img.rotate(10).crop((1, 2, 30, 40))'],
  ])('%s', (_name, code) => expect(moved(code)).toBeUndefined())

  test('where another would have to move with it', () => {
    const code = 'x = 5\nimg.crop((x, 2, 30, 40))\nimg.crop((x, 50, 60, 70))'
    const rewritten = must(moved(code))
    const { regions } = readCode(request(rewritten))
    expect(regions.map((r) => r.numbers)).toEqual([
      [11, 22, 333, 444],
      [5, 50, 60, 70],
    ])
  })

  test('with the same code where it is put to where it lies', () => {
    const code = 'b = (1, 2, 30, 40)\nimg.crop(b)'
    expect(moved(code, [1, 2, 30, 40])).toBe(code)
  })
})

test('of several the one that is asked for moves, wherever the others lie', () => {
  const box = fc
    .tuple(fc.nat(400), fc.nat(300), fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 400 }))
    .map(([x, y, w, h]): Four => [x, y, x + w, y + h])
  const different = fc.uniqueArray(box, { minLength: 2, maxLength: 5, selector: (b) => b.join() })
  // Not a pixel's trim of another: that is no region of its own.
  fc.assert(
    fc.property(different, box, fc.nat(4), (boxes, to, at) => {
      const which = at % boxes.length
      fc.pre(boxes.every((b) => b.join() !== to.join()))
      const code = boxes.map((b) => `img.crop((${b.join(', ')}))`).join('\n')
      const { regions } = readCode(request(must(moved(code, to, which))))
      expect(regions.map((r) => r.numbers)).toEqual(boxes.map((b, i) => (i === which ? to : b)))
    }),
  )
})
