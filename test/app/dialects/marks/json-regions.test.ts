/** Regions in JSON as models write it: every slip of the reports that were collected, each with its right value. */
import { describe, expect, test } from 'vitest'
import { jsonRegions } from '../../../../app/dialects/marks/json-regions'

const own = { space: 'input', order: 'xyxy' } as const
const read = (text: string) => jsonRegions(text, { own })
/** What is drawn: numbers and label; of what cannot be read, why. */
const told = (text: string) =>
  read(text).map((s) =>
    s.type === 'look' ? [s.numbers, s.label] : s.type === 'malformed' ? s.message.slice(27) : s.type,
  )
const raws = (text: string) => read(text).map((s) => text.slice(s.start, s.end))

describe('boxes and points', () => {
  test.each([
    ['{"bbox_2d": [1, 2, 30, 40], "label": "cup"}', [[[1, 2, 30, 40], 'cup']]],
    ['{"label": "cup", "bbox_2d": [1, 2, 30, 40]}', [[[1, 2, 30, 40], 'cup']]],
    ['{"point_2d": [925, 618], "label": "p"}', [[[925, 618], 'p']]],
    [
      '{"object": "speaker", "bboxes": [[1, 2, 3, 4], [5, 6, 7, 8]]}',
      [
        [[1, 2, 3, 4], 'speaker'],
        [[5, 6, 7, 8], 'speaker'],
      ],
    ],
    ['{"bbox_2d": [0, 1, 2, 3], "name_zh": "米饭", "name_en": "Rice"}', [[[0, 1, 2, 3], 'Rice']]],
    // GRIT's own example: two keys in one object.
    [
      '{"bbox_2d": [1, 2, 3, 4], "label": "a", "bbox_2d": [5, 6, 7, 8], "label": "b"}',
      [
        [[1, 2, 3, 4], 'a'],
        [[5, 6, 7, 8], 'b'],
      ],
    ],
    ["[{'bbox_2d': (1, 2, 3, 4), 'label': 'it's here',}]", [[[1, 2, 3, 4], "it's here"]]],
    ['[{"bbox_2d": [1, 2, 3, 4], // the cup\n "label": "cup" /* or mug */}]', [[[1, 2, 3, 4], 'cup']]],
    ['{"bbox_2d [10, 20, 300, 400]": null, "label": "cup"}', [[[10, 20, 300, 400], 'cup']]],
    ["{'bbox_2d [10, 20, 300, 400]': 'cup'}", [[[10, 20, 300, 400], 'cup']]],
    ['{"bbox_2d": [[10, 20, 110, 220]]}', [[[10, 20, 110, 220], undefined]]],
    ['{"bbox_2d": "[10, 20, 110, 220]"}', [[[10, 20, 110, 220], undefined]]],
    ['{"bbox_2d": "10 20 110 220"}', [[[10, 20, 110, 220], undefined]]],
    ['{"bbox_2d": {"x1": 1, "y1": 2, "x2": 3, "y2": 4}}', [[[1, 2, 3, 4], undefined]]],
    ['{"bbox": {"x_min": 1, "y_min": 2, "x_max": 3, "y_max": 4}}', [[[1, 2, 3, 4], undefined]]],
    ['{"bbox_2d": [1, 2, 3, 4', 'the text is cut off in it.'],
    ['{"bbox_2d":[1,2,3,4}', [[[1, 2, 3, 4], undefined]]],
    ['bbox_2d: [1, 2, 3, 4]', [[[1, 2, 3, 4], undefined]]],
    ['{"arguments": "{\\"bbox_2d\\": [1,2,3,4]}"}', [[[1, 2, 3, 4], undefined]]],
  ])('%s', (text, right) => {
    expect(told(text)).toEqual(typeof right === 'string' ? [right] : right)
  })

  test('a list that is cut off keeps what was whole, and tells the rest', () => {
    const text = '```json\n[{"bbox_2d": [94, 598, 177, 991], "label": "a"}, {"bbox_2d": [100, 200, 30'
    expect(told(text)).toEqual([[[94, 598, 177, 991], 'a'], 'the text is cut off in it.'])
    expect(raws(text)[1]).toBe('{"bbox_2d": [100, 200, 30')
    expect(told('{"bboxes": [[1,2,3,4],[5,6,7')).toEqual([
      [[1, 2, 3, 4], undefined],
      'the text is cut off in it.',
    ])
  })

  test.each([
    ['{"bbox_2d":[533,132,457],"label":"a"}', '3 numbers instead of 4.'],
    ['{"bbox_2d":[245,[234,543,542,244]]}', 'a list among its numbers.'],
    ['{"bbox_2d":[1,2,3,null]}', '“null” among its numbers.'],
    ['{"bbox_2d":[NaN,0,100,100]}', 'NaN among its numbers.'],
    ['{"bbox_2d":["a",0,1,1]}', '“a” among its numbers.'],
    ['{"bbox_2d": null, "label": "cup"}', 'null.'],
    ['{"bbox_2d": []}', 'no numbers.'],
    ['{"bbox_2d": {"a": 1}}', 'an object without four coordinates.'],
  ])('%s is told, not drawn', (text, why) => {
    expect(told(text)).toEqual([why])
    expect(raws(text)).toEqual([text])
  })

  test.each([
    '"bbox_2d": [x1, y1, x2, y2]',
    '{"point": "3"}',
    '{"region": "top left"}',
    '{"boxes": []}',
    'a bbox: big',
  ])('%s is no region', (text) => {
    expect(read(text)).toEqual([])
  })

  test('one broken part costs no other', () => {
    const good = '{"bbox_2d": [1, 2, 30, 40], "label": "cup"}'
    for (const noise of [
      '{',
      '}',
      '"',
      "it's {",
      '{"a" is',
      '[[[',
      '{"bbox_2d": [1,2]}',
      '\\',
      '{"label": "a',
    ])
      expect(told(`${noise} ${good}`)).toContainEqual([[1, 2, 30, 40], 'cup'])
  })
})

describe('what is not quite as it should be', () => {
  test.each([
    ['{"bbox_2d": [9, 9, 1, 1]}', { swapped: true }],
    ['{"bbox_2d": "[1, 2, 3, 4]"}', { rough: true }],
    ['{"box": [1, 2, 3, 4]}', { rough: true }],
    ['{"bbox": [1, 2, 9, 2, 9, 8, 1, 8]}', { numbers: [1, 2, 9, 8], bounds: true }],
    ['{"bbox": {"x": 1, "y": 2, "w": 3, "h": 4}}', { notation: { space: 'input', order: 'xywh' } }],
    ['{"box_2d": [1, 2, 3, 4]}', { notation: { space: 'per-mille', order: 'yxyx' } }],
  ])('%s', (text, right) => {
    expect(read(text)[0]).toMatchObject(right)
  })

  test('the dialect may say how a key is written', () => {
    const glm = { space: 'per-mille', order: 'xyxy' } as const
    const [span] = jsonRegions('{"box_2d": [[1, 2, 3, 4]]}', { own: glm, keys: { box_2d: glm } })
    expect(span).toEqual({ type: 'look', start: 0, end: 26, several: false, numbers: [1, 2, 3, 4] })
  })
})
