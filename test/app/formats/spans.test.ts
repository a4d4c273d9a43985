/** Spans of tracing tools: rows and OTLP brought to one shape, messages in every convention, dialogues out of repeated inputs. */
import { describe, expect, test } from 'vitest'
import { isSpanRow, itemsOf, laidOpen, ofTrace, spansIn, unwrittenJson } from '../../../app/formats/span'
import { payload, spanMessages, toolResultOf } from '../../../app/formats/span-messages'
import { issuesIn, likeliest, refusedFor, tracesIn } from '../../builders/format-rows'
import { must } from '../../builders/must'

type Row = Readonly<Record<string, unknown>>
const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })

/** A row of a span of a model. */
const call = (more: Row): Row => ({
  trace_id: 't',
  span_id: 'a',
  start_time: '2026-01-01T00:00:00Z',
  name: 'chat',
  run_type: 'llm',
  ...more,
})
const span = (more: Row) => must(spansIn(call(more))[0])
const talk = (more: Row) => {
  const { input, output } = spanMessages(span(more))
  return [...input, ...output].map((m) => [m['role'], m['content']])
}

describe('a span', () => {
  test.each<[Row, boolean]>([
    [{ resourceSpans: [] }, true],
    [{ traceId: 't', startTime: 1 }, true],
    [{ trace_id: 't', op_name: 'o' }, true],
    [{ trace_id: 't', run_type: 'llm' }, true],
    [{ trace_id: 't', span_id: 's', attributes: {} }, true],
    [{ 'context.trace_id': 't' }, true],
    [{ context: {}, parent_id: null, start_time: 1, attributes: {} }, true],
    [{ trace_id: 't', span_id: 's' }, false],
    [{ trace_id: 't', question: 'a' }, false],
    [{}, false],
  ])('%j: %s', (row, is) => expect(isSpanRow(Object.keys(row))).toBe(is))

  test.each<[unknown, number]>([
    ['2026-01-01T00:00:00Z', 1767225600000],
    ['1767225600000000000', 1767225600000],
    [1767225600000, 1767225600000],
    [1767225600000000, 1767225600000],
    ['yesterday', 0],
    [null, 0],
  ])('that began at %s began at %s', (start_time, start) => expect(span({ start_time }).start).toBe(start))

  test('of OTLP has its attributes laid open, values of every kind', () => {
    const attribute = (key: string, value: object) => ({ key, value })
    const [one] = spansIn({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: 't',
                  spanId: 'a',
                  name: 'chat',
                  startTimeUnixNano: '1767225600000000000',
                  attributes: [
                    attribute('gen_ai.operation.name', { stringValue: 'chat' }),
                    attribute('gen_ai.usage.input_tokens', { intValue: '5' }),
                    attribute('x.list', {
                      arrayValue: { values: [{ boolValue: true }, { doubleValue: 0.5 }] },
                    }),
                    attribute('x.pairs', { kvlistValue: { values: [attribute('a', { stringValue: 'b' })] } }),
                    attribute('x.nothing', {}),
                  ],
                  status: { message: 'too slow' },
                },
              ],
            },
          ],
        },
      ],
    })
    expect(one).toMatchObject({ trace: 't', id: 'a', kind: 'chat', error: 'too slow', start: 1767225600000 })
    expect(JSON.parse(JSON.stringify(one?.attributes))).toEqual({
      gen_ai: { operation: { name: 'chat' }, usage: { input_tokens: '5' } },
      x: { list: [true, 0.5], pairs: { a: 'b' }, nothing: null },
    })
  })

  test('a row of OTLP is taken apart by trace', () => {
    const row = {
      resourceSpans: [{ scopeSpans: [{ scope: {}, spans: [{ traceId: 't' }, { traceId: 'u' }] }] }],
    }
    expect(ofTrace(row, 'u')).toEqual({
      resourceSpans: [{ scopeSpans: [{ scope: {}, spans: [{ traceId: 'u' }] }] }],
    })
    expect(ofTrace({ trace_id: 't' }, 'u')).toEqual({ trace_id: 't' })
  })

  test('of Langfuse is an observation of its trace', () => {
    const row = {
      id: 't',
      observations: [{ id: 'o', type: 'GENERATION', startTime: '2026-01-01', input: 'a' }, { startTime: 1 }],
    }
    expect(spansIn(row).map((s) => [s.trace, s.id, s.kind])).toEqual([
      ['t', 'o', 'GENERATION'],
      ['t', '', ''],
    ])
  })
})

