/**
 * Where a crop of a changed image lies, and how large images become. The values are Pillow's 13.0 and NumPy's 2.4 own, over an image
 * of 1,000 × 800 whose pixels say their place.
 */
import { describe, expect, test } from 'vitest'
import { rewriteCode } from '../../../app/code/rewrite'
import { readOne, worthOf } from '../../builders/worth'

describe('lies where Python cuts it', () => {
  test.each<[string, readonly number[]]>([
    ['img.crop((10, 20, 300, 400))', [10, 20, 300, 400]],
    ['img.crop((0.5, 1.5, 2.5, 3.5))', [0, 2, 2, 4]],
    ['img.crop((-10, -10, 50, 60))', [-10, -10, 50, 60]],
    ['np.array(img)[10:20, 30:60]', [30, 10, 60, 20]],
    ['np.array(img)[-20:, -30:-10]', [970, 780, 990, 800]],
    ['np.array(img)[10:20][:, 5:9]', [5, 10, 9, 20]],
    ['np.array(img)[::-1, ::-1][0:10, 0:20]', [980, 790, 1000, 800]],
    ['np.array(img)[::-1][0:10, 0:20]', [0, 790, 20, 800]],
    ['np.array(img)[:, ::-1][0:10, 0:20]', [980, 0, 1000, 10]],
    ['np.array(img)[5:, 7:][1:, 2:]', [9, 6, 1000, 800]],
    ['np.array(img)[None][0][3:6, 4:9]', [4, 3, 9, 6]],
    ['np.array(img)[..., 0:3][3:6, 4:9]', [4, 3, 9, 6]],
    ['np.array(img)[3:6, ...][:, 4:9]', [4, 3, 9, 6]],
    ['np.array(img)[slice(3, 6), slice(4, 9)]', [4, 3, 9, 6]],
    ['np.array(img)[slice(6), slice(9)]', [0, 0, 9, 6]],
    ['np.array(img)[3:6, 4:9].copy()', [4, 3, 9, 6]],
    ['np.fliplr(np.array(img))[0:10, 0:20]', [980, 0, 1000, 10]],
    ['np.flipud(np.array(img))[0:10, 0:20]', [0, 790, 20, 800]],
    ['np.flip(np.array(img), 0)[0:10, 0:20]', [0, 790, 20, 800]],
    ['np.flip(np.array(img), axis=1)[0:10, 0:20]', [980, 0, 1000, 10]],
    ['np.rot90(np.array(img))[0:10, 0:20]', [990, 0, 1000, 20]],
    ['np.rot90(np.array(img), 2)[0:10, 0:20]', [980, 790, 1000, 800]],
    ['np.rot90(np.array(img), k=3)[0:10, 0:20]', [0, 780, 10, 800]],
    ['np.rot90(np.array(img), -1)[0:10, 0:20]', [0, 780, 10, 800]],
    ['np.transpose(np.array(img), (1, 0, 2))[0:10, 0:20]', [0, 0, 10, 20]],
    ['np.array(img).transpose(1, 0, 2)[0:10, 0:20]', [0, 0, 10, 20]],
    ['img.rotate(0).crop((1, 2, 30, 40))', [1, 2, 30, 40]],
    ['img.rotate(90, expand=True).crop((1, 2, 30, 40))', [960, 1, 998, 30]],
    ['img.rotate(180).crop((1, 2, 30, 40))', [970, 760, 999, 798]],
    ['img.rotate(270, expand=1).crop((1, 2, 30, 40))', [2, 770, 40, 799]],
    ['img.rotate(-90, expand=True).crop((1, 2, 30, 40))', [2, 770, 40, 799]],
    ['img.rotate(90).crop((120, 220, 300, 400))', [500, 20, 680, 200]],
    ['img.rotate(360).crop((1, 2, 30, 40))', [1, 2, 30, 40]],
    ['img.transpose(Image.ROTATE_90).crop((1, 2, 30, 40))', [960, 1, 998, 30]],
    ['img.transpose(Image.Transpose.ROTATE_180).crop((1, 2, 30, 40))', [970, 760, 999, 798]],
    ['img.transpose(Image.ROTATE_270).crop((1, 2, 30, 40))', [2, 770, 40, 799]],
    ['img.transpose(Image.FLIP_LEFT_RIGHT).crop((1, 2, 30, 40))', [970, 2, 999, 40]],
    ['img.transpose(Image.FLIP_TOP_BOTTOM).crop((1, 2, 30, 40))', [1, 760, 30, 798]],
    ['img.transpose(Image.TRANSPOSE).crop((1, 2, 30, 40))', [2, 1, 40, 30]],
    ['img.transpose(Image.TRANSVERSE).crop((1, 2, 30, 40))', [960, 770, 998, 799]],
    ['ImageOps.mirror(img).crop((1, 2, 30, 40))', [970, 2, 999, 40]],
    ['ImageOps.flip(img).crop((1, 2, 30, 40))', [1, 760, 30, 798]],
    ['ImageOps.expand(img, 10).crop((11, 12, 30, 40))', [1, 2, 20, 30]],
    ['ImageOps.expand(img, (10, 20)).crop((11, 22, 30, 40))', [1, 2, 20, 20]],
    ['ImageOps.expand(img, (1, 2, 3, 4)).crop((11, 22, 30, 40))', [10, 20, 29, 38]],
    ['ImageOps.crop(img, 10)', [10, 10, 990, 790]],
    ['ImageOps.crop(img, (10, 20))', [10, 20, 990, 780]],
    ['ImageOps.crop(img, (1, 2, 3, 4))', [1, 2, 997, 796]],
    ['ImageOps.exif_transpose(img).crop((1, 2, 30, 40))', [1, 2, 30, 40]],
    ['img.copy().crop((1, 2, 30, 40))', [1, 2, 30, 40]],
    ["img.convert('RGB').crop((1, 2, 30, 40))", [1, 2, 30, 40]],
    ['img.resize((100, 80), box=(0, 0, 100, 80))', [0, 0, 100, 80]],
    ['img.resize((100, 80), Image.NEAREST, (10, 20, 110, 100))', [10, 20, 110, 100]],
    ['img.resize((100, 80), box=(10, 20, 110, 100)).crop((5, 6, 15, 26))', [15, 26, 25, 46]],
    ['img.transform((100, 80), Image.EXTENT, (10, 20, 110, 100))', [10, 20, 110, 100]],
    ['img.transform((100, 80), Image.Transform.EXTENT, (10, 20, 110, 100))', [10, 20, 110, 100]],
    ['img.crop((100, 200, 500, 600)).crop((10, 20, 30, 40))', [110, 220, 130, 240]],
    ['img.crop((-100, -200, 500, 600)).crop((110, 220, 130, 240))', [10, 20, 30, 40]],
    ['Image.fromarray(np.array(img)[10:20, 30:60]).crop((1, 2, 5, 6))', [31, 12, 35, 16]],
    ['Image.fromarray(np.array(img)).crop((1, 2, 5, 6))', [1, 2, 5, 6]],
    ['np.asarray(img.crop((10, 20, 300, 400)))[5:10, 7:20]', [17, 25, 30, 30]],
    ['np.squeeze(np.array(img))[1:5, 2:9]', [2, 1, 9, 5]],
    ['np.expand_dims(np.array(img), 0)[0, 1:5, 2:9]', [2, 1, 9, 5]],
    ['np.expand_dims(np.array(img), axis=0)[0][1:5, 2:9]', [2, 1, 9, 5]],
    ['np.array(img)[1:5][:, 2:9]', [2, 1, 9, 5]],
    ['np.array(img)[:, 2:9][1:5]', [2, 1, 9, 5]],
    ['np.array(img)[1:5, 2:9][::-1]', [2, 1, 9, 5]],
    ["np.array(img).astype('uint8')[1:5, 2:9]", [2, 1, 9, 5]],
    ['np.array(img)[1:900, 2:2000]', [2, 1, 1000, 800]],
    ['np.array(img).clip(0, 255)[1:5, 2:9]', [2, 1, 9, 5]],
    ['np.array(img)[int(2.9):5, 2:9]', [2, 2, 9, 5]],
  ])('%s', (code, expected) => {
    const { regions, computed } = readOne(`c = ${code}`)
    expect(regions.at(-1)?.numbers).toEqual(expected)
    expect(computed).toEqual([])
  })
})

