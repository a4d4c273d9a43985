/**
 * Calls in XML: Qwen3.5 and 3.6, NeMo Gym's image tools, and SenseNova-MARS, which shares their tool. One name, three ways to count.
 * Worked out by hand from Qwen-Agent's tool, NeMo Gym's base.py and MARS' inference/eval.py.
 */
import { describe, expect, test } from 'vitest'
import type { DialectId } from '../../../app/dialects'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told, toolCall, xmlCall } from '../../builders/told'

const zoom = (box: string, more: Readonly<Record<string, string>> = {}) =>
  xmlCall('image_zoom_in_tool', { bbox_2d: box, label: 'a “sign”', img_idx: '0', ...more })
const look = (id: DialectId, size: Size, text: string) => must(told(id, size, text).looks[0])

describe('Qwen3.5', () => {
  const at = (size: Size, box: string) => look('qwen3.5', size, zoom(box))

  test('thousandths of the image, as Qwen3-VL’s', () => {
    expect(at(sizes.page, '[100, 200, 300, 400]')).toEqual({
      at: [100, 160, 300, 320],
      flags: [],
      label: 'a “sign”',
      crop: [100, 160, 300, 320],
      seen: [576, 480],
    })
    expect(at(sizes.portrait, '[0, 900, 1000, 1000]').at).toEqual([0, 1728, 1080, 1920])
  })

  test('a number above 1000 makes all of them pixels of the original', () => {
    expect(at(sizes.photo, '[1500, 300, 2500, 900]').at).toEqual([1500, 300, 2500, 900])
    expect(at(sizes.photo, '[300, 200, 1000, 1001]').at).toEqual([300, 200, 1000, 1001])
    expect(at(sizes.photo, '[300, 200, 1000, 1000]').at).toEqual([1200, 600, 4000, 3000])
  })

  test('the words of a label may be anything that is no mark', () => {
    for (const label of ['Знак', '“7” & <b>', 'line one\nline two', '[1, 2]', '{"a": 1}'])
      expect(lookSpans('qwen3.5', zoom('[1, 2, 30, 40]', { label })).map((s) => s.numbers)).toEqual([
        [1, 2, 30, 40],
      ])
  })

  test.each([
    ['on one line', (t: string) => t.replaceAll('\n', '')],
    ['without its last mark', (t: string) => t.replace('\n</tool_call>', '')],
    ['without the marks of its end', (t: string) => t.replace('</function>\n</tool_call>', '')],
    ['without the marks around it', (t: string) => t.replace(/<\/?tool_call>\n?/g, '')],
    ['with blanks around its numbers', (t: string) => t.replace('\n[1', '\n  [ 1').replace('40]', '40 ]  ')],
    ['with Windows’ line ends', (t: string) => t.replaceAll('\n', '\r\n')],
  ])('a call %s is the same look', (_, change) => {
    expect(lookSpans('qwen3.5', change(zoom('[1, 2, 30, 40]'))).map((s) => s.numbers)).toEqual([
      [1, 2, 30, 40],
    ])
  })

  test.each([
    ['three numbers', '[1, 2, 3]'],
    ['words', 'the left half'],
    ['nothing', ''],
    ['a null', 'null'],
    ['a list with a null', '[1, 2, 3, null]'],
  ])('%s for its box are told, never drawn', (_, box) => {
    expect(told('qwen3.5', sizes.page, zoom(box))).toMatchObject({ looks: [], kinds: ['unread'] })
  })

  test('two calls between one pair of marks are two looks', () => {
    const [first = '', second = ''] = ['[1, 2, 300, 400]', '[5, 6, 700, 800]'].map((b) =>
      zoom(b).replace(/<\/?tool_call>\n?/g, ''),
    )
    const { looks } = told('qwen3.5', sizes.page, `<tool_call>\n${first}\n${second}\n</tool_call>`)
    // 0.8 px a thousandth down.
    expect(looks.map((l) => l.at)).toEqual([
      [1, 1.6, 300, 320],
      [5, 4.8, 700, 640],
    ])
  })

  test('a person’s region is written in XML, named even where nobody named it', () => {
    const { request } = speaking('qwen3.5')
    const region = { left: 100, top: 160, right: 300, bottom: 320 } as Parameters<typeof request>[0]
    const source = { size: sizes.page, frame: sizes.page }
    expect(request(region, source).text).toBe(
      '<tool_call>\n<function=image_zoom_in_tool>\n<parameter=bbox_2d>\n[100, 200, 300, 400]\n</parameter>\n' +
        '<parameter=label>\nregion\n</parameter>\n<parameter=img_idx>\n0\n</parameter>\n</function>\n</tool_call>',
    )
    expect(lookSpans('qwen3.5', request(region, source, 'a "b"').text)[0]).toMatchObject({ label: 'a "b"' })
  })
})

