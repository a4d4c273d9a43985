/**
 * One dialogue twice: as a run makes it, generation by generation up to each stop text, and as a file would tell it afterwards.
 * What differs between the steps of both is a fault.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Dialect, DialectId } from '../../app/dialects'
import { withoutMarks } from '../../app/dialects/spans'
import type { ForeignTrace, Turn } from '../../app/formats/format'
import { traceSteps } from '../../app/formats/steps'
import type { Size } from '../../app/geometry/box'
import { readSegment, type SegmentContext } from '../../app/reasoning/segment'
import type { ObservationStep, Step, Token } from '../../app/trace/step'
import type { Random } from '../soak/random'
import { tokensAt } from './reading'

const timings = { encodeMs: 0, prefillMs: 0, decodeMs: 1, tokens: 1, promptTokens: 1, cachedTokens: 0 }

/** What a run made, generation by generation. `goesOn`: it asked for a region, and is told what there is. */
export type Lived = readonly { readonly steps: readonly Step[]; readonly goesOn: boolean }[]

/** What a text is cut into. */
export type Cutter = (text: string) => readonly Token[]

/**
 * A run whose model says one text after the other, each up to its stop text; a look lets it go on. Where crops come back inside the
 * turn only a stop text tells a file where a generation ended: a run whose model ended by itself is not continued.
 */
export function live(dialect: Dialect, size: Size, said: readonly string[], cut: Cutter): Lived {
  const lived: { steps: readonly Step[]; goesOn: boolean }[] = []
  let made = 0
  for (const text of said) {
    const before = lived.flatMap((l) => l.steps)
    const context: SegmentContext = {
      dialect,
      image: { id: 'i', size },
      view: dialect.overview('i', size, dialect.budgets),
      budgets: dialect.budgets,
      author: { type: 'model', model: 'm' },
      before,
      newId: () => `n${++made}`,
      now: () => 1,
    }
    const tokens = untilStop(cut(text), dialect)
    const { steps, next } = readSegment({ tokens, timings, ended: true }, context)
    const told = dialect.handBack !== 'inside' || hasStop(tokens, dialect)
    lived.push({ steps, goesOn: next === 'look' && told })
    if (next !== 'look' || !told) break
  }
  return lived
}

function hasStop(tokens: readonly Token[], { stop }: Dialect): boolean {
  const text = tokens.map((t) => t.text).join('')
  return stop.some((s) => text.includes(s))
}

/** The tokens up to the one that completes a stop text. */
function untilStop(tokens: readonly Token[], { stop }: Dialect): readonly Token[] {
  let text = ''
  for (const [i, token] of tokens.entries()) {
    text += token.text
    if (stop.some((s) => text.includes(s))) return tokens.slice(0, i + 1)
  }
  return tokens
}

/** A trace with its pictures' sizes. */
export interface TraceFile {
  readonly trace: ForeignTrace
  readonly sizes: readonly Size[]
}

/** The dialogue as a file holds it: turns of the model, and the crops that came back. */
export function fileOf(dialect: Dialect, size: Size, lived: Lived): TraceFile {
  const turns: Turn[] = []
  const sizes: Size[] = [size]
  const inside = dialect.handBack === 'inside'
  for (const { steps, goesOn } of lived) {
    const text = steps
      .map((s) => s.raw + (inside && s.type === 'observation' ? (dialect.afterCrop ?? '') : ''))
      .join('')
    const last = turns.at(-1)
    if (inside && last?.type === 'model') turns[turns.length - 1] = { type: 'model', text: last.text + text }
    else turns.push({ type: 'model', text })
    if (inside || !goesOn) continue
    const shown = steps.flatMap((s) => (s.type === 'observation' ? [cropSize(s, steps)] : []))
    turns.push({ type: 'given', role: 'user', text: '', images: shown.map((_, i) => sizes.length + i) })
    sizes.push(...shown)
  }
  const images = sizes.map((_, i) => ({ type: 'path' as const, path: `${i}.png` }))
  return { trace: { question: 'q', images, dialect: dialect.id as DialectId, turns, meta: {} }, sizes }
}

