/** Rollouts of NeMo Gym: requests to the Responses API, what was answered, rewards, and what was expected. */
import { describe, expect, test } from 'vitest'
import { likeliest, refusedFor, traceIn } from '../../builders/format-rows'

describe('NeMo Gym', () => {
  const params = (input: unknown) => ({ responses_create_params: { input, instructions: 'Be brief.' } })
  const answered = {
    response: {
      model: 'm',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Red.' }] }],
    },
  }

  test('is the request, what was answered, the reward and what was expected', () => {
    const row = { ...params('What?'), ...answered, uuid: 'u', reward: 1, expected_answer: 'red', agent: 'a' }
    expect(likeliest(row)).toBe('nemo-gym')
    expect(traceIn('nemo-gym', row)).toMatchObject({
      id: 'u',
      system: 'Be brief.',
      question: 'What?',
      turns: [{ text: 'Red.' }],
      gold: ['red'],
      verdict: 1,
      meta: { agent: 'a', model: 'm', reward: 1 },
    })
  })

  test('parameters of the request and what came back beside the words are kept', () => {
    const request = { responses_create_params: { input: 'What?', temperature: 1 } }
    const row = { ...request, response: { ...answered.response, usage: { n: 9 } } }
    expect(traceIn('nemo-gym', row).meta).toEqual({
      responses_create_params: { temperature: 1 },
      response: { model: 'm', usage: { n: 9 } },
      model: 'm',
    })
  })

  test('the box of what was shown is an expected region: thousandths, pixels where one is above 1000', () => {
    const expected = (bbox_2d: unknown) =>
      traceIn('nemo-gym', {
        ...params('What?'),
        ...answered,
        expected_action: { name: 'zoom', arguments: { bbox_2d, label: 'sign' } },
      }).goldBoxes
    expect(expected([1, 2, 300, 400])).toEqual([
      { numbers: [1, 2, 300, 400], space: 'per-mille', label: 'sign' },
    ])
    expect(expected([1, 2, 1001, 400])).toMatchObject([{ space: 'image' }])
    for (const none of [[1, 2, 3], 'a', undefined]) expect(expected(none)).toBeUndefined()
  })

  test('a reward that is a sum is no verdict; an id may stand in the metadata', () => {
    const trace = traceIn('nemo-gym', { ...params('What?'), reward: 2.5, metadata: { source_id: 's-1' } })
    expect(trace).toMatchObject({ id: 's-1', turns: [] })
    expect(trace.verdict).toBeUndefined()
  })

  test('without input it is refused', () => {
    expect(refusedFor('nemo-gym', params({ text: 'a' }))).toEqual([
      { path: 'responses_create_params.input', message: 'The row has no input.' },
    ])
  })
})
