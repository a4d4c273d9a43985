/** Inspect's samples and logs: messages wherever they stand, attachments in their places, scores, errors, limits. */
import { describe, expect, test } from 'vitest'
import { issuesIn, likeliest, refusedFor, traceIn, tracesIn } from '../../builders/format-rows'

const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown, more: object = {}) => ({ role: 'assistant', content, ...more })
const sample = (more: object = {}) => ({
  id: 's',
  epoch: 1,
  input: 'What colour?',
  target: 'red',
  messages: [user('What colour?'), assistant('Red.')],
  ...more,
})
const texts = (trace: { readonly turns: readonly object[] }) =>
  trace.turns.map((t) => ('text' in t ? t.text : t))

describe('a sample', () => {
  test('is its messages, target and epoch', () => {
    expect(likeliest(sample())).toBe('inspect')
    expect(traceIn('inspect', sample({ choices: ['red'], metadata: { a: 1 } }))).toMatchObject({
      id: 's',
      question: 'What colour?',
      gold: ['red'],
      turns: [{ type: 'model', text: 'Red.' }],
      meta: { epoch: 1, choices: ['red'], metadata: { a: 1 } },
    })
  })

  test('of a later epoch has an id of its own', () => {
    expect(traceIn('inspect', sample({ id: 7, epoch: 3 })).id).toBe('7 · epoch 3')
    expect(traceIn('inspect', sample({ id: undefined, epoch: 2 })).id).toBeUndefined()
  })

  test('without messages is its last call of the model, with the reply', () => {
    const call = (asked: string, reply: string) => ({
      event: 'model',
      input: [user(asked)],
      output: { choices: [{ message: assistant(reply) }] },
    })
    const trace = traceIn(
      'inspect',
      sample({ messages: [], events: [call('Old?', 'Yes.'), call('New?', 'No.'), { event: 'score' }] }),
    )
    expect(trace.question).toBe('New?')
    expect(texts(trace)).toEqual(['No.'])
  })

  test('may refer to a pool of messages by ranges', () => {
    const pool = [user('Old?'), assistant('Yes.'), user('New?')]
    const events = [
      {
        event: 'model',
        input: [],
        input_refs: [
          [0, 1],
          [2, 3],
        ],
        output: { choices: [{ message: assistant('No.') }] },
      },
    ]
    for (const kept of [{ message_pool: pool }, { events_data: { messages: pool } }]) {
      const trace = traceIn('inspect', sample({ messages: [], events, ...kept }))
      expect([trace.question, ...texts(trace)]).toEqual(['Old?\nNew?', 'No.'])
    }
  })

  test('that never got to a model is its question alone', () => {
    expect(traceIn('inspect', sample({ messages: [] }))).toMatchObject({
      question: 'What colour?',
      turns: [],
    })
    expect(traceIn('inspect', sample({ messages: undefined, input: [user('What?')] })).question).toBe('What?')
  })

  test('images and long texts stand once among the attachments, by name or by number', () => {
    const messages = [
      user([
        { type: 'image', image: 'attachment://ab12' },
        { type: 'text', text: 'What?' },
      ]),
      assistant('tc://long'),
    ]
    const trace = traceIn(
      'inspect',
      sample({ messages, attachments: { ab12: 'data:image/png;base64,AAAA', long: 'Red, indeed.' } }),
    )
    expect(trace.images).toEqual([{ type: 'inline', base64: 'AAAA' }])
    expect(texts(trace)).toEqual(['Red, indeed.'])
    const numbered = [user([{ type: 'image', image: 'attachment://0' }]), assistant('a')]
    expect(traceIn('inspect', sample({ messages: numbered, attachments: ['b.png'] })).images).toEqual([
      { type: 'path', path: 'b.png' },
    ])
  })

  test('an attachment that is not there stays its name', () => {
    const messages = [user('attachment://toString'), assistant('a')]
    expect(traceIn('inspect', sample({ messages, attachments: {} })).question).toBe('attachment://toString')
  })

  test('says that it was written without its images', () => {
    const left = { type: 'image', image: '<base64-data-removed>' }
    expect(issuesIn('inspect', sample({ messages: [user([left, left]), assistant('a')] }))).toEqual([
      { path: 'messages', message: 'The log was written without its images (2 were left out).' },
    ])
  })

  test('reasoning is thought, what is redacted is not said', () => {
    const reasoned = (part: object) =>
      texts(
        traceIn(
          'inspect',
          sample({
            messages: [
              user('a'),
              assistant([
                { type: 'reasoning', ...part },
                { type: 'text', text: 'Red.' },
              ]),
            ],
          }),
        ),
      )
    expect(reasoned({ reasoning: 'Hm.' })).toEqual(['<think>\nHm.\n</think>\nRed.'])
    expect(reasoned({ reasoning: 'x9f', redacted: true })).toEqual(['Red.'])
    expect(reasoned({ reasoning: 'x9f', redacted: true, summary: 'It thought.' })).toEqual([
      '<think>\nIt thought.\n</think>\nRed.',
    ])
  })

  test('what a server ran itself is a call with its result; a tool that failed says how', () => {
    const ran = { type: 'tool_use', name: 'search', arguments: { q: 'cup' }, result: { n: 3 } }
    const messages = [
      user('a'),
      assistant([ran, { type: 'audio', audio: 'x' }]),
      { role: 'tool', content: '', error: { type: 'timeout', message: 'too slow' } },
      assistant('Red.'),
    ]
    expect(texts(traceIn('inspect', sample({ messages })))).toEqual([
      '<tool_call>\n{"name":"search","arguments":{"q":"cup"}}\n</tool_call>',
      '{"n":3}',
      'Error: too slow',
      'Red.',
    ])
  })

  test('its completion is the answer, but not words beside a call', () => {
    const output = (message: object) => ({ model: 'm', completion: 'red', choices: [{ message }] })
    expect(traceIn('inspect', sample({ output: output({}) }))).toMatchObject({
      answer: 'red',
      meta: { model: 'm' },
    })
    expect(
      traceIn('inspect', sample({ output: output({ tool_calls: [{ id: 'c' }] }) })).answer,
    ).toBeUndefined()
    expect(traceIn('inspect', sample({ output: { completion: '' } })).answer).toBeUndefined()
  })
})

