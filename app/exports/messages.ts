/** A retold trace as the messages that trainers read: text with `<image>` where an image stands. Pure. */
import { Failure } from '../failure'
import type { RetoldTrace } from './retell'
import type { DialogueMessage, DialoguePiece } from './teller'
import type { ExportRow, RecordValue } from './writer'

/** The mark of ms-swift, LLaMA-Factory and verl for the next image. */
const mark = '<image>'

/**
 * What trainers take for an image wherever it stands: their own marks, and the tokens of Qwen's processors. Words that hold
 * one would make the trainer count an image that is not there.
 * Source: hiyouga/LLaMA-Factory, src/llamafactory/extras/constants.py (placeholders); volcengine/verl,
 * verl/utils/dataset/rl_dataset.py (the split); modelscope/ms-swift, swift/template/base.py; chat templates of Qwen2.5-VL.
 */
const imageMarks = ['<image>', '<video>', '<audio>', '<|image_pad|>', '<|video_pad|>']

/** @throws Failure `bad-input` where words hold what a trainer takes for an image. */
export function checkWords(messages: readonly DialogueMessage[]): void {
  for (const piece of messages.flatMap((m) => m.pieces)) {
    const found = piece.type === 'text' ? imageMarks.find((m) => piece.text.includes(m)) : undefined
    if (found !== undefined)
      throw new Failure('bad-input', `Its words hold “${found}”, which the trainer would take for an image.`)
  }
}

/**
 * Messages as `{role, content}`, and their images in order.
 * @throws Failure `bad-input` where words hold what a trainer takes for an image.
 */
export function markedMessages(
  messages: readonly DialogueMessage[],
  as: 'path' | 'file',
): { readonly messages: readonly ExportRow[]; readonly images: readonly RecordValue[] } {
  checkWords(messages)
  return {
    messages: messages.map((message) => ({ role: plainRole(message), content: textOf(message, mark) })),
    images: imageValuesOf(messages, as),
  }
}

/**
 * Messages with parts, as TRL and chat templates take them. Every part has both fields: parquet wants one shape.
 * @throws Failure `bad-input` where words hold what a trainer takes for an image.
 */
export function parted(messages: readonly DialogueMessage[]): readonly ExportRow[] {
  checkWords(messages)
  return messages.map((message) => ({
    role: plainRole(message),
    content: spoken(message).map((piece) =>
      piece.type === 'text' ? { type: 'text', text: piece.text } : { type: 'image', text: null },
    ),
  }))
}

/** The images of messages, in order. */
export function imageValuesOf(
  messages: readonly DialogueMessage[],
  as: 'path' | 'file',
): readonly RecordValue[] {
  return messages.flatMap((m) => m.pieces).flatMap((p) => (p.type === 'image' ? [{ view: p.view, as }] : []))
}

/** The question's messages and the reply's, apart. */
export function halves({ messages, asked }: RetoldTrace): {
  readonly prompt: readonly DialogueMessage[]
  readonly reply: readonly DialogueMessage[]
} {
  return { prompt: messages.slice(0, asked), reply: messages.slice(asked) }
}

/**
 * A message's pieces as text models see them: an answer of a tool is a user's turn with marks around it, which is what
 * Qwen's chat template makes of the role (`chat_template` of Qwen2.5-VL and Qwen3-VL).
 */
export function spoken(message: DialogueMessage): readonly DialoguePiece[] {
  if (message.role !== 'tool') return message.pieces
  return [
    { type: 'text', text: '<tool_response>\n' },
    ...message.pieces,
    { type: 'text', text: '\n</tool_response>' },
  ]
}

/** The role under which a trainer without tools takes it. */
export function plainRole({ role }: DialogueMessage): 'system' | 'user' | 'assistant' {
  return role === 'tool' ? 'user' : role
}

function textOf(message: DialogueMessage, picture: string): string {
  return spoken(message)
    .map((p) => (p.type === 'text' ? p.text : picture))
    .join('')
}
