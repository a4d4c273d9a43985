/** A dialogue as trainers read it: who speaks, what stands where an image is, and what keeps it out. */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import type { ExportTrace } from '../../../app/exports'
import {
  checkWords,
  halves,
  imageValuesOf,
  markedMessages,
  parted,
  plainRole,
  spoken,
} from '../../../app/exports/messages'
import { question, retell } from '../../../app/exports/retell'
import { defaultSelection, select } from '../../../app/exports/select'
import { wholeImage, textPieces, type DialogueMessage } from '../../../app/exports/teller'
import { isSlot } from '../../../app/exports/writer'
import { box } from '../../../app/geometry/box'
import { missingImage } from '../../../app/trace/image'
import type { Origin } from '../../../app/trace/origin'
import type { Project } from '../../../app/trace/project'
import type { View } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, overview, projectWith, thought } from '../../builders/project'

const crop: View = { ...overview, crop: box(1, 2, 30, 40) }
const picture = (view: View) => ({ type: 'image', view }) as const
const text = (said: string) => ({ type: 'text', text: said }) as const
const dialogue: readonly DialogueMessage[] = [
  { role: 'system', pieces: [text('Look closely.')] },
  { role: 'user', pieces: [picture(overview), text('What is it?')] },
  { role: 'assistant', pieces: [text('There.')] },
  { role: 'tool', pieces: [text('Here: '), picture(crop)] },
  { role: 'assistant', pieces: [text('A cat.')] },
]

describe('a dialogue', () => {
  test('with marks has one for each image, a tool’s words in the marks of its template', () => {
    const { messages, images } = markedMessages(dialogue, 'path')
    expect(messages).toEqual([
      { role: 'system', content: 'Look closely.' },
      { role: 'user', content: '<image>What is it?' },
      { role: 'assistant', content: 'There.' },
      { role: 'user', content: '<tool_response>\nHere: <image>\n</tool_response>' },
      { role: 'assistant', content: 'A cat.' },
    ])
    expect(images).toEqual([
      { view: overview, as: 'path' },
      { view: crop, as: 'path' },
    ])
  })

  test('with parts says of each whether it is text or an image, in the same order', () => {
    expect(parted(dialogue)[3]).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: '<tool_response>\n' },
        { type: 'text', text: 'Here: ' },
        { type: 'image', text: null },
        { type: 'text', text: '\n</tool_response>' },
      ],
    })
  })

  test('has its images in the order they stand in, as they are wanted', () => {
    const slots = imageValuesOf(dialogue, 'file')
    expect(slots.map((s) => isSlot(s) && [s.as, s.view])).toEqual([
      ['file', overview],
      ['file', crop],
    ])
    expect(imageValuesOf([], 'path')).toEqual([])
  })

  test('is cut where the question ends', () => {
    const { prompt, reply } = halves({ messages: dialogue, asked: 2, answer: 'A cat.' })
    expect([prompt, reply]).toEqual([dialogue.slice(0, 2), dialogue.slice(2)])
  })

  test('of a trainer without tools has a user in place of each', () => {
    expect(dialogue.map(plainRole)).toEqual(['system', 'user', 'assistant', 'user', 'assistant'])
    expect(spoken(must(dialogue[1]))).toBe(dialogue[1]?.pieces)
  })

  test('is left out for words that hold a mark of an image, wherever they stand', () => {
    const saying = (said: string, role: DialogueMessage['role'] = 'tool'): readonly DialogueMessage[] => [
      ...dialogue,
      { role, pieces: [text('fine'), text(said)] },
    ]
    expect(() => checkWords(dialogue)).not.toThrow()
    for (const role of ['system', 'user', 'assistant', 'tool'] as const)
      expect(() => checkWords(saying('an <image> here', role))).toThrow('Its words hold “<image>”')
    expect(() => checkWords(saying('an <Image> or < image >'))).not.toThrow()
    expect(() => markedMessages(saying('<|video_pad|>'), 'path')).toThrow('“<|video_pad|>”')
    expect(() => parted(saying('<audio>'))).toThrow('“<audio>”')
  })
})

test('no words are no piece, and the whole image has no crop', () => {
  expect([textPieces(''), textPieces('x')]).toEqual([[], [text('x')]])
  expect(wholeImage(crop)).toEqual(overview)
  expect(wholeImage(overview)).toEqual(overview)
})