/** The size of the picture that came back: as the code handed it on, else as the model saw it. */
function cropSize({ look, view }: ObservationStep, steps: readonly Step[]): Size {
  const asked = steps.find((s) => s.id === look)
  return (asked?.type === 'look' ? asked.request.cropSize : undefined) ?? view.size
}

/** The steps of a file whose pictures were found. */
export function readFile({ trace, sizes }: TraceFile): readonly Step[] {
  const pictures = sizes.map((size, i) => ({ id: i === 0 ? 'i' : `c${i}`, name: 'i', bytes: 0, ...size }))
  return traceSteps(trace, { pictures, at: 1 }).steps
}

/** What both must agree in: everything but tokens, times and who made it; ids as places. */
export function comparable(steps: readonly Step[], dialect: Dialect): readonly unknown[] {
  const { handBack, plain, afterLook = '', afterCrop = '' } = dialect
  const around = [afterLook, afterCrop].map((m) => m.trim()).filter((m) => m !== '')
  const bare = (raw: string) => (handBack === 'inside' ? plain(withoutMarks(raw, around)) : raw)
  // Marks alone at the end of a turn are a thought without words, or stand with the step before.
  const told = steps.filter((s) => handBack !== 'inside' || s.type !== 'thought' || s.text !== '')
  const places = new Map(told.map((s, i) => [s.id, i]))
  let before = 0
  return told.map(({ tokens: _t, timings: _m, id: _i, at: _a, author, ...step }) => {
    const { appended = '', ...rest } = step as typeof step & { appended?: string }
    const whole = rest.raw.slice(0, rest.raw.length - appended.length)
    // Inside one turn of a file blanks and marks around a crop may stand with either neighbour.
    const raw = bare(whole)
    const own = { ...rest, raw, tool: author.type === 'tool' }
    if (own.type === 'observation') return { ...own, look: places.get(own.look) }
    if (own.type !== 'look') return own
    const { source, literals, ...request } = own.request
    // Further crops of a block of code have no text of their own.
    if (raw !== '') before = whole.indexOf(raw)
    const moved = literals?.map(({ start, end }) => [start - before, end - before])
    return { ...own, request: { ...request, source: source && places.get(source), literals: moved } }
  })
}

/** A dialogue in a dialect, and at which characters its text is cut into tokens. */
export interface Trial {
  readonly dialect: Dialect
  readonly size: Size
  readonly said: readonly string[]
  readonly cuts: readonly (readonly number[])[]
}

/** The first cut after which run and file differ, with the first step that does; undefined where none does. */
export function difference({ dialect, size, said, cuts }: Trial): unknown {
  const read = new Map<string, readonly unknown[]>()
  for (const cut of cuts) {
    const lived = live(dialect, size, said, (text) =>
      tokensAt(
        text,
        cut.map((at) => at % (text.length + 1)),
      ),
    )
    const steps = lived.flatMap((l) => l.steps)
    const lost = steps.find((s) => s.type !== 'observation' && textOf(s) !== s.raw)
    if (lost !== undefined) return { cut, tokens: textOf(lost), of: lost.raw }
    const file = fileOf(dialect, size, lived)
    const key = JSON.stringify(file)
    const told = read.get(key) ?? comparable(readFile(file), dialect)
    read.set(key, told)
    const own = comparable(steps, dialect)
    const at = Array.from({ length: Math.max(own.length, told.length) }, (_, i) => i).find(
      (i) => !isDeepStrictEqual(own[i], told[i]),
    )
    if (at !== undefined) return { cut, turns: file.trace.turns, live: own[at], file: told[at] }
  }
  return undefined
}

/** What a step's tokens and what was put after them make up. */
function textOf({ tokens = [], appended = '' }: Step): string {
  return tokens.map((t) => t.text).join('') + appended
}

/** Every single cut of a short text; of a long one some random ones, in the middle of tags and of letters too. */
export function cutsOf(length: number, random: Random): readonly (readonly number[])[] {
  if (length < 90) return Array.from({ length: length + 1 }, (_, at) => [at])
  const many = () => Array.from({ length: random.below(40) }, () => random.below(length + 1))
  return [[], many(), many()]
}
