/** Moving a region in code: literals first, then numbers in the cut; read again, the region lies where it was put. */
import { readFileSync } from 'node:fs'
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { readCode, type CodeRequest } from '../../../app/code/read'
import { rewriteCode } from '../../../app/code/rewrite'

const size = { width: 1000, height: 800 }
const request = (code: string): CodeRequest => ({ code, images: [{ size }], asked: 1, handing: {} })
const moved = (code: string, which = 0, to: readonly [number, number, number, number] = [11, 22, 333, 444]) =>
  rewriteCode(request(code), which, to)

describe('writes', () => {
  const rows: readonly (readonly [string, string, string, number?])[] = [
    ['literals in the call', 'img.crop((1, 2, 30, 40))', 'img.crop((11, 22, 333, 444))'],
    [
      'literals of an assignment',
      'x1, y1, x2, y2 = 1, 2, 30, 40\nimg[y1:y2, x1:x2]',
      'x1, y1, x2, y2 = 11, 22, 333, 444\nimg[y1:y2, x1:x2]',
    ],
    [
      'a box in a list',
      'bbox = [1, 2, 30, 40] # box\nimg.crop(bbox)',
      'bbox = [11, 22, 333, 444] # box\nimg.crop(bbox)',
    ],
    [
      'shares with the fewest decimals',
      'w, h = img.size\nimg.crop((int(0.1*w), int(0.1*h), int(0.5*w), int(0.5*h)))',
      'w, h = img.size\nimg.crop((int(0.011*w), int(0.028*h), int(0.333*w), int(0.555*h)))',
    ],
    [
      'thousandths of a side',
      'b = [100, 100, 500, 500]\nw, h = img.size\ny1, x1, y2, x2 = [int(v / 1000 * s) for v, s in zip(b, [h, w, h, w])]\nimg.crop((x1, y1, x2, y2))',
      'b = [28, 11, 555, 333]\nw, h = img.size\ny1, x1, y2, x2 = [int(v / 1000 * s) for v, s in zip(b, [h, w, h, w])]\nimg.crop((x1, y1, x2, y2))',
    ],
    ['the edges that move only', 'img.crop((11, 2, 333, 40))', 'img.crop((11, 22, 333, 444))'],
    [
      'numbers into the call where edges share a literal',
      'cx, cy, r = 50, 50, 20\nimg.crop((cx - r, cy - r, cx + r, cy + r))',
      'cx, cy, r = 50, 50, 20\nimg.crop((11, 22, 333, 444))',
    ],
    [
      'a tuple for a box that was worked out',
      'box = tuple(v * 2 for v in q)\nbox = (cx, cy, cx + 10, cy + 20) if False else [p + 5 for p in (1, 2, 3, 4)]\nimg.crop(box)',
      'box = tuple(v * 2 for v in q)\nbox = (cx, cy, cx + 10, cy + 20) if False else [p + 5 for p in (1, 2, 3, 4)]\nimg.crop((11, 22, 333, 444))',
    ],
    ['edges of a slice that were open', 'img[:, 500:]', 'img[22:444, 11:333]'],
    ['an axis of a slice that was not written', 'img[10:20]', 'img[22:444, 11:333]'],
    ['top, left, height, width', 'F.crop(img, 1, 2, 3, 4)', 'F.crop(img, 22, 11, 422, 322)'],
    [
      'the box of a loop that is one of several',
      'for b in [(1, 2, 30, 40), (5, 6, 70, 80)]:\n    img.crop(b)',
      'for b in [(11, 22, 333, 444), (5, 6, 70, 80)]:\n    img.crop(b)',
    ],
    [
      'a crop of a crop in its own pixels',
      'a = img.crop((10, 20, 500, 600))\na.crop((0, 0, 9, 9))',
      'a = img.crop((10, 20, 500, 600))\na.crop((1, 2, 323, 424))',
      1,
    ],
    [
      'in a picture that was turned',
      'img.rotate(180).crop((0, 0, 9, 9))',
      'img.rotate(180).crop((667, 356, 989, 778))',
    ],
  ]
  for (const [name, code, expected, which] of rows)
    test(name, () => expect(moved(code, which)).toBe(expected))
})

describe('does not write', () => {
  const rows: readonly (readonly [string, string, number?])[] = [
    [
      'where a function cuts others, too',
      'def f(x):\n    return img.crop((x, x, x + 9, x + 9))\nf(1)\nf(100)',
    ],
    ['where a loop counts', 'for i in range(3):\n    img.crop((i * 10, 0, i * 10 + 10, 10))'],
    ['a region that is not there', 'print(1)'],
    ['a crop of a crop out of it', 'img.crop((300, 300, 500, 600)).crop((0, 0, 9, 9))', 1],
  ]
  for (const [name, code, which] of rows) test(name, () => expect(moved(code, which)).toBeUndefined())

  test('into an earlier piece of code: the cut itself gets the numbers', () => {
    const first = readCode(request('left, top, right, bottom = 1, 2, 30, 40'))
    const second = { ...request('img.crop((left, top, right, bottom))'), before: first.state }
    expect(rewriteCode(second, 0, [11, 22, 333, 444])).toBe('img.crop((11, 22, 333, 444))')
  })
})

test('moves regions of 500 programs of every kind, and reads them where it put them', () => {
  const file = new URL('../../fixtures/code/golden.jsonl', import.meta.url)
  // Made by make_golden.py in this shape.
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { code: string; size: [number, number] })
  let done = 0
  let all = 0
  for (const {
    code,
    size: [width, height],
  } of rows) {
    const own: CodeRequest = {
      code,
      images: [{ size: { width, height } }],
      asked: 1,
      handing: { numbered: { prefix: 'image_', from: 1 } },
    }
    const before = readCode(own).regions
    before.forEach(({ inside }, i) => {
      all++
      // Inside the crop it is cut from, where that is one.
      const [left, top, right, bottom] = inside?.of ?? [0, 0, width, height]
      const across = (part: number) => Math.round(left + (right - left) * part)
      const down = (part: number) => Math.round(top + (bottom - top) * part)
      const to = [across(1 / 7), down(1 / 5), across(1 / 2), down(2 / 3)] as const
      const after = rewriteCode(own, i, to)
      if (after === undefined) return
      done++
      expect(readCode({ ...own, code: after }).regions[i]?.numbers).toEqual(to)
    })
  }
  // None of these is cut by a loop or function that cuts others from the same numbers.
  expect(done).toBe(all)
}, 60_000)

test('any region of any literal crop goes anywhere', () => {
  const edge = fc.integer({ min: 0, max: 799 })
  fc.assert(
    fc.property(fc.tuple(edge, edge, edge, edge), fc.tuple(edge, edge, edge, edge), (from, [a, b, c, d]) => {
      const to = [Math.min(a, c), Math.min(b, d), Math.max(a, c) + 1, Math.max(b, d) + 1] as const
      const code = moved(`crop = img.crop((${from.join(', ')}))  # ${from.join(' ')}`, 0, to)
      expect(code).toBe(`crop = img.crop((${to.join(', ')}))  # ${from.join(' ')}`)
    }),
  )
})
