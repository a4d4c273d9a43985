/** Rows in one family's language, whatever their columns are called: what is asked, said, right, and kept beside. */
import { describe, expect, test } from 'vitest'
import {
  formatNamed,
  issuesIn,
  likeliest,
  refusedFor,
  regionsOn,
  traceIn,
  tracesIn,
} from '../../builders/format-rows'

const rethought = 'The cup {"bbox_2d": [28, 56, 140, 168]}\n<rethink> Yes. </rethink>\n<answer> 2'
const grit = (more: object) => ({ question: 'How many?', image: 'a.png', response: rethought, ...more })

describe('the reply', () => {
  test.each([
    ...['full_response', 'model_response', 'response', 'output', 'outputs', 'completion', 'prediction'],
    ...['model_output', 'generated_text', 'text_output', 'raw_output', 'solutions', 'pred', 'predict'],
    ...['predict_str', 'text'],
  ])('may stand under %s', (name) => {
    const trace = traceIn('grit', { question: 'How many?', image: 'a.png', [name]: rethought })
    expect(trace).toMatchObject({
      question: 'How many?',
      turns: [{ type: 'model', text: rethought }],
      meta: {},
    })
  })

  test.each(['solutions', 'pred_output', 'prediction'])(
    'of several samples under %s the first is read, the others are kept, and that is told',
    (name) => {
      const row = { question: 'How many?', [name]: [rethought, 'other'] }
      const [trace] = tracesIn('grit', row)
      expect(trace?.turns).toEqual([{ type: 'model', text: rethought }])
      expect(trace?.meta).toEqual({ [name]: [rethought, 'other'] })
      expect(issuesIn('grit', row)).toEqual([
        { path: name, message: 'There are 2 replies to one question; the first is read.' },
      ])
      expect(issuesIn('grit', { ...row, [name]: [rethought] })).toEqual([])
    },
  )

  test.each(['thoughts', 'responses', 'response_list', 'trajectory', 'outputs'])(
    'in several turns may stand under %s, as texts or as objects with one',
    (name) => {
      const texts = ['<rethink>a</rethink>', { text: 'b' }, { content: 'c' }, { text_output: 'd' }, { x: 1 }]
      const trace = traceIn('grit', { question: 'How many?', [name]: texts })
      expect(trace.turns.map((t) => t.type === 'model' && t.text)).toEqual([
        '<rethink>a</rethink>',
        'b',
        'c',
        'd',
      ])
    },
  )

  test('of the turns one list is read, another under such a name is kept', () => {
    const row = { question: 'How many?', thoughts: ['<rethink>a</rethink>'], outputs: ['other'] }
    expect(traceIn('grit', row).meta).toEqual({ outputs: ['other'] })
  })

  test('under a template says where its images do not add up', () => {
    const mark = '<|vision_start|><|image_pad|><|vision_end|>'
    const prompt = `<|im_start|>user\n${mark}${mark}How many?<|im_end|>\n<|im_start|>assistant\n`
    const [issue] = issuesIn('grit', { prompt, completion: rethought, image: 'a.png' })
    expect(issue?.path).toBe('completion')
    expect(issue?.message).toMatch(/^2 images are placed in the text, 1 are listed/)
  })

  test('is what the row is refused for where there is none', () => {
    expect(refusedFor('grit', { question: 'How many?', response: '' })).toEqual([
      { message: 'The row holds neither a dialogue nor a response.' },
    ])
  })
})

