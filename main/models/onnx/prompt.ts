/**
 * Messages as the exact token sequence a model is fed: the chat template around the parts, given tokens taken as they are.
 * The same messages always give the same sequence. Knows no session and no pixels.
 */
import { Failure } from '../../../app/failure'
import { given } from '../../../app/given'
import type { ModelMessage, PromptPart } from '../../../app/reasoning/model'
import type { View } from '../../../app/trace/step'
import { createTemplate } from './chat-template'
import { lengthOf } from './rope'
import type { Tokenizer } from './tokenizer'
import { createTurns, placeholder } from './turns'

/** A piece of the sequence: text with its tokens, or an image with its visual tokens. */
export type PromptPiece =
  | { readonly type: 'text'; readonly text: string; readonly ids: readonly number[] }
  | { readonly type: 'image'; readonly view: View; readonly width: number; readonly height: number }

export interface PromptWriter {
  /** The pieces of a context; a last message of the assistant is left open, to be continued. */
  readonly write: (messages: readonly ModelMessage[]) => readonly PromptPiece[]
}

export interface PromptOptions {
  readonly tokenizer: Tokenizer
  readonly template: string
  /** Text of the token that stands for an image in the template. */
  readonly imageToken: string
  /** Input pixels per visual token and side. */
  readonly cell: number
  /**
   * `tokens`: what the model generated goes back as the tokens it was. `text`: everything is tokenised again, and after a
   * segment comes a line end that the next rendering takes away again; so does VLM-R³ (src/model/r3_vllm.py).
   */
  readonly context?: 'tokens' | 'text'
}

/** A writer for one model's template. */
export function createPromptWriter(options: PromptOptions): PromptWriter {
  const render = createTurns(createTemplate(options.template), options.imageToken)
  return {
    write: (messages) => {
      const parts = messages.flatMap((m) => m.parts)
      const rendered = render(messages)
      const raw = pieces(rendered, parts, options.imageToken)
      return merge(options.context === 'text' ? asText(raw, messages.at(-1)) : raw, options)
    },
  }
}

/** What a person is shown of a sequence. */
export function toPromptParts(sequence: readonly PromptPiece[]): readonly PromptPart[] {
  const shown: PromptPart[] = []
  for (const piece of sequence) {
    const last = shown.at(-1)
    if (piece.type === 'image') {
      const tokens = lengthOf({ type: 'image', width: piece.width, height: piece.height })
      shown.push({ type: 'image', view: piece.view, tokens })
    } else if (last?.type === 'text') {
      shown[shown.length - 1] = {
        type: 'text',
        text: last.text + piece.text,
        tokens: (last.tokens ?? 0) + piece.ids.length,
      }
    } else shown.push({ type: 'text', text: piece.text, tokens: piece.ids.length })
  }
  return shown
}

type RawPiece =
  | { readonly type: 'text'; readonly text: string; readonly ids?: readonly number[]; readonly plain?: true }
  | { readonly type: 'image'; readonly view: View }

function pieces(rendered: string, parts: ModelMessage['parts'], imageToken: string): readonly RawPiece[] {
  const images = parts.flatMap((p) => (p.type === 'image' ? [p.view] : []))
  const found: RawPiece[] = []
  let image = 0
  for (const [i, section] of rendered.split(placeholder).entries()) {
    if (i % 2 === 1) {
      const part = parts[Number(section)]
      if (part?.type === 'text') found.push(part)
      continue
    }
    for (const [j, text] of section.split(imageToken).entries()) {
      const view = images[image]
      if (j > 0 && view !== undefined) found.push({ type: 'image', view })
      if (j > 0) image++
      if (text !== '') found.push({ type: 'text', text })
    }
  }
  if (image !== images.length) {
    throw new Failure(
      'model-unavailable',
      `The chat template of this model places ${image} of ${images.length} images.`,
    )
  }
  return found
}

/** The pieces without tokens of their own; a turn that goes on after a segment goes on in a new line. */
function asText(raw: readonly RawPiece[], last: ModelMessage | undefined): readonly RawPiece[] {
  const plain = raw.map((p): RawPiece => {
    if (p.type !== 'text') return p
    return { type: 'text', text: p.text, ...given({ plain: p.plain }) }
  })
  if (last?.role !== 'assistant' || (last.closed !== true && last.begun === undefined)) return plain
  const at = plain.length - (last.begun ?? 0)
  return [...plain.slice(0, at), { type: 'text', text: '\n' }, ...plain.slice(at)]
}

/**
 * A text as it is, or with its special tokens torn apart behind their first character: all of them where the text is plain. One that
 * stands for an image always is: there is no image for it, and transformers' processor refuses it.
 */
function stretchesOf(
  { text, plain }: Extract<RawPiece, { type: 'text' }>,
  { tokenizer, imageToken }: Pick<PromptOptions, 'tokenizer' | 'imageToken'>,
): readonly string[] {
  const stretches: string[] = []
  let from = 0
  for (const { 0: mark, index } of text.matchAll(/<\|[\w-]+\|>|<\/?[\w-]+>/g)) {
    if (mark !== imageToken && (plain !== true || tokenizer.idOf(mark) === undefined)) continue
    stretches.push(text.slice(from, index + 1))
    from = index + 1
  }
  return [...stretches, text.slice(from)]
}

/** Neighbouring texts without tokens of their own are tokenised as one. */
function merge(
  raw: readonly RawPiece[],
  { tokenizer, cell, imageToken }: PromptOptions,
): readonly PromptPiece[] {
  const sequence: PromptPiece[] = []
  let text = ''
  const flush = () => {
    if (text !== '') sequence.push({ type: 'text', text, ids: tokenizer.encode(text) })
    text = ''
  }
  for (const piece of raw) {
    if (piece.type === 'text' && piece.ids === undefined) {
      for (const [i, stretch] of stretchesOf(piece, { tokenizer, imageToken }).entries()) {
        // A special token that is torn apart is text.
        if (i > 0) flush()
        text += stretch
      }
      continue
    }
    flush()
    if (piece.type === 'text') sequence.push({ type: 'text', text: piece.text, ids: piece.ids ?? [] })
    else {
      const { width, height } = piece.view.size
      sequence.push({ type: 'image', view: piece.view, width: width / cell, height: height / cell })
    }
  }
  flush()
  return sequence
}
