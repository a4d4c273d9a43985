/** Chat templates in texts, and what a family puts around every question: found, taken off, told apart. */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect, type DialectId } from '../../../app/dialects'
import { dialectAsked, dialectIn, dialectOrPlain, spaceIn } from '../../../app/formats/chat-dialect'
import { isAskedAs, ownSystem, sizesIn, withoutPrompt } from '../../../app/formats/prompt'
import { isTemplated, promptMessages, replyMessagesOf } from '../../../app/formats/template-text'

const im = (role: string, text: string) => `<|im_start|>${role}\n${text}<|im_end|>\n`

describe('a text under a template', () => {
  test.each([
    [im('user', 'Hi'), true],
    ['user\nHi\nassistant\n', true],
    ['system\nBe brief.\nuser\nHi\nassistant\n', true],
    ['user\nHi\nassistant\n<think>\n', true],
    ['user\nHi\nassistant', true],
    ['user\nHi', false],
    ['assistant\nHi', false],
    ['A user\nasked the\nassistant', false],
    ['system\nno question\nassistant\n', false],
    ['', false],
  ])('%j: %s', (text, is) => expect(isTemplated(text)).toBe(is))

  test('is its messages, images as one mark each', () => {
    const image = '<|vision_start|><|image_pad|><|image_pad|><|vision_end|>'
    const text = im('system', 'Be brief.') + im('user', `${image}What?`) + '<|im_start|>assistant\n'
    expect(promptMessages(text)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: '<image>What?' },
    ])
  })

  test('without its tokens is the same', () => {
    expect(promptMessages('system\nBe brief.\nuser\nWhat?\nassistant\n<think>\n')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What?' },
    ])
    expect(promptMessages('system\n\nuser\nWhat?\nassistant\n')).toEqual([{ role: 'user', content: 'What?' }])
    expect(promptMessages(' What? ')).toEqual([{ role: 'user', content: 'What?' }])
  })

  test('keeps earlier replies', () => {
    const text = im('user', 'a') + im('assistant', ' b ') + im('user', 'c') + '<|im_start|>assistant\n'
    expect(promptMessages(text).map((m) => [m.role, m.content])).toEqual([
      ['user', 'a'],
      ['assistant', ' b '],
      ['user', 'c'],
    ])
  })
})

describe('what was written after it', () => {
  test('is cut where a tool or a person stands in between', () => {
    const said = 'I look.\nuser\n<tool_response>\n<image>\n</tool_response>\nassistant\nRed.'
    expect(replyMessagesOf(said)).toEqual([
      { role: 'assistant', content: 'I look.' },
      { role: 'tool', content: '<tool_response>\n<image>\n</tool_response>' },
      { role: 'assistant', content: 'Red.' },
    ])
    expect(replyMessagesOf('a\ntool\nb\nassistant\nc\nuser\nd\nassistant\ne').map((m) => m.role)).toEqual([
      'assistant',
      'tool',
      'assistant',
      'user',
      'assistant',
    ])
  })

  test('a line “user” behind the last turn is only a word', () => {
    expect(replyMessagesOf('The label says\nuser\nand nothing else.')).toEqual([
      { role: 'assistant', content: 'The label says\nuser\nand nothing else.' },
    ])
  })

  test('with the tokens is cut at them', () => {
    const said =
      'I look.<|im_end|>\n' +
      im('user', '<tool_response>here</tool_response>') +
      '<|im_start|>assistant\nRed.'
    expect(replyMessagesOf(said).map((m) => [m.role, m.content.trim()])).toEqual([
      ['assistant', 'I look.'],
      ['tool', '<tool_response>here</tool_response>'],
      ['assistant', 'Red.'],
    ])
  })

  test('is one empty reply where nothing was written', () => {
    expect(replyMessagesOf('')).toEqual([{ role: 'assistant', content: '' }])
  })
})

