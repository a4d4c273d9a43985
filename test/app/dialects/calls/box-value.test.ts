/** Boxes and points however an argument holds them, with the reason where it holds none. */
import { describe, expect, test } from 'vitest'
import { isRegionName, regionsIn } from '../../../../app/dialects/calls/box-value'
import { looseOf } from '../../../../app/dialects/calls/loose'

const box = [10, 20, 110, 220]

describe('a box', () => {
  test('of four numbers is exact', () => {
    expect(regionsIn(box, 'box')).toEqual({ regions: [{ numbers: box }] })
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
    ['text', '[10, 20, 110, 220]'],
    ['text of a list in a list', '[[10,20,110,220]]'],
    ['numbers alone', '10, 20, 110, 220'],
    ['numbers as text', ['10', '20', '110', '220']],
    ['corners by name', { x1: 10, y1: 20, x2: 110, y2: 220 }],
    ['smallest and largest', { x_min: 10, y_min: 20, x_max: 110, y_max: 220 }],
    ['edges', { left: 10, top: 20, right: 110, bottom: 220 }],
  ])('as %s is rough', (_, value) => {
    expect(regionsIn(value, 'box')).toEqual({ regions: [{ numbers: box, rough: true }] })
  })

  test('as a place and a size says so', () => {
    expect(regionsIn({ x: 10, y: 20, width: 100, height: 200 }, 'box')).toEqual({
      regions: [{ numbers: [10, 20, 100, 200], rough: true, notation: { order: 'xywh' } }],
    })
  })

  test.each([
    ['three numbers', [1, 2, 3], /3 numbers/],
    ['two numbers', [1, 2], /2 numbers/],
    ['null in it', [1, 2, 3, null], /null/],
    ['NaN', [NaN, 0, 1, 1], /NaN/],
    ['words', ['a', 0, 1, 1], /“a”/],
    ['a list inside', [245, [234, 543, 542, 244]], /a list/],
    ['nothing', null, /null/],
    ['an empty list', [], /no numbers/],
    ['words only', 'there', /text/],
    ['half an object', { x1: 1, y1: 2 }, /coordinates/],
  ])('of %s is none, and why', (_, value, reason) => {
    expect(regionsIn(value, 'box').regions).toEqual([])
    expect(regionsIn(value, 'box').broken).toMatch(reason)
  })

  test('that is cut in the middle is none', () => {
    const cut = looseOf('{"bbox": [400, 250, 620, 52')?.value as { value: { bbox: unknown } }
    expect(regionsIn(cut.value.bbox, 'box')).toMatchObject({
      regions: [],
      broken: expect.stringContaining('cut off') as string,
    })
  })

  test('keeps numbers of any size', () => {
    expect(regionsIn([0, 5, 533, 9999999999999999999999999999], 'box').regions).toHaveLength(1)
  })
})

test('points are two numbers, however they stand', () => {
  expect(regionsIn([3, 4], 'point')).toEqual({ regions: [{ numbers: [3, 4] }] })
  expect(regionsIn({ x: 3, y: 4 }, 'point')).toEqual({ regions: [{ numbers: [3, 4], rough: true }] })
  expect(regionsIn([1, 2, 3, 4], 'point').regions).toEqual([])
})

test('names the field uses for regions are known, whatever their case; others are not', () => {
  for (const name of [
    ...[
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
    ],
    ...['crop_box', 'target_bbox', 'point_2d', 'coordinate', 'roi', 'bbox2d', 'start_point'],
  ])
    expect([name, isRegionName(name)]).toEqual([name, true])
  for (const name of ['label', 'color', 'img_idx', 'image_path', 'inbox', 'text', 'factor', 'textbox_name'])
    expect([name, isRegionName(name)]).toEqual([name, false])
})
