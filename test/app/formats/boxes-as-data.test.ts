/** Boxes that stand as data: Visual-CoT's three shapes, lists and rows of Qwen's boxes, marked images of STEPSTEM's solutions. */
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

const wide = { width: 1000, height: 500 }

describe('a dialogue of Visual-CoT', () => {
  const ask =
    ' Please provide the bounding box coordinate of the region that can help you answer the question better.'
  const row = (more: object = {}) => ({
    question_id: 3,
    image: ['cot/a.jpg', 'cot/a.jpg###[100, 50, 500, 250]'],
    conversations: [
      { from: 'human', value: `<image>\nWhat is the date?${ask}` },
      { from: 'gpt', value: '[0.1, 0.3, 0.5, 0.5]' },
      { from: 'human', value: '<image>' },
      { from: 'gpt', value: '15/01/2019 ' },
    ],
    dataset: 'sroie',
    ...more,
  })

  test('is the question without its prompt, the look, the answer, which is also what is right', () => {
    expect(likeliest(row())).toBe('visual-cot')
    expect(traceIn('visual-cot', row())).toMatchObject({
      id: '3',
      question: 'What is the date?',
      images: [{ type: 'path', path: 'cot/a.jpg' }],
      answer: '15/01/2019',
      gold: ['15/01/2019'],
      goldBoxes: [{ numbers: [100, 50, 500, 250], space: 'image' }],
      meta: { dataset: 'sroie' },
    })
  })

  test('its box counts in the image padded to a square', () => {
    // 1000 × 500 lies in 1000 × 1000 from 250 on: 0.3 is 300 − 250 = 50.
    expect(regionsOn(traceIn('visual-cot', row()), wide)).toEqual([[100, 50, 500, 250]])
    expect(answerOn(traceIn('visual-cot', row()), wide)).toBe('15/01/2019')
  })

  test('words before the box are a thought, the last box of several counts', () => {
    const said = (value: string) =>
      tracesIn('visual-cot', row({ conversations: [row().conversations[0], { from: 'gpt', value }] }))[0]
    expect(said('It is at the top: [0.1,0.3,0.5,0.5]')?.turns).toEqual([
      { type: 'model', text: 'It is at the top:' },
      { type: 'look', numbers: [0.1, 0.3, 0.5, 0.5], raw: '[0.1,0.3,0.5,0.5]' },
    ])
    expect(said('[0, 0, 1, 1] or [.5, 5e-1, 1., 1]')?.turns.at(-1)).toMatchObject({
      numbers: [0.5, 0.5, 1, 1],
    })
  })

  test('both prompts of the project are taken off', () => {
    const step = ` Please think step by step and${ask.slice(' Please'.length)}`
    const conversations = [{ from: 'human', value: `Why?${step}` }, ...row().conversations.slice(1)]
    expect(traceIn('visual-cot', row({ conversations })).question).toBe('Why?')
  })

  test('a first reply without a box is told, and what comes after the answer', () => {
    const [asked, , ...rest] = row().conversations
    expect(
      issuesIn('visual-cot', row({ conversations: [asked, { from: 'gpt', value: 'Left.' }, ...rest] })),
    ).toEqual([{ path: 'conversations[1]', message: 'The first reply holds no box.' }])
    const longer = [
      ...row().conversations,
      { from: 'human', value: 'And the time?' },
      { from: 'gpt', value: '9:30' },
    ]
    expect(issuesIn('visual-cot', row({ conversations: longer }))).toEqual([
      { path: 'conversations[4]', message: 'What follows the answer is not read.' },
    ])
    expect(refusedFor('visual-cot', row({ conversations: [asked] }))).toEqual([
      { path: 'conversations', message: 'The dialogue has no question and no first reply.' },
    ])
  })

  test('rows of LLaVA that were mixed in are plain dialogues', () => {
    const plain = {
      image: 'a.jpg',
      conversations: [
        { from: 'human', value: '<image>\nWhat?' },
        { from: 'gpt', value: 'A cup.' },
      ],
    }
    expect(traceIn('visual-cot', plain)).toMatchObject({ question: 'What?', turns: [{ text: 'A cup.' }] })
    expect(formatNamed('visual-cot').likeness(plain)).toBe(0)
  })
})

