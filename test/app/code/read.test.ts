/** What the reader takes for a look in Python, and what not. One image of 1,000 × 800 unless said otherwise. */
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { readCode, type CodeRequest, type CodeState } from '../../../app/code/read'

const size = { width: 1000, height: 800 }
const read = (code: string, more: Partial<CodeRequest> = {}) =>
  readCode({ code, images: [{ size }], asked: 1, handing: {}, ...more })
const boxes = (code: string, more: Partial<CodeRequest> = {}) =>
  read(code, more).regions.map((r) => r.numbers)

describe('a region', () => {
  test.each<[string, string, readonly (readonly number[])[]]>([
    ['of literals', 'img.crop((10, 20, 300, 400))', [[10, 20, 300, 400]]],
    ['by keyword', 'img.crop(box=[10, 20, 300, 400])', [[10, 20, 300, 400]]],
    ['of the class', 'Image.Image.crop(img, (10, 20, 300, 400))', [[10, 20, 300, 400]]],
    [
      'of an image that is opened',
      "from PIL import Image\nx = Image.open('a.png').convert('RGB')\nx.crop((10, 20, 300, 400))",
      [[10, 20, 300, 400]],
    ],
    ['rounded half to even as Pillow does', 'img.crop((0.5, 1.5, 10.5, 11.4))', [[0, 2, 10, 11]]],
    ['past the edge', 'img.crop((-50, 700, 200, 900))', [[-50, 700, 200, 900]]],
    ['rows first in a slice', 'img[20:400, 10:300]', [[10, 20, 300, 400]]],
    ['clamped in a slice', 'img[20:4000, 10:3000]', [[10, 20, 1000, 800]]],
    ['with open ends', 'img[:400, 10:]', [[10, 0, 1000, 400]]],
    ['with ends counted from the far edge', 'img[-100:, :-200]', [[0, 700, 800, 800]]],
    ['with channels', 'img[20:400, 10:300, ::-1]', [[10, 20, 300, 400]]],
    ['after the colours', 'img[..., :3][20:400, 10:300]', [[10, 20, 300, 400]]],
    ['of channels first', 'np.array(img).transpose(2, 0, 1)[:, 20:400, 10:300]', [[10, 20, 300, 400]]],
    ['every second pixel of a part', 'img[20:400:2, 10:300:2]', [[10, 20, 300, 400]]],
    ['of rows alone', 'img[20:400]', [[0, 20, 1000, 400]]],
    [
      'in grey',
      'g = cv2.cvtColor(cv2.imread(p), cv2.COLOR_BGR2GRAY)\ng[20:400, 10:300]',
      [[10, 20, 300, 400]],
    ],
    ['of names', 'l, t = 10, 20\nr = b = 300\nimg.crop((l, t, r, b + 100))', [[10, 20, 300, 400]]],
    [
      'of sums and shares',
      'w, h = img.size\nimg.crop((int(0.01*w), h // 40, w * 3 // 10, round(h * .5)))',
      [[10, 20, 300, 400]],
    ],
    ['of a shape', 'h, w = img.shape[:2]\nimg[h//40:h//2, w//100:int(w*0.3)]', [[10, 20, 300, 400]]],
    [
      'of a shape with channels',
      'h, w, c = img.shape\nimg[h//40:h//2, w//100:int(w*0.3)]',
      [[10, 20, 300, 400]],
    ],
    ['held by limits', 'img.crop((max(0, 10 - 30), 20, min(img.width, 5000), 400))', [[0, 20, 1000, 400]]],
    [
      'in a dict',
      "box = {'x': 10, 'y': 20, 'w': 290, 'h': 380}\nimg.crop((box['x'], box['y'], box['x'] + box['w'], box['y'] + box.get('h')))",
      [[10, 20, 300, 400]],
    ],
    [
      'in thousandths, y first',
      'b = {"box_2d": [25, 10, 500, 300]}["box_2d"]\nw, h = img.size\nimg.crop((b[1] * w / 1000, b[0] * h / 1000, b[3] * w / 1000, b[2] * h / 1000))',
      [[10, 20, 300, 400]],
    ],
    [
      'by arithmetic of arrays',
      'b = np.array([10, 25, 300, 500]) / 1000 * np.array([img.width, img.height] * 2)\nimg.crop(tuple(b.astype(int)))',
      [[10, 20, 300, 400]],
    ],
    [
      'for each of a list',
      'for x1, y1, x2, y2 in [(1, 2, 3, 4), [5, 6, 7, 8]]:\n  img.crop((x1, y1, x2, y2))',
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
    ],
    [
      'for each of a dict',
      "for name, (a, b, c, d) in {'x': (1, 2, 3, 4), 'y': (5, 6, 7, 8)}.items():\n  img.crop((a, b, c, d))",
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
    ],
    ['in a comprehension', '[img.crop(b) for b in [(1, 2, 3, 4), (5, 6, 7, 8)] if b[0] > 2]', [[5, 6, 7, 8]]],
    [
      'of a grid',
      'w, h = img.size\nfor i in range(2):\n  for j in range(2):\n    img.crop((i*w//2, j*h//2, (i+1)*w//2, (j+1)*h//2))',
      [
        [0, 0, 500, 400],
        [0, 400, 500, 800],
        [500, 0, 1000, 400],
        [500, 400, 1000, 800],
      ],
    ],
    [
      'in a loop that counts',
      'x = 0\nwhile x < 20:\n  img.crop((x, 0, x + 10, 10))\n  x += 10',
      [
        [0, 0, 10, 10],
        [10, 0, 20, 10],
      ],
    ],
    [
      'by a function',
      'def cut(im, c, r=50):\n  x, y = c\n  return im.crop((x - r, y - r, x + r, y + r))\ncut(img, (100, 200))',
      [[50, 150, 150, 250]],
    ],
    ['by a lambda', 'z = lambda im, b: im.crop(b)\nz(img, (1, 2, 3, 4))', [[1, 2, 3, 4]]],
    [
      'in main',
      "def main():\n  im = Image.open('x')\n  im.crop((1, 2, 3, 4))\nif __name__ == '__main__':\n  main()",
      [[1, 2, 3, 4]],
    ],
    [
      'in with and try',
      "try:\n  with Image.open('x') as im:\n    im.crop((1, 2, 3, 4))\nexcept Exception as e:\n  print(e)",
      [[1, 2, 3, 4]],
    ],
    [
      'of a crop',
      'a = img.crop((100, 200, 500, 600))\na.crop((10, 20, 30, 40))',
      [
        [100, 200, 500, 600],
        [110, 220, 130, 240],
      ],
    ],
    [
      'of a crop that was enlarged',
      'a = img.crop((100, 200, 500, 600)).resize((800, 800))\na.crop((10, 20, 30, 40))',
      [
        [100, 200, 500, 600],
        [105, 210, 115, 220],
      ],
    ],
    ['of a thumbnail', 'img.thumbnail((500, 500))\nimg.crop((0, 0, 100, 100))', [[0, 0, 200, 200]]],
    ['of an image turned', 'img.rotate(90, expand=True).crop((0, 0, 100, 200))', [[800, 0, 1000, 100]]],
    ['of an image mirrored', 'cv2.flip(img, 1)[0:100, 0:200]', [[800, 0, 1000, 100]]],
    ['with a border', 'ImageOps.expand(img, border=10).crop((10, 10, 60, 60))', [[0, 0, 50, 50]]],
    ['off the border', 'ImageOps.crop(img, (10, 20, 30, 40))', [[10, 20, 970, 760]]],
    ['by top, left, height, width', 'F.crop(img, 20, 10, 380, 290)', [[10, 20, 300, 400]]],
    ['by extent', 'img.transform((600, 600), Image.EXTENT, (10, 20, 300, 400))', [[10, 20, 300, 400]]],
    ['around a centre', 'cv2.getRectSubPix(img, (101, 51), (200, 100))', [[150, 75, 251, 126]]],
    [
      'of a file that was saved before',
      "img.crop((100, 200, 500, 600)).save('c.png')\nImage.open('c.png').crop((10, 20, 30, 40))",
      [
        [100, 200, 500, 600],
        [110, 220, 130, 240],
      ],
    ],
    ['once, however often it is cut', 'img.crop((1, 2, 3, 4)); img.crop((1, 2, 3, 4))', [[1, 2, 3, 4]]],
    [
      'after lines that are no Python',
      '!pip install pillow\n%matplotlib inline\nx = = 3\nimg.crop((1, 2, 3, 4))',
      [[1, 2, 3, 4]],
    ],
    ['before text that breaks off', 'img.crop((1, 2, 3, 4))\nimg.crop((5, 6,', [[1, 2, 3, 4]]],
    ['in the corners’ wrong order, as written', 'img.crop((300, 400, 10, 20))', [[10, 20, 300, 400]]],
    [
      'of both ways of a test nobody can answer',
      'import random\nif random.random() > .5:\n  img.crop((1, 2, 3, 4))\nelse:\n  img.crop((5, 6, 7, 8))',
      [
        [5, 6, 7, 8],
        [1, 2, 3, 4],
      ],
    ],
  ])('%s', (_name, code, expected) => expect(boxes(code)).toEqual(expected))

  test('is told with where each of its numbers is written', () => {
    const code = 'x1, y1 = 10, 20\nimg[y1:400, x1:300]  # 99'
    const [region] = read(code).regions
    expect(region?.literals?.map((l) => code.slice(l.start, l.end))).toEqual(['10', '20', '300', '400'])
  })

  test('goes on with names of earlier code', () => {
    const first = read('a = img.crop((100, 200, 500, 600))')
    expect(boxes('a.crop((10, 20, 30, 40))', { before: first.state })).toEqual([[110, 220, 130, 240]])
  })

  test('knows an image by its number, its name and its path', () => {
    const pictures = [
      { size, name: 'data/a.png' },
      { size: { width: 50, height: 40 }, name: 'b.png' },
    ]
    const more = { images: pictures, asked: 2 }
    const on = (code: string, handing: CodeRequest['handing'] = {}) =>
      read(code, { ...more, handing }).regions.map((r) => r.image)
    expect(on("Image.open('/tmp/b.png').crop((1, 2, 3, 4))")).toEqual([1])
    expect(on("Image.open('input_file_1.jpeg').crop((1, 2, 3, 4))")).toEqual([1])
    expect(on('image_2.crop((1, 2, 3, 4))', { numbered: { prefix: 'image_', from: 1 } })).toEqual([1])
    expect(on('image_clue_1.crop((1, 2, 3, 4))', { numbered: { prefix: 'image_clue_', from: 0 } })).toEqual([
      1,
    ])
    expect(on('image.crop((1, 2, 3, 4))', { preset: { names: ['image', 'img'], index: 1 } })).toEqual([1])
  })

  test('keeps the size in which the code hands it on', () => {
    const code = 'c = img.crop((0, 0, 100, 50)).resize((200, 100))\nc.save(path)'
    expect(read(code).regions[0]?.size).toEqual({ width: 200, height: 100 })
    expect(read('img.crop((0, 0, 100, 50)).save(path)').regions[0]).not.toHaveProperty('size')
  })

  test('is named only, in thousandths', () => {
    const code =
      'w, h = img.size\nred_cup = [25, 10, 500, 300]\npx = [red_cup[0] * h / 1000, red_cup[1] * w / 1000, red_cup[2] * h / 1000, red_cup[3] * w / 1000]\ndraw.rectangle(px)'
    expect(read(code).regions).toMatchObject([{ numbers: [10, 20, 300, 400], named: true, label: 'red cup' }])
  })
})

