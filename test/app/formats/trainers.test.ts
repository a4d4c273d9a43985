/** LLaMA-Factory, TRL and verl: dialogues, preferences, prompts alone, and what they dump of their rollouts. */
import { describe, expect, test } from 'vitest'
import { formatNamed, issuesIn, likeliest, refusedFor, traceIn, tracesIn } from '../../builders/format-rows'

const human = (value: string) => ({ from: 'human', value })
const gpt = (value: string) => ({ from: 'gpt', value })
const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const texts = (trace: { readonly turns: readonly object[] } | undefined) =>
  trace?.turns.map((turn) => ('text' in turn ? turn.text : turn))

describe('LLaMA-Factory', () => {
  test('ShareGPT with a system prompt and its images', () => {
    const row = {
      conversations: [human('<image>Who?'), gpt('Kane.'), human('<image>And here?'), gpt('Gretzka.')],
      images: ['1.jpg', '2.jpg'],
      system: 'Be brief.',
      id: 'x-1',
      tools: '[]',
    }
    expect(likeliest(row)).toBe('llama-factory')
    const trace = traceIn('llama-factory', row)
    expect(trace).toMatchObject({ id: 'x-1', system: 'Be brief.', question: 'Who?', meta: { tools: '[]' } })
    expect(trace.turns[1]).toEqual({ type: 'given', role: 'user', text: 'And here?', images: [1] })
  })

  test('a bare list of messages is a row', () => {
    expect(traceIn('llama-factory', [human('Who?'), gpt('Kane.')])).toMatchObject({
      question: 'Who?',
      meta: {},
    })
    expect(likeliest([human('Who?'), gpt('Kane.')])).toBe('llama-factory')
  })

  test('alpaca: instruction and input are one question, history stands before', () => {
    const row = { instruction: 'Describe.', input: 'The cup.', output: 'Red.', history: [['Old?', 'Yes.']] }
    expect(likeliest(row)).toBe('llama-factory')
    const trace = traceIn('llama-factory', row)
    expect(trace.question).toBe('Old?')
    expect(texts(trace)).toEqual(['Yes.', 'Describe.\nThe cup.', 'Red.'])
    expect(traceIn('llama-factory', { instruction: 'Describe.', input: '', output: 'Red.' }).question).toBe(
      'Describe.',
    )
  })

  test('chosen and rejected replies are two traces', () => {
    const row = { id: 'x', conversations: [human('Who?')], chosen: gpt('Kane.'), rejected: gpt('Nobody.') }
    expect(likeliest(row)).toBe('llama-factory')
    expect(tracesIn('llama-factory', row).map((t) => [t.id, t.meta['preference'], texts(t)])).toEqual([
      ['x · chosen', 'chosen', ['Kane.']],
      ['x · rejected', 'rejected', ['Nobody.']],
    ])
  })

  test('version 1: parts of type and value, and whole dialogues preferred', () => {
    const part = (value: string) => [{ type: 'text', value }]
    const both = {
      chosen_messages: [user(part('Who?')), assistant(part('Kane.'))],
      rejected_messages: [user(part('Who?')), assistant(part('Nobody.'))],
    }
    expect(likeliest(both)).toBe('llama-factory')
    expect(tracesIn('llama-factory', both).map(texts)).toEqual([['Kane.'], ['Nobody.']])
    const one = { messages: [user(part('Who?')), assistant(part('Kane.'))] }
    expect(formatNamed('llama-factory').likeness(one)).toBe(0.9)
    expect(texts(traceIn('llama-factory', one))).toEqual(['Kane.'])
  })

  test('its predictions: a templated prompt, the reply, and the answer of the right one', () => {
    const row = {
      prompt: 'user\nWho?\nassistant\n',
      predict: '<think>Hm.</think><answer>Kane</answer>',
      label: '<think>It is he.</think><answer> Gretzka </answer>',
    }
    expect(likeliest(row)).toBe('llama-factory')
    expect(traceIn('llama-factory', row)).toMatchObject({ question: 'Who?', gold: ['Gretzka'], meta: {} })
    expect(traceIn('llama-factory', { ...row, label: 'Gretzka' }).gold).toEqual(['Gretzka'])
  })

  test("KTO's mark stays a fact", () => {
    const row = { messages: [user('Who?'), assistant('Kane.')], label: false }
    expect(formatNamed('llama-factory').likeness(row)).toBe(0.6)
    expect(traceIn('llama-factory', row).meta).toEqual({ label: false })
  })

  test('a role nobody knows is told with its place; nothing at all is refused', () => {
    expect(
      refusedFor('llama-factory', { conversations: [human('a'), { from: 'narrator', value: 'b' }] }),
    ).toEqual([{ message: 'The row has no dialogue and no instruction.' }])
    expect(refusedFor('llama-factory', { instruction: 7, output: 'a' })).toEqual([
      { message: 'The row has no dialogue and no instruction.' },
    ])
  })
})