describe('rows of Visual-CoT', () => {
  test('a question with the boxes a person marked: one look around all of them', () => {
    const row = {
      question: 'What?',
      image: 'a.jpg',
      answer: 'cup',
      possible_answers: ['cup', 'mug'],
      bboxs: [
        [10, 20, 30, 40],
        [100, 5, 200, 60],
      ],
    }
    expect(likeliest(row)).toBe('visual-cot')
    const trace = traceIn('visual-cot', row)
    expect(trace).toMatchObject({
      answer: 'cup',
      gold: ['cup', 'mug'],
      goldBoxes: [{ numbers: [10, 20, 30, 40] }, { numbers: [100, 5, 200, 60] }],
    })
    expect(regionsOn(trace, wide)).toEqual([[10, 5, 200, 60]])
  })

  test('boxes may be text in their column; one that is none is told', () => {
    const row = { question: 'What?', image: 'a.jpg', answer: 'cup', bboxs: '[[10, 20, 30, 40], [1, 2]]' }
    expect(issuesIn('visual-cot', row)).toEqual([
      { path: 'bboxs[1]', message: 'This is no box of four numbers.' },
    ])
    expect(regionsOn(tracesIn('visual-cot', row)[0] ?? traceIn('visual-cot', row), wide)).toEqual([
      [10, 20, 30, 40],
    ])
  })

  test('an expression with its box', () => {
    const row = {
      expression: ' the red cup ',
      bbox: [10, 20, 30, 40],
      img_path: 'a.jpg',
      question_id: 9,
      height: 500,
    }
    expect(likeliest(row)).toBe('visual-cot')
    expect(traceIn('visual-cot', row)).toMatchObject({
      id: '9',
      question: 'the red cup',
      meta: { height: 500 },
    })
    expect(refusedFor('visual-cot', { ...row, expression: null })).toEqual([
      { path: 'expression', message: 'The row has no expression.' },
    ])
  })
})

describe('boxes of Qwen alone', () => {
  test('a list a model replied with is about the image beside it, each look as it was written', () => {
    const list = [
      { bbox_2d: [10, 20, 30, 40], label: 'cup', score: 0.9 },
      { point_2d: [50, 60], label: 'cup' },
    ]
    expect(likeliest(list)).toBe('qwen-grounding')
    const trace = traceIn('qwen-grounding', list)
    expect(trace).toMatchObject({ question: 'cup', images: [{ path: '', besides: [] }] })
    expect(trace.turns).toEqual([
      {
        type: 'look',
        numbers: [10, 20, 30, 40],
        label: 'cup',
        raw: '{"bbox_2d":[10,20,30,40],"label":"cup","score":0.9}',
      },
      { type: 'look', numbers: [50, 60], label: 'cup', raw: '{"point_2d":[50,60],"label":"cup"}' },
    ])
  })

  test('a row with a box is about its image; what it is called is what was asked', () => {
    const row = { image: 'a.png', bbox_2d: [10, 20, 30, 40], label: 'cup', id: 0, score: 0.9 }
    expect(likeliest(row)).toBe('qwen-grounding')
    expect(traceIn('qwen-grounding', row)).toMatchObject({
      id: '0',
      question: 'cup',
      images: [{ path: 'a.png' }],
      meta: { score: 0.9 },
    })
    expect(traceIn('qwen-grounding', { ...row, question: 'Where is the cup?' }).question).toBe(
      'Where is the cup?',
    )
  })

  test('a list in which one thing is no box is no such list', () => {
    expect(formatNamed('qwen-grounding').likeness([{ bbox_2d: [1, 2, 3, 4] }, { bbox_2d: [1, 2, 3] }])).toBe(
      0,
    )
    expect(formatNamed('qwen-grounding').likeness([{ bbox_2d: ['1', 2, 3, 4] }])).toBe(0)
  })

  test.each<[string, object, string | undefined]>([
    ['of a model of 2.5, pixels of the resized image', { model: 'Qwen2.5-VL-7B' }, undefined],
    ['of a model of 3, thousandths', { model: 'Qwen/Qwen3-VL-8B-Instruct' }, 'per-mille'],
    ['of a model of 2, thousandths', { model: 'qwen2_vl' }, 'per-mille'],
  ])('count %s', (_, more, space) => {
    const row = {
      question: 'Where?',
      image: 'a.png',
      response: '[{"bbox_2d": [100, 100, 500, 500]}]',
      ...more,
    }
    expect(traceIn('qwen-grounding', row).space).toBe(space)
  })

  test('with the marks of Qwen2-VL they are thousandths', () => {
    const row = {
      question: 'Where?',
      image: 'a.png',
      response: '<|box_start|>(100,100),(500,500)<|box_end|>',
    }
    expect(regionsOn(traceIn('qwen-grounding', row), wide)).toEqual([[100, 50, 500, 250]])
  })
})