describe('is as large as Python makes it', () => {
  test.each<[string, string]>([
    ['c = img.reduce(3)', '334×267'],
    ['c = img.reduce((2, 3))', '500×267'],
    ['c = img.reduce(factor=7)', '143×115'],
    ['c = ImageOps.contain(img, (500, 500))', '500×400'],
    ['c = ImageOps.contain(img.crop((0, 0, 1000, 801)), (500, 500))', '500×400'],
    ['c = ImageOps.contain(img.crop((0, 0, 801, 1000)), (500, 500))', '400×500'],
    ['c = ImageOps.contain(img, (2000, 3000))', '2000×1600'],
    ['c = ImageOps.contain(img, (500, 400))', '500×400'],
    ['c = ImageOps.contain(img, size=(333, 77))', '96×77'],
    ['c = img.crop((0, 0, 10, 20)).resize((33, 44))', '33×44'],
    ['c = img.rotate(90)', '1000×800'],
    ['c = img.rotate(90, expand=True)', '800×1000'],
    ['c = img.transpose(Image.TRANSPOSE)', '800×1000'],
    ['c = img.crop((5, 5, 5, 5))', '0×0'],
    ['c = img.crop((-5, -5, 5, 5))', '10×10'],
    ['c = np.array(img)[::2, ::3]', '334×400'],
    ['c = np.array(img)[1::2, ::3]', '334×400'],
    ['c = np.array(img)[::-3]', '1000×267'],
    ['c = ImageOps.expand(img, (1, 2, 3, 4))', '1004×806'],
    ['c = img.copy()\nc.thumbnail((333, 333))', '333×266'],
    ['c = img.copy()\nc.thumbnail((5000, 100))', '125×100'],
    ['c = img.copy()\nc.thumbnail((100.7, 50.9))', '62×50'],
    ['c = img.copy()\nc.thumbnail((3, 1000))', '3×2'],
    ['c = img.copy()\nc.thumbnail((2000, 2000))', '1000×800'],
    ['c = img.crop((0, 0, 7, 999))\nc.thumbnail((50, 50))', '1×50'],
    ['c = img.crop((0, 0, 999, 2))\nc.thumbnail((50, 50))', '50×1'],
  ])('%j', (code, expected) => expect(worthOf(code, 'c')).toBe(`image ${expected}`))
})

