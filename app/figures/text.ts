/** Words set in lines: broken where a language lets them, measured by whatever brush paints them. Knows no figure. */
import { beginningOf } from '../beginning'
import type { Brush } from '../paint/brush'

/** As much of a brush as measuring takes. */
export type TextMeasure = Pick<Brush, 'font' | 'measureText'>

/** How words are set. Screen pixels. */
export interface TextStyle {
  /** As CSS writes it: weight, size, family. */
  readonly font: string
  readonly lineHeight: number
}

/** Longest text that is set; what is beyond is said. */
const longest = 20_000
const words = new Intl.Segmenter(undefined, { granularity: 'word' })
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Signs that would turn what is around them, or that no reader sees. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu

/** Half a character, as a text has that was cut off in the middle of one. */
const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** A text as it can be set anywhere: no control characters, no halves of characters, no turned directions. */
export function printableText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(halves, '\ufffd').replace(/\t/g, '    ').replace(unseen, '')
}

/** At the beginning of a line whose first letter does not say what that of its paragraph says. Never painted. */
const marks = { left: '\u200e', right: '\u200f' } as const

/** Letters of scripts that are written from the right, Adlam and the old ones beyond the first plane among them. */
const writtenFromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Whether a line is read from the right: so its mark says, or its first letter. */
export function isFromRight(line: string): boolean {
  if (line.startsWith(marks.left) || line.startsWith(marks.right)) return line.startsWith(marks.right)
  const [first] = /\p{L}/u.exec(line) ?? []
  return first !== undefined && writtenFromRight.test(first)
}

/** The lines of a text, each no wider than `width`. What is said in several lines stays in several. */
export function wrappedLines(text: string, width: number, measure: TextMeasure): readonly string[] {
  const plain = printableText(text)
  const cut =
    plain.length > longest
      ? `${beginningOf(plain, longest)} … (${plain.length - longest} more characters)`
      : plain
  return cut
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .split('\n')
    .flatMap((line) => brokenLine(line, width, measure))
}

/** At most so many lines; the last says how many there are besides. */
export function atMost(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines
  const more = lines.length - most + 1
  return [...lines.slice(0, most - 1), `… (${more} more lines)`]
}

/** As much of a line as fits, with a sign that there is more. */
export function shortenedText(text: string, width: number, measure: TextMeasure): string {
  const line = printableText(text).replace(/\s+/g, ' ').trim()
  if (measure.measureText(line).width <= width) return line
  const pieces = [...letters.segment(beginningOf(line, 2000))].map((s) => s.segment)
  let [low, high] = [0, pieces.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (measure.measureText(`${pieces.slice(0, middle).join('').trimEnd()}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${pieces.slice(0, low).join('').trimEnd()}…`
}

/** A paragraph in lines, all read from the side its first letter says. */
function brokenLine(line: string, width: number, measure: TextMeasure): readonly string[] {
  const fromRight = isFromRight(line)
  const mark = fromRight ? marks.right : marks.left
  return linesIn(line, width, measure).map((l) => (l !== '' && isFromRight(l) !== fromRight ? mark + l : l))
}

function linesIn(line: string, width: number, measure: TextMeasure): readonly string[] {
  const lines: string[] = []
  let now = ''
  for (const unit of unitsOf(line)) {
    if (measure.measureText((now + unit).trimEnd()).width <= width) {
      now += unit
      continue
    }
    if (now.trim() !== '') lines.push(now.trimEnd())
    const rest = unit.trimStart()
    if (measure.measureText(rest.trimEnd()).width <= width) {
      now = rest
      continue
    }
    const pieces = brokenWord(rest, width, measure)
    lines.push(...pieces.slice(0, -1))
    now = pieces.at(-1) ?? ''
  }
  return [...lines, now.trimEnd()]
}

/** Signs of scripts that write no spaces. */
const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]/u
/** What begins no line, and what ends none. */
const closing = /^[\p{Pe}\p{Pf}\p{Po}ー々]/u
const opening = /[\p{Ps}\p{Pi}]$/u

/** What stays together: a word with the signs at it and the space after it; of a script without spaces its words. */
function* unitsOf(line: string): Generator<string> {
  let unit = ''
  for (const { segment } of words.segment(line)) {
    const dense = unspaced.test(unit.at(-1) ?? '') || unspaced.test(segment[0] ?? '')
    const parts = /\s$/u.test(unit)
      ? !/^\s/u.test(segment)
      : dense && !closing.test(segment) && !opening.test(unit)
    if (unit !== '' && parts && !/^\s/u.test(segment)) {
      yield unit
      unit = ''
    }
    unit += segment
  }
  if (unit !== '') yield unit
}

/** A word wider than a line, letter by letter. */
function brokenWord(word: string, width: number, measure: TextMeasure): readonly string[] {
  const lines: string[] = []
  let now = ''
  for (const { segment } of letters.segment(word)) {
    if (now !== '' && measure.measureText(now + segment).width > width) {
      lines.push(now)
      now = ''
    }
    now += segment
  }
  return [...lines, now]
}

/** Paints lines one under the other, those read from the right at the right; gives where the next would stand. */
export function paintLines(
  brush: Brush & { direction: string },
  lines: readonly string[],
  { x, y, width, style, colour }: LinePlace,
): number {
  brush.save()
  brush.font = style.font
  brush.fillStyle = colour
  brush.textBaseline = 'middle'
  lines.forEach((marked, i) => {
    const fromRight = isFromRight(marked)
    const line = marked.replace(/^[\u200e\u200f]/, '')
    brush.direction = fromRight ? 'rtl' : 'ltr'
    const left = fromRight ? x + width - brush.measureText(line).width : x
    if (line !== '') brush.fillText(line, left, y + (i + 0.5) * style.lineHeight)
  })
  brush.restore()
  return y + lines.length * style.lineHeight
}

/** Where lines stand, and in what. */
export interface LinePlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly style: TextStyle
  readonly colour: string
}
