/** Every reward by itself, against cases worked out by hand. */
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { rewardOf } from '../../../app/rewards'
import { looksOf } from '../../../app/rewards/dump'
import type { RewardContext, Rollout } from '../../../app/rewards/rollout'
import { answerIn } from '../../../app/rewards/text'

const look = '<think>I look. {"bbox_2d": [8, 16, 80, 64]}\n'
const good = `${look}It says "47".</think>\n<answer>47</answer>`
const asked: RewardContext = {
  question: 'What does it say?',
  gold: ['47'],
  size: { width: 1120, height: 840 },
  frame: { width: 364, height: 280 },
}

function rollout(text: string, more: Partial<Rollout> = {}): Rollout {
  return { id: 'r', text, segments: [text], looks: looksOf(text), answer: answerIn(text), ...more }
}

function amount(id: string, text: string, given: Partial<RewardContext> = {}, more: Partial<Rollout> = {}) {
  return rewardOf(id)?.measure(rollout(text, more), { ...asked, ...given }).amount
}

const said = (answer: string) => `<think></think><answer>${answer}</answer>`

describe('accuracy', () => {
  it.each([
    [['47'], '47', 1],
    [['47'], '4', 0],
    [['47'], ' 47 ', 1],
    [['red/crimson'], 'crimson', 1],
    [['red', 'crimson'], 'crimson', 1],
    [['12/03/24'], '12', 0], // a date's slashes separate nothing
    [['12/03/24'], '12/03/24', 1],
    [['Red'], 'red', 0],
    [[''], '', 0], // nothing is accepted
    [[], '', 0],
  ])('accepted %j, said %j: %d', (gold, answer, expected) => {
    expect(amount('accuracy', said(answer), { gold })).toBe(expected)
  })

  it('reads the last answer, and the last line where there is none', () => {
    expect(amount('accuracy', '<answer>46</answer> no <answer>47</answer>')).toBe(1)
    expect(amount('accuracy', 'So it is\n47')).toBe(1)
    expect(amount('accuracy', '<answer>47')).toBe(0)
  })

  it('takes a judge’s word where the text is another, within 0 and 1', () => {
    expect(amount('accuracy', said('forty-seven'), {}, { verdict: 1 })).toBe(1)
    expect(amount('accuracy', said('forty-seven'), {}, { verdict: 7 })).toBe(1)
    expect(amount('accuracy', said('forty-seven'), {}, { verdict: 0.5 })).toBe(0.5)
    expect(amount('accuracy', said('47'), {}, { verdict: 0 })).toBe(1)
  })
})

describe('accuracy as released', () => {
  it.each([
    [['47'], '47', 1],
    [['12/03/24'], '12', 1], // it splits dates as well
    [['a/b'], 'b', 0], // one letter against another ends it, although “b” comes next
    [['red/b'], 'b', 1],
    [['a'], 'A', 0], // capitals are the judge's business
  ])('accepted %j, said %j: %d', (gold, answer, expected) => {
    expect(amount('accuracy-released', said(answer), { gold })).toBe(expected)
  })

  it('says where it would ask its judge', () => {
    const measured = (answer: string, gold: string) =>
      rewardOf('accuracy-released')?.measure(rollout(said(answer)), { ...asked, gold: [gold] })
    expect(measured('A', 'a')?.undecided).toBe(true)
    expect(measured('b', 'a')?.undecided).toBeUndefined()
    expect(measured('right', 'a')).toEqual({
      amount: 0,
      why: '“right” is not an accepted text; the released code asks its judge.',
      undecided: true,
    })
  })
})

describe('accuracy as released, of TextVQA', () => {
  it.each([
    ['The two cats!', '2 cats', 1], // articles, number words and marks do not count
    ['isnt it', "isn't it", 1],
    ['Yes, it is.', 'yes', 1], // a yes in a short sentence
    ['yes and no', 'yes', 0],
    [`yes ${'x'.repeat(50)}`, 'yes', 0],
    ['cats', 'dogs / cats', 1],
    ['1.5', '15', 0], // a point before a digit stays
    ["cat's", 'cat s', 0], // “'s” is a word of its own, with its apostrophe
  ])('said %j, accepted %j: %d', (answer, gold, expected) => {
    expect(amount('accuracy-released', said(answer), { gold: [gold], source: 'textvqa' })).toBe(expected)
  })
})

describe('format', () => {
  it.each([
    [good, 1, 1],
    [`\n ${good} \n`, 1, 1],
    [good.replace('</think>\n', ''), 0, 1], // the released code does not look at think tags
    [`${good} more`, 0, 0],
    [look, 0, 0],
    [`${good}<answer>48</answer>`, 0, 1],
    ['<answer>47</answer>', 0, 1],
    ['<think></think><answer>', 0, 0],
    ['</answer><answer>', 0, 0],
    ['<answer></answer>', 0, 1],
    ['<think><think></think></think><answer>1</answer>', 0, 1],
    ['<answer>1</answer><think>2</think>', 0, 0],
    ['<think>1</think> so <answer>2</answer>', 0, 1],
  ])('%j: %d, as released %d', (text, paper, released) => {
    expect([amount('format', text), amount('format-released', text)]).toEqual([paper, released])
  })
})