describe('NeMo Gym', () => {
  const at = (size: Size, box: string, more = {}) => look('nemo-gym', size, zoom(box, more))
  const cropped = (size: Size, box: string) =>
    look('nemo-gym', size, xmlCall('image_crop_tool', { bbox_2d: box, label: 'x', img_idx: '0' }))

  test('the zoom tool enlarges three times, to cells of 32', () => {
    // 200 × 160 · 3 = 600 × 480: 600 / 32 = 18.75 → 19 cells, 15.
    expect(at(sizes.page, '[100, 200, 300, 400]')).toMatchObject({
      at: [100, 160, 300, 320],
      crop: [100, 160, 300, 320],
      seen: [608, 480],
    })
  })

  test('as many times as its factor says', () => {
    // 400 × 320 · 2 = 800 × 640.
    expect(at(sizes.page, '[0, 0, 400, 400]', { factor: '2' }).seen).toEqual([800, 640])
    // 400 × 320 · 1.5 = 600 × 480.
    expect(at(sizes.page, '[0, 0, 400, 400]', { factor: '1.5' }).seen).toEqual([608, 480])
  })

  test('the crop tool gives the pixels as they are', () => {
    expect(cropped(sizes.page, '[100, 200, 300, 400]')).toMatchObject({
      crop: [100, 160, 300, 320],
      seen: [200, 160],
    })
  })

  test('outward to whole pixels: floor of the near edges, ceiling of the far ones', () => {
    // 0.101 · 1080 = 109.08, 0.299 · 1080 = 322.92; 0.101 · 1920 = 193.92, 0.299 · 1920 = 574.08.
    expect(cropped(sizes.portrait, '[101, 101, 299, 299]').crop).toEqual([109, 193, 323, 575])
  })

  test('corners in any order are put right by the tool, and the look says that they were swapped', () => {
    expect(cropped(sizes.page, '[300, 400, 100, 200]')).toMatchObject({
      at: [100, 160, 300, 320],
      flags: ['swapped'],
      crop: [100, 160, 300, 320],
    })
  })

  test('a number above 1000 makes all of them pixels, and the look says so', () => {
    expect(cropped(sizes.photo, '[1500, 300, 2500, 900]')).toMatchObject({
      at: [1500, 300, 2500, 900],
      flags: ['taken-as-pixels'],
      seen: [1000, 600],
    })
  })

  test('a small box is grown to 32 px before it is enlarged', () => {
    // 10 × 8 px at (500, 400): 32 / 8 = 4; ⌈10 · 2⌉ = 20 and ⌈8 · 2⌉ = 16 around (505, 404).
    expect(at(sizes.page, '[500, 500, 510, 510]')).toMatchObject({
      at: [500, 400, 510, 408],
      flags: ['grown'],
      crop: [485, 388, 525, 420],
    })
    expect(cropped(sizes.page, '[500, 500, 510, 510]')).toMatchObject({
      flags: [],
      crop: [500, 400, 510, 408],
    })
  })

  test('a tool that looks at no region is a call; one that names a point is drawn as a point', () => {
    const rotate = xmlCall('image_rotate_tool', { angle: '90', img_idx: '0' })
    expect(told('nemo-gym', sizes.page, rotate)).toMatchObject({ looks: [], kinds: ['call'] })
    const colour = xmlCall('color_at_tool', { point_2d: '[500, 250]', img_idx: '0' })
    expect(look('nemo-gym', sizes.page, colour)).toMatchObject({ point: [500, 200], flags: ['point'] })
  })
})

describe('SenseNova-MARS', () => {
  const call = (box: readonly number[], img_idx?: number) =>
    toolCall('image_zoom_in_tool', { bbox_2d: box, ...(img_idx === undefined ? {} : { img_idx }) })
  const at = (size: Size, ...box: readonly number[]) => look('sensenova-mars', size, call(box))

  test('thousandths, cut with int(), and its own resize', () => {
    // 0.333 · 1080 = 359.64 → 359, 839.16 → 839; 480 × 192 = 92160 px: 15 × 6 cells of 32, more than the least 65536.
    expect(at(sizes.portrait, 333, 100, 777, 200)).toMatchObject({
      at: [359.64, 192, 839.16, 384],
      crop: [359, 192, 839, 384],
      seen: [480, 192],
    })
  })

  test('too few pixels are enlarged: fractions are cut off before cells are counted', () => {
    // 100 × 80: √(65536 / 8000) = 2.862; ⌊286.2⌋ / 32 = 8.9 → 9 cells, ⌊228.97⌋ / 32 = 7.1 → 8.
    expect(at(sizes.page, 100, 100, 200, 200).seen).toEqual([288, 256])
  })

  test('sides under 28 px are stretched', () => {
    // 5 × 8 becomes 28 × 28: √(65536 / 784) = 9.14; ⌊256⌋ / 32 = 8 cells a side.
    expect(at(sizes.page, 500, 500, 505, 510)).toMatchObject({ crop: [500, 400, 505, 408], seen: [256, 256] })
  })

  test('counts in the original, whatever picture a call names', () => {
    const { looks } = told(
      'sensenova-mars',
      sizes.page,
      call([0, 0, 500, 500], 0),
      call([500, 500, 1000, 1000], 1),
    )
    expect(looks[1]?.at).toEqual([500, 400, 1000, 800])
  })

  test('searches are calls without a region, and only the first call of a turn is answered', () => {
    const search = toolCall('text_search_tool', { query: 'what bird is that' })
    const { looks, kinds, answer } = told(
      'sensenova-mars',
      sizes.page,
      `<think>I search.</think>${search}`,
      `${call([0, 0, 500, 500])}${call([1, 1, 300, 300])}`,
      '<answer>a goose</answer>',
    )
    expect(kinds).toEqual(['call'])
    expect(looks.map((l) => l.flags)).toEqual([[], ['passed-over']])
    expect(answer).toBe('a goose')
  })
})
