/** Formats of reasoning without many looks: Mulberry, OpenThinkIMG, LLaVA-CoT, judged steps, predictions, pages of projects. */
import { describe, expect, test } from 'vitest'
import {
  answerOn,
  formatNamed,
  issuesIn,
  likeliest,
  refusedFor,
  regionsOn,
  traceIn,
  tracesIn,
} from '../../builders/format-rows'

const size = { width: 1000, height: 500 }
const texts = (trace: { readonly turns: readonly object[] }) =>
  trace.turns.map((t) => ('text' in t ? t.text : t))

describe('Mulberry', () => {
  const model = (more: object) => ({ response: '### The final answer is: B', valid: 1, ...more })
  const row = (more: object = {}) => ({
    question: 'Question: Which?',
    image: 'a.png',
    'gpt-4o': model({ is_correct: 1, value: 0.8 }),
    qwen2_vl_7b: model({ is_correct: 0 }),
    conversations: [{ from: 'gpt', value: 'So.\nAnswer: B' }],
    ...more,
  })

  test('every model that answered is a trace, with its value and whether it was right', () => {
    expect(likeliest(row())).toBe('mulberry')
    expect(
      tracesIn('mulberry', row({ prefix_prompt: 'x', source: 's' })).map((t) => [
        t.id,
        t.verdict,
        t.gold,
        t.meta,
      ]),
    ).toEqual([
      ['a.png · gpt-4o', 1, ['B'], { model: 'gpt-4o', value: 0.8, valid: 1, source: 's', image: 'a.png' }],
      ['a.png · qwen2_vl_7b', 0, ['B'], { model: 'qwen2_vl_7b', valid: 1, source: 's', image: 'a.png' }],
    ])
    expect(tracesIn('mulberry', row())[0]?.question).toBe('Which?')
  })

  test('a model without a response is told, and costs no other', () => {
    const mixed = row({ qwen2_vl_7b: { is_correct: 0, value: 0 } })
    expect(issuesIn('mulberry', mixed)).toEqual([
      { path: 'qwen2_vl_7b.response', message: 'qwen2_vl_7b has no response.' },
    ])
    expect(tracesIn('mulberry', mixed)).toHaveLength(1)
    expect(refusedFor('mulberry', { question: 'Which?', note: { response: 'a' } })).toEqual([
      { message: 'The row holds no model’s response.' },
    ])
  })

  test('its training record is a dialogue', () => {
    const messages = [
      { role: 'user', content: '<image>Which?' },
      { role: 'assistant', content: "### Let's think step by step\n### The final answer is: B" },
    ]
    const record = { messages, images: ['a.png'], id: 4 }
    expect(likeliest(record)).toBe('mulberry')
    expect(traceIn('mulberry', record)).toMatchObject({ id: '4', question: 'Which?', dialect: 'mulberry' })
  })
})

describe('OpenThinkIMG', () => {
  const reply =
    '{"thoughts🤔": "Hm.", "actions🚀": [{"name": "ZoomInSubfigure", "arguments": {"image": "img_1"}}], "value👉": ""}'
  const last = '{"thoughts🤔": "So.", "actions🚀": [], "value👉": "7"}'

  test('an evaluation row is a reply a turn; parts that are there twice are told once', () => {
    const row = {
      idx: 3,
      query: ' How many? ',
      response_list: [reply, last],
      value_list: ['7'],
      tool_list: [],
      answer: 7,
      image_path: 'a.png',
    }
    expect(likeliest(row)).toBe('openthinkimg')
    expect(traceIn('openthinkimg', row)).toMatchObject({
      id: '3',
      question: 'How many?',
      gold: ['7'],
      images: [{ path: 'a.png' }],
      turns: [{ text: reply }, { text: last }],
      meta: {},
    })
  })

  test('a reply that is no text is told with its place', () => {
    const row = { query: 'How many?', response_list: [reply, null] }
    expect(issuesIn('openthinkimg', row)).toEqual([
      { path: 'response_list[1]', message: 'This reply is no text.' },
    ])
    expect(refusedFor('openthinkimg', { response_list: [reply] })).toEqual([
      { path: 'query', message: 'The row has no question.' },
    ])
  })
})

