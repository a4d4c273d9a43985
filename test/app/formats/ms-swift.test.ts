/** ms-swift's rows: objects whose boxes stand where `<bbox>` is, calls as roles, rejected replies, columns and pairs. */
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

const size = { width: 1000, height: 500 }
const user = (content: string) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const found = (objects: unknown, reply = '<bbox>') => ({
  messages: [user('<image>Find <ref-object>'), assistant(reply)],
  images: ['a.png'],
  objects,
})

describe('objects', () => {
  test('names and boxes stand where their marks are, in order over all messages', () => {
    const row = {
      messages: [
        user('<image>Find <ref-object> and <ref-object>'),
        assistant('<ref-object><bbox>, <ref-object><bbox>'),
      ],
      images: ['a.png'],
      objects: {
        ref: ['cup', 'dog', 'cup', 'dog'],
        bbox: [
          [10, 20, 110, 120],
          [200, 50, 400, 450],
        ],
      },
    }
    const trace = traceIn('ms-swift', row)
    expect(trace.question).toBe('Find cup and dog')
    expect(trace.turns).toEqual([
      {
        type: 'model',
        text: '<|object_ref_start|>cup<|object_ref_end|><box>(10,20),(110,120)</box>, <|object_ref_start|>dog<|object_ref_end|><box>(200,50),(400,450)</box>',
      },
    ])
    expect(trace.goldBoxes).toMatchObject([{ numbers: [10, 20, 110, 120], space: 'image' }, { label: 'dog' }])
    expect(regionsOn(trace, size)).toEqual([
      [10, 20, 110, 120],
      [200, 50, 400, 450],
    ])
  })

  test('inside JSON the numbers alone are put', () => {
    const trace = traceIn(
      'ms-swift',
      found({ ref: ['cup'], bbox: [[1, 2, 30, 40]] }, '[{"bbox_2d": <bbox>}]'),
    )
    expect(trace.turns).toEqual([{ type: 'model', text: '[{"bbox_2d": [1, 2, 30, 40]}]' }])
  })

  test('a mark without a box stays as it is', () => {
    const trace = traceIn('ms-swift', found({ ref: [], bbox: [[1, 2, 30, 40]] }, '<bbox> and <bbox>'))
    expect(trace.question).toBe('Find <ref-object>')
    expect(trace.turns).toEqual([{ type: 'model', text: '<box>(1,2),(30,40)</box> and <bbox>' }])
  })

  test.each<[string, object, readonly number[]]>([
    ['pixels of the original', { bbox: [[100, 50, 500, 250]], bbox_type: 'real' }, [100, 50, 500, 250]],
    ['shares of 1', { bbox: [[0.1, 0.1, 0.5, 0.5]], bbox_type: 'norm1' }, [100, 50, 500, 250]],
    ['thousandths', [{ bbox: [100, 100, 500, 500], bbox_type: 'norm_1000' }], [100, 50, 500, 250]],
    ['thousandths in columns', { bbox: [[100, 100, 500, 500]], bbox_type: 'norm1000' }, [100, 50, 500, 250]],
    [
      'pixels under a name of nobody',
      [{ bbox: [100, 50, 500, 250], bbox_type: 'constructor' }],
      [100, 50, 500, 250],
    ],
    [
      'shares as version 2 wrote them',
      [{ bbox: [0.1, 0.1, 0.5, 0.5], bbox_type: 'norm_1' }],
      [100, 50, 500, 250],
    ],
    ['pixels where nothing is said', [{ caption: 'cup', bbox: [100, 50, 500, 250] }], [100, 50, 500, 250]],
  ])('count in %s', (_, objects, region) => {
    expect(regionsOn(traceIn('ms-swift', found(objects)), size)).toEqual([region])
  })

  test('points count as the boxes do, and are no regions to compare with', () => {
    const trace = traceIn('ms-swift', found({ ref: ['cup'], bbox: [[0.5, 0.25]], bbox_type: 'norm1' }))
    expect(trace).toMatchObject({ space: 'unit', turns: [{ text: '<box>(0.5,0.25)</box>' }] })
    expect(trace.goldBoxes).toBeUndefined()
  })

  test('several boxes of one object are several', () => {
    const objects = [
      {
        caption: 'cup',
        bbox: [
          [1, 2, 30, 40],
          [50, 60, 70, 80],
        ],
        bbox_type: 'real',
      },
    ]
    expect(traceIn('ms-swift', found(objects, '<bbox><bbox>')).goldBoxes).toEqual([
      { numbers: [1, 2, 30, 40], label: 'cup', space: 'image' },
      { numbers: [50, 60, 70, 80], label: 'cup', space: 'image' },
    ])
  })

  test('a box that is none is told with its place, the others are kept', () => {
    const message = 'This is no box of four numbers and no point of two.'
    expect(issuesIn('ms-swift', found({ ref: [], bbox: [[1, 2, 3], [1, 2, 30, 40], 'a'] }))).toEqual([
      { path: 'objects.bbox[0]', message },
      { path: 'objects.bbox[2]', message },
    ])
    expect(issuesIn('ms-swift', found([{ bbox: [1, null, 3, 4] }]))).toEqual([
      { path: 'objects[0].bbox', message },
    ])
  })
})