describe('of an image that was enlarged or made smaller', () => {
  test.each<[string, readonly number[]]>([
    ['img.resize((500, 400)).crop((10, 20, 30, 40))', [20, 40, 60, 80]],
    ['img.resize((2000, 400)).crop((10, 20, 30, 40))', [5, 40, 15, 80]],
    ['img.reduce(3).crop((10, 20, 30, 40))', [30, 60, 90, 120]],
    ['img.reduce((2, 4)).crop((10, 20, 30, 40))', [20, 80, 60, 160]],
    ['ImageOps.contain(img, (250, 250)).crop((10, 20, 30, 40))', [40, 80, 120, 160]],
    ['cv2.resize(img, (500, 400))[20:40, 10:30]', [20, 40, 60, 80]],
    ['cv2.resize(img, None, fx=2, fy=2)[20:40, 10:30]', [5, 10, 15, 20]],
    ['cv2.resize(img, (0, 0), fx=0.5, fy=0.25)[20:40, 10:30]', [20, 80, 60, 160]],
    ['F.resize(img, (400, 500)).crop((10, 20, 30, 40))', [20, 40, 60, 80]],
    ['np.array(img)[::2, ::4][20:40, 10:30]', [40, 40, 120, 80]],
    ['img.crop((100, 200, 500, 600)).resize((800, 400)).crop((10, 20, 30, 40))', [105, 220, 115, 240]],
    ['img.resize((800, 400), box=(100, 200, 500, 600)).crop((10, 20, 30, 40))', [105, 220, 115, 240]],
  ])('%s', (code, expected) => expect(readOne(code).regions.at(-1)?.numbers).toEqual(expected))

  test.each<[string, string]>([
    ['img.resize((n, 4)).crop((1, 2, 3, 4))', '“n”, which this code was not given'],
    ['img.resize((0, 0)).crop((1, 2, 3, 4))', 'an image without size'],
    ['img.resize((8, 8), box=(1, 2, 3))', 'the box is not four numbers'],
    ['img.resize((8, 8), box=n)', '“n”, which this code was not given'],
    ['img.reduce(n).crop((1, 2, 3, 4))', '“n”, which this code was not given'],
    ['img.reduce(0).crop((1, 2, 3, 4))', 'an image without size'],
    ['img.rotate(45).crop((1, 2, 3, 4))', 'an image turned by 45°'],
    ['img.rotate(n).crop((1, 2, 3, 4))', '“n”, which this code was not given'],
    ['np.rot90(img, n)[1:2, 3:4]', 'an image turned in a way that is not known'],
    ['img.transform((9, 9), Image.AFFINE, (1, 0, 0, 0, 1, 0)).crop((1, 2, 3, 4))', 'an image that was bent'],
    ['cv2.warpAffine(img, m, (9, 9))[1:2, 3:4]', 'an image that was bent or turned'],
    ['ImageOps.fit(img, (9, 9)).crop((1, 2, 3, 4))', 'an image made to fit a size'],
    ['np.moveaxis(img, 0, 1)[1:2, 3:4]', 'an array with its axes changed'],
    ['np.hstack([img, img])[1:2, 3:4]', 'what hstack() gives'],
    ['img[2:4, 9:1:-1]', 'a slice that runs backwards'],
    ['img[2:4, 1:9:n]', 'a step that is not known'],
    ['img[2:n, 1:9]', '“n”, which this code was not given'],
    ["img[2:'a', 1:9]", 'an edge that is no number'],
    ['img.crop((1, 2, 3))', 'the box is not four numbers'],
    ['img.crop((1, 2, 3, 4, 5))', 'the box is not four numbers'],
    ['img.crop((1, 2, 3, n))', '“n”, which this code was not given'],
    ['F.crop(img, 1, 2, n, 4)', '“n”, which this code was not given'],
    ['ImageOps.crop(img, n)', '“n”, which this code was not given'],
    ['cv2.getRectSubPix(img, (9, 9), n)', '“n”, which this code was not given'],
  ])('%s says why it is no region', (code, why) => {
    const { regions, computed } = readOne(code)
    expect(regions).toEqual([])
    expect(computed.join()).toContain(why)
  })

  test('a box of resize is a region, and can be moved', () => {
    const code = 'img.resize((800, 400), box=(100, 200, 500, 600)).save(path)'
    expect(readOne(code).regions).toMatchObject([
      { numbers: [100, 200, 500, 600], size: { width: 800, height: 400 } },
    ])
    const request = { code, images: [{ size: { width: 1000, height: 800 } }], asked: 1, handing: {} }
    expect(rewriteCode(request, 0, [1, 2, 300, 400])).toBe(
      'img.resize((800, 400), box=(1, 2, 300, 400)).save(path)',
    )
  })
})

