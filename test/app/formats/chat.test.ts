/** A dialogue as a trace: roles, images and their marks, parts of every API, calls as data, what belongs to one turn. */
import { describe, expect, test } from 'vitest'
import { tell } from '../../../app/formats/chat'
import { isDialogue, saidMessages } from '../../../app/formats/chat-pieces'
import { pairMessages, replyMessages } from '../../../app/formats/chat-record'
import type { ImageSource } from '../../../app/formats'
import { traceIn } from '../../builders/format-rows'

const path = (name: string): ImageSource => ({ type: 'path', path: name })
const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })

/** The dialogue as it is told, with this list of images beside it. */
function told(messages: unknown, ...images: readonly string[]) {
  const read = tell({ messages, path: 'messages', images: images.map(path) })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return { ...read.value, issues: read.issues }
}

const words = (messages: unknown) => told(messages).turns.map((turn) => ('text' in turn ? turn.text : turn))

describe('roles', () => {
  test.each([
    ...['user', 'human', 'User', 'HUMAN'].map((role) => [role, 'question'] as const),
    ...['system', 'developer'].map((role) => [role, 'system'] as const),
  ])('%s is %s', (role, where) => {
    expect(told([{ role, content: 'So?' }, assistant('Yes.')])[where]).toBe('So?')
  })

  test.each(['assistant', 'gpt', 'bot', 'model', 'Assistant'])('%s is the model', (role) => {
    expect(words([user('So?'), { role, content: 'Yes.' }])).toEqual(['Yes.'])
  })

  test.each(['tool', 'observation', 'tool_response', 'function', 'ipython'])('%s is a tool', (role) => {
    const { turns } = told([user('So?'), assistant('Hm.'), { role, content: 'here' }])
    expect(turns[1]).toEqual({ type: 'given', role: 'tool', text: 'here', images: [] })
  })

  test('stand under role or from, words under content, value or parts', () => {
    expect(
      words([
        { from: 'human', value: 'So?' },
        { from: 'gpt', value: 'Yes.' },
      ]),
    ).toEqual(['Yes.'])
    expect(
      words([
        { role: 'user', parts: ['So?'] },
        { role: 'model', parts: [{ text: 'Yes.' }] },
      ]),
    ).toEqual(['Yes.'])
  })

  test('one that nobody knows makes a list no dialogue', () => {
    expect(isDialogue([user('a'), { role: 'narrator', content: 'b' }])).toBe(false)
    // What every object has by nature is no role.
    for (const role of ['constructor', '__proto__', 'valueof'])
      expect(isDialogue([{ role, content: 'a' }])).toBe(false)
    expect(isDialogue([])).toBe(false)
    expect(isDialogue([user('a'), 'b'])).toBe(false)
    expect(isDialogue({ 0: user('a') })).toBe(false)
    expect(saidMessages('a', 'messages')).toEqual({
      ok: false,
      issues: [{ path: 'messages', message: 'There is no list of messages.' }],
    })
    expect(saidMessages([{ role: 7 }, { role: 'x' }], 'm').issues).toEqual([
      { path: 'm[0]', message: 'A message has no role.' },
      { path: 'm[1]', message: '“x” is no role of a dialogue.' },
    ])
  })
})

