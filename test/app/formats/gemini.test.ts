/** Gemini's API as it is sent and answered: contents and candidates, code it ran, calls, interactions. */
import { describe, expect, test } from 'vitest'
import { likeliest, refusedFor, traceIn, tracesIn } from '../../builders/format-rows'

const texts = (trace: { readonly turns: readonly object[] } | undefined) =>
  trace?.turns.map((turn) => ('text' in turn ? turn.text : turn))

describe('Gemini', () => {
  const asked = {
    role: 'user',
    parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }, { text: 'What?' }],
  }
  const model = (...parts: readonly object[]) => ({ role: 'model', parts })

  test('contents and candidates are one dialogue, wherever a row keeps them', () => {
    const candidates = [{ content: model({ text: 'Red.' }), finishReason: 'STOP' }]
    const right = {
      question: 'What?',
      images: [{ type: 'inline', base64: 'AAAA' }],
      turns: [{ text: 'Red.' }],
    }
    expect(traceIn('gemini', { contents: [asked], candidates })).toMatchObject(right)
    expect(traceIn('gemini', { request: { contents: [asked] }, response: { candidates } })).toMatchObject(
      right,
    )
    expect(likeliest({ contents: [asked], candidates })).toBe('gemini')
  })

  test('settings, usage and the model that answered stay facts', () => {
    const row = {
      request: { contents: [asked], generationConfig: { temperature: 0 } },
      response: {
        candidates: [{ content: model({ text: 'Red.' }) }],
        modelVersion: 'gemini-x',
        usageMetadata: { n: 9 },
      },
    }
    expect(traceIn('gemini', row).meta).toEqual({
      model: 'gemini-x',
      request: { generationConfig: { temperature: 0 } },
      response: { modelVersion: 'gemini-x', usageMetadata: { n: 9 } },
    })
  })

  test('of several candidates each is a trace', () => {
    const candidates = [
      { content: model({ text: 'Red.' }) },
      { finishReason: 'SAFETY' },
      { content: model({ text: 'Blue.' }) },
    ]
    const traces = tracesIn('gemini', { id: 'g', contents: [asked], candidates })
    expect(traces.map((trace) => [trace.id, trace.question, texts(trace)])).toEqual([
      ['g · 1', 'What?', ['Red.']],
      ['g · 2', 'What?', ['Blue.']],
    ])
  })

  test('a role may be left out, a content may be words, parts may be one', () => {
    expect(
      traceIn('gemini', { contents: ['What?'], candidates: [{ content: { parts: { text: 'Red.' } } }] }),
    ).toMatchObject({ question: 'What?', turns: [{ text: 'Red.' }] })
  })

  test.each(['systemInstruction', 'system_instruction'])(
    'what it is told under %s is the system’s',
    (name) => {
      const row = { contents: [asked, model({ text: 'Red.' })], [name]: { parts: [{ text: 'Be brief.' }] } }
      expect(traceIn('gemini', row).system).toBe('Be brief.')
      expect(traceIn('gemini', { request: { contents: row.contents, [name]: 'Be brief.' } }).system).toBe(
        'Be brief.',
      )
    },
  )

  test('code it ran is code, what that printed and drew came back together', () => {
    const row = {
      contents: [asked],
      candidates: [
        {
          content: model(
            { text: 'I zoom. ' },
            { executableCode: { language: 'PYTHON', code: 'img.crop((0, 0, 9, 9))' } },
            { codeExecutionResult: { outcome: 'OUTCOME_OK', output: 'done\n' } },
            { inlineData: { mimeType: 'image/png', data: 'BBBB' } },
            { text: 'Red.' },
          ),
        },
      ],
    }
    const trace = traceIn('gemini', row)
    expect(trace.dialect).toBe('gemini-code')
    expect(trace.turns).toMatchObject([
      { type: 'model', text: 'I zoom. \n```python\nimg.crop((0, 0, 9, 9))\n```\n' },
      { type: 'given', role: 'tool', text: 'done\n', images: [1] },
      { type: 'model', text: 'Red.' },
    ])
  })

  test('code that failed says so', () => {
    const row = {
      contents: [
        asked,
        model(
          { executableCode: { code: 'x' } },
          { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'NameError' } },
        ),
      ],
    }
    expect(traceIn('gemini', row).turns[1]).toMatchObject({ text: 'OUTCOME_FAILED\nNameError' })
  })

  test('calls of one’s own functions and what they gave', () => {
    const back = (response: unknown) => ({
      role: 'user',
      parts: [{ functionResponse: { name: 'zoom', response } }],
    })
    const call = model({ functionCall: { name: 'zoom', args: { box: [1, 2] } } })
    const given = (response: unknown) => texts(traceIn('gemini', { contents: [asked, call, back(response)] }))
    expect(given({ output: 'here' })).toEqual([
      '<tool_call>\n{"name":"zoom","arguments":{"box":[1,2]}}\n</tool_call>',
      'here',
    ])
    expect(given({ error: 'no' })?.[1]).toBe('no')
    expect(given({ x: 1 })?.[1]).toBe('{"x":1}')
  })

  test('thoughts are thoughts, films are no images', () => {
    const film = { fileData: { mimeType: 'video/mp4', fileUri: 'https://example.org/a.mp4' } }
    const row = {
      contents: [
        { role: 'user', parts: [film, { text: 'What?' }] },
        model({ text: 'Hm.', thought: true }, { text: 'Red.' }),
      ],
    }
    expect(traceIn('gemini', row)).toMatchObject({
      images: [],
      turns: [{ text: '<think>\nHm.\n</think>\nRed.' }],
    })
  })

  test('an interaction is its input and its steps, in order', () => {
    const row = {
      input: [
        { type: 'image', uri: 'https://example.org/a.png' },
        { type: 'text', text: 'What?' },
      ],
      steps: [
        { type: 'user_input', content: 'What?' },
        { type: 'thought', summary: [{ type: 'text', text: 'Hm.' }] },
        { type: 'function_call', name: 'zoom', arguments: { n: 1 } },
        { type: 'function_result', name: 'zoom', result: 'here' },
        { type: 'model_output', content: [{ type: 'text', text: 'Red.' }] },
      ],
    }
    expect(likeliest(row)).toBe('gemini')
    const trace = traceIn('gemini', row)
    expect(trace).toMatchObject({
      question: 'What?',
      images: [{ type: 'url', url: 'https://example.org/a.png' }],
    })
    expect(texts(trace)).toEqual([
      '<think>\nHm.\n</think>\n<tool_call>\n{"name":"zoom","arguments":{"n":1}}\n</tool_call>',
      'here',
      'Red.',
    ])
  })

  test('the talk so far may be the input', () => {
    const turns = [
      { role: 'user', content: 'Old?' },
      { role: 'model', content: [{ type: 'text', text: 'Yes.' }] },
      { role: 'user', content: 'New?' },
    ]
    const trace = traceIn('gemini', { input: turns, outputs: [{ type: 'model_output', content: 'No.' }] })
    expect(trace.question).toBe('Old?')
    expect(texts(trace)).toEqual(['Yes.', 'New?', 'No.'])
  })

  test('neither contents nor steps are refused', () => {
    expect(refusedFor('gemini', { contents: [{ role: 'user' }] })).toEqual([
      { message: 'The row has neither contents nor steps.' },
    ])
  })
})
