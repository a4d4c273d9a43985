// How a run is spoken: the dialect's own way where the model can, else the nearest; and the messages that make it.
import { describe, expect, it } from 'vitest'
import { qwen3Vl } from '../../../app/dialects/qwen3-vl'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { chooseManner } from '../../../app/reasoning/manner'
import { toMessages } from '../../../app/reasoning/messages'
import type { Abilities, ModelMessage } from '../../../app/reasoning/model'
import type { Manner } from '../../../app/trace/manner'
import type { LookStep, Step } from '../../../app/trace/step'
import { answer, fiveSteps, look, observation, overview, thought } from '../../builders/project'

const abilities = (more: Partial<Abilities>): Abilities => ({
  continues: 'images',
  tools: false,
  images: true,
  ...more,
})

describe('the manner of a run', () => {
  it.each([
    ['VLM-R³ on a model that runs here', chooseManner(vlmR3), 'assistant', 'continued'],
    [
      'VLM-R³ where turns are continued with text only',
      chooseManner(vlmR3, abilities({ continues: 'text' })),
      'user',
      'continued',
    ],
    [
      'VLM-R³ where nothing is continued',
      chooseManner(vlmR3, abilities({ continues: 'nothing' })),
      'user',
      'asked',
    ],
    ['a tool dialect keeps its own way', chooseManner(qwen3Vl), 'user', 'continued'],
    [
      'a tool dialect with native calls',
      chooseManner(qwen3Vl, abilities({ continues: 'nothing', tools: true })),
      'call',
      'asked',
    ],
    [
      'native calls mean nothing to a dialect without them',
      chooseManner(vlmR3, abilities({ tools: true })),
      'assistant',
      'continued',
    ],
  ] as const)('%s', (_what, manner, crops, unfinished) => {
    expect(manner).toEqual({ crops, unfinished })
  })
})

const shape = (messages: readonly ModelMessage[]) =>
  messages.map((m) => [m.role, ...m.parts.map((p) => (p.type === 'text' ? p.text : 'IMAGE'))])
const say = (steps: readonly Step[], manner: Manner) =>
  shape(toMessages(vlmR3, { question: 'q', view: overview, looks: true, steps, manner })).slice(1)

describe('messages', () => {
  const turns: Manner = { crops: 'user', unfinished: 'continued' }

  it('as turns of the user: each look ends the assistant’s turn', () => {
    expect(say(fiveSteps.slice(0, 4), turns)).toEqual([
      ['assistant', '<think>I look for the total. ', '{"bbox_2d": [10, 20, 110, 120]}\n'],
      [
        'user',
        'IMAGE',
        'This is the region you asked for, enlarged. Coordinates still count in the first image.',
      ],
      ['assistant', 'It reads 7. '],
    ])
  })

  it('where nothing is continued, an unfinished turn is closed and asked to go on', () => {
    const last = say(fiveSteps.slice(0, 4), { crops: 'user', unfinished: 'asked' }).at(-1)
    expect(last).toEqual(['user', 'Go on exactly where you stopped. Do not repeat what you wrote.'])
  })

  it('a look without a crop is told of', () => {
    expect(say([thought('t', 'I look.'), look('l')], turns).at(-1)).toEqual([
      'user',
      'No crop could be cut there. Choose another region or answer.',
    ])
  })

  it('of a longer branch begin with those of a shorter one', () => {
    const more = [
      ...fiveSteps.slice(0, 4),
      look('l2', [1, 2, 30, 40]),
      observation('o2', 'l2'),
      answer('a', '7'),
    ]
    const long = say(more, turns)
    const short = say(more.slice(0, 3), turns)
    expect(long.slice(0, short.length)).toEqual(short)
  })

  it('as native calls: the call is taken out of the text, answered, and its crop shown', () => {
    const args = '{"bbox_2d": [100, 200, 300, 400], "label": "x", "img_idx": 0}'
    const raw = qwen3Vl.tools.write({ name: 'image_zoom_in_tool', arguments: args })
    const called: LookStep = { ...look('l'), raw }
    const messages = toMessages(qwen3Vl, {
      question: 'q',
      view: overview,
      looks: true,
      steps: [thought('t', 'I look.'), called, observation('o', 'l')],
      manner: { crops: 'call', unfinished: 'asked' },
    })
    expect(shape(messages)).toEqual([
      ['user', 'IMAGE', 'q'],
      ['assistant', 'I look. '],
      ['tool', 'The crop is in the next message (observation 1).'],
      ['user', 'IMAGE', 'Observation 1.'],
    ])
    expect(messages[1]?.call).toEqual({ name: 'image_zoom_in_tool', arguments: args })
  })
})
