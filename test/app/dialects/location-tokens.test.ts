/**
 * PaliGemma, Florence-2 and PaddleOCR-VL: regions as tokens of the vocabulary. Where each lies on images of every shape, worked out by hand
 * from their processors; names before or behind; what a broken run is.
 */
import { describe, expect, test } from 'vitest'
import { sizes, speaking, told } from '../../builders/told'

const places = (...args: Parameters<typeof told>) => told(...args).looks.map((l) => [l.at, l.label])

describe('PaliGemma', () => {
  const cats = '<loc0046><loc0538><loc0795><loc1022> cat ; <loc0110><loc0000><loc1022><loc0512> cat'

  test('y first, bins of 1,024, the name behind', () => {
    // 538 · 640 / 1024 = 336.25, 46 · 480 / 1024 = 21.5625, 1022 · 640 / 1024 = 638.75, 795 · 480 / 1024 = 372.65625.
    expect(places('paligemma', { width: 640, height: 480 }, cats)).toEqual([
      [[336.25, 21.5625, 638.75, 372.65625], 'cat'],
      [[0, 51.5625, 320, 479.0625], 'cat'],
    ])
  })

  test('on a tiny image a bin is less than a pixel', () => {
    // 512 · 20 / 1024 = 10, 256 · 30 / 1024 = 7.5.
    expect(places('paligemma', sizes.tiny, '<loc0256><loc0512><loc1023><loc1023> dot')).toEqual([
      [[10, 7.5, 19.980469, 29.970703], 'dot'],
    ])
  })

  test('a mask behind the box is no name', () => {
    const text = `<loc0256><loc0512><loc0768><loc1023>${'<seg012>'.repeat(16)} cat`
    expect(places('paligemma', sizes.page, text)).toEqual([[[500, 200, 999.023438, 600], 'cat']])
  })

  test('an answer that is all boxes is none; words alone are one', () => {
    expect(told('paligemma', sizes.page, cats).answer).toBeUndefined()
    expect(told('paligemma', sizes.page, 'two cats').answer).toBe('two cats')
  })

  test('cut off behind a name: the boxes before it are drawn, the rest is told', () => {
    const { looks, kinds } = told('paligemma', sizes.page, cats.slice(0, cats.indexOf('<loc1022><loc0512>')))
    expect(looks).toHaveLength(1)
    expect(kinds).toEqual(['unread'])
  })

  test('asks to detect, but not what is a task already', () => {
    const { ask, request } = speaking('paligemma')
    expect(ask('cat ; dog', true)).toBe('detect cat ; dog')
    for (const task of ['detect cat', 'segment cat', 'answer en where?', 'caption en', 'ocr'])
      expect(ask(task, true)).toBe(task)
    const region = { left: 500, top: 200, right: 1000, bottom: 600 } as Parameters<typeof request>[0]
    // 1000 px would be bin 1024, which there is not.
    expect(request(region, { size: sizes.page, frame: sizes.page }, 'cat').text).toBe(
      '<loc0256><loc0512><loc0768><loc1023> cat',
    )
  })
})

describe('Florence-2', () => {
  test('the middle of bin n of 1,000, x first, the name before', () => {
    // (99 + 0.5) / 1000 · 1000 = 99.5, (199 + 0.5) / 1000 · 800 = 159.6.
    expect(places('florence-2', sizes.page, 'cup<loc_99><loc_199><loc_299><loc_399>')).toEqual([
      [[99.5, 159.6, 299.5, 319.6], 'cup'],
    ])
  })

  test('on a screenshot the last bin ends half a bin before the edge', () => {
    // 999.5 / 1000 · 1080 = 1079.46, 999.5 / 1000 · 1920 = 1919.04.
    expect(places('florence-2', sizes.portrait, 'all<loc_0><loc_0><loc_999><loc_999>')).toEqual([
      [[0.54, 0.96, 1079.46, 1919.04], 'all'],
    ])
  })

  test('several names, each with its boxes', () => {
    const text =
      'car<loc_0><loc_0><loc_99><loc_99><loc_200><loc_0><loc_299><loc_99>door<loc_400><loc_0><loc_499><loc_99>'
    expect(places('florence-2', sizes.page, text).map(([, label]) => label)).toEqual(['car', 'car', 'door'])
  })

  test('eight tokens of a word are a quad: the box around it, and said so', () => {
    const quad = 'Hello<loc_100><loc_110><loc_300><loc_100><loc_310><loc_200><loc_105><loc_210>'
    expect(told('florence-2', sizes.page, quad).looks).toEqual([
      { at: [100.5, 80.4, 310.5, 168.4], flags: ['bounds'], label: 'Hello' },
    ])
  })

  test('a polygon of more corners is the box around it', () => {
    const corners = [100, 100, 200, 90, 300, 100, 310, 200, 90, 205].map((n) => `<loc_${n}>`).join('')
    expect(told('florence-2', sizes.page, `cup${corners}`).looks).toEqual([
      { at: [90.5, 72.4, 310.5, 164.4], flags: ['bounds'], label: 'cup' },
    ])
  })

  test('names without letters of ours, line ends between', () => {
    expect(
      places(
        'florence-2',
        sizes.page,
        '红杯<loc_0><loc_0><loc_99><loc_99>\nчашка<loc_0><loc_0><loc_199><loc_199>',
      ).map(([, label]) => label),
    ).toEqual(['红杯', 'чашка'])
  })

  test('asks by tasks', () => {
    const { ask } = speaking('florence-2')
    expect(ask('a cup', true)).toBe('<CAPTION_TO_PHRASE_GROUNDING>a cup')
    expect(ask('<OD>', true)).toBe('<OD>')
  })
})

describe('PaddleOCR-VL', () => {
  const quad = (...n: readonly number[]) => n.map((v) => `<|LOC_${v}|>`).join('')
  const marked = (text: string, ...n: readonly number[]) =>
    `<|TEXT_START|>${text}<|TEXT_END|><|LOC_BEGIN|>${quad(...n)}<|LOC_END|>`

  test('four corners in thousandths: the box around them, and said so', () => {
    const text = marked('57 &amp; 59', 242, 482, 820, 490, 818, 544, 240, 540)
    expect(told('paddleocr-vl', sizes.page, text).looks).toEqual([
      { at: [240, 385.6, 820, 435.2], flags: ['bounds'], label: '57 & 59' },
    ])
  })

  test('bare behind their text, line after line', () => {
    const text = `BOOK\n${quad(0, 0, 500, 0, 500, 100, 0, 100)}\nTABLE${quad(0, 200, 500, 200, 500, 300, 0, 300)}`
    expect(places('paddleocr-vl', sizes.portrait, text).map(([at]) => at)).toEqual([
      [0, 0, 540, 192],
      [0, 384, 540, 576],
    ])
  })

  test('seven tokens are told', () => {
    expect(told('paddleocr-vl', sizes.page, marked('a', 1, 2, 3, 4, 5, 6, 7))).toMatchObject({
      looks: [],
      kinds: ['unread'],
    })
  })

  test('a person’s box is written as its four corners, and read as the same', () => {
    const { request } = speaking('paddleocr-vl')
    const region = { left: 100, top: 80, right: 300, bottom: 160 } as Parameters<typeof request>[0]
    const { text } = request(region, { size: sizes.page, frame: sizes.page }, 'Hello')
    expect(text).toBe(marked('Hello', 100, 100, 300, 100, 300, 200, 100, 200))
    expect(places('paddleocr-vl', sizes.page, text)).toEqual([[[100, 80, 300, 160], 'Hello']])
  })
})
