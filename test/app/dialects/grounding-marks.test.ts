/**
 * Gemini, GLM-V and DeepSeek as they write: y first, any brackets, 0–999, pages of parts; where each box lies on images of every shape,
 * worked out by hand, and what remains as the answer.
 */
import { describe, expect, test } from 'vitest'
import { lookSpans, sizes, speaking, told } from '../../builders/told'

const places = (...args: Parameters<typeof told>) => told(...args).looks.map((l) => l.at)

describe('Gemini', () => {
  const list =
    '```json\n[\n  {"box_2d": [100, 250, 500, 750], "label": "cup"},\n  {"box_2d": [500, 0, 1000, 250], "label": "чашка"}\n]\n```'

  test('y first, in thousandths of each side', () => {
    // 0.1 · 1920 = 192, 0.25 · 1080 = 270.
    expect(told('gemini', sizes.portrait, list).looks).toEqual([
      { at: [270, 192, 810, 960], flags: [], label: 'cup' },
      { at: [0, 960, 270, 1920], flags: [], label: 'чашка' },
    ])
    expect(places('gemini', sizes.photo, list)[0]).toEqual([1000, 300, 3000, 1500])
    expect(places('gemini', sizes.tiny, list)[0]).toEqual([5, 3, 15, 15])
  })

  test('points are y first, too', () => {
    // 0.25 · 1080 = 270, 0.5 · 1920 = 960; 20 px around it.
    expect(told('gemini', sizes.portrait, '[{"point": [500, 250], "label": "handle"}]').looks).toEqual([
      { at: [250, 940, 290, 980], point: [270, 960], flags: ['point'], label: 'handle' },
    ])
  })

  test('a mask beside a box is no region and no answer', () => {
    const text = `[{"box_2d": [100, 250, 500, 750], "mask": "data:image/png;base64,${'iVBORw0KGgo'.repeat(50)}", "label": "cup"}]`
    expect(told('gemini', sizes.page, text)).toMatchObject({
      looks: [{ at: [250, 80, 750, 400], label: 'cup' }],
      answer: undefined,
    })
  })

  test.each([
    ['without a fence', list.replace(/```(?:json)?\n?/g, '')],
    ['with words before and after', `Here they are:\n${list}\n`],
    ['with a comma at its end', list.replace('\n]', ',\n]')],
    ['with single quotes', list.replaceAll('"', "'")],
    ['with comments', list.replace('"cup"}', '"cup"} // the blue one')],
    ['as fields of an object', `{"objects": ${list.replace(/```(?:json)?\n?/g, '')}}`],
  ])('a list %s is the same two boxes', (_, text) => {
    expect(places('gemini', sizes.page, text)).toEqual([
      [250, 80, 750, 400],
      [0, 400, 250, 800],
    ])
  })

  test('a list that is cut off loses its last box only, and says so', () => {
    const { looks, kinds } = told('gemini', sizes.page, list.slice(0, list.indexOf(', 1000')))
    expect(looks).toHaveLength(1)
    expect(kinds).toEqual(['unread'])
  })

  test('corners in the wrong order are flagged where they were meant', () => {
    expect(told('gemini', sizes.page, '{"box_2d": [500, 750, 100, 250]}').looks).toEqual([
      { at: [250, 80, 750, 400], flags: ['invalid', 'swapped'] },
    ])
  })

  test('a five-step answer around boxes is the answer', () => {
    const text = `1. Lift the bowl. ${list}\n2. Wipe the spill.`
    expect(told('gemini', sizes.page, text).answer).toBe('2. Wipe the spill.')
  })

  test('its key is its own in any dialect', () => {
    expect(places('qwen-grounding', sizes.page, '{"box_2d": [100, 250, 500, 750]}')).toEqual([
      [250, 80, 750, 400],
    ])
  })

  test('asks for its order in words, and writes it', () => {
    const { ask, request, point } = speaking('gemini')
    expect(ask('Find the cups.', true)).toBe(
      'Find the cups. The box_2d should be [ymin, xmin, ymax, xmax] normalized to 0-1000.',
    )
    const source = { size: sizes.page, frame: sizes.page }
    const region = { left: 250, top: 80, right: 750, bottom: 400 } as Parameters<typeof request>[0]
    expect(request(region, source, 'cup').text).toBe('{"box_2d": [100, 250, 500, 750], "label": "cup"}')
    expect(point?.({ x: 250, y: 400 }, source).text).toBe('{"point": [500, 250], "label": "point"}')
  })
})

describe('GLM-V', () => {
  const box = (inside: string) => `<|begin_of_box|>${inside}<|end_of_box|>`

  test('thousandths, x first', () => {
    // 0.598 · 800 = 478.4, 0.991 · 800 = 792.8.
    const text = `The bottle is at ${box('[[94,598,177,991]]')}.`
    expect(told('glm-v', sizes.page, text)).toMatchObject({
      looks: [{ at: [94, 478.4, 177, 792.8], flags: [] }],
      answer: 'The bottle is at',
    })
    expect(places('glm-v', sizes.portrait, text)).toEqual([[101.52, 1148.16, 191.16, 1902.72]])
  })

  test('several boxes in one mark', () => {
    expect(places('glm-v', sizes.page, box('[[0,0,500,500], [500,500,1000,1000]]'))).toEqual([
      [0, 0, 500, 400],
      [500, 400, 1000, 800],
    ])
  })

  test('the same marks around words are an answer, and beside a box both are read', () => {
    expect(told('glm-v', sizes.page, `<think>Count.</think>${box('42')}`)).toMatchObject({
      looks: [],
      answer: '42',
    })
    const both = `<think>It is ${box('[[94,598,177,991]]')}.</think><answer>${box('Dakota Digital')}</answer>`
    expect(told('glm-v', sizes.page, both)).toMatchObject({
      looks: [{ at: [94, 478.4, 177, 792.8] }],
      answer: 'Dakota Digital',
    })
  })

  test('its JSON is x first under Gemini’s key, a list of boxes in it', () => {
    expect(places('glm-v', sizes.page, '{"box_2d": [[100, 250, 500, 750]]}')).toEqual([[100, 200, 500, 600]])
  })

  test('a box that breaks off is told', () => {
    expect(told('glm-v', sizes.page, 'There: <|begin_of_box|>[[94,598,1')).toMatchObject({
      looks: [],
      kinds: ['unread'],
    })
  })

  test.each(['3:2', '(a)', '12, 13', 'x < 3', '{"name": "a"}', '[1]'])(
    '%s in its marks draws nothing',
    (inside) => {
      expect(lookSpans('glm-v', box(inside))).toEqual([])
    },
  )
})

describe('DeepSeek', () => {
  const part = (name: string, det: string) => `<|ref|>${name}<|/ref|><|det|>${det}<|/det|>`

  test('999 is the far edge', () => {
    // 500 · 1080 / 999 = 540.54, 333 · 1920 / 999 = 640.
    expect(told('deepseek-vl2', sizes.portrait, part('the giraffe', '[[500, 333, 999, 999]]')).looks).toEqual(
      [{ at: [540.540541, 640, 1080, 1920], flags: [], label: 'the giraffe' }],
    )
  })

  test('two boxes of one name are two looks', () => {
    const { looks } = told('deepseek-vl2', sizes.page, part('cup', '[[0, 0, 333, 333], [333, 0, 666, 333]]'))
    expect(looks.map((l) => [l.at, l.label])).toEqual([
      [[0, 0, 333.333333, 266.666667], 'cup'],
      [[333.333333, 0, 666.666667, 266.666667], 'cup'],
    ])
  })

  test('a page of parts: each with the text behind its mark', () => {
    const page = `${part('title', '[[0, 0, 999, 111]]')}\n# A manual\n\n${part('text', '[[0, 111, 999, 333]]')}\nPress the button.\nThen wait.\n${part('image', '[[0, 333, 999, 999]]')}\n`
    const raws = speaking('deepseek-vl2')
      .spans(page)
      .map((s) => page.slice(s.start, s.end))
    expect(raws.map((raw) => raw.split('<|/det|>')[1])).toEqual([
      '\n# A manual',
      '\nPress the button.\nThen wait.',
      '',
    ])
  })

  test('one mark in a sentence leaves the sentence alone', () => {
    const text = `Here: ${part('cup', '[[0, 0, 333, 333]]')}\nIt is blue.`
    expect(told('deepseek-vl2', sizes.page, text).answer).toBe('It is blue.')
  })

  test('the end of its sentence is no part of the answer', () => {
    const text = `${part('cup', '[[0, 0, 333, 333]]')}<｜end▁of▁sentence｜>`
    expect(told('deepseek-vl2', sizes.page, text)).toMatchObject({
      answer: undefined,
      looks: [{ label: 'cup' }],
    })
  })

  test('asks for a name between its marks, and not twice', () => {
    const { ask, request } = speaking('deepseek-vl2')
    expect(ask('the cup', true)).toBe('<|ref|>the cup<|/ref|>.')
    expect(ask('<|grounding|>Convert the document to markdown.', true)).toBe(
      '<|grounding|>Convert the document to markdown.',
    )
    const region = { left: 0, top: 0, right: 1000, bottom: 400 } as Parameters<typeof request>[0]
    expect(request(region, { size: sizes.page, frame: sizes.page }, 'cup').text).toBe(
      '<|ref|>cup<|/ref|><|det|>[[0, 0, 999, 500]]<|/det|>',
    )
  })
})
