/** Evaluation rows of DeepEyes and Chain-of-Focus, and what Qwen3-VL's cookbooks print: their dialogues with emptied images. */
import { describe, expect, test } from 'vitest'
import {
  answerOn,
  issuesIn,
  likeliest,
  refusedFor,
  regionsOn,
  traceIn,
  tracesIn,
} from '../../builders/format-rows'

const size = { width: 1000, height: 800 }
const call = (numbers: readonly number[], more = '') =>
  `<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [${numbers.join(', ')}], "label": "sign"${more}}}\n</tool_call>`
const emptied = { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,' } }
const words = (text: string) => ({ type: 'text', text })

const output = [
  { role: 'system', content: 'You are a helpful assistant.\n\n# Tools' },
  { role: 'user', content: [emptied, words('What colour is the sign?')] },
  { role: 'assistant', content: `<think>Small.</think>${call([100, 100, 300, 300])}` },
  {
    role: 'user',
    content: [words('<tool_response>'), emptied, words('</tool_response>')],
  },
  { role: 'assistant', content: '<answer>A. red</answer>' },
]
const row = (more: object = {}) => ({
  image: 'sa_1.jpg',
  question: 'What colour is the sign?\nOptions:\nA. red',
  answer: 'red',
  pred_ans: 'A. red',
  pred_output: output,
  status: 'success',
  ...more,
})

describe('a row of DeepEyes', () => {
  test('is the dialogue, the gold answer, its own answer and what the judge said', () => {
    const trace = traceIn('deepeyes', row({ acc: 1.0, category: 'direct_attributes' }))
    expect(trace).toMatchObject({
      id: 'sa_1.jpg',
      images: [{ type: 'path', path: 'sa_1.jpg' }],
      dialect: 'deepeyes-eval',
      answer: 'A. red',
      gold: ['red'],
      verdict: 1,
      meta: { status: 'success', category: 'direct_attributes' },
    })
    expect(trace.system).toContain('# Tools')
    expect(trace.question).toBe('What colour is the sign?\nOptions:\nA. red')
  })

  test('its crops were emptied: only the first image is the record’s own, the look is shown', () => {
    const trace = traceIn('deepeyes', row())
    expect(trace.turns.map((t) => (t.type === 'given' ? t.images : t.type))).toEqual(['model', [], 'model'])
    expect(regionsOn(trace, size)).toEqual([[100, 100, 300, 300]])
    expect(answerOn(trace, size)).toBe('A. red')
  })

  test.each<[unknown, number | undefined, object]>([
    [1, 1, {}],
    [0.0, 0, {}],
    [true, 1, {}],
    [false, 0, {}],
    [70, undefined, { acc: 70 }],
    ['1', undefined, { acc: '1' }],
    [null, undefined, {}],
  ])('acc of %s is the verdict %s', (acc, verdict, meta) => {
    const trace = traceIn('deepeyes', row({ acc, status: undefined }))
    expect(trace.verdict).toBe(verdict)
    expect(trace.meta).toEqual({ status: undefined, ...meta })
  })

  test('of two ids the second is kept', () => {
    expect(traceIn('deepeyes', row({ id: 'a', index: 4 }))).toMatchObject({ id: 'a', meta: { index: 4 } })
  })

  test('that failed has no dialogue, is told, and is Chain-of-Focus’ by the words it failed with', () => {
    const failed = row({ pred_output: 'timeout', pred_ans: '', status: 'timeout' })
    expect(issuesIn('deepeyes', failed)).toEqual([
      { path: 'pred_output', message: 'The run failed: there is no dialogue.' },
    ])
    expect(tracesIn('deepeyes', failed)[0]).toMatchObject({ turns: [], gold: ['red'] })
    expect(likeliest(failed)).toBe('deepeyes')
    expect(likeliest(row({ pred_output: [], status: 'error: out of memory' }))).toBe('chain-of-focus')
  })

  test('without question it is refused, without image that is told', () => {
    expect(refusedFor('deepeyes', row({ question: 3 }))).toEqual([
      { path: 'question', message: 'The row has no question.' },
    ])
    expect(issuesIn('deepeyes', row({ image: '' }))).toContainEqual({
      path: 'image',
      message: 'The row names no image.',
    })
  })

  test('with a message of nobody it is no dialogue, and that is told', () => {
    const odd = [...output.slice(0, 2), { role: 'narrator', content: 'a' }]
    // It is no dialogue then: what was asked and what was answered is still there.
    expect(issuesIn('deepeyes', row({ pred_output: odd }))).toEqual([
      { path: 'pred_output', message: 'The run failed: there is no dialogue.' },
    ])
  })
})

describe('a row of Chain-of-Focus', () => {
  const told = `For each function call, return a json object. args_format: JSON\nFor the function call, return it.`
  const focused = row({
    pred_output: [{ role: 'system', content: told }, ...output.slice(1)],
  })

  test('is told by its system message, and counts in the resized image', () => {
    expect(likeliest(row())).toBe('deepeyes')
    expect(likeliest(focused)).toBe('chain-of-focus')
    expect(traceIn('chain-of-focus', focused).dialect).toBe('chain-of-focus')
  })
})

describe('what people’s own scripts log of the same tool', () => {
  test('a text with calls beside a question is read in the family of its calls', () => {
    const logged = {
      question: 'What?',
      image: 'a.png',
      response: `${call([1, 2, 30, 40])}<answer>a</answer>`,
    }
    expect(likeliest(logged)).toBe('deepeyes')
    expect(traceIn('deepeyes', logged).dialect).toBe('deepeyes')
  })

  test('calls of picture img_idx are Qwen’s', () => {
    const logged = { question: 'What?', image: 'a.png', response: call([1, 2, 30, 40], ', "img_idx": 0') }
    expect(likeliest(logged)).toBe('qwen-tools')
  })
})

describe('printed steps of Qwen’s cookbook', () => {
  const zoom =
    '[TOOL_CALL] image_zoom_in_tool\n{"bbox_2d": [100, 200, 300, 400], "label": "sign", "img_idx": 0}'
  const steps = [
    { type: 'text', text: `[THINK] Too small.\n${zoom}` },
    { type: 'text', text: '[TOOL_RESPONSE] image_zoom_in_tool\n' },
    { type: 'image', image: 'crop_1.png' },
    { type: 'text', text: '[ANSWER] It is red.' },
  ]

  test('are thoughts, calls and the crops they gave', () => {
    const trace = traceIn('qwen-tools', {
      raw_steps: steps,
      question: 'What colour?',
      image: 'a.png',
      answer: 'red',
    })
    expect(trace.images).toEqual(['a.png', 'crop_1.png'].map((path) => ({ type: 'path', path })))
    expect(trace.turns.map((t) => t.type)).toEqual(['model', 'given', 'model'])
    expect(trace).toMatchObject({ question: 'What colour?', gold: ['red'], meta: {} })
    // Thousandths of 1000 × 800.
    expect(regionsOn(trace, size)).toEqual([[100, 160, 300, 320]])
  })

  test('that name no image are about the one beside the file that is none of the crops', () => {
    const trace = traceIn('qwen-tools', steps)
    expect(trace.images[0]).toEqual({ type: 'path', path: '', besides: ['crop_1.png'] })
    expect(trace.turns[1]).toMatchObject({ images: [1] })
  })

  test('words of a tool are its own, behind what the model wrote in the same step', () => {
    const said = [{ type: 'text', text: `${zoom}\n[TOOL_RESPONSE] image_zoom_in_tool\nError: too small\n` }]
    expect(traceIn('qwen-tools', said).turns).toEqual([
      { type: 'model', text: `${zoom}\n` },
      { type: 'given', role: 'tool', text: 'Error: too small', images: [] },
    ])
  })

  test('a step that is neither is told; nothing but those is refused', () => {
    expect(issuesIn('qwen-tools', { raw_steps: [...steps, { type: 'audio' }] })).toEqual([
      { path: 'raw_steps[4]', message: 'This step is neither text nor an image.' },
    ])
    expect(refusedFor('qwen-tools', { raw_steps: [{ type: 'audio' }] })).toEqual([
      { path: 'raw_steps', message: 'There are no steps.' },
      { path: 'raw_steps[0]', message: 'This step is neither text nor an image.' },
    ])
  })
})