describe('images', () => {
  test.each([
    '<image>',
    '<|vision_start|><|image_pad|><|image_pad|><|vision_end|>',
    '<|image_pad|><|image_pad|><|image_pad|>',
    '<image_00>',
  ])('%s stands for the next of the list', (mark) => {
    const read = told([user(`${mark}\nWhat?`), assistant('Red.')], 'a.png')
    expect(read).toMatchObject({ question: 'What?', images: [path('a.png')], issues: [] })
  })

  test('a path between marks is the image itself', () => {
    const read = told([user('Picture 1: <img>b.png</img>\nWhat?'), assistant('Red.')])
    expect(read).toMatchObject({ question: 'What?', images: [path('b.png')] })
  })

  test('marks with a number name their image, in any order and as often as they like', () => {
    const images = { '<image_00>': 'a.png', '<image_01>': 'b.png' }
    const row = {
      image: images,
      conversations: [user('Compare <image_01> with <image_00>.'), assistant('<image_01> is red.')],
    }
    const trace = traceIn('llama-factory', row)
    expect(trace.images).toEqual([path('b.png'), path('a.png')])
    expect(trace.turns[0]).toEqual({ type: 'given', role: 'tool', text: '', images: [0] })
    const one = told([user('What is <image_2>?'), assistant('Red.')], 'a.png', 'b.png')
    expect(one.images).toEqual([path('b.png'), path('a.png')])
    const none = told([user('What is <image_3>?'), assistant('Red.')], 'a.png')
    expect(none.question).toBe('What is <image_3>?')
  })

  test('those of later turns belong to these', () => {
    const read = told(
      [user('<image>What?'), assistant('Red.'), user('<image>And here?'), assistant('Blue.')],
      'a.png',
      'b.png',
    )
    expect(read.turns[1]).toEqual({ type: 'given', role: 'user', text: 'And here?', images: [1] })
  })

  test('without any mark all are of the first question', () => {
    const read = told([user('What?'), assistant('Red.')], 'a.png', 'b.png')
    expect(read).toMatchObject({ images: [path('a.png'), path('b.png')], issues: [] })
  })

  test('more marks than images: what is left over are words, and that is told', () => {
    const read = told([user('<image>What is <image>?'), assistant('Red.')], 'a.png')
    expect(read.question).toBe('What is <image>?')
    expect(read.issues).toEqual([
      {
        path: 'messages',
        message:
          '2 images are placed in the text, 1 are listed: the marks that are left over are kept as words.',
      },
    ])
  })

  test('more images than marks: they are kept, and that is told', () => {
    const read = told([user('<image>What?'), assistant('Red.')], 'a.png', 'b.png', 'c.png')
    expect(read.images).toHaveLength(3)
    expect(read.issues).toEqual([
      { path: 'messages', message: '2 of 3 listed images have no place in the text.' },
    ])
  })

  test('a record that lists none at all leaves them out on purpose', () => {
    expect(told([user('<image>What?'), assistant('Red.')])).toMatchObject({
      question: 'What?',
      images: [],
      issues: [],
    })
  })

  test('between the words of a model they came back from a tool', () => {
    const shown = { type: 'image', image: 'b.png' }
    const read = told([
      user('What?'),
      assistant([{ type: 'text', text: 'I draw.' }, shown, { type: 'text', text: 'Red.' }]),
    ])
    expect(read.turns).toEqual([
      { type: 'model', text: 'I draw.' },
      { type: 'given', role: 'tool', text: '', images: [0] },
      { type: 'model', text: 'Red.' },
    ])
  })
})

describe('parts', () => {
  test.each<[string, object, ImageSource]>([
    [
      'OpenAI',
      { type: 'image_url', image_url: { url: 'https://e.org/a' } },
      { type: 'url', url: 'https://e.org/a' },
    ],
    ['Responses', { type: 'input_image', image_url: 'a.png' }, path('a.png')],
    ['Qwen', { type: 'image', image: 'a.png' }, path('a.png')],
    ['Qwen without a type', { image: 'a.png' }, path('a.png')],
    ['LLaMA-Factory 1', { type: 'image', value: 'a.png' }, path('a.png')],
    [
      'Anthropic',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { type: 'inline', base64: 'AAAA' },
    ],
    [
      'Anthropic by address',
      { type: 'image', source: { type: 'url', url: 'https://e.org/a' } },
      { type: 'url', url: 'https://e.org/a' },
    ],
    ['Gemini', { inline_data: { mime_type: 'image/png', data: 'AAAA' } }, { type: 'inline', base64: 'AAAA' }],
    [
      'Gemini’s files',
      { fileData: { mimeType: 'image/png', fileUri: 'https://e.org/a' } },
      { type: 'url', url: 'https://e.org/a' },
    ],
    ['a screenshot', { type: 'computer_screenshot', image_url: 'a.png' }, path('a.png')],
    [
      'parquet, every field in every part',
      { type: 'image', text: null, image: { bytes: null, path: 'a.png' } },
      path('a.png'),
    ],
  ])('an image of %s', (_, part, source) => {
    const read = told([user([part, { type: 'text', text: 'What?' }]), assistant('Red.')])
    expect(read).toMatchObject({ question: 'What?', images: [source] })
  })

  test('what is no image and no words is left out', () => {
    const read = told([
      user([{ type: 'video', video: 'a.mp4' }, { type: 'text', text: null }, null, 7, 'What?']),
      assistant('Red.'),
    ])
    expect(read).toMatchObject({ question: 'What?', images: [] })
  })

  test('thinking stands between its tags', () => {
    expect(
      words([
        user('a'),
        assistant([
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'Red.' },
        ]),
      ]),
    ).toEqual(['<think>\nHm.\n</think>\nRed.'])
    expect(
      words([
        user('a'),
        assistant([
          { type: 'thinking', thinking: '' },
          { type: 'text', text: 'Red.' },
        ]),
      ]),
    ).toEqual(['Red.'])
  })

  test('a result of Anthropic’s in a user’s message is a tool’s', () => {
    const back = {
      type: 'tool_result',
      tool_use_id: 'c',
      content: [
        { type: 'text', text: 'here' },
        { type: 'image', image: 'b.png' },
      ],
    }
    const use = { type: 'tool_use', id: 'c', name: 'zoom', input: { box: [1, 2] } }
    expect(told([user('a'), assistant([use]), user([back])]).turns).toEqual([
      { type: 'model', text: '<tool_call>\n{"name":"zoom","arguments":{"box":[1,2]}}\n</tool_call>' },
      { type: 'given', role: 'tool', text: 'here', images: [0] },
    ])
  })
})