describe('what only changes colours lies where it lay', () => {
  test.each([
    'img.convert("L")',
    'img.filter(ImageFilter.SHARPEN)',
    'img.point(lambda v: v * 2)',
    'ImageEnhance.Contrast(img).enhance(2.0)',
    'ImageOps.autocontrast(img)',
    'ImageOps.invert(img)',
    'ImageOps.exif_transpose(img)',
    'cv2.cvtColor(img, cv2.COLOR_BGR2GRAY)',
    'cv2.GaussianBlur(img, (5, 5), 0)',
    'cv2.threshold(img, 0, 255, cv2.THRESH_BINARY)[1]',
    'cv2.Canny(img, 100, 200)',
    'cv2.createCLAHE(2.0).apply(img)',
    'np.clip(img * 1.5, 0, 255).astype(np.uint8)',
    '255 - img',
    'np.mean(img, axis=2)',
    'img.max(axis=-1)',
    'skimage.exposure.equalize_hist(img)',
    'copy.deepcopy(img)',
    'img.split()[0]',
    'img.getchannel("R")',
    'F.to_tensor(img).permute(1, 2, 0).numpy()',
  ])('%s', (made) => {
    const { regions, computed } = readOne(`a = ${made}\na[20:400, 10:300]`)
    expect(regions.map((r) => r.numbers)).toEqual([[10, 20, 300, 400]])
    expect(computed).toEqual([])
  })
})
