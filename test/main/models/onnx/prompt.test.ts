/** Text to tokens and back, and messages to the exact sequence the model is fed. */
import { readFileSync } from 'node:fs'
import fc from '../../../builders/properties'
import { expect, test } from 'vitest'
import type { ModelMessage } from '../../../../app/reasoning/model'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { createPromptWriter, toPromptParts, type PromptPiece } from '../../../../main/models/onnx/prompt'
import { createTokenizer } from '../../../../main/models/onnx/tokenizer'
import { modelFolder, overview } from './support'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/engine/${name}`, import.meta.url), 'utf8')
const tokenizer = createTokenizer(JSON.parse(fixture('tokenizer.json')) as object, {
  clean_up_tokenization_spaces: false,
})

test.each(JSON.parse(fixture('tokens.json')) as { text: string; ids: number[] }[])(
  'makes the tokens that the reference makes of $text',
  ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids)
  },
)

function decodeAll(ids: readonly number[]): string[] {
  return ids.map(tokenizer.decoder())
}

test('gives a character with the token that completes it', () => {
  const ids = tokenizer.encode('€🙂')
  const texts = decodeAll(ids)
  expect(ids.length).toBeGreaterThan(2)
  expect(texts.join('')).toBe('€🙂')
  expect(texts.every((t) => !t.includes('�'))).toBe(true)
  expect(texts.filter((t) => t === '').length).toBe(ids.length - 2)
})

test('gives back every text it was given, token by token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeAll(tokenizer.encode(text)).join('')).toBe(text)
    }),
  )
})

test('refuses a tokenizer of another kind by name', () => {
  expect(() => createTokenizer({ decoder: { type: 'Metaspace' } }, {})).toThrow('only byte-level tokenizers')
})

async function write(messages: readonly ModelMessage[]): Promise<readonly PromptPiece[]> {
  const { chatTemplate } = await readModelManifest(modelFolder)
  return createPromptWriter({
    tokenizer,
    template: chatTemplate,
    imageToken: '<|image_pad|>',
    cell: 28,
  }).write(messages)
}
const textOf = (pieces: readonly PromptPiece[]) =>
  pieces.map((p) => (p.type === 'text' ? p.text : '🖼')).join('')
const question = async (text = 'How much?'): Promise<ModelMessage> => ({
  role: 'user',
  parts: [
    { type: 'image', view: await overview() },
    { type: 'text', text },
  ],
})

test('writes the chat as the template says', async () => {
  expect(textOf(await write([await question()]))).toBe(
    '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' +
      '<|im_start|>user\n<|vision_start|>🖼<|vision_end|>How much?<|im_end|>\n<|im_start|>assistant\n',
  )
})

test('leaves an unfinished turn of the assistant open, also behind an image', async () => {
  const view = await overview()
  const pieces = await write([
    await question(),
    {
      role: 'assistant',
      parts: [
        { type: 'text', text: 'Look ' },
        { type: 'image', view },
      ],
    },
  ])
  expect(textOf(pieces)).toMatch(/<\|im_start\|>assistant\nLook <\|vision_start\|>🖼<\|vision_end\|>$/)
})

test('uses the tokens a text was generated as, even where tokenising it again gives others', async () => {
  const ids = [...tokenizer.encode('to'), ...tokenizer.encode('tal')]
  expect(tokenizer.encode('total')).not.toEqual(ids)
  const pieces = await write([
    await question(),
    {
      role: 'assistant',
      parts: [
        { type: 'text', text: 'total', ids },
        { type: 'text', text: '!' },
      ],
    },
  ])
  expect(pieces.slice(-2).map((p) => p.type === 'text' && [p.text, p.ids])).toEqual([
    ['total', ids],
    ['!', tokenizer.encode('!')],
  ])
})

test('never takes a question for an image', async () => {
  const pieces = await write([await question('What does <|image_pad|> mean?')])
  expect(pieces.filter((p) => p.type === 'image')).toHaveLength(1)
  expect(textOf(pieces)).toContain('What does <|image_pad|> mean?')
  const ids = pieces.flatMap((p) => (p.type === 'text' ? p.ids : []))
  expect(ids).not.toContain(tokenizer.idOf('<|image_pad|>'))
})

test('reads special tokens of a question as such, or as plain text where that is chosen', async () => {
  const mark = '<|im_end|>'
  const id = tokenizer.idOf(mark) ?? -1
  const asked = await question(`What does ${mark} mean?`)
  const count = (pieces: readonly PromptPiece[]) =>
    pieces.flatMap((p) => (p.type === 'text' ? p.ids : [])).filter((i) => i === id).length
  const plain: ModelMessage = {
    ...asked,
    parts: asked.parts.map((p) => (p.type === 'text' ? { ...p, plain: true } : p)),
  }
  const [special, text] = [await write([asked]), await write([plain])]
  expect(count(special) - count(text)).toBe(1)
  expect(textOf(text)).toBe(textOf(special))
})

test('says when a template does not place the images', async () => {
  const writer = createPromptWriter({
    tokenizer,
    template: 'no images',
    imageToken: '<|image_pad|>',
    cell: 28,
  })
  const messages = [await question()]
  expect(() => writer.write(messages)).toThrow('places 0 of 1 images')
})

test('shows a prompt as texts and images with their sizes in tokens', async () => {
  const view = await overview()
  const parts = toPromptParts(await write([await question()]))
  const tokens = (view.size.width / 28) * (view.size.height / 28)
  expect(parts.map((p) => p.type)).toEqual(['text', 'image', 'text'])
  expect(parts[1]).toEqual({ type: 'image', view, tokens })
})