describe('TRL', () => {
  test('a prompt and its completion, as messages whose parts take the next image', () => {
    const row = {
      prompt: [user([{ type: 'image' }, { type: 'text', text: 'Who?' }])],
      completion: [assistant([{ type: 'text', text: 'Kane.' }])],
      images: [{ bytes: new Uint8Array([1]), path: null }],
    }
    expect(likeliest(row)).toBe('trl')
    const trace = traceIn('trl', row)
    expect(trace).toMatchObject({ question: 'Who?', images: [{ type: 'bytes' }] })
    expect(texts(trace)).toEqual(['Kane.'])
  })

  test('preferences repeat the question where it is implicit', () => {
    const row = { chosen: [user('Who?'), assistant('Kane.')], rejected: [user('Who?'), assistant('Nobody.')] }
    expect(likeliest(row)).toBe('trl')
    expect(tracesIn('trl', row).map((t) => [t.question, t.meta['preference'], texts(t)])).toEqual([
      ['Who?', 'chosen', ['Kane.']],
      ['Who?', 'rejected', ['Nobody.']],
    ])
    const explicit = { prompt: 'Who?', chosen: 'Kane.', rejected: 'Nobody.' }
    expect(tracesIn('trl', explicit).map((t) => [t.question, texts(t)])).toEqual([
      ['Who?', ['Kane.']],
      ['Who?', ['Nobody.']],
    ])
  })

  test('one reply that cannot be read does not cost the other', () => {
    const row = { prompt: [user('Who?')], chosen: [assistant('Kane.')], rejected: [{ content: 'a' }] }
    expect(issuesIn('trl', row)).toEqual([{ path: 'rejected[1]', message: 'A message has no role.' }])
    expect(tracesIn('trl', row).map((t) => t.meta['preference'])).toEqual(['chosen'])
  })

  test('a prompt alone is GRPO’s, with its answer', () => {
    const row = { prompt: [user('Who?')], solution: 'Kane', image: 'a.png' }
    expect(likeliest(row)).toBe('trl')
    expect(traceIn('trl', row)).toMatchObject({ turns: [], gold: ['Kane'], images: [{ path: 'a.png' }] })
  })

  test('a completion under a template may hold the turns of tools', () => {
    const row = {
      prompt: '<|im_start|>user\nWho?<|im_end|>\n<|im_start|>assistant\n',
      completion:
        'I look.<|im_end|>\n<|im_start|>user\n<tool_response>here</tool_response><|im_end|>\n<|im_start|>assistant\nKane.',
      accuracy_reward: true,
      advantage: -0.4,
    }
    const trace = traceIn('trl', row)
    expect(trace.turns.map((t) => (t.type === 'given' ? t.role : t.type))).toEqual(['model', 'tool', 'model'])
    expect(trace).toMatchObject({ verdict: 1, meta: { advantage: -0.4, accuracy_reward: true } })
  })

  test('a step in one row, a list a column: its rows, each with what stands there once', () => {
    const row = {
      step: 4,
      prompt: ['Who?', 'What?'],
      completion: ['Kane.', 'A cup.'],
      reward: [1, 0],
      note: ['only'],
    }
    expect(tracesIn('trl', row).map((t) => [t.question, texts(t), t.meta])).toEqual([
      ['Who?', ['Kane.'], { step: 4, reward: 1, note: ['only'] }],
      ['What?', ['A cup.'], { step: 4, reward: 0, note: ['only'] }],
    ])
  })

  test('of several ids the first is it and the others are kept', () => {
    const row = { prompt: 'Who?', completion: 'Kane.', id: 1, uuid: 'u', question_id: '' }
    expect(traceIn('trl', row)).toMatchObject({ id: '1', meta: { uuid: 'u' } })
    expect(traceIn('trl', row).meta).not.toHaveProperty('question_id')
  })

  test('an answer that is no word is kept as it is', () => {
    const row = { prompt: 'Who?', completion: 'Kane.', answer: { name: 'Kane' }, solution: '' }
    expect(traceIn('trl', row).meta).toEqual({ answer: { name: 'Kane' } })
  })

  test('nothing asked and nothing said is refused', () => {
    expect(refusedFor('trl', { completion: 'Kane.' })).toEqual([
      { path: 'prompt', message: 'The row has no messages and no prompt.' },
    ])
  })
})

