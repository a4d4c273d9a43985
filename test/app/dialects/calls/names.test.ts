/**
 * What the names of tools and of their arguments say: which image is meant, what numbers count in, whether a region is asked for at all,
 * and as many times larger. Each row is a spelling that stands in files of the field.
 */
import { describe, expect, test } from 'vitest'
import {
  labelOf,
  isInWords,
  isRegionName,
  isWordsName,
  wantedOf,
} from '../../../../app/dialects/calls/box-value'
import { notationOfCall, seeksRegion } from '../../../../app/dialects/calls/known-tools'
import { callSpans, zoomOf, type CallRules } from '../../../../app/dialects/calls/read'
import { indexOf, sourceIndex } from '../../../../app/dialects/calls/source'
import { toolCall, xmlCall } from '../../../builders/told'

const rules: CallRules = { notation: { space: 'image', order: 'xyxy' } }
const spans = (text: string, more: Partial<CallRules> = {}) => callSpans(text, { ...rules, ...more })
const call = (name: string, args: Readonly<Record<string, unknown>>) => ({ name, arguments: args })

describe('which image', () => {
  test.each<[Readonly<Record<string, unknown>>, number | undefined]>([
    [{ img_idx: 0 }, 0],
    [{ imgIdx: 2 }, 2],
    [{ image_index: '3' }, 3],
    [{ image_no: 1 }, 1],
    [{ picture_number: 4 }, 4],
    [{ index: 5 }, 5],
    [{ target_image: 1 }, 0],
    [{ target_images: '3' }, 2],
    [{ target_image: 0 }, 0],
    [{ image: 'img_1' }, 0],
    [{ image: 'image 2' }, 1],
    [{ img: 'Figure-3' }, 2],
    [{ source: 'observation_2' }, 2],
    [{ source: 'crop_1' }, 1],
    [{ image: 'original image' }, 0],
    [{ image: 'original_image' }, 0],
    [{ image: 1 }, 1],
    [{ image: '/data/a_2.png' }, undefined],
    [{ image_url: 'https://a/b.png' }, undefined],
    [{ source: 'web' }, undefined],
    [{ img_idx: null }, undefined],
    [{ img_idx: -1 }, 0],
    [{ img_idx: 1.5 }, 0],
    [{ picture: 'the red one' }, undefined],
    [{}, undefined],
  ])('%j', (args, source) => {
    expect(sourceIndex(args)).toBe(source)
  })

  test('a number as text is one, up to six digits', () => {
    expect(['7', ' 7 ', '1234567', '7a', ''].map(indexOf)).toEqual([7, 7, undefined, undefined, undefined])
  })
})

describe('what numbers count in', () => {
  const four = [10, 20, 300, 400]

  test.each([
    ['crop_image_normalized', { bbox_2d: four }, four, 'unit'],
    ['crop_image', { x1: 0, y1: 0, x2: 1, y2: 1 }, [0, 0, 1, 1], 'unit'],
    ['crop_image', { x1: 0, y1: 0, x2: 2, y2: 1 }, [0, 0, 2, 1], undefined],
    ['crop_image', { box: [0, 0, 1, 1] }, [0, 0, 1, 1], undefined],
    ['zoom_in', { image_id: 0, bbox: four }, four, 'image'],
    ['zoom_in', { bbox: four }, four, undefined],
    ['mcp__qwen__crop', { image_path: 'a', box: four }, four, 'per-mille'],
    ['crop', { box: four }, four, undefined],
    ['mcp__a__draw_bbox', { bboxes: [] }, four, 'per-mille'],
    ['zoom_image', { file_path: 'a', x1: 1, y1: 2, x2: 3, y2: 4 }, four, 'per-mille'],
    ['zoom_image', { x1: 1, y1: 2, x2: 3, y2: 4 }, four, undefined],
    ['vision_analyze', { region: four }, four, 'image'],
    ['spawn', { text: 'a', bbox: four }, four, 'per-mille'],
    ['color_at_tool', { point: [1, 2] }, [1, 2], 'per-mille'],
    ['mobile_use', { coordinate: [1, 2] }, [1, 2], 'per-999'],
    ['computer_use', { coordinate: [1200, 2] }, [1200, 2], undefined],
    ['image_zoom_in_tool', { bbox_2d: four }, four, undefined],
    ['my_tool', { bbox_2d: four }, four, undefined],
  ])('%s %j', (name, args, numbers, space) => {
    expect(notationOfCall(call(name, args), numbers)?.space).toBe(space)
  })

  test('its own tool counts as the dialect says, whatever others of that name do', () => {
    const text = xmlCall('image_zoom_in_tool', { bbox_2d: '[1, 2, 30, 40]' })
    expect(spans(text)[0]).toMatchObject({ notation: { space: 'per-mille' } })
    expect(spans(text, { own: () => true })[0]).not.toHaveProperty('notation')
  })
})