describe('names with dots', () => {
  test('are places; lists by number are lists', () => {
    const open = laidOpen({
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.1.message.role': 'x',
      llm: { model: 'm' },
    })
    expect(JSON.parse(JSON.stringify(open))).toEqual({
      llm: {
        input_messages: { 0: { message: { role: 'user' } }, 1: { message: { role: 'x' } } },
        model: 'm',
      },
    })
    expect(itemsOf({ 10: 'c', 2: 'b', 0: 'a', note: 'x' })).toEqual(['a', 'b', 'c'])
    expect(itemsOf(['a'])).toEqual(['a'])
    expect(itemsOf('a')).toEqual([])
  })

  test('never reach what all objects have', () => {
    laidOpen({ '__proto__.polluted': 1, 'constructor.prototype.polluted': 1 })
    expect(({} as Row)['polluted']).toBeUndefined()
  })

  test('JSON as text is what it holds, other text stays', () => {
    expect(unwrittenJson(' [1, 2]')).toEqual([1, 2])
    expect(unwrittenJson('{broken')).toBe('{broken')
    expect(unwrittenJson('7')).toBe('7')
  })
})

describe('messages', () => {
  const right = [
    ['user', 'What?'],
    ['assistant', 'Red.'],
  ]

  test.each<[string, Row]>([
    [
      'OpenInference',
      {
        'attributes.llm.input_messages.0.message.role': 'user',
        'attributes.llm.input_messages.0.message.content': 'What?',
        'attributes.llm.output_messages.0.message.role': 'assistant',
        'attributes.llm.output_messages.0.message.content': 'Red.',
      },
    ],
    [
      'OpenLLMetry',
      {
        attributes: {
          'gen_ai.prompt.0.role': 'user',
          'gen_ai.prompt.0.content': 'What?',
          'gen_ai.completion.0.content': 'Red.',
        },
      },
    ],
    [
      'events of OpenTelemetry',
      {
        events: [
          { name: 'gen_ai.user.message', attributes: { content: 'What?' } },
          { name: 'gen_ai.choice', attributes: { message: '{"content": "Red."}' } },
        ],
      },
    ],
    [
      'a payload of OpenAI',
      { inputs: { messages: [user('What?')] }, outputs: { choices: [{ message: assistant('Red.') }] } },
    ],
    ['words alone', { input: 'What?', output: 'Red.' }],
    [
      'LangChain’s objects',
      {
        inputs: { messages: [[{ lc: 1, id: ['langchain', 'HumanMessage'], kwargs: { content: 'What?' } }]] },
        outputs: { generations: [[{ message: { lc: 1, id: ['AIMessage'], kwargs: { content: 'Red.' } } }]] },
      },
    ],
    [
      'values of OpenInference',
      {
        attributes: {
          'input.value': '{"messages": [{"role": "user", "content": "What?"}]}',
          'output.value': 'Red.',
        },
      },
    ],
  ])('of %s', (_, more) => expect(talk(more)).toEqual(right))

  test('of the conventions are parts', () => {
    const part = (content: string) => [{ type: 'text', content }]
    const messages = (role: string, content: string) => JSON.stringify([{ role, parts: part(content) }])
    const attributes = {
      'gen_ai.system_instructions': JSON.stringify(part('Be brief.')),
      'gen_ai.input.messages': messages('user', 'What?'),
      'gen_ai.output.messages': messages('assistant', 'Red.'),
    }
    expect(talk({ attributes })).toEqual([
      ['system', [{ type: 'text', text: 'Be brief.' }]],
      ['user', [{ type: 'text', text: 'What?' }]],
      ['assistant', [{ type: 'text', text: 'Red.' }]],
    ])
  })

  test('of the AI SDK have their calls beside the words', () => {
    const attributes = {
      'ai.prompt.messages': JSON.stringify([user([{ type: 'text', text: 'What?' }])]),
      'ai.response.text': 'I look.',
      'ai.response.toolCalls': JSON.stringify([{ toolName: 'zoom', input: { n: 1 } }]),
    }
    expect(talk({ attributes })[1]).toEqual([
      'assistant',
      [
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', name: 'zoom', input: { n: 1 } },
      ],
    ])
  })

  test('a system prompt beside them comes first', () => {
    expect(payload({ system: 'Be brief.', messages: [user('What?')] }, 'user')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What?' },
    ])
  })

  test('a class that every object has is no role', () => {
    expect(payload([{ type: 'constructor', content: 'a' }], 'user')).toEqual([
      { role: 'user', content: [{ type: 'constructor', content: 'a' }] },
    ])
  })

  test('what holds none gives none', () => {
    for (const value of [null, 7, '', [], {}, { a: { b: { c: 'd' } } }, [[]]])
      expect(payload(value, 'user')).toEqual([])
  })

  test.each<[unknown, unknown]>([
    ['done', 'done'],
    ['{"output": "done"}', 'done'],
    [{ result: 'done' }, 'done'],
    [{ content: [{ type: 'text', text: 'a' }] }, [{ type: 'text', text: 'a' }]],
    [{ n: 1 }, '{"n":1}'],
    [null, '""'],
  ])('a tool that gave %j gave %j', (value, told) => expect(toolResultOf(value)).toEqual(told))
})

