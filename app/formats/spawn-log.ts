/**
 * A printed log of agents that ask agents about a part of the image: `ChatCompletionMessage(…)` as Python prints it, and for each
 * call that was made its box, the image it counts in (`width height`, `left top`) and where it lies. Calls are made one in the
 * other; what a call's box counts in is told by the log itself.
 * Source: jkpjkpjkp/v, a.py.
 */
import { given } from '../given'
import { bad, good, type Result } from '../result'
import type { Format, ForeignTrace, Turn } from './format'
import { printedObjectOf } from './literal'
import { printedWords } from './printed'
import { fieldsOf, listOf, textOf } from './values'

const message = 'ChatCompletionMessage('

/** A printed log of calls to sub-agents that each look at a part of their caller’s image. */
export const spawnLog: Format = {
  id: 'spawn-log',
  name: 'Log of sub-agents',
  source: 'jkpjkpjkp/v: a.py',
  containers: ['text'],
  likeness: (value) => {
    const text = printedWords(value)
    return text?.includes(message) === true && /name='spawn'/.test(text) ? 0.9 : 0
  },
  parse: (value) => {
    const text = printedWords(value)
    return text?.includes(message) === true ? logTrace(text) : bad({ message: 'The text is no such log.' })
  },
}

function logTrace(text: string): Result<readonly ForeignTrace[]> {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const first = lines.findIndex((line) => line.startsWith(message))
  if (first < 0) return bad({ message: 'The log holds no message.' })
  const [width, height] =
    lines
      .slice(0, first)
      .map(pairOf)
      .find((p) => p !== undefined) ?? []
  const reader = new LogReader(lines)
  for (let at = first; at < lines.length;) at = reader.read(at)
  const trace = given<ForeignTrace>({
    question: (lines[first - 1] ?? '').trim(),
    // The log names no image, but says how large it is.
    images: [],
    sizes:
      width !== undefined && height !== undefined && width > 0 && height > 0
        ? [{ width, height }]
        : undefined,
    dialect: 'spawn',
    turns: reader.turns,
    meta: {},
  })
  return good([trace])
}

class LogReader {
  readonly turns: Turn[] = []
  /** Crops that were handed on, by where they lie; the last of a place counts. */
  readonly #crops = new Map<string, number>()
  /** How many agents are asked, one by the other. */
  #depth = 0

  constructor(readonly lines: readonly string[]) {}

  /** What begins at a line. Gives the line after it. */
  read(at: number): number {
    const line = this.lines[at] ?? ''
    if (line.startsWith(message)) this.#message(line)
    else {
      const call = this.#callAt(at)
      if (call > at) return call
      this.#words(line, this.lines[at + 1] ?? '')
    }
    return at + 1
  }

  #message(line: string): void {
    const said = fieldsOf(printedObjectOf(line))
    const words = (textOf(said['content']) ?? '').trim()
    if (listOf(said['tool_calls']).length > 0) {
      if (words !== '') this.turns.push({ type: 'model', text: `<think>${words}</think>` })
      return
    }
    // An agent's last word goes to the one that asked; the first agent's is the answer.
    if (this.#depth === 0) this.turns.push({ type: 'model', text: words })
    else this.#given(words)
    this.#depth = Math.max(0, this.#depth - 1)
  }

  /** Four numbers, the image they count in, and where they lie: a call that was made. */
  #callAt(at: number): number {
    const numbers = numbersIn(/^\[([-\d., ]+)\]$/.exec(this.lines[at] ?? '')?.[1])
    const size = pairOf(this.lines[at + 1] ?? '')
    const place = pairOf(this.lines[at + 2] ?? '')
    const rect = numbersIn(/^\(([-\d., ]+)\)$/.exec(this.lines[at + 3] ?? '')?.[1])
    if (numbers?.length !== 4 || size === undefined || place === undefined || rect?.length !== 4) return at
    const again = this.lines[at + 4] === this.lines[at + 3] ? 1 : 0
    const task = this.lines[at + 4 + again] ?? ''
    this.#depth++
    const [left = 0, top = 0, right = 0, bottom = 0] = rect
    const source = this.#crops.get(String([...place, ...size]))
    const call = { name: 'spawn', arguments: { text: task, bbox: numbers } }
    this.turns.push({
      type: 'look',
      numbers,
      raw: `<tool_call>\n${JSON.stringify(call)}\n</tool_call>`,
      label: task,
      ...given({ source }),
    })
    this.#given('')
    // A box without area is handed to nobody.
    if (right > left && bottom > top)
      this.#crops.set(String([left, top, right - left, bottom - top]), ++this.#shown)
    return at + 5 + again
  }

  #shown = 0

  /** What the program says of a call that failed; the agent that was to be asked is gone. */
  #words(line: string, next: string): void {
    const words = line.trim()
    if (words === '' || words.startsWith('[') || words.startsWith('(')) return
    if (!next.startsWith("[{'role'")) return
    this.#given(words)
    if (!words.startsWith('bbox is')) this.#depth = Math.max(0, this.#depth - 1)
  }

  #given(text: string): void {
    this.turns.push({ type: 'given', role: 'tool', text, images: [] })
  }
}

function pairOf(line: string): readonly [number, number] | undefined {
  const m = /^(-?\d+) (-?\d+)$/.exec(line.trim())
  return m === null ? undefined : [Number(m[1]), Number(m[2])]
}

function numbersIn(text: string | undefined): readonly number[] | undefined {
  const numbers = text?.split(',').map((n) => Number(n.trim()))
  return numbers?.every((n) => Number.isFinite(n)) === true ? numbers : undefined
}
