/** What is told of a region besides its place: where its numbers stand, what it is called, what it lies in, how sure it is. */
import { describe, expect, test } from 'vitest'
import { namedImages } from '../../../app/code/given'
import { readCode, type CodeRequest, type CodeState } from '../../../app/code/read'

const size = { width: 1000, height: 800 }
const read = (code: string, more: Partial<CodeRequest> = {}) =>
  readCode({ code, images: [{ size }], asked: 1, handing: {}, ...more })
const only = (code: string, more: Partial<CodeRequest> = {}) => {
  const { regions } = read(code, more)
  expect(regions).toHaveLength(1)
  return regions[0]
}
const written = (code: string) => only(code)?.literals?.map((l) => code.slice(l.start, l.end))

describe('the numbers of a region', () => {
  test.each<[string, string, readonly string[] | undefined]>([
    ['in the call', 'img.crop((10, 20, 300, 400))', ['10', '20', '300', '400']],
    ['as fractions', 'img.crop((1e1, 20.5, 3_00, 0x190))', ['1e1', '20.5', '3_00', '0x190']],
    ['in slices, in the order of edges', 'img[20:400, 10:300]', ['10', '20', '300', '400']],
    ['behind names', 'a, b = 10, 20\nimg.crop((a, b, 300, 400))', ['10', '20', '300', '400']],
    ['through functions', 'def f(x): return x\nimg.crop((f(10), 20, 300, 400))', ['10', '20', '300', '400']],
    ['through rounding', 'img.crop((int(10.9), round(20.2), 300, 400))', ['10.9', '20.2', '300', '400']],
    ['of shares', 'w, h = img.size\nimg.crop((.1*w, .1*h, .5*w, .5*h))', ['.1', '.1', '.5', '.5']],
    ['turned round', 'b = [400, 300, 20, 10][::-1]\nimg.crop(b)', ['10', '20', '300', '400']],
    ['sorted', 'b = sorted([300, 10, 400, 20])\nimg.crop(b)', ['10', '20', '300', '400']],
    ['of a dict', "d = {'b': (10, 20, 300, 400)}\nimg.crop(d['b'])", ['10', '20', '300', '400']],
    ['of sums of two', 'x = 10\nimg.crop((x, 20, x + 290, 400))', undefined],
    ['held by a limit', 'img.crop((max(0, -5), 20, 300, 400))', undefined],
    ['that are not written', 'w, h = img.size\nimg.crop((0, 0, w // 2, h))', undefined],
    ['of a sum of a list', 'img.crop((sum([4, 6]), 20, 300, 400))', undefined],
    ['squared', 'img.crop((3 ** 2, 20, 300, 400))', undefined],
  ])('%s', (_name, code, expected) => expect(written(code)).toEqual(expected))

  test('are said to be given to names where they stand outside of the cut', () => {
    expect(only('b = (1, 2, 30, 40)\nimg.crop(b)')).toMatchObject({ assigned: true })
    expect(only('img.crop((1, 2, 30, 40))')).not.toHaveProperty('assigned')
  })

  test('of an earlier piece of code are not where this one can be rewritten', () => {
    const { state } = read('b = (1, 2, 30, 40)')
    expect(only('img.crop(b)', { before: state })).not.toHaveProperty('literals')
  })
})

describe('a region is called', () => {
  test.each<[string, string | undefined]>([
    ['red_cup = (1, 2, 30, 40)\nimg.crop(red_cup)', 'red cup'],
    ['esmt_chip_bbox = [1, 2, 30, 40]\nimg.crop(esmt_chip_bbox)', 'esmt chip'],
    ['Sign2 = [1, 2, 30, 40]\nimg.crop(Sign2)', 'sign'],
    ['bbox_2d = [1, 2, 30, 40]\nimg.crop(bbox_2d)', undefined],
    ['box = (1, 2, 30, 40)\nimg.crop(box)', undefined],
    ['crop_area = (1, 2, 30, 40)\nimg.crop(crop_area)', undefined],
    ['cup = box = (1, 2, 30, 40)\nimg.crop(box)', 'cup'],
    ['cup = (1, 2, 30)\nimg.crop((*cup, 40))', undefined],
    ['杯子 = (1, 2, 30, 40)\nimg.crop(杯子)', '杯子'],
  ])('%j', (code, label) => expect(only(code)?.label).toBe(label))
})