describe('no region', () => {
  test.each([
    ['numbers in comments', '# crop (10, 20, 300, 400)\nprint(1)  # img.crop((1, 2, 3, 4))'],
    ['numbers in strings', 'print("img.crop((1, 2, 3, 4))")\n"""\nimg[1:2, 3:4]\n"""'],
    ['contrast', "ImageEnhance.Contrast(Image.open('a')).enhance(2.0).save('b')"],
    ['a turn', 'img.rotate(172)'],
    ['plots', 'plt.figure(figsize=(10, 6))\nplt.bar([1, 2], [3, 4])\nplt.show()'],
    ['single rows', 'for y in range(3):\n  print(img[y, :, :].mean())'],
    ['single pixels', 'img[10, 20]\nimg.getpixel((1, 2))'],
    ['channels', 'img[:, :, 0]\nimg[..., :3]\nr, g, b = img.split()'],
    ['the whole in colours the other way', 'img[:, :, ::-1]'],
    [
      'what is drawn',
      'draw = ImageDraw.Draw(img)\ndraw.rectangle([10, 20, 30, 40], outline="red")\ncv2.rectangle(img, (1, 2), (3, 4), (255, 0, 0))',
    ],
    ['what is written into it', 'img[10:20, 30:40] = 255'],
    [
      'slices of other things',
      'data = [1, 2, 3, 4]\ndata[1:3]\nnp.zeros((9, 9))[1:2, 3:4]\nm = np.random.rand(5, 5)\nm[0:2, 0:2]',
    ],
    ['k-means', 'km = KMeans(3).fit(np.array(img).reshape(-1, 3))\nkm.cluster_centers_[0:2, 0:2]'],
    ['a pixel trimmed off halves', 'a = img[:, :500]\nb = img[:, 499:]\nb = b[:, :500]'],
  ])('in %s', (name, code) => {
    expect(boxes(code)).toHaveLength(name.startsWith('a pixel') ? 2 : 0)
    expect(read(code).computed).toEqual([])
  })
})

