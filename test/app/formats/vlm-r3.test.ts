/** VLM-R³: its evaluation logs as JSON and as text, its notebook's results, and VLIR, the data it is trained with. */
import { describe, expect, test } from 'vitest'
import { recordOfLog } from '../../../app/formats/vlm-r3-text'
import {
  answerOn,
  issuesIn,
  likeliest,
  refusedFor,
  regionsOn,
  traceIn,
  tracesIn,
} from '../../builders/format-rows'

const said = '<think> The sign. {"bbox_2d": [28, 56, 140, 168]}\n It is open.</think>\n<answer>a</answer>'
const row = (more: object = {}) => ({
  id: 0,
  image: 'images/1.jpg',
  question: 'Open?',
  full_response: said,
  ...more,
})
const square = { width: 280, height: 280 }

describe('a row of the log', () => {
  test('is its question, the whole response, the gold answer and the verdict', () => {
    const trace = traceIn('vlm-r3-log', row({ ground_truth: 'a', judge_reward: 1, category: 'Attribute' }))
    expect(trace).toEqual({
      id: '0',
      question: 'Open?',
      images: [{ type: 'path', path: 'images/1.jpg' }],
      dialect: 'vlm-r3',
      turns: [{ type: 'model', text: said }],
      gold: ['a'],
      verdict: 1,
      meta: { category: 'Attribute' },
    })
    // Right and bottom pixel included.
    expect(regionsOn(trace, square)).toEqual([[28, 56, 141, 169]])
    expect(answerOn(trace, square)).toBe('a')
  })

  test.each<[object, number | undefined, object]>([
    [{ judge_reward: 0.5 }, 0.5, {}],
    [{ is_correct: false }, 0, {}],
    [{ judge_reward: null, is_correct: true }, 1, {}],
    [{ judge_reward: 2 }, undefined, { judge_reward: 2 }],
    [{ is_correct: 'yes' }, undefined, { is_correct: 'yes' }],
  ])('%j is the verdict %s', (more, verdict, meta) => {
    const trace = traceIn('vlm-r3-log', row(more))
    expect(trace.verdict).toBe(verdict)
    expect(trace.meta).toEqual(meta)
  })

  test('an answer beside the ground truth is something else, and kept', () => {
    expect(traceIn('vlm-r3-log', row({ ground_truth: 'a', answer: 'b' }))).toMatchObject({
      gold: ['a'],
      meta: { answer: 'b' },
    })
    expect(traceIn('vlm-r3-log', row({ answer: 'b' }))).toMatchObject({ gold: ['b'], meta: {} })
  })

  test('the demo keeps its question among meta, and other names for the rest', () => {
    const { question: _q, image: _i, id: _id, ...rest } = row()
    const trace = traceIn('vlm-r3-log', {
      ...rest,
      meta: { question: 'Closed?', index: 12 },
      base_image_path: 'a.png',
      gt_option: 'B',
      is_correct: true,
    })
    expect(trace).toMatchObject({ id: '12', question: 'Closed?', gold: ['B'], verdict: 1 })
    expect(trace.images).toEqual([{ type: 'path', path: 'a.png' }])
  })

  test("the notebook's answer is what the model said, not what is right", () => {
    const { image: _, ...rest } = row({ base_image: 'a.png', answer: 'a', response_list: ['…'] })
    const trace = traceIn('vlm-r3-log', rest)
    expect(trace.gold).toBeUndefined()
    expect(trace.meta).toEqual({})
  })

  test('is refused without question or response, and told without image', () => {
    expect(refusedFor('vlm-r3-log', { full_response: said })).toEqual([
      { path: 'question', message: 'The row has no question.' },
    ])
    expect(refusedFor('vlm-r3-log', { question: 'Open?', full_response: 7 })).toEqual([
      { path: 'full_response', message: 'The row has no response.' },
    ])
    expect(issuesIn('vlm-r3-log', { question: 'Open?', full_response: said })).toEqual([
      { path: 'image', message: 'The row names no image.' },
    ])
  })

  test('of a response without any mark is one still, less surely', () => {
    expect(likeliest({ question: 'Open?', image: 'a.png', full_response: 'Open.' })).toBe('vlm-r3-log')
  })
})