describe('the question', () => {
  test.each(['question', 'questions', 'query', 'problem', 'prompt', 'input', 'text'])(
    'may stand under %s',
    (name) => {
      const trace = traceIn('grit', { [name]: '<image>\nHow many?', response: rethought })
      expect(trace.question).toBe('How many?')
      expect(trace.meta).toEqual({})
    },
  )

  test('is not the reply, where the reply is the only text of the row', () => {
    const trace = traceIn('grit', { question_id: 4, image: 'a.png', text: rethought })
    expect(trace).toMatchObject({ id: '4', question: '', turns: [{ type: 'model', text: rethought }] })
  })

  test('of a dialogue is asked in it, also where the whole of it stands beside as text', () => {
    const messages = [
      { role: 'user', content: 'How many?' },
      { role: 'assistant', content: rethought },
    ]
    const trace = traceIn('grit', { messages, text: `<|user|>How many?<|assistant|>${rethought}` })
    expect(trace.question).toBe('How many?')
    expect(trace.meta).toHaveProperty('text')
  })

  test('and reply that have been through a chat template are told apart', () => {
    const prompt =
      '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHow many?<|im_end|>\n<|im_start|>assistant\n'
    const trace = traceIn('grit', { prompt, completion: rethought, image: 'a.png' })
    expect(trace).toMatchObject({ system: 'Be brief.', question: 'How many?', dialect: 'grit' })
    expect(trace.turns).toEqual([{ type: 'model', text: rethought }])
  })
})

describe('what is right', () => {
  test.each([...['ground_truth', 'true_answer', 'gts', 'gt', 'gt_answer', 'answer', 'solution', 'label']])(
    'may stand under %s',
    (name) => {
      expect(traceIn('grit', grit({ [name]: 2 }))).toMatchObject({ gold: ['2'], meta: {} })
    },
  )

  test('is the first of these; the others say something else and are kept', () => {
    const trace = traceIn('grit', grit({ ground_truth: 'A', answer: 'B', label: '' }))
    expect(trace).toMatchObject({ gold: ['A'], meta: { answer: 'B' } })
    expect(trace.meta).not.toHaveProperty('label')
  })

  test('that is neither a word nor a list of them is kept as it is', () => {
    const trace = traceIn('grit', grit({ answer: { value: 2 } }))
    expect(trace.gold).toBeUndefined()
    expect(trace.meta).toEqual({ answer: { value: 2 } })
  })

  test.each<[string, unknown, number | undefined]>([
    ['judge_score', 1, 1],
    ['judge_reward', 0, 0],
    ['acc', 0.5, 0.5],
    ['is_correct', true, 1],
    ['correct', false, 0],
    ['round1_correctness', 1, 1],
    ['acc', 85, undefined],
    ['correct', 'yes', undefined],
  ])('%s of %s is the verdict %s, and is kept', (name, value, verdict) => {
    const trace = traceIn('grit', grit({ [name]: value }))
    expect(trace.verdict).toBe(verdict)
    expect(trace.meta).toEqual({ [name]: value })
  })

  test('points of one judge are passed over for the verdict of the next', () => {
    expect(traceIn('grit', grit({ judge_score: 7, is_correct: true })).verdict).toBe(1)
  })
})

describe('ids and images', () => {
  test.each(['id', 'qid', 'qids', 'uid', 'doc_id', 'question_id', 'index', 'idx'])(
    'an id may be called %s',
    (name) => {
      expect(traceIn('grit', grit({ [name]: 0 }))).toMatchObject({ id: '0', meta: {} })
    },
  )

  test('of two ids the first is it and the second is kept', () => {
    expect(traceIn('grit', grit({ id: 'a', index: 7 }))).toMatchObject({ id: 'a', meta: { index: 7 } })
  })

  test.each(['images', 'image', 'image_path', 'img_path', 'image_paths', 'image_file', 'img'])(
    'images may be called %s',
    (name) => {
      const trace = traceIn('grit', { question: 'How many?', response: rethought, [name]: 'b.png' })
      expect(trace.images).toEqual([{ type: 'path', path: 'b.png' }])
    },
  )

  test('a place for an image with nothing in it is told, no place is not', () => {
    const told = [{ path: 'image', message: 'The row names no image.' }]
    expect(issuesIn('grit', { question: 'a', response: rethought, image: '' })).toEqual(told)
    expect(issuesIn('grit', { question: 'a', response: rethought, images: [] })).toEqual(told)
    expect(issuesIn('grit', { question: 'a', response: rethought, image: null })).toEqual([])
    expect(issuesIn('grit', { question: 'a', response: rethought })).toEqual([])
  })

  test('unknown fields are kept, whatever they are called', () => {
    const more = { temperature: 0.7, 'odd.name': [1, { a: null }], 模型: '7b', system_prompt: 'Be brief.' }
    const trace = traceIn('grit', grit(more))
    expect(trace.meta).toEqual(more)
    expect(trace.system).toBe('Be brief.')
  })
})

