/**
 * Pixel-Reasoner on images of every shape: fractions of the picture named from 1, a tenth of it added on each side, cut out of the image
 * as it was resized. Worked out by hand from experience_maker.py.
 */
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told, toolCall } from '../../builders/told'

const crop = (box: readonly number[], target_image = 1) =>
  toolCall('crop_image_normalized', { bbox_2d: box, target_image })
const look = (size: Size, ...box: readonly number[]) => must(told('pixel-reasoner', size, crop(box)).looks[0])
const dialect = speaking('pixel-reasoner')

describe('fractions', () => {
  test('the look is the box as written, the crop a tenth larger on every side', () => {
    // Seen at 1008 × 812: x from 0 to 0.4 · 1008 = 403.2 → 403, y from 0.1 · 812 = 81.2 → 81 to 0.5 · 812 = 406. On the page that is
    // 0 … 399.8 and 79.8 … 400. 403 × 325 px are too few: √(200704 / 130975) = 1.238: 17.8 → 18 and 14.4 → 15 cells.
    expect(look(sizes.page, 0.1, 0.2, 0.3, 0.4)).toEqual({
      at: [100, 160, 300, 320],
      flags: [],
      crop: [0, 79, 400, 400],
      seen: [504, 420],
    })
  })

  test('at the edge only the other sides grow', () => {
    // Seen at 1092 × 1932 (39 × 69 cells): y from 0.8 · 1932 = 1545.6 → 1546; 1546 · 1920 / 1932 = 1536.4.
    expect(look(sizes.portrait, 0, 0.9, 0.999, 0.999)).toMatchObject({
      at: [0, 1728, 1078.92, 1918.08],
      crop: [0, 1536, 1080, 1920],
    })
  })

  test('on 12 megapixels the crop comes out of the 2884 × 2156 the model saw', () => {
    // 8000 cells: √(12e6 / 6272000) = 1.383; 4000 / 1.383 / 28 = 103.3, 3000 / 1.383 / 28 = 77.5 → 2884 × 2156.
    expect(dialect.overview('i', sizes.photo, dialect.budgets).size).toEqual({ width: 2884, height: 2156 })
    // x from 0.4 · 2884 = 1153.6 → 1154 to 0.7 · 2884 = 2018.8 → 2019; 865 px are 30.9 → 31 cells. y from 862.4 → 862 to 1509.2 → 1509; 23.1 → 23.
    expect(look(sizes.photo, 0.5, 0.5, 0.6, 0.6).seen).toEqual([868, 644])
  })

  test('a tiny image is enlarged first, and cut then', () => {
    // √(200704 / 600) = 18.29: 13.06 → 14 and 19.6 → 20 cells, 392 × 560.
    expect(dialect.overview('i', sizes.tiny, dialect.budgets).size).toEqual({ width: 392, height: 560 })
    expect(look(sizes.tiny, 0.4, 0.4, 0.6, 0.6)).toMatchObject({ at: [8, 12, 12, 18], flags: [] })
  })
})

describe('a value of 1 or more', () => {
  test('makes all of them pixels of the resized image, and says so', () => {
    // 1000 / 1008 and 800 / 812 of a pixel each.
    expect(look(sizes.page, 252, 203, 504, 406)).toMatchObject({
      at: [250, 200, 500, 400],
      flags: ['taken-as-pixels'],
    })
  })

  test('cuts the upper left corner where fractions were meant', () => {
    // (1 / 1008 + 0.1) · 1008 = 101.8 → 102; (0.6 / 812 + 0.1) · 812 = 81.8 → 82; 101.2 and 80.8 px of the page.
    expect(look(sizes.page, 0.5, 0.2, 1, 0.6)).toMatchObject({
      flags: ['taken-as-pixels'],
      crop: [0, 0, 102, 81],
    })
  })
})