describe('the text log', () => {
  const block = [
    'Iteration 12:',
    'Image Path: images/12.jpg',
    'Question: Which one?\n(A) left\n(B) right',
    'Category: Relation',
    'Full Response:',
    said,
    'Reward: 1.0',
    'Ground Truth:',
    '<answer>A</answer>',
    '-'.repeat(40),
  ].join('\n')

  test('of V* and MMVP is a record of the same log', () => {
    expect(likeliest(block)).toBe('vlm-r3-log')
    expect(traceIn('vlm-r3-log', block)).toMatchObject({
      id: '12',
      question: 'Which one?\n(A) left\n(B) right',
      images: [{ path: 'images/12.jpg' }],
      turns: [{ type: 'model', text: said }],
      gold: ['A'],
      verdict: 1,
      meta: { category: 'Relation' },
    })
  })

  test('is the same with the line ends of Windows', () => {
    expect(recordOfLog(block.replaceAll('\n', '\r\n'))).toEqual(recordOfLog(block))
  })

  test('of a model that writes “Reward:” itself ends at the last', () => {
    const own = block.replace(said, `${said}\nReward: high\nmore`)
    expect(recordOfLog(own)).toMatchObject({ full_response: `${said}\nReward: high\nmore`, judge_reward: 1 })
  })

  test('that was cut off in the response has no verdict and no gold', () => {
    const cut = block.slice(0, block.indexOf('\nReward'))
    expect(recordOfLog(cut)).toEqual({
      id: '12',
      image: 'images/12.jpg',
      question: 'Which one?\n(A) left\n(B) right',
      category: 'Relation',
      full_response: said,
    })
    expect(recordOfLog(block.replace('Reward: 1.0', 'Reward: none'))).not.toHaveProperty('judge_reward')
  })

  test('of CV-Bench has its letters in brackets', () => {
    const text = `Sample 3:\nPrompt: How many?\n(A) 1\nImage path: 3.png\nAnswer: (C)\nResponse:\n${said}\n\n\n${'-'.repeat(30)}`
    expect(recordOfLog(text)).toEqual({
      id: '3',
      image: '3.png',
      question: 'How many?\n(A) 1',
      full_response: `${said}\n`,
      ground_truth: 'C',
    })
    expect(recordOfLog(text.replace('(C)', 'two cups'))).toMatchObject({ ground_truth: 'two cups' })
  })

  test.each(['', 'Iteration 1:', 'Iteration x:\nImage Path: a\nQuestion: b\nFull Response:\nc', said])(
    '%j is none',
    (text) => expect(recordOfLog(text)).toBeUndefined(),
  )
})

