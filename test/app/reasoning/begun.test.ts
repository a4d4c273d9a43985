/** A segment that is begun: its tokens are what the model goes on behind, in every manner, and count as its own. */
import { describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { runLoop, type BegunSegment, type LoopRequest } from '../../../app/reasoning/loop'
import { toMessages } from '../../../app/reasoning/messages'
import { defaultSettings } from '../../../app/trace/project'
import type { Token } from '../../../app/trace/step'
import { createPromptWriter } from '../../../main/models/onnx/prompt'
import { fiveSteps, overview } from '../../builders/project'
import { sayingModel } from '../../builders/model'

const named = (...texts: string[]): Token[] => texts.map((text, i) => ({ id: 100 + i, text, logprob: -1 }))

async function play(
  model: ReturnType<typeof sayingModel>,
  begun: BegunSegment,
  more: Partial<LoopRequest> = {},
) {
  let last = 0
  const request: LoopRequest = {
    model,
    dialect: vlmR3,
    image: { id: 'img', size: { width: 1008, height: 756 } },
    view: overview,
    question: 'What is the total?',
    settings: defaultSettings,
    steps: [],
    begun,
    newId: () => `s${++last}`,
    now: () => 1,
    ...more,
  }
  const events = []
  for await (const event of runLoop(request, new AbortController().signal)) events.push(event)
  const steps = events.flatMap((e) => (e.type === 'steps' ? e.steps : []))
  return { events, steps, raw: steps.map((s) => s.raw).join('') }
}

describe('a begun segment', () => {
  test('is gone on with; only the first is begun, and what it has counts towards its limit', async () => {
    const model = sayingModel([
      'total. {"bbox_2d": [10, 20, 110, 120]}',
      'It reads 7.</think><answer>7</answer>',
    ])
    const { events, steps, raw } = await play(model, { tokens: named('<think>I', ' look', ' for ') })
    expect(events.slice(0, 3).map((e) => (e.type === 'token' ? e.token.text : ''))).toEqual([
      '<think>I',
      ' look',
      ' for ',
    ])
    expect(raw).toContain('<think>I look for total. {"bbox_2d": [10, 20, 110, 120]}')
    expect(steps.map((s) => s.type)).toEqual(['thought', 'look', 'observation', 'thought', 'answer'])
    const [first, second] = model.asked
    expect(first?.messages.at(-1)).toMatchObject({ role: 'assistant', parts: [{ ids: [100, 101, 102] }] })
    expect(first?.maxTokens).toBe(defaultSettings.maxTokens - 3)
    expect(second?.maxTokens).toBe(defaultSettings.maxTokens)
  })

  test('that is over already asks nothing: a stop text, the end of the turn, no tokens left', async () => {
    const answered = sayingModel([])
    const { events } = await play(answered, { tokens: named('<answer>7', '</answer>') })
    expect(events.at(-1)).toEqual({ type: 'ended', reason: 'answered' })
    const ended = await play(answered, { tokens: named('Nothing'), ends: true })
    expect(ended.events.at(-1)).toEqual({ type: 'ended', reason: 'no-answer' })
    const settings = { ...defaultSettings, maxTokens: 2 }
    const full = await play(answered, { tokens: named('a', 'b') }, { settings })
    expect(full.events.at(-1)).toEqual({ type: 'ended', reason: 'limit' })
    expect(answered.asked).toEqual([])
  })
})

describe('what a model is sent', () => {
  const context = { question: 'q', view: overview, looks: true, steps: fiveSteps.slice(0, 3) }
  const begun = named('It', ' reads')

  test('by texts alone, as servers name tokens: the turn that is open ends with them', () => {
    const texts = begun.map((t) => ({ ...t, id: -1 }))
    const inUser = { crops: 'user', unfinished: 'continued' } as const
    const messages = toMessages(vlmR3, { ...context, begun: texts, manner: inUser })
    expect(messages.at(-2)?.role).toBe('user')
    expect(messages.at(-1)).toEqual({ role: 'assistant', parts: [{ type: 'text', text: 'It reads' }] })
  })

  test('by ids as far as they are known, by text from there on', () => {
    const messages = toMessages(vlmR3, { ...context, begun: [...begun, { id: -1, text: ' 8' }] })
    expect(messages.at(-1)?.parts.slice(-2)).toEqual([
      { type: 'text', text: 'It reads', ids: [100, 101] },
      { type: 'text', text: ' 8' },
    ])
  })

  test('where contexts are text: behind the line end that stands before a segment, as in a run', () => {
    const writer = createPromptWriter({
      tokenizer: { encode: (text: string) => [...text].map((c) => c.charCodeAt(0)) } as never,
      template:
        "{% for m in messages %}{{ m['role'] }}\n{% for c in m['content'] %}{% if c['type'] == 'image' %}<|image_pad|>{% else %}" +
        "{{ c['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}assistant\n{% endif %}",
      imageToken: '<|image_pad|>',
      cell: 28,
      context: 'text',
    })
    const textOf = (messages: ReturnType<typeof toMessages>) =>
      writer
        .write(messages)
        .map((p) => (p.type === 'text' ? p.text : '[image]'))
        .join('')
    const plain = textOf(toMessages(vlmR3, context))
    expect(textOf(toMessages(vlmR3, { ...context, begun }))).toBe(`${plain}It reads`)
    expect(plain.endsWith('\n')).toBe(true)
  })
})
