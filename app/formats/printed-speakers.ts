/**
 * What programs and notebooks print of a run with tools: text and images in turn, and lines like `Question:`, `[Assistant]`,
 * `[Tool] name({…})` that say who speaks. Without those all text is the model's, and what stands before the first image the question.
 * Pure.
 * Sources: anthropics/claude-cookbooks, multimodal/crop_tool.ipynb; QwenLM/Qwen3-VL, cookbooks; XiaomiMiMo/MiMo-VL,
 * examples/grounding.ipynb (what they print).
 */
import { given } from '../given'
import { unlessEmpty } from '../lists'
import { dialectIn, plainDialect } from './chat-dialect'
import type { ForeignTrace, ImageSource, Turn } from './format'

/** A piece of what was printed. */
export type PrintedPiece =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'image'; readonly source: ImageSource }

/** Whether a text says who speaks, line by line. */
export function hasSpeakers(text: string): boolean {
  return speaker.test(text)
}

/** The run that was printed; undefined where the model said nothing. */
export function printedTrace(pieces: readonly PrintedPiece[]): ForeignTrace | undefined {
  const reader = new PrintedReader(pieces.some((p) => p.type === 'text' && speaker.test(p.text)))
  for (const piece of pieces) reader.read(piece)
  return reader.trace()
}

/** Lines that say who speaks. */
const speaker = /^(?:\[(?:Assistant|Tool)\] |\*\*Assistant:\*\*)/m
const line =
  /^(?:(?:\[|\*\*)(Assistant|Tool result|Tool|User)(?:\][ \t]|:\*\*)|(Question|Ground truth|Gold|Predicted|Is correct)[ \t]*:[ \t]?)/i

class PrintedReader {
  readonly #images: ImageSource[] = []
  readonly #turns: Turn[] = []
  readonly #gold: string[] = []
  #question = ''
  /** Who speaks, until another line says so. */
  #who: 'model' | 'question' | 'nobody' | 'gold' | 'tool'

  constructor(readonly told: boolean) {
    this.#who = told ? 'nobody' : 'model'
  }

  read(piece: PrintedPiece): void {
    if (piece.type === 'image') this.#readImage(piece.source)
    else for (const text of piece.text.split(/(?<=\n)/)) this.#readLine(text)
  }

  /** The first image is what it is about; what was said before it asks, where nobody says who speaks. */
  #readImage(source: ImageSource): void {
    const index = this.#images.push(source) - 1
    if (index > 0) this.#turns.push({ type: 'given', role: 'tool', text: '', images: [index] })
    else if (!this.told) {
      this.#question += this.#turns.map((turn) => (turn.type === 'model' ? turn.text : '')).join('')
      this.#turns.length = 0
    }
    if (this.#who === 'question') this.#who = this.told ? 'nobody' : 'model'
  }

  #readLine(text: string): void {
    const [mark = '', speaks, told] = line.exec(text) ?? []
    const [who, fact] = [speaks?.toLowerCase(), told?.toLowerCase()]
    if (who !== undefined) this.#who = who === 'user' ? 'question' : who === 'tool result' ? 'tool' : 'model'
    else if (fact === 'question') this.#who = 'question'
    else if (fact === 'ground truth' || fact === 'gold') this.#who = 'gold'
    else if (fact !== undefined) this.#who = 'nobody'
    // The mark before a call is part of what was printed of it.
    const said = who === 'tool' ? text : text.slice(mark.length)
    if (this.#who === 'model') this.#say(said)
    else if (this.#who === 'question') this.#question += said
    else if (this.#who === 'gold' && said.trim() !== '') this.#gold.push(said.trim())
    else if (this.#who === 'tool')
      this.#turns.push({ type: 'given', role: 'tool', text: said.trim(), images: [] })
    // A fact is one line, a question may go on.
    if (this.#who === 'gold') this.#who = this.told ? 'nobody' : 'model'
  }

  #say(text: string): void {
    const last = this.#turns.at(-1)
    // What is said after a call answers what it gave back: a turn of its own.
    const goesOn = last?.type === 'model' && !(callLine.test(last.text) && !callLine.test(text))
    if (goesOn) this.#turns[this.#turns.length - 1] = { type: 'model', text: last.text + text }
    else if (text.trim() !== '') this.#turns.push({ type: 'model', text })
  }

  trace(): ForeignTrace | undefined {
    const spoken = this.#turns.map((turn) => (turn.type === 'model' ? turn.text : '')).join('\n')
    if (spoken.trim() === '') return undefined
    return given<ForeignTrace>({
      question: this.#question.trim(),
      // A text names no image: it is the one beside it.
      images: this.#images.length > 0 ? this.#images : [{ type: 'path', path: '', besides: [] }],
      dialect: dialectIn({ spoken, system: '' }, plainDialect),
      turns: this.#withAnswers(),
      gold: unlessEmpty(this.#gold),
      meta: {},
    })
  }

  /** Turns that call, each with something that came back, so that its looks are shown ones. */
  #withAnswers(): readonly Turn[] {
    return this.#turns.flatMap((turn, i): readonly Turn[] => {
      const next = this.#turns[i + 1]
      const calls = turn.type === 'model' && callLine.test(turn.text)
      return calls && next?.type === 'model'
        ? [turn, { type: 'given', role: 'tool', text: '', images: [] }]
        : [turn]
    })
  }
}

const callLine = /^\[Tool\] /m