describe('a trace', () => {
  const at = (second: number) => `2026-01-01T00:00:0${String(second)}Z`
  const told = (...rows: readonly Row[]) => tracesIn('spans', { spans: rows })
  const use = {
    role: 'assistant',
    content: '',
    tool_calls: [{ function: { name: 'zoom', arguments: '{}' } }],
  }

  test('is one dialogue out of calls that repeat what was said before', () => {
    const first = call({ start_time: at(1), inputs: { messages: [user('What?')] }, outputs: use })
    const tool = call({
      span_id: 't',
      start_time: at(2),
      run_type: 'tool',
      name: 'zoom',
      inputs: '{}',
      outputs: { output: 'here' },
    })
    const second = call({
      span_id: 'b',
      start_time: at(3),
      inputs: { messages: [user('What?'), use, { role: 'tool', content: 'here' }] },
      outputs: assistant('Red.'),
    })
    expect(likeliest({ spans: [second, tool, first] })).toBe('spans')
    const [trace, ...none] = told(second, tool, first)
    expect(none).toEqual([])
    expect(trace).toMatchObject({ id: 't', question: 'What?', meta: { spans: 3, name: 'chat' } })
    expect(trace?.turns.map((t) => ('text' in t ? t.text : ''))).toEqual([
      '<tool_call>\n{"name":"zoom","arguments":{}}\n</tool_call>',
      'here',
      'Red.',
    ])
  })

  test('results that no later call repeats come from the tools’ own spans', () => {
    const only = call({ inputs: { messages: [user('What?')] }, outputs: use })
    const tool = call({
      span_id: 't',
      start_time: at(2),
      run_type: 'tool',
      name: 'zoom',
      outputs: { output: 'here' },
    })
    expect(told(only, tool)[0]?.turns[1]).toMatchObject({ type: 'given', role: 'tool', text: 'here' })
  })

  test('calls that began anew are traces beside it', () => {
    const other = call({
      span_id: 'b',
      name: 'judge',
      start_time: at(5),
      inputs: { messages: [user('Right?')] },
      outputs: assistant('Yes.'),
    })
    const traces = told(call({ inputs: { messages: [user('What?')] }, outputs: assistant('Red.') }), other)
    expect(traces.map((t) => [t.id, t.question])).toEqual([
      ['t', 'What?'],
      ['t · judge', 'Right?'],
    ])
  })

  test('a span that was exported twice is there once', () => {
    const row = call({ inputs: { messages: [user('What?')] }, outputs: assistant('Red.') })
    expect(told(row, row)).toHaveLength(1)
  })

  test('a last call that failed is how it ended, and the images that the tool keeps apart are told', () => {
    const kept = { type: 'image_url', image_url: '@@@langfuseMedia:type=image/png|id=x|source=y@@@' }
    const row = call({
      inputs: { messages: [user([kept, { type: 'text', text: 'What?' }])] },
      error: 'rate limit',
    })
    expect(issuesIn('spans', { spans: [row] })).toEqual([
      { path: 't', message: 'The tool keeps 1 of the images apart; they are not in this export.' },
    ])
    expect(told(row)[0]?.ended).toEqual({
      reason: 'failed',
      why: 'The last call of the model ended with an error: rate limit',
    })
  })

  test('of spans without words, and of logs instead of spans, it is told', () => {
    expect(refusedFor('spans', { spans: [call({})] })).toEqual([
      { path: 't', message: 'No span of this trace says what went into a model or came out of it.' },
    ])
    expect(refusedFor('spans', { resourceLogs: [] })?.[0]?.message).toContain(
      'Export the traces (spans) instead.',
    )
    expect(refusedFor('spans', { spans: [] })).toEqual([{ message: 'There is no span in this record.' }])
  })
})
