/** Boxes and points however an argument holds them, with the reason where it holds none. */
import { describe, expect, test } from 'vitest'
import { isRegionName, isSwapped, regionsOf } from '../../../../app/dialects/calls/box-value'
import { looseOf } from '../../../../app/dialects/calls/loose'

const box = [10, 20, 110, 220]

describe('a box', () => {
  test('of four numbers is exact', () => {
    expect(regionsOf(box, 'box')).toEqual({ regions: [{ numbers: box, rough: false }] })
  })

  test.each([
    ['a list in a list', [box]],
    [
      'two corners',
      [
        [10, 20],
        [110, 220],
      ],
    ],
    [
      'four corners',
      [
        [10, 20],
        [110, 20],
        [110, 220],
        [10, 220],
      ],
    ],
    ['text', '[10, 20, 110, 220]'],
    ['text of a list in a list', '[[10,20,110,220]]'],
    ['numbers alone', '10, 20, 110, 220'],
    ['named numbers', 'x1=10 y1=20 x2=110 y2=220'],
    ['pairs', '(10,20),(110,220)'],
    ['a mark', '<box>[10, 20, 110, 220]</box>'],
    ['numbers as text', ['10', '20', '110', '220']],
    ['corners by name', { x1: 10, y1: 20, x2: 110, y2: 220 }],
    ['corners from zero', { x0: 10, y0: 20, x1: 110, y1: 220 }],
    ['smallest and largest', { x_min: 10, y_min: 20, x_max: 110, y_max: 220 }],
    ['smallest and largest in camel case', { xMin: 10, yMin: 20, xMax: 110, yMax: 220 }],
    ['edges', { left: 10, top: 20, right: 110, bottom: 220 }],
    ['a place and a size', { x: 10, y: 20, width: 100, height: 200 }],
    ['a place and a size, short', { x: 10, y: 20, w: 100, h: 200 }],
    ['an edge and a size', { left: 10, top: 20, width: 100, height: 200 }],
    ['two points by name', { top_left: [10, 20], bottom_right: [110, 220] }],
    ['two points of x and y', { start: { x: 10, y: 20 }, end: { x: 110, y: 220 } }],
    ['a box in an object', { bbox: [[10, 20, 110, 220]] }],
  ])('as %s is rough', (_, value) => {
    expect(regionsOf(value, 'box')).toEqual({ regions: [{ numbers: box, rough: true }] })
  })

  test.each([
    ['three numbers', [1, 2, 3], /3 numbers/],
    ['five numbers', [1, 2, 3, 4, 5], /5 numbers/],
    ['null', [1, 2, 3, null], /null is no number/],
    ['NaN', [NaN, 0, 1, 1], /NaN is no number/],
    ['words', ['a', 0, 1, 1], /“a” is no number/],
    ['a list inside', [245, [234, 543, 542, 244]], /number/],
    ['nothing', null, /empty/],
    ['an empty list', [], /empty/],
    ['words only', 'there', /no numbers/],
    ['half a text', '[100, 200, 30', /cut off/],
    ['half an object', { x1: 1, y1: 2 }, /corners/],
  ])('of %s is none, and why', (_, value, reason) => {
    expect(regionsOf(value, 'box').regions).toBeUndefined()
    expect(regionsOf(value, 'box')).toMatchObject({ bad: expect.stringMatching(reason) as string })
  })

  test('that is cut in the middle is none', () => {
    const cut = looseOf('{"bbox": [400, 250, 620, 52')?.value as { value: { bbox: unknown } }
    expect(regionsOf(cut.value.bbox, 'box')).toEqual({ bad: 'the numbers are cut off' })
  })

  test('may be one of several, each with its label', () => {
    const several = [{ bbox: [1, 2, 3, 4], label: 'a' }, { bbox: [5, 6, 7, 8] }]
    expect(regionsOf(several).regions).toEqual([
      { numbers: [1, 2, 3, 4], rough: false, label: 'a' },
      { numbers: [5, 6, 7, 8], rough: false },
    ])
    expect(
      regionsOf([
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ]).regions,
    ).toHaveLength(2)
  })

  test('keeps numbers of any size', () => {
    expect(regionsOf([0, 5, 533, 9999999999999999999999999999]).regions).toHaveLength(1)
  })

  test('is swapped where a corner lies before the other, not where a side has no length', () => {
    expect([isSwapped([5, 0, 1, 9]), isSwapped([0, 9, 1, 5]), isSwapped([1, 1, 1, 1])]).toEqual([
      true,
      true,
      false,
    ])
  })
})

test('points are two numbers, however they stand', () => {
  const point = { regions: [{ numbers: [3, 4], rough: false }] }
  expect(regionsOf([3, 4], 'point')).toEqual(point)
  expect(regionsOf({ x: 3, y: 4 }, 'point')).toEqual({ regions: [{ numbers: [3, 4], rough: true }] })
  expect(regionsOf([3, 4], 'box').regions).toBeUndefined()
  expect(regionsOf([1, 2, 3, 4], 'point').regions).toBeUndefined()
})

test('names the field uses for regions are known, whatever their case; others are not', () => {
  for (const name of [
    'bbox_2d',
    'bbox',
    'box',
    'region',
    'bounding_box',
    'boundingBox',
    'rect',
    'box_2d',
    'coordinates',
    'bboxes',
  ])
    expect([name, isRegionName(name)]).toEqual([name, true])
  for (const name of ['label', 'color', 'img_idx', 'image_path', 'inbox', 'text', 'factor'])
    expect([name, isRegionName(name)]).toEqual([name, false])
})