describe('a region lies in', () => {
  test('the crop it was cut out of, with its own numbers there', () => {
    const { regions } = read('a = img.crop((100, 200, 500, 600))\na.crop((10, 20, 30, 40))')
    expect(regions[0]).not.toHaveProperty('inside')
    expect(regions[1]?.inside).toEqual({ numbers: [10, 20, 30, 40], of: [100, 200, 500, 600] })
  })

  test('an enlarged one, where its numbers are others', () => {
    expect(only('img.resize((2000, 1600)).crop((10, 20, 30, 40))')).toMatchObject({
      numbers: [5, 10, 15, 20],
      inside: { numbers: [10, 20, 30, 40], of: [0, 0, 1000, 800] },
    })
  })
})

describe('what the code shows', () => {
  test('is told apart from what it only cuts to go on with', () => {
    const { regions } = read('a = img.crop((1, 2, 300, 400))\na.crop((10, 20, 30, 40)).save("x.png")')
    expect(regions.map((r) => r.kept)).toEqual([true, undefined])
    expect(read('img.crop((1, 2, 300, 400))').regions[0]).not.toHaveProperty('kept')
  })

  test.each([
    'img.crop((1, 2, 9, 9)).show()',
    'img.crop((1, 2, 9, 9)).save(p)',
    'print(img.crop((1, 2, 9, 9)))',
    'display(img.crop((1, 2, 9, 9)))',
    'plt.imshow(img.crop((1, 2, 9, 9)))',
    'cv2.imwrite(p, img[2:9, 1:9])',
    'plt.imsave(p, img[2:9, 1:9])',
    'axes[0].imshow(img.crop((1, 2, 9, 9)))',
    'show_it(img.crop((1, 2, 9, 9)))',
  ])('%s', (shown) => {
    const { regions } = read(`${shown}\nimg.crop((100, 200, 300, 400))`)
    expect(regions.map((r) => r.kept)).toEqual([undefined, true])
  })

  test('is a figure where it is drawn as one', () => {
    expect(read('plt.imshow(img)').figure).toBe(true)
    expect(read('fig, ax = plt.subplots()\nax.imshow(img)').figure).toBe(true)
    expect(read('img.show()').figure).toBe(false)
  })

  test('in another size than it was cut', () => {
    expect(only('img.crop((0, 0, 100, 50)).resize((300, 150)).show()')?.size).toEqual({
      width: 300,
      height: 150,
    })
    expect(only('img.crop((0, 0, 100, 50)).rotate(90, expand=True).show()')?.size).toEqual({
      width: 50,
      height: 100,
    })
  })

  test('by the name a dialect takes it from', () => {
    const handing = { results: ['answer', 'out'] }
    const { regions } = read('out = img.crop((1, 2, 30, 40))\nb = img.crop((5, 6, 70, 80))', { handing })
    expect(regions.map((r) => r.kept)).toEqual([undefined, true])
  })
})

test('a generator’s cuts are seen, though nobody says what a loop over it goes over', () => {
  const code = 'def f():\n  yield img.crop((1, 2, 30, 40))\n  yield\nfor c in f():\n  c.crop((1, 2, 3, 4))'
  const { regions, computed } = read(code)
  expect(regions.map((r) => r.numbers)).toEqual([[1, 2, 30, 40]])
  expect(computed).toEqual(['it is cut out of what a loop goes over'])
})

describe('a region is not sure', () => {
  test.each<[string, string]>([
    ['under a test nobody can answer', 'if n:\n  img.crop((1, 2, 30, 40))'],
    ['in a loop that may not run', 'while n:\n  img.crop((1, 2, 30, 40))'],
    ['in a loop over what is not known', 'for b in n:\n  img.crop((1, 2, 30, 40))'],
    ['where an error is handled', 'try:\n  raise A\nexcept A:\n  img.crop((1, 2, 30, 40))'],
    ['between fractions of pixels', 'img[2.0:40.0, 1:30]'],
    ['between NumPy’s floors, which are fractions', 'img[np.floor(2.5):40, 1:30]'],
    ['with four arguments', 'img.crop(1, 2, 30, 40)'],
  ])('%s', (_name, code) => expect(only(code)).toMatchObject({ numbers: [1, 2, 30, 40], unsure: true }))

  test.each<[string, string]>([
    ['under one that is true', 'if 1 < 2:\n  img.crop((1, 2, 30, 40))'],
    ['between whole numbers', 'img[math.floor(2.5):int(40.2), 1:30]'],
    ['of arrays made whole', 'b = np.array([1.2, 2.9, 30.9, 40.1]).astype(int)\nimg[b[1]:b[3], b[0]:b[2]]'],
  ])('but is %s', (_name, code) => expect(only(code)).not.toHaveProperty('unsure'))

  test('says so where its corners stand in the wrong order', () => {
    expect(only('img.crop((30, 40, 1, 2))')).toMatchObject({ numbers: [1, 2, 30, 40], swapped: true })
    expect(only('img.crop((1, 2, 30, 40))')).not.toHaveProperty('swapped')
  })
})