describe('verl', () => {
  const row = {
    data_source: 'vstar',
    prompt: [{ role: 'system', content: 'Be brief.' }, user('<image>What colour?')],
    images: [{ bytes: 'AAAA' }],
    reward_model: { style: 'rule', ground_truth: 'red' },
    extra_info: { index: 7, split: 'train' },
  }

  test('is a prompt with its image and what a reward compares with', () => {
    expect(likeliest(row)).toBe('verl')
    expect(traceIn('verl', row)).toMatchObject({
      id: '7',
      system: 'Be brief.',
      question: 'What colour?',
      images: [{ type: 'inline', base64: 'AAAA' }],
      gold: ['red'],
      turns: [],
      meta: { data_source: 'vstar', extra_info: { split: 'train' } },
    })
  })

  test('accepted answers may be several, or under target', () => {
    const gold = (ground_truth: unknown) => traceIn('verl', { ...row, reward_model: { ground_truth } }).gold
    expect(gold(['red', 'Red'])).toEqual(['red', 'Red'])
    expect(gold({ target: ['red', 'crimson'] })).toEqual(['red', 'crimson'])
    expect(gold(undefined)).toBeUndefined()
  })

  test('packed as text it is read the same', () => {
    const packed = { ...row, prompt: JSON.stringify(row.prompt), reward_model: "{'ground_truth': 'red'}" }
    expect(traceIn('verl', packed)).toMatchObject({ question: 'What colour?', gold: ['red'] })
  })

  test('without a prompt it is refused', () => {
    expect(refusedFor('verl', { data_source: 'a', prompt: [] })).toEqual([
      { path: 'prompt', message: 'The row has no prompt.' },
    ])
  })
})

describe('a dump of rollouts', () => {
  const dumped = (more: object = {}) => ({
    input: 'system\nBe brief.\nuser\n<image>What colour?\nassistant\n',
    output: '<think>Hm.</think><answer>red</answer>',
    gts: 'red',
    score: 1.0,
    step: 12,
    ...more,
  })

  test('is cut at its turns', () => {
    expect(likeliest(dumped())).toBe('verl-rollout')
    const output = 'I look.\nuser\n<tool_response>here</tool_response>\nassistant\n<answer>red</answer>'
    const trace = traceIn('verl-rollout', dumped({ output }))
    expect(trace).toMatchObject({
      system: 'Be brief.',
      gold: ['red'],
      verdict: 1,
      meta: { score: 1, step: 12 },
    })
    expect(trace.turns.map((t) => (t.type === 'given' ? t.role : t.type))).toEqual(['model', 'tool', 'model'])
  })

  test.each<[object, number | undefined]>([
    [{ score: 0.5 }, 0.5],
    [{ score: 1.8 }, undefined],
    [{ score: 1.8, acc: 1 }, 1],
    [{ score: 1.8, acc: true }, 1],
    [{ score: 0.2, acc: false }, 0],
    [{ score: -1, acc_reward: 0 }, 0],
  ])('%j is the verdict %s: a sum of rewards is none', (more, verdict) => {
    expect(traceIn('verl-rollout', dumped(more)).verdict).toBe(verdict)
  })

  test('all rollouts of a prompt in one row are a trace each', () => {
    const rollouts = [
      { output: '<answer>red</answer>', score: 1 },
      { output: 7, score: 0 },
      { output: '<answer>blue</answer>', score: 0 },
    ]
    const row = { doc_id: 3, input: 'user\nWhat colour?\nassistant\n', ground_truth: 'red', rollouts }
    expect(likeliest(row)).toBe('verl-rollout')
    expect(tracesIn('verl-rollout', row).map((t) => [t.id, t.verdict, t.gold])).toEqual([
      ['3 · 1', 1, ['red']],
      ['3 · 3', 0, ['red']],
    ])
    expect(issuesIn('verl-rollout', row)).toEqual([
      { path: 'rollouts[1].output', message: 'This is no text.' },
    ])
  })

  test('is refused where one side is no text', () => {
    expect(refusedFor('verl-rollout', dumped({ input: null }))).toEqual([
      { path: 'input', message: 'This is no text.' },
    ])
  })
})