describe('region validity', () => {
  const at = (...boxes: readonly (readonly number[])[]) =>
    amount('region', boxes.map((b) => `{"bbox_2d": [${b.join(', ')}]}\n`).join(''))

  it('counts different boxes that lie in the picture with some area', () => {
    expect(at([8, 16, 80, 64])).toBe(1)
    expect(at([8, 16, 80, 64], [8, 16, 80, 64])).toBe(1)
    expect(at([8, 16, 80, 64], [8, 16, 81, 64])).toBe(2)
    expect(at([0, 0, 364, 280])).toBe(1)
  })

  it.each([
    [[80, 16, 80, 64]],
    [[90, 16, 80, 64]],
    [[-8, 16, 80, 64]],
    [[8, 16, 372, 64]],
    [[8, 16, 80, 288]],
    [[8, 16, 80]],
  ])('does not count %j', (box) => {
    expect(at(box)).toBe(0)
  })

  it('does not count a box of which no pixel is left', () => {
    // 3 pixels wide, shown 364 wide: 10 and 100 are both in its first pixel.
    expect(amount('region', '{"bbox_2d": [10, 0, 100, 280]}', { size: { width: 3, height: 280 } })).toBe(0)
  })

  it('reads a request inside a tool call, but nothing that is no number', () => {
    expect(
      amount('region', '<tool_call>{"arguments": {"bbox_2d": [1, 2, 30, 40], "label": "x"}}</tool_call>'),
    ).toBe(1)
    expect(amount('region', '{"bbox_2d": ["1", "2", "30", "40"]} {"bbox_2d": [NaN, 2, 30, 40]}')).toBe(0)
  })

  it('goes by the flags where the numbers are of no frame', () => {
    const looks = [
      { region: box<'image'>(1, 2, 30, 40), flags: [] },
      { region: box<'image'>(0, 2, 30, 40), flags: ['clamped'] },
      { flags: ['invalid'] },
    ] as const
    expect(amount('region', '', {}, { looks })).toBe(1)
  })
})

describe('region requests as released', () => {
  it.each([
    [good, 1],
    ['{"bbox_2d": [9, 9, 1, 1]}', 1], // geometry is not looked at
    ['{"bbox_2d": "here"}', 1],
    ['{"bbox_2d": [NaN, 1, Infinity, -Infinity]}', 1], // Python's json reads these
    ['{"bbox_2d": [9, 9, 1, ]}', 0],
    ['{"bbox": [9, 9, 1, 1]}', 0],
    ['{"other": 1} {"bbox_2d": [9, 9, 1, 1]}', 1],
    ['{"bbox_2d": [1, 2, 3, 4]} {"bbox_2d": [1, 2, 3', 1], // never closed: not a match
    ['{"bbox_2d": [1, 2, 3, 4]} {"bbox_2d": oops}', 0],
    ['{"arguments": {"bbox_2d": [1, 2, 3, 4]}}', 0], // it stops at the first closing brace
    ['no look', 0],
  ])('%j: %d', (text, expected) => {
    expect(amount('region-released', text)).toBe(expected)
  })
})

describe('length', () => {
  it('counts code points of the whole reply', () => {
    expect(amount('length', 'abc')).toBe(3)
    expect(amount('length', '東京😀')).toBe(3)
  })

  it.each([
    ['<think>abc {"bbox_2d": [1, 2, 3, 4]}\nabcdefghijklmno</think>', 3], // shortest: “abc”
    ['<think>{"bbox_2d": [1, 2, 3, 4]}\nabcdefghijklmno</think>', 0], // an empty first stretch counts
    ['abcdefghijklmno {"bbox_2d": [1, 2, 3, 4]} {"bbox_2d": [1, 2, 3, 4]} abcdefghijklm', 13], // an empty middle one not
    ['<think>abcd</think>', 4],
    ['a  \n b', 3], // blanks are one
    ['ab<answer>cdefgh</answer>', 2],
    ['ab { "bbox_2d": [1, 2, 3, 4]} cdefg', 35], // its pattern has no room for a blank there
    ['', 0],
  ])('as released, %j: %d', (text, expected) => {
    expect(amount('length-released', text)).toBe(expected)
  })
})

describe('IoU to a given box', () => {
  const looks = [{ region: box<'image'>(0, 0, 10, 10), flags: [] }] as const
  const given = (...boxes: readonly (readonly [number, number, number, number])[]) =>
    amount('iou', '', { boxes: boxes.map((b) => box<'image'>(...b)) }, { looks })

  it('is the overlap of the best look, averaged over the given boxes', () => {
    expect(given([0, 0, 10, 10])).toBe(1)
    // Shared 5 × 10 = 50, together 100 + 100 − 50 = 150.
    expect(given([5, 0, 15, 10])).toBeCloseTo(1 / 3, 12)
    expect(given([0, 0, 10, 10], [50, 50, 60, 60])).toBe(0.5)
    expect(given([5, 5, 5, 5])).toBe(0)
  })

  it('is 0 without a given box or a look', () => {
    expect(given()).toBe(0)
    expect(amount('iou', 'no look', { boxes: [box<'image'>(0, 0, 10, 10)] })).toBe(0)
  })

  it('maps numbers as VLM-R³ cuts: truncated, right and bottom included', () => {
    // 8 × 1120 / 364 = 24.6 → 24; 16 × 3 = 48; 80 → 246.15 → 246, 247 outside; 64 × 3 = 192, 193 outside.
    expect(amount('iou', good, { boxes: [box<'image'>(24, 48, 247, 193)] })).toBe(1)
  })
})
