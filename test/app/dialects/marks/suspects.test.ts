/** What no family's marks say: objects of coordinates are read, actions of scripts are points, bare numbers are told and not drawn. */
import { describe, expect, test } from 'vitest'
import { qwenGrounding } from '../../../../app/dialects/qwen-grounding'
import { readGeneration } from '../../../../app/reading/spans'

const spansOf = (text: string) => readGeneration(qwenGrounding, text, { ended: true }).spans
const told = (text: string) => spansOf(text).flatMap((s) => (s.type === 'malformed' ? [s.message] : []))
const answer = (text: string) => spansOf(text).flatMap((s) => (s.type === 'answer' ? [s.text] : []))

describe('four numbers in brackets', () => {
  test.each([
    ['The cat [[100, 200, 300, 400]] sits.', '[[100, 200, 300, 400]]'],
    ['A dog [0.112, 0.205, 0.318, 0.411] runs.', '[0.112, 0.205, 0.318, 0.411]'],
    ['[100, 200, 300, 400]', '[100, 200, 300, 400]'],
    ['{<25><30><60><70>}', '{<25><30><60><70>}'],
  ])('in %j are told, and the answer stays whole', (text, region) => {
    expect(told(text)).toEqual([
      `“${region}” looks like a region, but nothing says in which unit it is written.`,
    ])
    if (!region.includes('<')) expect(answer(text)).toEqual([text])
    expect(spansOf(text).filter((s) => s.type === 'look')).toEqual([])
  })

  test.each([
    'The list [1, 2, 3, 4] is sorted.',
    'x = [100, 200, 300, 400]',
    'rows[100, 200, 300, 400]',
    'From [300, 400, 100, 200] down.',
    'A point [100, 200].',
    'It is <ref>cat</ref><box>[[100, 200, 300, 400]]</box>.',
    '```json\n[{"bbox_2d": [100, 200, 300, 400]}]\n```',
  ])('are something else in %j', (text) => {
    expect(told(text)).toEqual([])
  })

  test('in a thought are a step of their own, before the answer', () => {
    const text = '<think>It is at [100, 200, 300, 400].</think>A cup.'
    expect(spansOf(text).map(({ type, start, end }) => [type, text.slice(start, end)])).toEqual([
      ['malformed', '[100, 200, 300, 400]'],
      ['answer', 'A cup.'],
    ])
  })
})

test('patches of Kosmos are told and are no answer', () => {
  const text = '<grounding><phrase>a cat</phrase><object><patch_index_0044><patch_index_0863></object>'
  expect(told(text)).toHaveLength(1)
  expect(answer(text)).toEqual([])
})

test('an object of coordinates is a region, with its name', () => {
  const text =
    '{"objects": [{"x_min": 0.1, "y_min": 0.2, "x_max": 0.3, "y_max": 0.4}, {"label": "cup", "x1": 1, "y1": 2, "x2": 30, "y2": 40}]}'
  const looks = spansOf(text).flatMap((s) => (s.type === 'look' ? [s] : []))
  expect(looks.map(({ numbers, label, rough }) => [numbers, label, rough])).toEqual([
    [[0.1, 0.2, 0.3, 0.4], undefined, true],
    [[1, 2, 30, 40], 'cup', true],
  ])
  expect(answer(text)).toEqual([])
})

test('actions of scripts are points: shares of the screen, or pixels', () => {
  const text = '◁think▷There.◁/think▷pyautogui.click(x=0.31, y=0.72)\npyautogui.moveTo(1443, 343)'
  const looks = spansOf(text).flatMap((s) => (s.type === 'look' ? [s] : []))
  expect(looks.map(({ numbers, label, notation }) => [numbers, label, notation?.space])).toEqual([
    [[0.31, 0.72], 'click', 'unit'],
    [[1443, 343], 'moveTo', undefined],
  ])
})

test('Kimi’s marks close the thinking', () => {
  expect(answer('◁think▷It sits.◁/think▷A cat.')).toEqual(['A cat.'])
})