describe('pieces of code one after the other', () => {
  const chain = (codes: readonly string[]) => {
    let before: CodeState | undefined
    let last = read('')
    for (const code of codes) {
      last = read(code, before === undefined ? {} : { before })
      before = last.state
    }
    return last.regions.map((r) => r.numbers)
  }

  test.each<[string, readonly string[], readonly (readonly number[])[]]>([
    ['share names', ['b = (1, 2, 30, 40)', 'img.crop(b)'], [[1, 2, 30, 40]]],
    ['share functions', ['def f(b): return img.crop(b)', 'f((1, 2, 30, 40))'], [[1, 2, 30, 40]]],
    ['share modules', ['from math import floor as f', 'img.crop((f(1.9), 2, 30, 40))'], [[1, 2, 30, 40]]],
    ['share lists that grew', ['b = [1, 2]', 'b.append(30)', 'b.append(40)\nimg.crop(b)'], [[1, 2, 30, 40]]],
    [
      'share files',
      ["img.crop((100, 200, 300, 400)).save('a.png')", "Image.open('a.png').crop((1, 2, 30, 40))"],
      [[101, 202, 130, 240]],
    ],
    ['give names anew', ['b = 1', 'b = (1, 2, 30, 40)', 'img.crop(b)'], [[1, 2, 30, 40]]],
  ])('%s', (_name, codes, expected) => expect(chain(codes)).toEqual(expected))

  test('leave what an earlier one knew as it was', () => {
    const first = read('b = [1, 2, 30, 40]')
    read('b[0] = 9\nb.append(5)', { before: first.state })
    expect(only('img.crop(b)', { before: first.state })?.numbers).toEqual([1, 2, 30, 40])
  })
})

describe('a name that the program gave nothing to', () => {
  const images = namedImages([{ size, name: 'a/b.png' }, { size: { width: 5, height: 4 } }], 2, {
    numbered: { prefix: 'image_', from: 1 },
  })
  const kindOf = (name: string) => {
    const value = images.named(name)
    return value.type === 'image' ? value.index : value.type === 'unknown' ? value.why : value.type
  }

  test.each([
    'img image im pic picture photo frame screenshot images Img input_image original_img src_img pil_image img_array image_np'.split(
      ' ',
    ),
  ])('is an image where people call images so', (...names) =>
    expect(names.map(kindOf)).toEqual(names.map(() => 0)),
  )

  test.each([['Image'], ['box'], ['imgs_dir'], ['imagine'], ['x'], ['photon'], ['np']])(
    '%s is none',
    (name) => expect(kindOf(name)).toBe(`“${name}”, which this code was not given`),
  )

  test('is the image of its number, as a dialect counts them', () => {
    expect([kindOf('image_1'), kindOf('image_2')]).toEqual([0, 1])
    expect(kindOf('image_3')).toBe('“image_3”, which was never shown')
    expect(kindOf('image_0')).toBe('“image_0”, which was never shown')
  })

  test('opened by a path is the image of that name, else of the number in it, else the first', () => {
    const opened = (path: string | undefined) => {
      const value = images.opened(path)
      return value.type === 'image' ? value.index : value.type
    }
    expect(['/x/b.png', 'C:\\y\\b.png', 'img_1.jpg', '1.png', 'img_7.png', 'z.png'].map(opened)).toEqual([
      0, 0, 1, 1, 0, 0,
    ])
    expect(opened(undefined)).toBe(0)
  })

  test('of no image at all is said to be no image', () => {
    expect(namedImages([], 0, {}).opened('a.png')).toMatchObject({ type: 'unknown', about: 'image' })
    expect(namedImages([], 0, {}).named('img')).toMatchObject({ type: 'unknown', about: 'image' })
  })
})

describe('of an image nobody has the size of', () => {
  const unsized = (code: string) => read(code, { images: [{}] })

  test.each<[string, string, object]>([
    [
      'halves',
      'w, h = img.size\nimg.crop((0, h // 2, w // 2, h))',
      { numbers: [0, 0.5, 0.5, 1], share: true },
    ],
    ['ends of slices', 'img[:, :]\nimg[10:, 20:30]', {}],
    ['of arrays', 'h, w = img.shape[:2]\nimg[0:h//4, 0:w]', { numbers: [0, 0, 1, 0.25], share: true }],
  ])('%s', (_name, code, expected) => expect(unsized(code).regions[0] ?? {}).toMatchObject(expected))

  test('what grows with the other side is no share of its own', () => {
    const { regions, computed } = unsized('w, h = img.size\nimg.crop((0, 0, h, w))')
    expect(regions).toEqual([])
    expect(computed).toEqual(['it depends on the size of an image that is not here'])
  })
})
