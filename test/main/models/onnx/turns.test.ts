/** What a model wrote stands behind what its chat template put before it, whatever the template makes of a turn that comes back. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ModelMessage, MessagePart } from '../../../../app/reasoning/model'
import { createTemplate } from '../../../../main/models/onnx/chat-template'
import { createTurns, placeholder } from '../../../../main/models/onnx/turns'

const fixtures = new URL('../../../fixtures/', import.meta.url).pathname
const plain = readFileSync(`${fixtures}qwen3/model/chat_template.jinja`, 'utf8')
const thinking = readFileSync(`${fixtures}qwen3/thinking.jinja`, 'utf8')
const older = readFileSync(`${fixtures}qwen/model/chat_template.jinja`, 'utf8')
const pad = '<|image_pad|>'
const shown = '<|vision_start|><|image_pad|><|vision_end|>'

const image: MessagePart = {
  type: 'image',
  view: { image: 'i', size: { width: 32, height: 32 }, filter: 'bicubic', grid: { width: 1, height: 1 } },
}
const text = (said: string): MessagePart => ({ type: 'text', text: said })
const user = (...parts: readonly MessagePart[]): ModelMessage => ({ role: 'user', parts })
const assistant = (...parts: readonly MessagePart[]): ModelMessage => ({ role: 'assistant', parts })

/** The chat with its texts in their places. */
function rendered(template: string, messages: readonly ModelMessage[]): string {
  const parts = messages.flatMap((m) => m.parts)
  const whole = createTurns(createTemplate(template), pad)(messages)
  return whole
    .split(placeholder)
    .map((section, i) => {
      const part = i % 2 === 1 ? parts[Number(section)] : undefined
      return part === undefined ? section : part.type === 'text' ? part.text : ''
    })
    .join('')
}

const asked = user(image, text('Where?'))
const response = user(text('<tool_response>\n'), image, text('\n</tool_response>'))

test('a thinking model goes on behind what it thought, in every turn since the question', () => {
  const first = 'I look.\n</think>\n\n<tool_call>1</tool_call>'
  const head = `<|im_start|>user\n${shown}Where?<|im_end|>\n<|im_start|>assistant\n<think>\n`
  expect(rendered(thinking, [asked])).toBe(head)
  const back = `<|im_end|>\n<|im_start|>user\n<tool_response>\n${shown}\n</tool_response><|im_end|>\n<|im_start|>assistant\n`
  const second = [asked, assistant(text(first)), response]
  expect(rendered(thinking, second)).toBe(`${head}${first}${back}<think>\n`)
  expect(rendered(thinking, [...second, assistant(text('There'))])).toBe(
    `${head}${first}${back}<think>\nThere`,
  )
  expect(rendered(thinking, [asked, assistant(text('I lo'))])).toBe(`${head}I lo`)
})

test('a turn that begins behind an empty thinking does so again when it comes back', () => {
  const unthinking = readFileSync(`${fixtures}qwen3.5/model/chat_template.jinja`, 'utf8')
  const empty = '<|im_start|>assistant\n<think>\n\n</think>\n\n'
  const head = `<|im_start|>user\n${shown}Where?<|im_end|>\n${empty}`
  const tool = `<|im_end|>\n<|im_start|>user\n<tool_response>\n${shown}\n</tool_response><|im_end|>\n`
  expect(rendered(unthinking, [asked, assistant(text('There.')), response])).toBe(
    `${head}There.${tool}${empty}`,
  )
  // An image is the first thing it said.
  expect(rendered(unthinking, [asked, assistant(image, text('This.')), response])).toBe(
    `${head}${shown}This.${tool}${empty}`,
  )
})

test('what says its thinking mark itself is given no second one', () => {
  const said = '<think>\nMine.\n</think>\n\nThere.'
  for (const messages of [
    [asked, assistant(text(said))],
    [asked, assistant(text(said)), response],
  ]) {
    const whole = rendered(thinking, messages)
    expect(whole).toContain(`<|im_start|>assistant\n${said}`)
    expect(whole).not.toContain('<think>\n<think>')
  }
})

test('an image of a turn is placed as in a turn of the user where the template leaves it out', () => {
  const turn = assistant(text('Look: '), image, text(' a sign'))
  const wanted = `<|im_start|>user\n${shown}Where?<|im_end|>\n<|im_start|>assistant\nLook: ${shown} a sign`
  expect(rendered(plain, [asked, turn])).toBe(wanted)
  // Where it has a place for it, that is taken.
  expect(rendered(older, [asked, turn])).toContain(`<|im_start|>assistant\nLook: ${shown} a sign`)
})

test('a template that refuses a small chat is asked no more than it was', () => {
  const strict = `{{ raise_exception('no') if messages|length < 2 }}{% for m in messages %}[{{ m.role }}]{% for c in m.content %}{% if c.type == 'image' %}${pad}{% else %}{{ c.text }}{% endif %}{% endfor %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}`
  const system: ModelMessage = { role: 'system', parts: [text('S')] }
  expect(rendered(strict, [system, asked])).toBe(`[system]S[user]${pad}Where?[assistant]`)
  expect(rendered(strict, [system, asked, assistant(text('There'))])).toBe(
    `[system]S[user]${pad}Where?[assistant]There`,
  )
})