describe('says why it cannot know', () => {
  test.each([
    [
      'a box that is found by a library',
      'x, y, w, h = cv2.boundingRect(c)\nimg[y:y+h, x:x+w]',
      /boundingRect/,
    ],
    ['a box that comes from elsewhere', 'img.crop(find_box(img))', /find_box/],
    ['a cut out of a turned picture', 'img.rotate(12).crop((1, 2, 3, 4))', /turned by 12°/],
    ['a cut out of something unknown', 'make(img).crop((1, 2, 3, 4))', /make/],
    ['a loop over what is not known', 'for b in boxes:\n  img.crop(b)', /boxes/],
    ['a loop without end', 'while True:\n  img.crop((1, 2, 3, n))', /loop|“n”/],
  ])('%s', (_name, code, why) => {
    expect(boxes(code)).toEqual([])
    expect(read(code).computed.join('\n')).toMatch(why)
  })
})

describe('of an image nobody has the size of', () => {
  const unsized = { images: [{}] }
  test.each<[string, string, unknown]>([
    ['literals are pixels', 'img.crop((10, 20, 300, 400))', [{ numbers: [10, 20, 300, 400] }]],
    [
      'shares are shares',
      'w, h = img.size\nimg.crop((w * .1, h * .2, w * .5, h))',
      [{ numbers: [0.1, 0.2, 0.5, 1], share: true }],
    ],
    [
      'thousandths are shares',
      'w, h = img.size\nb = [250, 100, 500, 400]\nimg.crop((int(b[1]*w/1000), int(b[0]*h/1000), int(b[3]*w/1000), int(b[2]*h/1000)))',
      [{ share: true }],
    ],
  ])('%s', (_name, code, expected) => expect(read(code, unsized).regions).toMatchObject(expected as object[]))

  test('a sum of both is told', () => {
    const reading = read('w, h = img.size\nimg.crop((w // 2 - 100, 0, w // 2 + 100, h))', unsized)
    expect(reading.regions).toEqual([])
    expect(reading.computed.join()).toMatch(/size of an image/)
  })
})

