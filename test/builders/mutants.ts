/** Mutated texts and rows by seed and number, and all that reads such a thing. The same numbers give the same mutant again. */
import { dialects, type Dialect } from '../../app/dialects'
import { formats } from '../../app/formats'
import { detect } from '../../app/formats/detect'
import type { ForeignTrace } from '../../app/formats/format'
import { traceSteps } from '../../app/formats/steps'
import { withReader } from '../../app/readers/record-format'
import { suggestReader } from '../../app/readers/suggest'
import { randomFrom, type Random } from '../soak/random'
import { dialogue } from './dialogues'
import { changed } from './mutations'
import { fixtureRows, textPaths, withText } from './text-readers'

/** A text in a dialect, or a row of a format. */
export type Mutant =
  | { readonly what: string; readonly dialect: Dialect; readonly text: string }
  | { readonly what: string; readonly row: unknown }

const rows = formats.flatMap((format) => fixtureRows(format.id).map((row) => ({ id: format.id, row })))

/** The mutant of this number. */
export function mutant(seed: number, number: number): Mutant {
  const random = randomFrom(Math.imul(seed + 1, 2654435761) + number)
  if (number % 2 === 0) {
    const dialect = random.pick(dialects as readonly Dialect[])
    const text = mutated(dialogue(dialect, random).said.join('\n'), random)
    return { what: `text of ${dialect.id}`, dialect, text }
  }
  const { id, row } = random.pick(rows)
  return { what: `row of ${id}`, row: mutatedRow(row, random) }
}

function mutated(text: string, random: Random): string {
  let made = text
  for (let i = 1 + random.below(4); i > 0; i--) made = changed(made, random)
  // Now and then a piece of it many times.
  if (random.below(50) > 0) return made
  const at = random.below(made.length + 1)
  return (
    made.slice(0, at) +
    made.slice(at, at + 1 + random.below(40)).repeat(1 + random.below(2000)) +
    made.slice(at)
  )
}

const junk: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  [],
  {},
  [null],
  [[1]],
  { a: 1 },
  true,
  'x',
  ['a', 'b'],
  '[1',
  'None',
]

/** Text of it changed, values replaced or taken away, or the row's own JSON changed letter by letter. */
function mutatedRow(row: unknown, random: Random): unknown {
  const paths = textPaths(row)
  switch (random.below(4)) {
    case 0:
      return fromJson(mutated(JSON.stringify(row), random)) ?? row
    case 1:
      return replaced(row, random)
    default:
      return paths.length === 0 ? row : withText(row, random.pick(paths), (text) => mutated(text, random))
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Of broken JSON a container makes text.
    return { printed: [{ text }] }
  }
}

/** A value somewhere in it made another. */
function replaced(value: unknown, random: Random, depth = 0): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (keys.length === 0 || (depth > 0 && random.below(4) === 0)) return random.pick(junk)
  const key = random.pick(keys)
  const inner = replaced((value as Readonly<Record<string, unknown>>)[key], random, depth + 1)
  return Array.isArray(value)
    ? value.map((v: unknown, i) => (String(i) === key ? inner : v))
    : { ...(value as object), [key]: inner }
}

/** Reads it with everything that takes such a thing, and opens what is read. Throws what a reader throws. */
export function readMutant(one: Mutant): void {
  if ('text' in one) {
    const { dialect, text } = one
    checkPlaces(dialect, text)
    open({
      question: '',
      images: [],
      dialect: dialect.id as never,
      turns: [{ type: 'model', text }],
      meta: {},
    })
    return
  }
  const { row } = one
  const likely = detect([row])
  const reader = suggestReader(row, 'r')
  const named = withReader(undefined, reader)
  for (const format of [
    ...likely.slice(0, 3).map((l) => l.format),
    ...(named === undefined ? [] : [named]),
  ]) {
    const parsed = format.parse(row)
    if (parsed.ok) parsed.value.forEach(open)
    else if (parsed.issues.length === 0) throw new Error(`${format.id} refuses it without a word`)
  }
}

/** Spans are in order, inside the text, and their numbers can be drawn. */
function checkPlaces(dialect: Dialect, text: string): void {
  let at = 0
  for (const span of dialect.spans(text, { pictures: [{ size: { width: 640, height: 480 } }], asked: 1 })) {
    if (span.start < at || span.end < span.start || span.end > text.length)
      throw new Error(`a ${span.type} lies at ${span.start}–${span.end} after ${at} of ${text.length}`)
    if (span.type === 'look' && !span.numbers.every(Number.isFinite))
      throw new Error('a look without numbers')
    at = span.end
  }
}

/** With a picture and without; every letter of a turn stands in some step. */
function open(trace: ForeignTrace): void {
  traceSteps(trace, { pictures: [], at: 1 })
  const picture = { id: 'i', name: 'i', bytes: 0, width: 640, height: 480 }
  const { steps } = traceSteps(trace, {
    pictures: [picture, ...trace.images.slice(1).map(() => picture)],
    at: 1,
  })
  const [turn, ...more] = trace.turns
  if (turn?.type !== 'model' || more.length > 0 || trace.answer !== undefined) return
  const told = steps.map((s) => s.raw).join('')
  if (told.trim() !== turn.text.trim()) throw new Error('steps do not make up the text')
}