describe('whether a region is asked for', () => {
  test.each([
    ['zoom_in', {}, true],
    ['image_crop_tool', {}, true],
    ['Magnifier', {}, true],
    ['look_closer', {}, true],
    ['crop_video', {}, false],
    ['zoom', { start_time: 1 }, false],
    ['crop', { video_path: 'a.mp4' }, false],
    ['zoom_camera', {}, false],
    ['crop_text', {}, false],
    ['search', {}, false],
  ])('%s %j: %s', (name, args, seeks) => {
    expect(seeksRegion(call(name, args))).toBe(seeks)
  })

  test('one that is asked for and not named is told; of another tool it is a call', () => {
    expect(spans(toolCall('zoom_in', { why: 'small' })).map((s) => s.type)).toEqual(['malformed'])
    expect(spans(toolCall('search', { query: 'geese' })).map((s) => s.type)).toEqual(['call'])
  })

  test.each([
    ['bbox_2d', { kind: 'box', many: false }],
    ['bboxes', { kind: 'box', many: true }],
    ['points', { kind: 'point', many: true }],
    ['coordinate', { kind: 'any', many: false }],
    ['coordinates', { kind: 'any', many: true }],
    ['start_point', { kind: 'point', many: false }],
    ['roi', { kind: 'box', many: false }],
  ])('an argument called %s', (name, wanted) => {
    expect(isRegionName(name)).toBe(true)
    expect(wantedOf(name)).toEqual(wanted)
  })

  test.each(['region_description', 'targetText', 'object_desc', 'crop_query'])('%s holds words', (name) => {
    expect(isWordsName(name)).toBe(true)
  })

  test('words are no list of numbers, and numbers no words', () => {
    expect(['the upper left', 'row 3 of table 2', 'лев верх'].map(isInWords)).toEqual([true, true, true])
    expect(['[1, 2, 3, 4]', '10 20 30 40 px', '(the left)', 'a b', 7].map(isInWords)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('as many times larger', () => {
  test.each([
    [{ factor: 2 }, 2],
    [{ zoom_factor: '1.5' }, 1.5],
    [{ magnification: 3 }, 3],
    [{ scale: 4 }, 4],
    [{ factor: 0 }, undefined],
    [{ factor: -2 }, undefined],
    [{ factor: 'large' }, undefined],
    [{ factor: '' }, undefined],
    [{ factor: null }, undefined],
    [{}, undefined],
  ])('%j', (args, zoom) => {
    expect(zoomOf(call('zoom', args))).toBe(zoom)
  })
})

describe('what a region is called', () => {
  test.each([
    [{ label: 'cup', text: 'other' }, 'cup'],
    [{ object_name: 'cup' }, 'cup'],
    [{ label: ' ', prompt: 'What?' }, 'What?'],
    [{ label: 7 }, '7'],
    [{ label: ['cup'] }, undefined],
    [{ colour: 'red' }, undefined],
  ])('%j', (args, label) => {
    expect(labelOf(args)).toBe(label)
  })

  test('each of several regions has its own', () => {
    const text = toolCall('mark', {
      items: [{ box: [1, 2, 30, 40], name: 'a' }, { box: [5, 6, 70, 80] }],
      label: 'all',
    })
    expect(spans(text).map((s) => (s.type === 'look' ? [s.numbers, s.label] : s.type))).toEqual([
      [[1, 2, 30, 40], 'a'],
      [[5, 6, 70, 80], 'all'],
    ])
  })
})

describe('several arguments', () => {
  test('one region beside what is broken is enough', () => {
    const text = toolCall('zoom', { bbox_2d: [1, 2, 30, 40], region: [1, 2, 3] })
    expect(spans(text)).toMatchObject([{ type: 'look', numbers: [1, 2, 30, 40] }])
  })

  test('of a list of boxes what is broken stays told', () => {
    const text = toolCall('zoom', {
      bboxes: [
        [1, 2, 30, 40],
        [5, 6, 7],
      ],
    })
    expect(spans(text).map((s) => s.type)).toEqual(['look', 'malformed'])
  })

  test('a box and a point are both there', () => {
    const text = toolCall('drag', { start_point: [1, 2], end_point: [30, 40] })
    expect(spans(text).map((s) => (s.type === 'look' ? s.numbers : s.type))).toEqual([
      [1, 2],
      [30, 40],
    ])
  })

  test('lists of numbers that are never a region are none', () => {
    for (const name of [
      'color',
      'rgb',
      'indices',
      'frame_ids',
      'size',
      'scores',
      'padding',
      'path',
      'weights',
    ])
      expect([name, ...spans(toolCall('tool', { [name]: [1, 2, 30, 40] })).map((s) => s.type)]).toEqual([
        name,
        'call',
      ])
  })
})