describe('holds', () => {
  const bait = [
    '(',
    ')',
    '[',
    '{',
    'x = ',
    '1+',
    '-',
    'a.',
    'f(',
    '"',
    "'''",
    '#',
    '\n',
    '\n ',
    'for x in y:\n ',
    'if a:\n',
    'else:\n',
    'def f():\n ',
    'lambda ',
    '[0]',
    '\\\n',
    ' ',
    'img.crop((',
    'img[1:2,',
    'not ',
    '*',
    ':',
    'x,',
    '\t',
    'é',
    '1e',
    '_',
  ]
  test.each(bait)(
    'grows in a straight line on %j',
    (piece) => {
      const time = (length: number) => {
        const code = `img.crop((1, 2, 3, 4))\n${piece.repeat(Math.ceil(length / piece.length))}`
        const start = process.cpuUsage().user
        readCode({ code, images: [{ size }], asked: 1, handing: {} })
        return (process.cpuUsage().user - start) / 1000
      }
      time(1000)
      // Of the processor. Ten times the text may cost some thirty times as much on a busy machine, not a hundred.
      const [short, long] = [time(100_000), time(1_000_000)]
      expect(long).toBeLessThan(Math.max(1500, 40 * short))
    },
    60_000,
  )

  test.each([
    '2J',
    '1e999',
    '0x' + 'f'.repeat(400),
    '1e308*10',
    '10**400',
    'float("inf")',
    '1e200**2',
    '0/0',
  ])('%s as an edge', (edge) => {
    expect(read(`img.crop((1, ${edge}, 30, 40))`)).toMatchObject({
      regions: [],
      computed: [expect.any(String)],
    })
  })

  const good =
    'import numpy as np\nw, h = img.size\nboxes = [(1, 2, 30, 40), (5, 6, 70, 80)]\nfor i, b in enumerate(boxes):\n    c = img.crop(b)\n    c = c.resize((c.width * 2, c.height * 2))\narr = np.array(img)\ncut = arr[h // 4:h // 2, int(w * 0.2):-10]\n'

  test('whatever is changed in it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(good.length),
            fc.nat(6),
            fc.oneof(fc.constantFrom(...bait), fc.string({ maxLength: 3 })),
          ),
          { maxLength: 6 },
        ),
        (edits) => {
          let code = good
          for (const [at, length, by] of edits) code = code.slice(0, at) + by + code.slice(at + length)
          const { regions, computed } = read(code)
          for (const { numbers, literals } of regions) {
            expect(numbers.every((n) => Number.isFinite(n))).toBe(true)
            for (const { start, end } of literals ?? [])
              expect(code.slice(start, end)).toMatch(/^[\d._eE+xXa-fA-F]+$/)
          }
          expect(computed.every((why) => why !== '')).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  }, 60_000)

  test('a long dialogue of code in a straight line', () => {
    let before: CodeState | undefined
    const start = process.cpuUsage().user
    for (let i = 0; i < 3000; i++) {
      const reading: ReturnType<typeof read> = read(
        `c${String(i % 50)} = img.crop((${String(i)}, 0, ${String(i + 9)}, 9))`,
        before === undefined ? {} : { before },
      )
      expect(reading.regions[0]?.numbers).toEqual([i, 0, i + 9, 9])
      before = reading.state
    }
    expect((process.cpuUsage().user - start) / 1000).toBeLessThan(3000)
  })
})