describe('the answer', () => {
  test.each(['final_answer', 'pred_ans', 'pred_answer'])('may stand beside under %s', (name) => {
    expect(traceIn('grit', grit({ [name]: 2 })).answer).toBe('2')
  })
})

describe('which family', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['mini-o3', '<grounding>{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "original_image"}</grounding>'],
    [
      'pixel-reasoner',
      '<tool_call>{"name": "crop_image_normalized", "arguments": {"bbox_2d": [0, 0, 1, 1]}}</tool_call>',
    ],
    [
      'vigorl',
      '<tool_call>{"name": "search_coordinate", "arguments": {"coordinate": [320, 100]}}</tool_call>',
    ],
    ['grit', rethought],
    ['treevgr', '<think>A cup <box>[1,2,30,40]</box></think><answer>A</answer>'],
    ['code', '<code>\n```python\nimport cv2\n```\n</code>'],
    ['tool-calls', '<tool_call>{"name": "my_tool", "arguments": {"a": 1}}</tool_call>'],
    [
      'deepeyes',
      '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>',
    ],
    [
      'qwen-tools',
      '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 3, 4], "img_idx": 0}}</tool_call>',
    ],
    ['vlm-r3-log', '<think>Here {"bbox_2d": [1, 2, 30, 40]}</think><answer>A</answer>'],
    ['llava-cot', '<SUMMARY>a</SUMMARY><CONCLUSION>b</CONCLUSION>'],
    ['qwen-grounding', '[{"bbox_2d": [1, 2, 30, 40], "label": "cup"}]'],
    ['predictions', 'It is red.'],
  ]

  test.each(rows)('%s is told by what the model wrote, and by nobody else', (id, response) => {
    expect(likeliest({ question: 'What?', image: 'a.png', response })).toBe(id)
  })

  test('what a person asked is no mark of the model', () => {
    expect(likeliest({ question: 'Use <rethink> and <grounding>{', image: 'a.png', response: 'Red.' })).toBe(
      'predictions',
    )
  })

  test("rows of a trainer are the trainer's", () => {
    const messages = [
      { role: 'user', content: 'What?' },
      { role: 'assistant', content: rethought },
    ]
    expect(formatNamed('grit').likeness({ messages })).toBe(0.95)
    for (const more of [{ objects: {} }, { chosen: [] }, { reward_model: {} }, { rejected_response: 'a' }])
      expect(formatNamed('grit').likeness({ messages, ...more })).toBe(0.3)
  })

  test('ViGoRL is known by its columns alone; its points then stand in the words', () => {
    const row = { thoughts: ['<think>The flag (320, 100).</think>'], final_answer: 'red', true_answer: 'red' }
    expect(likeliest(row)).toBe('vigorl')
    expect(traceIn('vigorl', row)).toMatchObject({ dialect: 'vigorl-points', answer: 'red', gold: ['red'] })
    const called = {
      ...row,
      thoughts: ['{"name": "search_coordinate", "arguments": {"coordinate": [1, 2]}}'],
    }
    expect(traceIn('vigorl', called).dialect).toBe('vigorl')
  })
})

test('a look of a row lies where its numbers say: a resized image of 280 × 280 that was 560 × 560', () => {
  const row = { question: 'How many?', image: 'a.png', response: rethought }
  // 280 is a multiple of 28: the image is shown as it is.
  expect(regionsOn(traceIn('grit', row), { width: 280, height: 280 })).toEqual([[28, 56, 140, 168]])
})
