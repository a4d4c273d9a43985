/**
 * Lines of text written onto a view's grid of visual tokens: numbers for each cell of 28×28 pixels, which a model's own encoder goes
 * on from. The layout of a cell is told in `training/eyes/cells.py`, which writes the same numbers. Pure; knows no graph.
 */
import type { Pixels } from '../../../images/raster'
import { enlargedBy, type Character, type TextLine } from './lines'
import type { ValueMap } from './patches'
import type { RectanglePoint } from './rectangle'
import { wordHash } from './word-hash'

/** Pixels of a cell, down and across. */
export const cellSide = 28
const slots = 6
const perSlot = 6
const squares = 4
const state = slots * perSlot
const colour = state + 4
const hash = colour + 3 * squares ** 2
const hashed = 64
/** Numbers of a cell. */
export const cellWidth = hash + hashed
/** Places in a segment are counted up to here. */
const most = 31
/** A wider gap between two characters begins another segment; heights of the line. */
const gap = 1.5

const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
const alphabet = [...printable, '£', '€', '¥', '°', ' ']
const classes = new Map(alphabet.map((text, i) => [text, i + 2]))
/** A character outside the alphabet. */
const other = 1

const narrow: Readonly<Record<string, string>> = { '。': '.', '、': ',', '￥': '¥', '　': ' ' }

/** A character as the alphabet writes it: full-width forms are narrow ones. */
function plain(text: string): string {
  const code = text.codePointAt(0) ?? 0
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : (narrow[text] ?? text)
}

interface Slot {
  readonly kind: number
  readonly probability: number
  /** In its segment from the beginning and from the end, in its word likewise. */
  readonly places: readonly number[]
  readonly line: number
  readonly at: RectanglePoint
}

/** What was seen of a view. */
export interface Sight {
  readonly view: Pixels
  readonly lines: readonly TextLine[]
  /** How surely text stands at each pixel of the enlarged view. */
  readonly text: ValueMap
}

/** The cells of a view whose sides are multiples of 28: [rows × columns, cellWidth]. */
export function cellsOf({ view, lines, text }: Sight): Float32Array {
  const [rows, columns] = [view.height / cellSide, view.width / cellSide]
  const made = new Float32Array(rows * columns * cellWidth)
  const held = new Map<number, Slot[]>()
  const numberOf = ([x, y]: RectanglePoint) =>
    within(Math.trunc(y / cellSide), rows) * columns + within(Math.trunc(x / cellSide), columns)
  const cell = (number: number) => made.subarray(number * cellWidth, (number + 1) * cellWidth)
  lines.forEach((line, number) => {
    for (const { word, slots: written } of slotsOf(line, number)) {
      const cellsOfWord = new Set(word.map((c) => numberOf(c.at)))
      const sure = word.reduce((sum, c) => sum + c.probability, 0) / word.length
      const signs = wordHash(word.map((c) => plain(c.text)).join(''))
      for (const at of cellsOfWord) addHash(cell(at), signs, sure)
      for (const slot of written) {
        const at = numberOf(slot.at)
        held.set(at, [...(held.get(at) ?? []), slot])
        cell(at)[state + 1] = Math.max(cell(at)[state + 1] as number, line.box.height / cellSide)
      }
    }
  })
  for (const [at, found] of held) fill(cell(at), found)
  for (let at = 0; at < rows * columns; at++) {
    const place = { left: (at % columns) * cellSide, top: Math.floor(at / columns) * cellSide }
    cell(at)[state] = amountOfText(text, place)
    paint(cell(at), view, place)
  }
  return made
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index))
}

/** The words of a line, each with its characters as slots. */
function slotsOf(line: TextLine, number: number): { word: readonly Character[]; slots: Slot[] }[] {
  return segmentsOf(line).flatMap((segment) => {
    let before = 0
    return wordsOf(segment).map((word) => {
      const written = word.map((c, i) => ({
        kind: classes.get(plain(c.text)) ?? other,
        probability: c.probability,
        places: [before + i, segment.length - 1 - before - i, i, word.length - 1 - i],
        line: number,
        at: c.at,
      }))
      before += word.length
      return { word, slots: written }
    })
  })
}

/** Characters between wide gaps. */
function segmentsOf({ box, characters }: TextLine): readonly Character[][] {
  const made: Character[][] = []
  characters.forEach((c, i) => {
    const last = characters[i - 1]?.at
    const far =
      last === undefined || (c.at[0] - last[0]) ** 2 + (c.at[1] - last[1]) ** 2 > (gap * box.height) ** 2
    if (far) made.push([])
    made.at(-1)?.push(c)
  })
  return made
}

/** Characters between spaces; a space is a word of its own. */
function wordsOf(segment: readonly Character[]): readonly Character[][] {
  const made: Character[][] = []
  let fresh = true
  for (const c of segment) {
    const space = plain(c.text) === ' '
    if (space || fresh) made.push([])
    made.at(-1)?.push(c)
    fresh = space
  }
  return made
}

function addHash(cell: Float32Array, signs: Float32Array, sure: number): void {
  const factor = Math.fround(sure)
  for (let i = 0; i < hashed; i++)
    cell[hash + i] = (cell[hash + i] as number) + Math.fround((signs[i] as number) * factor)
}

/** Those that find a slot, in reading order: of each line from its left as many as are due to it. */
function chosen(found: readonly Slot[]): readonly Slot[] {
  const byLine = new Map<number, Slot[]>()
  for (const slot of found) byLine.set(slot.line, [...(byLine.get(slot.line) ?? []), slot])
  const due = Math.max(1, Math.floor(slots / byLine.size))
  const top = (line: readonly Slot[]) => Math.min(...line.map((s) => s.at[1]))
  const ordered = [...byLine.values()].toSorted((a, b) => top(a) - top(b))
  return ordered.flatMap((line) => line.toSorted((a, b) => a.at[0] - b.at[0]).slice(0, due)).slice(0, slots)
}

function fill(cell: Float32Array, found: readonly Slot[]): void {
  const kept = chosen(found)
  kept.forEach(({ kind, probability, places }, i) => {
    cell.set([kind, probability, ...places.map((p) => Math.min(most, p))], i * perSlot)
  })
  cell[state + 2] = (found.length - kept.length) / slots
  cell[state + 3] = kept.reduce((sum, s) => sum + s.probability, 0) / kept.length
}

interface Place {
  readonly left: number
  readonly top: number
}

/** Mean of the detector's map over a cell. */
function amountOfText({ width, values }: ValueMap, { left, top }: Place): number {
  const side = cellSide * enlargedBy
  let sum = 0
  for (let y = top * enlargedBy; y < top * enlargedBy + side; y++)
    for (let x = left * enlargedBy; x < left * enlargedBy + side; x++) sum += values[y * width + x] as number
  return sum / side ** 2
}

/** Mean colours of a cell's squares, from -1 to 1. */
function paint(cell: Float32Array, { width, data }: Pixels, { left, top }: Place): void {
  const side = cellSide / squares
  for (let i = 0; i < 3 * squares ** 2; i++) {
    const [c, square] = [i % 3, Math.floor(i / 3)]
    const [x0, y0] = [left + (square % squares) * side, top + Math.floor(square / squares) * side]
    let sum = 0
    for (let y = y0; y < y0 + side; y++)
      for (let x = x0; x < x0 + side; x++) sum += data[(y * width + x) * 3 + c] as number
    cell[colour + i] = sum / side ** 2 / 127.5 - 1
  }
}
