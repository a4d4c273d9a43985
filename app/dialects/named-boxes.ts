/**
 * Boxes that are only named in the text, as grounding models write them: JSON objects with `bbox_2d` (also several in one
 * object, as GRIT's own example has them), `<box>`, Qwen-VL's `<|box_start|>`. Knows no family.
 */
import type { Span } from './dialect'
import { numbersOf } from './spans'

type Look = Extract<Span, { type: 'look' }>

/** Every box or point of JSON text. An object with several keys is cut at the keys; a cut-off object is read roughly. */
export function jsonBoxes(text: string): readonly Span[] {
  return [...text.matchAll(/\{[^{}]*(?:\}|(?=\{)|$)/g)].flatMap((m) => keysOf(m[0], m.index))
}

const key = /"(?:bbox_2d|bbox|point_2d)"\s*:\s*\[([^[\]]*)\]/g
const label = /"(?:label|text_content)"\s*:\s*"([^"]*)"/

function keysOf(object: string, offset: number): readonly Span[] {
  const found = [...object.matchAll(key)]
  return found.flatMap((m, i): readonly Look[] => {
    const list = (m[1] ?? '').split(',').map((n) => n.trim())
    const numbers = numbersOf(list) ?? numbersOf(list, 2)
    if (numbers === undefined) return []
    const start = i === 0 ? 0 : m.index
    const end = found[i + 1]?.index ?? object.length
    const named = label.exec(object.slice(start, end))?.[1]
    return [
      {
        type: 'look',
        start: offset + start,
        end: offset + end,
        numbers,
        several: false,
        ...(named === undefined ? {} : { label: named }),
        ...(object.endsWith('}') ? {} : { rough: true }),
      },
    ]
  })
}

/** `<box>[1,2,3,4]</box>`, also with several boxes in it (`[[…], […]]`), an object named before by `<ref>`. */
export function taggedBoxes(text: string): readonly Span[] {
  const pattern = /(?:<ref>([^<]*)<\/ref>\s*)?<box>([^<]*)<\/box>/g
  return [...text.matchAll(pattern)].flatMap((m) => {
    const lists = [...(m[2] ?? '').matchAll(/-?\d+(?:\.\d+)?/g)].map((n) => Number(n[0]))
    const end = m.index + m[0].length
    // All boxes of one mark lie at the same place: the first has the text, the others follow it without any.
    return fours(lists).map((numbers, i) =>
      i === 0 ? spanOf(m.index, m[0].length, numbers, m[1]) : spanOf(end, 0, numbers, m[1]),
    )
  })
}

/** Qwen2-VL: `<|object_ref_start|>name<|object_ref_end|><|box_start|>(x1,y1),(x2,y2)<|box_end|>`, thousandths. */
export function markedBoxes(text: string): readonly Span[] {
  const pattern =
    /(?:<\|object_ref_start\|>([^<]*)<\|object_ref_end\|>\s*)?<\|box_start\|>([^<]*)<\|box_end\|>/g
  return [...text.matchAll(pattern)].flatMap((m) => {
    const numbers = [...(m[2] ?? '').matchAll(/-?\d+(?:\.\d+)?/g)].map((n) => Number(n[0]))
    return numbers.length === 4 || numbers.length === 2 ? [spanOf(m.index, m[0].length, numbers, m[1])] : []
  })
}

function spanOf(start: number, length: number, numbers: readonly number[], name: string | undefined): Look {
  return {
    type: 'look',
    start,
    end: start + length,
    numbers,
    several: false,
    ...(name === undefined || name === '' ? {} : { label: name }),
  }
}

function fours(numbers: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.floor(numbers.length / 4) }, (_, i) => numbers.slice(i * 4, i * 4 + 4))
}
