/**
 * ViGoRL: a point in pixels of the original, shown with 75 px around it at 504 × 504; and in one turn, where points are only named.
 * Worked out by hand from single_path_rollouts.py (`_get_point_crop`) and behavior_categorization.py (`COORD_RE`).
 */
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told, toolCall } from '../../builders/told'

const search = (...coordinate: readonly unknown[]) => toolCall('search_coordinate', { coordinate })
const look = (size: Size, ...at: readonly number[]) => must(told('vigorl', size, search(...at)).looks[0])

describe('the crop around a point', () => {
  test('reaches 75 px to every side and is shown at 504 × 504', () => {
    expect(look(sizes.page, 500, 400)).toEqual({
      at: [425, 325, 575, 475],
      point: [500, 400],
      flags: ['point'],
      crop: [425, 325, 575, 475],
      seen: [504, 504],
    })
  })

  test.each([
    ['the first corner', [0, 0], [0, 0, 75, 75]],
    ['the last corner', [1000, 800], [925, 725, 1000, 800]],
    ['near the left edge', [30, 400], [0, 325, 105, 475]],
    ['between pixels', [500.5, 400.25], [425.5, 325.25, 575.5, 475.25]],
  ])('at %s ends at the edges, stretched to the square', (_, point, at) => {
    expect(look(sizes.page, ...point)).toMatchObject({ at, point, flags: ['point'], seen: [504, 504] })
  })

  test('on an image smaller than that is all of it', () => {
    expect(look(sizes.tiny, 10, 15)).toMatchObject({
      at: [0, 0, 20, 30],
      crop: [0, 0, 20, 30],
      seen: [504, 504],
    })
  })

  test('on 12 megapixels counts in the original', () => {
    expect(look(sizes.photo, 3999, 2999).at).toEqual([3924, 2924, 4000, 3000])
  })

  test('in shares of the image is read as such, and flagged: in pixels it would be the first corner', () => {
    expect(look(sizes.page, 0.5, 0.25)).toMatchObject({
      at: [425, 125, 575, 275],
      point: [500, 200],
      flags: ['point', 'fractions'],
    })
    expect(look(sizes.page, 1, 0).flags).toEqual(['point'])
  })

  test('outside of the image is a black pixel beyond its edge, and says so', () => {
    expect(look(sizes.page, 1200, 900)).toMatchObject({
      at: [1125, 825, 1126, 826],
      point: [1200, 900],
      flags: ['point', 'clamped', 'padded'],
    })
  })

  test('a little outside still shows what lies inside', () => {
    expect(look(sizes.page, 1010, 400)).toMatchObject({
      at: [935, 325, 1000, 475],
      flags: ['point', 'clamped'],
    })
  })
})

describe('a dialogue with its tool', () => {
  test('three points, counted in the original each time, and an answer', () => {
    const { looks, thoughts, answer } = told(
      'vigorl',
      sizes.page,
      `<think> The shelf (500, 400) holds jars. </think>\n${search(500, 400)}`,
      `<think> Left of them. </think>\n${search(120, 400)}`,
      `<think> The same once more. </think>\n${search(500, 400)}`,
      '<think> I see. </think>\n<answer> three jars </answer>',
    )
    expect(looks.map((l) => [l.point, l.flags])).toEqual([
      [[500, 400], ['point']],
      [[120, 400], ['point']],
      [
        [500, 400],
        ['point', 'repeated'],
      ],
    ])
    expect(thoughts[0]).toBe('The shelf (500, 400) holds jars.')
    expect(answer).toBe('three jars')
  })

  test('only the first call of a turn is answered', () => {
    const { looks } = told('vigorl', sizes.page, search(500, 400) + search(100, 100))
    expect(looks.map((l) => l.flags)).toEqual([['point'], ['point', 'passed-over']])
  })

  test.each([
    ['a box', search(1, 2, 30, 40)],
    ['one number', search(12)],
    ['words', search('left', 'top')],
    ['nothing', toolCall('search_coordinate', {})],
  ])('%s for the point is told and not drawn', (_, text) => {
    expect(told('vigorl', sizes.page, text).looks).toEqual([])
  })

  test.each([
    ['numbers as text', search('12', '34')],
    ['a text', toolCall('search_coordinate', { coordinate: '[12, 34]' })],
    ['x and y', toolCall('search_coordinate', { coordinate: { x: 12, y: 34 } })],
    [
      'round brackets',
      '<tool_call>\n{"name": "search_coordinate", "arguments": {"coordinate": (12, 34)}}\n</tool_call>',
    ],
    ['a call cut behind its point', search(12, 34).slice(0, -'}}\n</tool_call>'.length)],
  ])('%s is the same point', (_, text) => {
    expect(lookSpans('vigorl', text).map((s) => s.numbers)).toEqual([[12, 34]])
  })
})

describe('words that are written', () => {
  const { request, point, reach } = speaking('vigorl')
  const source = { size: sizes.page, frame: sizes.page }
  const region = (left: number, top: number, right: number, bottom: number) =>
    ({ left, top, right, bottom }) as Parameters<typeof request>[0]

  test('a region is told by its middle: how large it is cannot be said', () => {
    const { numbers, text } = request(region(100, 200, 301, 400), source)
    expect(numbers).toEqual([201, 300])
    expect(text).toBe(
      '<tool_call>\n{"name": "search_coordinate", "arguments": {"coordinate": [201, 300]}}\n</tool_call>',
    )
  })

  test('a box that the tool cut off at an edge has its point where the point was', () => {
    expect(request(region(0, 325, 105, 475), source).numbers).toEqual([30, 400])
    expect(request(region(925, 725, 1000, 800), source).numbers).toEqual([1000, 800])
    expect(reach).toBe(75)
  })

  test('a point is told as it is', () => {
    expect(must(point)({ x: 12.4, y: 34.6 }, source).numbers).toEqual([12, 35])
  })
})

describe('in one turn', () => {
  const read = (text: string) => told('vigorl-points', sizes.page, text)

  test('every pair in brackets is a point, the words around it stay', () => {
    const { looks, thoughts, answer } = read(
      '<think>\nThe sign (500, 400) is red.\n</think>\n<think>\nBeside it ( 120.5 , 40 ) is a tree.\n</think>\n<answer> a tree </answer>',
    )
    // Drawn as far as shows where it is: 1000 / 100 = 10 px.
    expect(looks.map((l) => [l.point, l.at])).toEqual([
      [
        [500, 400],
        [490, 390, 510, 410],
      ],
      [
        [120.5, 40],
        [110.5, 30, 130.5, 50],
      ],
    ])
    expect(thoughts).toEqual(['The sign', 'is red.', 'Beside it', 'is a tree.'])
    expect(answer).toBe('a tree')
  })

  test('an answer that is a point is both', () => {
    const { looks, answer } = read('<think>There (500, 400).</think><answer>(510, 420)</answer>')
    expect(looks.map((l) => l.point)).toEqual([
      [500, 400],
      [510, 420],
    ])
    expect(answer).toBe('(510, 420)')
  })

  test('points inside an answer in words stay words', () => {
    const { looks, answer } = read('<answer>the tree at (510, 420)</answer>')
    expect({ looks, answer }).toEqual({ looks: [], answer: 'the tree at (510, 420)' })
  })

  test.each(['(a, b)', 'f(1)', '(1, 2, 3)', '[500, 400]', '(1,234,567)', '(-5, 10)'])(
    '%s is no point',
    (text) => {
      expect(lookSpans('vigorl-points', `<think>So ${text}.</think>`)).toEqual([])
    },
  )
})