const origin: Origin = {
  ...{ collection: 'c', row: 0, file: 'f', line: 1, format: 'x' },
  ...{ goldBoxes: [], pictures: [], main: 0, meta: {} },
}
const traceOf = (project: Project): ExportTrace => must(select(project, defaultSelection).traces[0])
function toldIn(id: string, project: Project): readonly string[] {
  const dialect = must(dialectOf(id))
  const told = retell(traceOf(project), { dialect, budgets: dialect.budgets })
  if (!told.ok) return [must(told.issues[0]).message]
  return told.value.messages.map(
    (m) => `${m.role}: ${m.pieces.map((p) => (p.type === 'text' ? p.text : '[image]')).join('')}`,
  )
}

describe('the question', () => {
  const asked = (id: string, project: Project) => {
    const dialect = must(dialectOf(id))
    return question(traceOf(project), { dialect, budgets: dialect.budgets })
  }

  test('about an image that was not found cannot be asked', () => {
    const project: Project = { ...projectWith(), image: { ...projectWith().image, id: missingImage } }
    expect(asked('vlm-r3', project)).toEqual({ ok: false, issues: [{ message: 'Its image was not found.' }] })
  })

  test('has the system’s words of its own file, in its own language alone', () => {
    const project: Project = { ...projectWith(), origin: { ...origin, system: 'Be brief.' } }
    const first = (id: string) => {
      const result = asked(id, project)
      const [message] = result.ok ? result.value : []
      return message?.role === 'system' ? message.pieces : undefined
    }
    expect(first('vlm-r3')).toEqual([text('Be brief.')])
    expect(first('qwen3-vl')).not.toEqual([text('Be brief.')])
    expect(first('qwen3-vl')).toBeDefined()
  })

  test('without looks is asked without tools', () => {
    const plain: Project = projectWith([answer('a', '7')])
    const none = {
      ...plain,
      branches: plain.branches.map((b) => ({ ...b, settings: { ...b.settings, maxLooks: 0 } })),
    }
    expect(toldIn('qwen3-vl', none)[0]).toBe('user: [image]What is the total?')
    expect(toldIn('qwen3-vl', plain)[0]).toMatch(/^system: # Tools/)
  })
})

describe('what others said in between', () => {
  const tool = { type: 'tool' } as const
  const person = { type: 'person' } as const

  test('of a tool is its own turn; of the next turn of a dialogue, a user’s', () => {
    const steps = [
      thought('t1', 'I run it.'),
      { ...thought('x', ' Result: 7 '), author: tool },
      thought('t2', 'So it is 7.'),
      { ...thought('u', 'Sure?'), author: person },
      answer('a', '7'),
    ]
    const project: Project = { ...projectWith(steps), origin }
    expect(toldIn('qwen3-vl', project).slice(2)).toEqual([
      'assistant: I run it.\n',
      'tool: Result: 7',
      'assistant: So it is 7.\n',
      'user: Sure?',
      'assistant: 7',
    ])
  })

  test('of a person who put a thought into a run is the model’s to learn', () => {
    const steps = [
      thought('t1', 'I see.'),
      { ...thought('n', 'It is below.'), author: person },
      answer('a', '7'),
    ]
    expect(toldIn('qwen3-vl', projectWith(steps)).at(-1)).toBe('assistant: I see.\nIt is below.\n7')
  })
})

describe('a look', () => {
  test('whose image is not here keeps the trace out, whatever the language', () => {
    for (const flag of ['other-image', 'missing-image'] as const)
      for (const id of ['vlm-r3', 'qwen3-vl'])
        expect(toldIn(id, projectWith([{ ...look('l1'), flags: [flag] }, answer('a', '7')]))).toEqual([
          'A look counts in an image the trace does not have.',
        ])
  })

  test('that was moved is told where it is now', () => {
    const moved: Project = {
      ...projectWith(fiveSteps),
      drafts: { l1: { type: 'region', region: box(504, 378, 756, 567) } },
    }
    // The run's own numbers are thirds of pixels here: written in them it ends a pixel later, at 757 and 568.
    expect(toldIn('qwen3-vl', moved).join('\n')).toContain('"bbox_2d": [500, 500, 751, 752]')
    expect(toldIn('vlm-r3', moved).join('\n')).toContain('{"bbox_2d": [504, 378, ')
  })
})