describe('rejected replies', () => {
  const messages = [user('Old?'), assistant('Yes.'), user('New?'), assistant('No.')]

  test('stand instead of everything behind the last question', () => {
    const [chosen, rejected] = tracesIn('ms-swift', { id: 'q', messages, rejected_response: 'Maybe.' })
    expect(chosen).toMatchObject({ id: 'q · chosen', meta: { preference: 'chosen' } })
    expect(rejected).toMatchObject({ id: 'q · rejected', meta: { preference: 'rejected' } })
    const texts = (trace = chosen) => trace?.turns.map((t) => ('text' in t ? t.text : ''))
    expect(texts(chosen)).toEqual(['Yes.', 'New?', 'No.'])
    expect(texts(rejected)).toEqual(['Yes.', 'New?', 'Maybe.'])
  })

  test('may be whole dialogues, with images of their own', () => {
    const row = {
      messages: [user('<image>What?'), assistant('A cup.')],
      images: ['a.png'],
      rejected_messages: [user('<image>What?'), assistant('A dog.')],
      rejected_images: ['b.png'],
    }
    const [chosen, rejected] = tracesIn('ms-swift', row)
    expect(chosen?.images).toEqual([{ type: 'path', path: 'a.png' }])
    expect(rejected?.images).toEqual([{ type: 'path', path: 'b.png' }])
    expect(rejected?.turns).toEqual([{ type: 'model', text: 'A dog.' }])
  })

  test('may be the same words about another image', () => {
    const row = {
      messages: [user('<image>What?'), assistant('A cup.')],
      images: ['a.png'],
      rejected_images: ['b.png'],
    }
    expect(tracesIn('ms-swift', row)[1]).toMatchObject({
      images: [{ path: 'b.png' }],
      turns: [{ type: 'model', text: 'A cup.' }],
    })
  })
})

describe('calls as roles', () => {
  const row = {
    messages: [
      user('<image>What is this?'),
      {
        role: 'tool_call',
        content: '{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [10, 20, 110, 120]}}',
      },
      { role: 'tool_response', content: '<image>' },
      assistant('<answer>A cup</answer>'),
    ],
    images: ['a.png', 'crop.png'],
  }

  test('are looks, and what comes back is their crop', () => {
    const trace = traceIn('ms-swift', row)
    expect(trace.turns.map((t) => (t.type === 'given' ? [t.role, t.images] : t.type))).toEqual([
      'model',
      ['tool', [1]],
      'model',
    ])
    expect(regionsOn(trace, size)).toEqual([[10, 20, 110, 120]])
  })

  test('make a row ms-swift’s', () => expect(likeliest(row)).toBe('ms-swift'))
})

describe('columns', () => {
  test('query and response are a dialogue, history stands before them', () => {
    const trace = traceIn('ms-swift', {
      system: 'Be brief.',
      history: [['Old?', 'Yes.']],
      query: 'New?',
      response: 'No.',
      solution: 'No.',
      more: 1,
    })
    expect(trace).toMatchObject({ question: 'Old?', system: 'Be brief.', gold: ['No.'], meta: { more: 1 } })
    expect(trace.turns.map((t) => ('text' in t ? t.text : ''))).toEqual(['Yes.', 'New?', 'No.'])
  })

  test.each(['query', 'prompt', 'problem', 'question', 'input'])('the question may be called %s', (name) => {
    expect(traceIn('ms-swift', { [name]: 'New?', response: 'No.' }).question).toBe('New?')
  })

  test.each(['response', 'output', 'target', 'completion'])('the reply may be called %s', (name) => {
    expect(traceIn('ms-swift', { query: 'New?', [name]: 'No.' }).turns).toEqual([
      { type: 'model', text: 'No.' },
    ])
  })

  test('boxes stand in them, too', () => {
    const row = { query: '<image>Find <ref-object>', response: '<bbox>', images: ['a.png'] }
    const trace = traceIn('ms-swift', { ...row, objects: { ref: ['cup'], bbox: [[10, 20, 110, 120]] } })
    expect(regionsOn(trace, size)).toEqual([[10, 20, 110, 120]])
  })

  test('a prompt without a reply is read as one', () => {
    expect(traceIn('ms-swift', { query: 'New?', solution: '7' })).toMatchObject({ turns: [], gold: ['7'] })
  })

  test('pairs of a dialogue are one', () => {
    const row = {
      system: 'Be brief.',
      conversation: [{ human: 'Old?', assistant: 'Yes.' }, { human: 'New?' }],
    }
    expect(likeliest(row)).toBe('ms-swift')
    const trace = traceIn('ms-swift', row)
    expect(trace).toMatchObject({ question: 'Old?', system: 'Be brief.' })
    expect(trace.turns.map((t) => t.type)).toEqual(['model', 'given'])
  })

  test('nothing of all this is refused', () => {
    expect(refusedFor('ms-swift', { response: 'No.' })).toEqual([
      { message: 'The row has no messages and no query.' },
    ])
  })
})

test.each<[object, number]>([
  [{ messages: [user('a'), assistant('b')], objects: {} }, 0.88],
  [{ messages: [user('a'), { ...assistant('b'), loss: false }] }, 0.88],
  [{ messages: [user('a'), assistant('b')], images: [] }, 0.6],
  [{ messages: [user('a'), assistant('b')] }, 0.3],
  [{ query: 'a', response: 'b' }, 0.7],
  [{ query: 'a', response: ['b'] }, 0],
  [{ conversation: [{ from: 'human' }] }, 0],
])('%j is so sure: %s', (row, sure) => expect(formatNamed('ms-swift').likeness(row)).toBe(sure))