describe('calls as data', () => {
  const call = (content: unknown) => words([user('a'), { role: 'tool_call', content }])
  const written = (text: string) => [`<tool_call>\n${text}\n</tool_call>`]

  test('stand as a model would have written them, arguments as text or as an object', () => {
    const right = written('{"name":"zoom","arguments":{"box":[1,2]}}')
    expect(call('{"name": "zoom", "arguments": {"box": [1, 2]}}')).toEqual(right)
    expect(call({ name: 'zoom', arguments: '{"box": [1, 2]}' })).toEqual(right)
    expect(call({ function: { name: 'zoom', arguments: { box: [1, 2] } } })).toEqual(right)
    expect(call({ name: 'zoom', parameters: { box: [1, 2] } })).toEqual(right)
  })

  test('several are several', () => {
    const two = call([
      { name: 'a', arguments: {} },
      { name: 'b', arguments: {} },
    ])
    expect(two).toEqual([
      '<tool_call>\n{"name":"a","arguments":{}}\n</tool_call><tool_call>\n{"name":"b","arguments":{}}\n</tool_call>',
    ])
  })

  test('what cannot be read is kept to the letter', () => {
    expect(call('zoom at [1, 2')).toEqual(written('zoom at [1, 2'))
    expect(call({ name: 'zoom', arguments: '[NaN, 0' })).toEqual(
      written('{"name":"zoom","arguments":"[NaN, 0"}'),
    )
    expect(call({ arguments: {} })).toEqual(written('{"arguments":{}}'))
  })

  test('stand behind the words of the same message', () => {
    const message = { ...assistant('I look.'), function_call: { name: 'zoom', arguments: '{}' } }
    expect(words([user('a'), message])).toEqual([
      'I look.<tool_call>\n{"name":"zoom","arguments":{}}\n</tool_call>',
    ])
  })
})

describe('turns', () => {
  test('what a model wrote without being interrupted is one; empty ones are none', () => {
    expect(words([user('a'), assistant('One. '), assistant(''), assistant('Two.')])).toEqual(['One. Two.'])
  })

  test('before the first reply everything is the question, system words apart', () => {
    const read = told([
      { role: 'system', content: 'Be brief.' },
      user('One.'),
      { role: 'system', content: 'Be kind.' },
      user('Two.'),
    ])
    expect(read).toMatchObject({ system: 'Be brief.\nBe kind.', question: 'One.\nTwo.', turns: [] })
  })

  test('nothing at all is a question of no words', () => {
    expect(told([])).toMatchObject({ question: '', turns: [], images: [] })
  })

  test('words stay to the letter, in every script', () => {
    const odd = ' \u202Eabc\u0000 한국어 👩‍👩‍👧 ‘a’\r\n'
    expect(words([user('a'), assistant(odd)])).toEqual([odd])
  })
})

describe('replies beside a dialogue', () => {
  test('are text, a message, or several', () => {
    expect(replyMessages('Red.')).toEqual([assistant('Red.')])
    expect(replyMessages([assistant('a')])).toEqual([assistant('a')])
    expect(replyMessages(assistant('a'))).toEqual([assistant('a')])
    expect([undefined, null, {}, 7].map(replyMessages)).toEqual([[], [], [], []])
  })

  test('in pairs are a message each; a pair may still wait for its reply', () => {
    expect(pairMessages([{ human: 'a', assistant: 'b' }, { user: 'c' }])).toEqual([
      user('a'),
      assistant('b'),
      user('c'),
    ])
    for (const none of [[], [{ assistant: 'b' }], 'a', [{ human: 'a' }, 7]])
      expect(pairMessages(none)).toBeUndefined()
  })
})