describe('a box that is not as it should be', () => {
  test('without area is shown all the same: a tenth is added', () => {
    expect(look(sizes.page, 0.5, 0.5, 0.5, 0.5)).toMatchObject({ flags: [], at: [500, 400, 500, 400] })
    expect(look(sizes.page, 0.5, 0.5, 0.5, 0.5).crop).toBeDefined()
  })

  test('with corners in the wrong order by less than the padding is shown, drawn where it was meant, and flagged', () => {
    expect(look(sizes.page, 0.5, 0.2, 0.4, 0.4)).toMatchObject({
      at: [400, 160, 500, 320],
      flags: ['swapped'],
    })
  })

  test('with corners in the wrong order by more shows nothing', () => {
    const drawn = look(sizes.page, 0.9, 0.2, 0.1, 0.4)
    expect(drawn).toMatchObject({ at: [100, 160, 900, 320], flags: ['invalid', 'swapped'] })
    expect(drawn).not.toHaveProperty('crop')
  })

  test('before the near edge is held there, and says so', () => {
    expect(look(sizes.page, -0.2, 0.1, 0.3, 0.4)).toMatchObject({ at: [0, 80, 300, 320], flags: ['clamped'] })
  })
})

describe('several pictures', () => {
  test('picture 2 is the first crop, as the model saw it', () => {
    // The first crop is 403 × 325 of the resized page, shown at 504 × 420; half of it lies at half of the 400 × 321 px it shows.
    const { looks } = told(
      'pixel-reasoner',
      sizes.page,
      crop([0.1, 0.2, 0.3, 0.4]),
      crop([0, 0, 0.5, 0.5], 2),
    )
    expect(looks[1]).toMatchObject({ at: [0, 79, 200, 239.5], flags: [] })
  })

  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [5, 4],
  ])('target_image %i is number %i from 0', (target, source) => {
    expect(lookSpans('pixel-reasoner', crop([0.1, 0.2, 0.3, 0.4], target))).toMatchObject([{ source }])
  })

  test('a picture that is not there is not drawn', () => {
    const { looks } = told('pixel-reasoner', sizes.page, crop([0.1, 0.2, 0.3, 0.4], 3))
    expect(looks[0]).toMatchObject({ at: [0, 0, 0, 0], flags: ['other-image'] })
  })
})

describe('a dialogue', () => {
  test('is answered with the last call of a turn, and ends in a box', () => {
    const { looks, thoughts, answer } = told(
      'pixel-reasoner',
      sizes.page,
      `I look twice. ${crop([0.1, 0.2, 0.3, 0.4])}${crop([0.5, 0.2, 0.7, 0.4])}`,
      'Both say it: \\boxed{\\text{Nº 7}}',
    )
    expect(looks.map((l) => l.flags)).toEqual([['passed-over'], []])
    expect({ thoughts, answer }).toEqual({
      thoughts: ['I look twice.', 'Both say it:'],
      answer: '\\text{Nº 7}',
    })
  })

  test('asked for frames of a film it has a call, no look', () => {
    const frames = toolCall('select_frames', { target_frames: [1, 2, 3, 4] })
    expect(told('pixel-reasoner', sizes.page, frames)).toMatchObject({ looks: [], kinds: ['call'] })
  })
})

describe('words that are written', () => {
  test('a person’s region keeps short of 1, which would make it pixels', () => {
    const region = { left: 0, top: 79, right: 1000, bottom: 800 } as Parameters<typeof dialect.request>[0]
    const { numbers, text } = dialect.request(region, { size: sizes.page, frame: sizes.page })
    // 79 / 800 = 0.09875.
    expect(numbers).toEqual([0, 0.098, 0.999, 0.999])
    expect(text).toBe(
      '<tool_call>\n{"name": "crop_image_normalized", "arguments": {"bbox_2d": [0, 0.098, 0.999, 0.999], "target_image": 1}}\n</tool_call>',
    )
    expect(told('pixel-reasoner', sizes.page, text).looks[0]?.flags).toEqual([])
  })

  test('a crop comes back with its size in words', () => {
    const { handBack } = dialect
    const view = dialect.overview('i', sizes.page, dialect.budgets)
    expect(typeof handBack === 'function' ? handBack(1, view) : undefined).toEqual({
      role: 'user',
      before: '\nHere is the cropped image (Image Size: 1008x812):',
      after: '',
    })
  })
})
