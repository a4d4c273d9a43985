/** Requests and answers as OpenAI's APIs have them: Chat Completions and the items of Responses. */
import { describe, expect, test } from 'vitest'
import { isItems, inputMessages, itemMessages } from '../../../app/formats/responses'
import { formatNamed, likeliest, refusedFor, traceIn, tracesIn } from '../../builders/format-rows'

const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const texts = (trace: { readonly turns: readonly object[] } | undefined) =>
  trace?.turns.map((turn) => ('text' in turn ? turn.text : turn))
const shown = { type: 'image_url', image_url: { url: 'https://example.org/a.png' } }

describe('Chat Completions', () => {
  test('a fine-tuning row: images by address, calls as data, what tools answered', () => {
    const row = {
      messages: [
        user([shown, { type: 'text', text: 'What?' }]),
        {
          ...assistant(null),
          tool_calls: [
            { id: 'c', type: 'function', function: { name: 'zoom', arguments: '{"bbox_2d": [1, 2, 3, 4]}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c', content: 'done' },
        assistant('Red.'),
      ],
    }
    expect(likeliest(row)).toBe('openai')
    const trace = traceIn('openai', row)
    expect(trace).toMatchObject({
      question: 'What?',
      images: [{ type: 'url', url: 'https://example.org/a.png' }],
    })
    expect(texts(trace)).toEqual([
      '<tool_call>\n{"name":"zoom","arguments":{"bbox_2d":[1,2,3,4]}}\n</tool_call>',
      'done',
      'Red.',
    ])
  })

  test('developer words are the system’s; a refusal is a reply', () => {
    const row = {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        user('What?'),
        assistant([{ type: 'refusal', refusal: 'No.' }]),
      ],
    }
    expect(traceIn('openai', row)).toMatchObject({ system: 'Be brief.', turns: [{ text: 'No.' }] })
  })

  test('a preference row is two traces', () => {
    const row = {
      input: { messages: [user('What?')], tools: [] },
      preferred_output: [assistant('Red.')],
      non_preferred_output: [assistant('Blue.')],
    }
    expect(likeliest(row)).toBe('openai')
    expect(tracesIn('openai', row).map((t) => [t.meta, texts(t)])).toEqual([
      [{ preference: 'chosen' }, ['Red.']],
      [{ preference: 'rejected' }, ['Blue.']],
    ])
  })

  test('a batch request, and its answer as the batch wraps it', () => {
    const request = {
      custom_id: 'q-1',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { messages: [user('What?')] },
    }
    expect(traceIn('openai', request)).toMatchObject({
      id: 'q-1',
      question: 'What?',
      turns: [],
      meta: { method: 'POST' },
    })
    const answered = {
      custom_id: 'q-1',
      response: { status_code: 200, body: { choices: [{ message: assistant('Red.') }] } },
    }
    expect(likeliest(answered)).toBe('openai')
    expect(traceIn('openai', answered)).toMatchObject({ id: 'q-1', question: '', turns: [{ text: 'Red.' }] })
  })

  test('of several replies to one request each is a trace', () => {
    const row = {
      id: 'r',
      request: { messages: [user('What?')] },
      response: {
        choices: [
          { message: assistant('Red.') },
          { message: assistant('Blue.') },
          { finish_reason: 'error' },
        ],
      },
    }
    expect(tracesIn('openai', row).map((t) => [t.id, t.question, texts(t)])).toEqual([
      ['r · 1', 'What?', ['Red.']],
      ['r · 2', 'What?', ['Blue.']],
    ])
  })

  test('each of several replies has the tokens it was logged with', () => {
    const logged = (text: string) => ({
      message: assistant(text),
      logprobs: { content: [{ token: text, logprob: -0.5 }] },
    })
    const row = {
      request: { messages: [user('What?')] },
      response: { choices: [logged('Red.'), logged('Blue.')] },
    }
    const tokens = tracesIn('openai', row).map((t) =>
      t.turns.map((turn) => turn.type === 'model' && turn.tokens),
    )
    expect(tokens).toEqual([
      [[{ id: -1, text: 'Red.', logprob: -0.5 }]],
      [[{ id: -1, text: 'Blue.', logprob: -0.5 }]],
    ])
  })

  test('parameters, usage and the model that answered stay facts of a logged call', () => {
    const row = {
      id: 'r',
      request: { model: 'm', temperature: 0.7, messages: [user('What?')] },
      response: {
        status_code: 200,
        body: { model: 'm-2026', usage: { total_tokens: 9 }, choices: [{ message: assistant('Red.') }] },
      },
    }
    expect(traceIn('openai', row).meta).toEqual({
      model: 'm-2026',
      request: { model: 'm', temperature: 0.7 },
      response: { status_code: 200, body: { model: 'm-2026', usage: { total_tokens: 9 } } },
    })
    const asked = { custom_id: 'q', body: { model: 'm', messages: [user('What?')] } }
    expect(traceIn('openai', asked).meta).toEqual({ model: 'm', body: { model: 'm' } })
  })

  test('one reply keeps the id as it is', () => {
    const row = {
      id: 'r',
      request: { messages: [user('What?')] },
      response: { choices: [{ message: assistant('Red.') }] },
    }
    expect(traceIn('openai', row).id).toBe('r')
  })

  test('a request’s messages alone are a row', () => {
    expect(traceIn('openai', [user('What?'), assistant('Red.')])).toMatchObject({ question: 'What?' })
  })

  test.each<[object, number]>([
    [[user('a'), assistant('b')], 0.5],
    [{ messages: [user('a'), assistant('b')] }, 0.5],
    [{ messages: [user('a'), assistant('b')], images: [] }, 0.4],
    [{ messages: [user([shown]), assistant('b')] }, 0.8],
    [{ messages: [{ role: 'narrator', content: 'a' }] }, 0],
    [{ messages: [] }, 0],
    [{ choices: [{ message: assistant('b') }] }, 0.7],
    [{ choices: [] }, 0],
  ])('%j is so sure: %s', (row, sure) => expect(formatNamed('openai').likeness(row)).toBe(sure))

  test('messages that are no list are refused, a role nobody knows is told with its place', () => {
    expect(refusedFor('openai', { messages: 'a' })).toEqual([
      { path: 'messages', message: 'The row has no messages.' },
    ])
    expect(refusedFor('openai', { messages: [user('a'), { role: 'narrator', content: 'b' }] })).toEqual([
      { path: 'messages[1]', message: '“narrator” is no role of a dialogue.' },
    ])
    expect(refusedFor('openai', { messages: [{ content: 'b' }] })).toEqual([
      { path: 'messages[0]', message: 'A message has no role.' },
    ])
  })
})

describe('items of the Responses API', () => {
  test('are told from other lists by what kind they say they are', () => {
    expect(
      isItems([
        { type: 'message', role: 'user', content: 'a' },
        { type: 'function_call', name: 'f' },
      ]),
    ).toBe(true)
    expect(isItems([user('a')])).toBe(true)
    expect(isItems([{ type: 'text', text: 'a' }])).toBe(false)
    expect(isItems([user('a'), 7])).toBe(false)
    expect(isItems([])).toBe(false)
    expect(isItems('a')).toBe(false)
  })

  test('of a request may be one text, with instructions before it', () => {
    expect(inputMessages('What?')).toEqual([user('What?')])
    expect(inputMessages('What?', 'Be brief.')).toEqual([
      { role: 'system', content: 'Be brief.' },
      user('What?'),
    ])
    expect(inputMessages([user('What?')], '')).toEqual([user('What?')])
    expect(inputMessages({ text: 'What?' })).toBeUndefined()
  })

  const said = (item: object) => itemMessages([item])

  test.each<[object, unknown]>([
    [
      { type: 'function_call', name: 'zoom', arguments: '{}' },
      [{ role: 'assistant', content: '', function_call: { name: 'zoom', arguments: '{}' } }],
    ],
    [
      { type: 'custom_tool_call', name: 'sh', input: 'ls' },
      [{ role: 'assistant', content: '', function_call: { name: 'sh', arguments: { input: 'ls' } } }],
    ],
    [
      { type: 'computer_call', action: { type: 'click', x: 1, y: 2 } },
      [
        {
          role: 'assistant',
          content: '',
          function_call: { name: 'computer', arguments: { type: 'click', x: 1, y: 2 } },
        },
      ],
    ],
    [{ type: 'function_call_output', output: 'done' }, [{ role: 'tool', content: 'done' }]],
    [
      { type: 'mcp_call', name: 'f', arguments: '{}', output: 'done' },
      [
        { role: 'assistant', content: '', function_call: { name: 'f', arguments: '{}' } },
        { role: 'tool', content: 'done' },
      ],
    ],
    [
      { type: 'mcp_call', name: 'f', arguments: '{}', output: null, error: 'no server' },
      [
        { role: 'assistant', content: '', function_call: { name: 'f', arguments: '{}' } },
        { role: 'tool', content: 'no server' },
      ],
    ],
    [
      {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: 'Hm.' }],
        content: [{ text: 'Hm.' }, { text: 'So.' }],
      },
      [{ role: 'assistant', content: '', reasoning_content: 'Hm.\nSo.' }],
    ],
    [{ type: 'reasoning', summary: [], encrypted_content: 'x' }, []],
    [{ type: 'web_search_call', status: 'completed' }, []],
    [{ type: 'message', content: 'Red.' }, [{ type: 'message', role: 'assistant', content: 'Red.' }]],
    [
      {
        type: 'code_interpreter_call',
        code: 'print(1)',
        outputs: [
          { type: 'logs', logs: '1' },
          { type: 'image', url: 'a.png' },
        ],
      },
      [
        { role: 'assistant', content: '<code>\n```python\nprint(1)\n```\n</code>' },
        {
          role: 'tool',
          content: [
            { type: 'text', text: '1' },
            { type: 'image_url', image_url: 'a.png' },
          ],
        },
      ],
    ],
    [
      { type: 'code_interpreter_call', code: 'x = 1', outputs: null },
      [{ role: 'assistant', content: '<code>\n```python\nx = 1\n```\n</code>' }],
    ],
  ])('%j as messages', (item, messages) => expect(said(item)).toEqual(messages))

  test('a logged call of the Responses API is a dialogue', () => {
    const row = {
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'a.png' },
            { type: 'input_text', text: 'What?' },
          ],
        },
      ],
      instructions: 'Be brief.',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Red.' }] }],
    }
    expect(likeliest(row)).toBe('openai')
    expect(traceIn('openai', row)).toMatchObject({
      system: 'Be brief.',
      question: 'What?',
      images: [{ type: 'path', path: 'a.png' }],
      turns: [{ type: 'model', text: 'Red.' }],
    })
  })
})