describe('LLaVA-CoT', () => {
  const stages =
    '<SUMMARY> a </SUMMARY>\n<CAPTION> b </CAPTION>\n<REASONING> c </REASONING>\n<CONCLUSION> D </CONCLUSION>'

  test('its conclusion is the answer', () => {
    const row = {
      id: 'q',
      image: 'a.png',
      conversations: [
        { from: 'human', value: 'Which?' },
        { from: 'gpt', value: stages },
      ],
    }
    expect(likeliest(row)).toBe('llava-cot')
    const trace = traceIn('llava-cot', row)
    expect(trace).toMatchObject({ id: 'q', question: 'Which?', images: [{ path: 'a.png' }] })
    expect(answerOn(trace, size)).toBe('D')
  })

  test('a text beside a question is read as well; neither is refused', () => {
    expect(answerOn(traceIn('llava-cot', { prompt: 'Which?', outputs: stages }), size)).toBe('D')
    expect(refusedFor('llava-cot', { prompt: 'Which?', outputs: 'D' })).toEqual([
      { path: 'conversations', message: 'The row has no dialogue.' },
    ])
  })
})

describe('judged steps', () => {
  const stepwise = {
    prompt: 'Which?',
    completions: ['One.', 'So <answer>B</answer>'],
    labels: [true, false],
    image: ['a.png', 'b.png'],
    id: 1,
  }

  test('are one text, a line a step; the labels stay beside it', () => {
    expect(likeliest(stepwise)).toBe('process-rewards')
    const trace = traceIn('process-rewards', stepwise)
    expect(texts(trace)).toEqual(['One.\nSo <answer>B</answer>'])
    expect(trace).toMatchObject({
      id: '1',
      question: 'Which?',
      images: [{ path: 'a.png' }],
      meta: { labels: [true, false] },
    })
    expect(answerOn(trace, size)).toBe('B')
  })

  test.each([
    { ...stepwise, labels: [true] },
    { ...stepwise, labels: ['+', '-'] },
    { ...stepwise, completions: ['One.', 7], labels: [1, 0] },
    { ...stepwise, completions: [], labels: [] },
  ])('%j is none', (row) => expect(formatNamed('process-rewards').likeness(row)).toBe(0))

  test('PRM800K: of each step the chosen completion, a person’s before it, else the first', () => {
    const step = (chosen: number | null, human?: string) => ({
      completions: [
        { text: 'first', rating: 1 },
        { text: 'second', rating: -1 },
      ],
      chosen_completion: chosen,
      human_completion: human === undefined ? null : { text: human },
    })
    const row = {
      labeler: 'a',
      question: { problem: 'Which?', ground_truth_answer: 'B', pre_generated_steps: ['x'] },
      label: { steps: [step(1), step(0), step(null), step(null, 'by hand'), { completions: null }] },
    }
    expect(likeliest(row)).toBe('process-rewards')
    const trace = traceIn('process-rewards', row)
    expect(texts(trace)).toEqual(['second\nfirst\nfirst\nby hand'])
    expect(trace).toMatchObject({
      question: 'Which?',
      gold: ['B'],
      meta: { labeler: 'a', ratings: [-1, 1, 1, 1] },
    })
  })

  test('without prompt or steps is refused', () => {
    expect(refusedFor('process-rewards', { completions: ['a'] })).toEqual([
      { path: 'prompt', message: 'The row has no prompt.' },
    ])
    expect(refusedFor('process-rewards', { prompt: 'a', completions: [1] })).toEqual([
      { path: 'completions', message: 'The row has no steps.' },
    ])
  })
})