describe('VLIR for supervised training', () => {
  const segments = [
    '<think> Small. {"bbox_2d": [28, 28, 84, 84]}',
    'It says hello.</think>\n<answer>hello</answer>\n',
  ]
  const sft = (more: object = {}) => ({
    image_path: 'page.png',
    question: 'What does it say?',
    response_list: segments,
    img_crop_list: ['crops/page_0.png'],
    ...more,
  })

  test('a segment is followed by its crop; line ends that were lost are put back', () => {
    const trace = traceIn('vlir-sft', sft({ answer: 'hello', source: 'textvqa' }))
    expect(trace.turns).toEqual([
      { type: 'model', text: `${segments[0] ?? ''}\n` },
      { type: 'given', role: 'tool', text: '', images: [1] },
      { type: 'model', text: segments[1] },
    ])
    expect(trace.images).toEqual(['page.png', 'crops/page_0.png'].map((path) => ({ type: 'path', path })))
    expect(trace).toMatchObject({ gold: ['hello'], meta: { source: 'textvqa' } })
    expect(regionsOn(trace, square)).toEqual([[28, 28, 85, 85]])
    expect(answerOn(trace, square)).toBe('hello')
  })

  test('its model saw at most 1,605,632 pixels: numbers count in that image', () => {
    expect(traceIn('vlir-sft', sft()).budgets?.image).toEqual({ minPixels: 3136, maxPixels: 1605632 })
    // 2800 × 2800 is shown as 1260 × 1260 (floor of √1605632 = 1267 to a multiple of 28).
    expect(regionsOn(traceIn('vlir-sft', sft()), { width: 2800, height: 2800 })).toEqual([[62, 62, 187, 187]])
  })

  test('without its image no crop takes its place', () => {
    const trace = tracesIn('vlir-sft', sft({ image_path: undefined }))[0]
    expect(trace).toMatchObject({ main: 1, images: [{ path: 'crops/page_0.png' }] })
    expect(issuesIn('vlir-sft', sft({ image_path: '' }))).toEqual([
      { path: 'image_path', message: 'The row names no image.' },
    ])
  })

  test('one bad segment or crop is told, the others are kept', () => {
    const odd = sft({ response_list: [segments[0], 7, segments[1]], img_crop_list: ['a.png', null] })
    expect(issuesIn('vlir-sft', odd)).toEqual([
      { path: 'response_list[1]', message: 'This segment is no text.' },
      { path: 'img_crop_list[1]', message: 'This names no image.' },
    ])
    expect(tracesIn('vlir-sft', odd)[0]?.turns.map((t) => t.type)).toEqual([
      'model',
      'given',
      'given',
      'model',
    ])
  })

  test('crops without a segment are told', () => {
    expect(issuesIn('vlir-sft', sft({ img_crop_list: ['a.png', 'b.png', 'c.png'] }))).toEqual([
      { path: 'img_crop_list', message: 'There are 3 crops for 2 segments.' },
    ])
  })

  test('is refused without a question or a list, and known by its lists', () => {
    expect(refusedFor('vlir-sft', { response_list: segments })).toEqual([
      { path: 'question', message: 'The row has no question.' },
    ])
    expect(refusedFor('vlir-sft', sft({ response_list: 'a' }))).toEqual([
      { path: 'response_list', message: 'The row has no list of responses.' },
    ])
    expect(likeliest(sft())).toBe('vlir-sft')
    expect(likeliest(sft({ img_crop_list: undefined }))).toBe('vlir-sft')
  })
})

describe('VLIR for reinforcement', () => {
  const rl = { image_path: 'page.png', question: 'What brand?', answer: 'acme/Acme Inc/ ', source: 'textvqa' }

  test('is a question with all its accepted answers, and no reply', () => {
    expect(likeliest(rl)).toBe('vlir-rl')
    expect(traceIn('vlir-rl', rl)).toEqual({
      question: 'What brand?',
      images: [{ type: 'path', path: 'page.png' }],
      dialect: 'vlm-r3',
      turns: [],
      gold: ['acme', 'Acme Inc'],
      meta: { source: 'textvqa' },
    })
  })

  test('numbers are answers, nothing but slashes is none', () => {
    expect(traceIn('vlir-rl', { ...rl, answer: 42 }).gold).toEqual(['42'])
    expect(traceIn('vlir-rl', { ...rl, answer: '//' }).gold).toBeUndefined()
    expect(refusedFor('vlir-rl', { ...rl, answer: ['a'] })).toEqual([
      { path: 'answer', message: 'The row has no answer.' },
    ])
  })

  test('is no such row with a reply or messages in it', () => {
    expect(likeliest({ ...rl, response_list: ['a'] })).toBe('vlir-sft')
    expect(likeliest({ ...rl, messages: [{ role: 'user', content: 'a' }] })).not.toBe('vlir-rl')
  })
})