describe('scores', () => {
  test.each<[unknown, number | undefined]>([
    [{ match: { value: 'C' } }, 1],
    [{ match: { value: 'I' } }, 0],
    [{ match: { value: 'P' } }, 0.5],
    [{ match: { value: 'N' } }, 0],
    [{ match: { value: true } }, 1],
    [{ match: { value: 0.25 } }, 0.25],
    [{ match: { value: 7 } }, undefined],
    [{ match: { value: 'fine' } }, undefined],
    [{ match: { value: 'constructor' } }, undefined],
    [{ match: { value: { a: 1 } } }, undefined],
    [{ first: { value: 'I' }, second: { value: 'C' } }, 0],
    [{}, undefined],
  ])('%j is the verdict %s', (scores, verdict) => {
    const trace = traceIn('inspect', sample({ scores }))
    expect(trace.verdict).toBe(verdict)
    expect(trace.meta['scores']).toEqual(scores)
  })

  test('of an earlier log there is one', () => {
    expect(traceIn('inspect', sample({ score: { value: 'C' } })).verdict).toBe(1)
  })
})

describe('how it ended', () => {
  test.each<[object, unknown]>([
    [
      { error: { message: 'CUDA out of memory', traceback: '…' } },
      { reason: 'failed', why: 'The sample ended with an error: CUDA out of memory' },
    ],
    [
      { limit: { type: 'token', limit: 4096 } },
      { reason: 'limit', why: 'A limit ended the sample: token (4096).' },
    ],
    [{ limit: 'time' }, { reason: 'limit', why: 'A limit ended the sample: time.' }],
    [{}, undefined],
  ])('%j', (more, ended) => expect(traceIn('inspect', sample(more)).ended).toEqual(ended))
})

describe('a log', () => {
  const log = (samples: readonly unknown[]) => ({
    status: 'success',
    eval: { task: 'plates', model: 'vllm/qwen3-vl', dataset: { name: 'plates' } },
    samples,
  })

  test('is all of its samples, each with what the log is about', () => {
    expect(likeliest(log([sample()]))).toBe('inspect')
    const traces = tracesIn('inspect', log([sample(), sample({ id: 't' })]))
    expect(traces.map((t) => t.id)).toEqual(['s', 't'])
    expect(traces[1]?.meta).toMatchObject({ task: 'plates', model: 'vllm/qwen3-vl', dataset: 'plates' })
  })

  test('a sample in which nothing was said is told with its place, and costs no other', () => {
    const said = { path: 'samples[1].messages', message: 'Nothing was said in this sample.' }
    const mixed = log([sample(), {}, sample({ id: 't' })])
    expect(issuesIn('inspect', mixed)).toEqual([said])
    expect(tracesIn('inspect', mixed).map((t) => t.id)).toEqual(['s', 't'])
    expect(refusedFor('inspect', log([7]))).toEqual([{ ...said, path: 'samples[0].messages' }])
  })

  test('without samples is refused', () => {
    expect(refusedFor('inspect', log([]))).toEqual([
      { path: 'samples', message: 'The log holds no samples.' },
    ])
  })

  test('a row without a target or an epoch is none of Inspect’s', () => {
    for (const more of [{ target: undefined, epoch: 'a' }, { epoch: undefined }])
      expect(likeliest(sample(more))).not.toBe('inspect')
    expect(refusedFor('inspect', { id: 1 })).toEqual([
      { message: 'This is neither a sample of Inspect nor a log.' },
    ])
  })
})