describe('predictions', () => {
  test('of VLMEvalKit: options are part of the question, the image is called by the index', () => {
    const row = {
      index: 12,
      question: 'Which?',
      A: 'red',
      B: 'blue',
      C: '',
      answer: 'A',
      category: 'colour',
      prediction: 'A',
      hit: 1,
    }
    expect(likeliest(row)).toBe('predictions')
    expect(traceIn('predictions', row)).toMatchObject({
      id: '12',
      question: 'Which?\nA. red\nB. blue',
      images: [{ path: '12.jpg' }],
      gold: ['A'],
      verdict: 1,
      turns: [{ text: 'A' }],
      meta: { category: 'colour', C: '' },
    })
  })

  test('columns may be written in any case, with blanks around', () => {
    const row = {
      ' Question ': 'Which?',
      IMAGE_PATH: 'a.png',
      Model_Output: 'Red.',
      Ground_Truth: 'red',
      Is_Correct: 'TRUE',
    }
    expect(traceIn('predictions', row)).toMatchObject({
      question: 'Which?',
      images: [{ path: 'a.png' }],
      gold: ['red'],
      verdict: 1,
      turns: [{ text: 'Red.' }],
    })
  })

  test.each<[unknown, number | undefined]>([
    ['True', 1],
    ['no', 0],
    ['incorrect', 0],
    ['0.5', 0.5],
    [1, 1],
    [85, undefined],
    ['A+', undefined],
  ])('a score of %s is the verdict %s, and is kept either way', (score, verdict) => {
    const trace = traceIn('predictions', { question: 'Which?', prediction: 'A', score })
    expect(trace.verdict).toBe(verdict)
    expect(Object.values(trace.meta)).toHaveLength(1)
  })

  test('a grade nobody can read stays under its own name', () => {
    expect(traceIn('predictions', { question: 'Which?', prediction: 'A', Score: 'A+' }).meta).toEqual({
      Score: 'A+',
    })
  })

  test('options without a question are kept as columns', () => {
    const trace = traceIn('predictions', { image: 'a.png', prediction: 'A', A: 'red', B: 'blue' })
    expect(trace).toMatchObject({ question: '', meta: { A: 'red', B: 'blue' } })
  })

  test('a short number for an image names the row that has it', () => {
    expect(traceIn('predictions', { question: 'Which?', prediction: 'A', image: 7 }).images).toEqual([
      { type: 'path', path: '7.jpg' },
    ])
  })

  test('are read in the language they are written in', () => {
    const row = {
      question: 'Where?',
      image: 'a.png',
      prediction: 'The cup <|begin_of_box|>[[100, 100, 500, 500]]<|end_of_box|>',
    }
    expect(traceIn('predictions', row)).toMatchObject({ dialect: 'glm-v' })
    expect(regionsOn(traceIn('predictions', row), size)).toEqual([[100, 50, 500, 250]])
  })

  test.each([
    { prediction: 'A' },
    { prediction: ['A'], question: 'Which?' },
    { question: 'Which?', answer: 'A' },
    { prediction: 'A', question: 'Which?', messages: [] },
    { prediction: 'A', image: '' },
  ])('%j are none', (row) => {
    expect(formatNamed('predictions').likeness(row)).toBe(0)
    expect(refusedFor('predictions', row)).toEqual([
      { message: 'The row holds no prediction beside a question or an image.' },
    ])
  })
})

describe('pages of projects', () => {
  test('Thyme’s cases: sections in their order, what was drawn and printed between them', () => {
    const section = (type: string, data: object) => ({ type, data })
    const row = {
      id: 1,
      title: 'Case 1',
      sections: [
        section('image', { src: 'a.jpg', height: 450 }),
        section('question', { text: 'Which?' }),
        section('thinking', { text: 'I zoom.' }),
        section('code', { code: 'img.crop((0, 0, 9, 9))' }),
        section('generated_images', {
          images: [{ src: 'b.jpg' }],
          results: [{ value: 7 }, { value: 'ok' }, {}],
        }),
        section('thinking', { text: 'Red.' }),
        section('answer', { text: 'D' }),
      ],
    }
    expect(likeliest(row)).toBe('thyme-page')
    const trace = traceIn('thyme-page', row)
    expect(trace).toMatchObject({
      id: '1',
      question: 'Which?',
      images: [{ path: 'a.jpg' }, { path: 'b.jpg' }],
      meta: { title: 'Case 1' },
    })
    expect(trace.turns).toEqual([
      { type: 'model', text: 'I zoom.\n<code>\n```python\nimg.crop((0, 0, 9, 9))\n```\n</code>' },
      { type: 'given', role: 'tool', text: '7\nok', images: [1] },
      { type: 'model', text: 'Red.\n<answer>D</answer>' },
    ])
    expect(answerOn(trace, size)).toBe('D')
    expect(refusedFor('thyme-page', { sections: [section('video', {})] })).toEqual([
      { path: 'sections', message: 'The row has no sections.' },
    ])
  })

  test('PyVision’s exports: each mark is the next image beside them', () => {
    const clue = '<image_clue_0><image></image_clue_0>'
    const row = {
      conversations: [
        { from: 'human', value: `${clue}\nWhich?` },
        { from: 'gpt', value: '<code>\n```python\nimage_clue_0.crop((0, 0, 9, 9))\n```\n</code>' },
        { from: 'observation', value: '<interpreter>\n<image_clue_1><image></image_clue_1>\n</interpreter>' },
        { from: 'gpt', value: '<answer>D</answer>' },
      ],
    }
    expect(likeliest(row)).toBe('pyvision-export')
    const trace = traceIn('pyvision-export', row)
    expect(trace.images).toEqual([0, 1].map((n) => ({ type: 'path', path: `images/image_${String(n)}.png` })))
    expect(trace.turns[1]).toMatchObject({ type: 'given', images: [1] })
    expect(formatNamed('pyvision-export').likeness({ ...row, images: ['a.png'] })).toBe(0)
    expect(refusedFor('pyvision-export', { conversations: [{ role: 'user', content: 'a' }] })).toEqual([
      { message: 'The row holds no turns of a dialogue.' },
    ])
  })
})