describe('STEPSTEM', () => {
  const words = (content: string) => ({ modality: 'text', content })
  const marked = (content: string, ...boxes: readonly (readonly number[])[]) => ({
    modality: 'image',
    content,
    important_bbox: boxes.map((bbox) => ({ bbox, weight: 1 })),
  })
  const row = (solution: object) => ({
    question: [words('Which part grows?'), { modality: 'image', content: 'input.png' }],
    solution,
    final_answer: { answer: 'B' },
  })

  test('steps are in the order of their numbers, however the file has them', () => {
    const solution = { step_10: words('c'), step_2: words('b'), step_1: words('a'), note: words('x') }
    expect(likeliest(row(solution))).toBe('stepstem')
    expect(traceIn('stepstem', row(solution)).turns).toEqual(
      ['a', 'b', 'c'].map((text) => ({ type: 'model', text: `<think>${text}</think>\n` })),
    )
  })

  test('an image of a step with places on it is a trace of its own, under its own name and the words before it', () => {
    const solution = {
      step_3: marked('3.png', [0.1, 0.2, 0.3, 0.4]),
      step_1: words('Left is small.'),
      step_2: words('Right is not.'),
    }
    const [whole, image, ...none] = tracesIn('stepstem', row(solution))
    expect(none).toEqual([])
    expect(whole).toMatchObject({ question: 'Which part grows?', answer: 'B', gold: ['B'] })
    expect(image).toMatchObject({ id: 'step_3', question: 'Right is not.', images: [{ path: '3.png' }] })
    // x, y, width, height as shares of 1000 × 500.
    expect(image && regionsOn(image, wide)).toEqual([[100, 100, 400, 300]])
  })

  test('on the image of the question the places are told, not drawn', () => {
    const [whole] = tracesIn('stepstem', row({ step_1: marked('3.png', [0.1, 0.2, 0.3, 0.4]) }))
    expect(whole?.turns).toMatchObject([
      { type: 'given', images: [1] },
      { type: 'look', image: 1 },
    ])
  })

  test('a place that is none is left out, an image without places is no trace', () => {
    expect(tracesIn('stepstem', row({ step_1: marked('3.png', [0.1, 0.2]) }))).toHaveLength(1)
    expect(tracesIn('stepstem', row({ step_1: marked('3.png') }))).toHaveLength(1)
  })

  test('without steps it is refused', () => {
    expect(refusedFor('stepstem', row({}))).toEqual([
      { path: 'solution', message: 'The solution has no steps.' },
    ])
  })
})