describe('a family’s own words around a question', () => {
  const all: readonly Dialect[] = dialects
  const question = 'What does the small sign left of the door say?'
  const size = { width: 640, height: 480 }

  test.each(all.map((dialect) => [dialect.id, dialect] as const))(
    '%s: are taken off, and nothing of the question',
    (id, dialect) => {
      const asked = (dialect.beforeImage ?? '') + dialect.ask(question, true, size)
      expect(withoutPrompt(id as DialectId, asked)).toBe(question)
      expect(withoutPrompt(id as DialectId, question)).toBe(question)
    },
  )

  test('long ones tell the family, short ones of everybody do not', () => {
    const r3 = all.find((d) => d.id === 'vlm-r3')
    expect(isAskedAs('vlm-r3', r3?.ask(question, true, size) ?? '')).toBe(true)
    expect(isAskedAs('vlm-r3', question)).toBe(false)
    expect(ownSystem('vlm-r3')).toBeUndefined()
    expect(dialectAsked(r3?.ask(question, true, size) ?? '', '')).toBe('vlm-r3')
    expect(dialectAsked(question, 'You are a helpful assistant.')).toBeUndefined()
  })

  test('a system message of a family tells it, whatever blanks its tools were declared with', () => {
    const deepEyes = ownSystem('deepeyes') ?? ''
    expect(deepEyes.length).toBeGreaterThan(40)
    const asked = dialectAsked(question, deepEyes)
    expect(dialectAsked(question, deepEyes.replace(/([,:]) /g, '$1'))).toBe(asked)
  })
})

describe('sizes that a prompt names', () => {
  test.each([
    ['Image Width: 2250; Image Height: 1500', [{ width: 2250, height: 1500 }]],
    ['### User Image Size:** "2250x1500"', [{ width: 2250, height: 1500 }]],
    [
      'image resolution: 640 × 480, then image resolution: 10x20',
      [
        { width: 640, height: 480 },
        { width: 10, height: 20 },
      ],
    ],
    ['width of image_clue_1: 5, height of image_clue_1: 6', [undefined, { width: 5, height: 6 }]],
    ['The image shows a 640x480 screen.', []],
    ['Image size: 0x480', [undefined]],
    ['Image size: 99999999x1', [undefined]],
    ['width of image_clue_5000000: 5, height of image_clue_5000000: 6', []],
  ])('%s', (words, sizes) => expect(sizesIn(words)).toEqual(sizes))
})

describe('whose language it is', () => {
  const spoken = (text: string, system = '', given = '') =>
    dialectIn({ spoken: text, system, given }, 'qwen-grounding')

  test.each([
    ['<grounding>{"bbox_2d": [0, 0, 1, 1], "source": "original_image"}</grounding>', 'mini-o3'],
    ['<think>a {"bbox_2d": [1, 2, 3, 4]}</think><answer>b</answer>', 'vlm-r3'],
    ['{"bbox_2d": [1, 2, 3, 4]}', 'qwen-grounding'],
    ['<think>a</think>[{"bbox_2d": [1, 2, 3, 4]}]', 'qwen-grounding'],
    ['<answer>{"bbox_2d": [1, 2, 3, 4]}</answer>', 'active-o3'],
    ['<think>The flag at (70, 650), the point (400, 1100).</think><answer>b</answer>', 'vigorl-points'],
    ['<think>a</think><answer>b</answer>', 'vlm-r3'],
    ['<rethink>a</rethink>', 'grit'],
    ['A cup <box>[1, 2, 3, 4]</box>', 'treevgr'],
    ['<ref>cup</ref><box>(1,2),(3,4)</box>', 'qwen-grounding'],
    ['<|begin_of_box|>[[1,2,3,4]]<|end_of_box|>', 'glm-v'],
    ['<loc0012><loc0034><loc0056><loc0078> cup', 'paligemma'],
    ['<loc_12><loc_34>', 'florence-2'],
    ['[{"box_2d": [1, 2, 3, 4], "label": "cup"}]', 'gemini'],
    ['<SUMMARY>a</SUMMARY>', 'llava-cot'],
    ['### The final answer is: A', 'mulberry'],
    ['It is red.', 'qwen-grounding'],
  ])('%s is %s', (text, dialect) => expect(spoken(text)).toBe(dialect))

  test('what the model wrote tells before what it was told', () => {
    expect(spoken('<grounding>{"a": 1}', 'Call image_zoom_in_tool')).toBe('mini-o3')
    expect(spoken('It is red.', 'Call image_zoom_in_tool with "img_idx"')).toBe('qwen3-vl')
  })

  test('a name nobody speaks is a plain chat', () => {
    expect(dialectOrPlain('vlm-r3')).toBe('vlm-r3')
    expect(dialectOrPlain('latin')).toBe('qwen-grounding')
  })

  test('marks say thousandths only where the language leaves that open', () => {
    expect(spaceIn('qwen-grounding', '<|box_start|>(1,2)')).toBe('per-mille')
    expect(spaceIn('qwen-grounding', '<ref>cup</ref> <box>(1,2)')).toBe('per-mille')
    expect(spaceIn('qwen-grounding', '{"bbox_2d": [1, 2, 3, 4]}')).toBeUndefined()
    expect(spaceIn('vlm-r3', '<|box_start|>(1,2)')).toBeUndefined()
  })
})
