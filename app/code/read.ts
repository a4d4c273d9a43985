/**
 * Where a piece of Python looks: the regions it cuts out of the images it was given, with the literals they are made of.
 * Pure and linear in the code up to a fixed limit of work; nothing is executed, nothing throws.
 * Where the size of an image is not known the code is read twice, for two sizes nobody has: an edge that stays is a number of
 * pixels, one that grows with its side is a share of it, any other cannot be known.
 */
import { given } from '../given'
import type { Size } from '../geometry/box'
import type { EdgeNumbers } from './affine'
import type { Extent } from '../extent'
import { namedImages, type HandedImage, type ImageNames } from './given'
import { Interpreter, type CodeFindings, type ProgramMemory } from './interpreter'
import type { CodeCut } from './machine'
import { parse } from './statements'
import type { Literal, NumberValue } from './values'

/** A piece of code and what it is about. */
export interface CodeRequest {
  readonly code: string
  /** Images the model has seen: those of the question first. */
  readonly images: readonly { readonly size?: Size; readonly name?: string }[]
  /** How many of them are the question's. */
  readonly asked: number
  readonly handing: ImageNames
  /** What the code before left; absent: nothing. */
  readonly before?: CodeState
}

/** What names stand for after a piece of code. */
export interface CodeState {
  readonly pieces: number
  readonly memories: readonly ProgramMemory[]
}

/** A region that code looks at. */
export interface CodeRegion {
  /** Which of the images it lies on. */
  readonly image: number
  /** Left, top, right, bottom in pixels of that image; `share`: in shares of its sides, as its size is not known. */
  readonly numbers: EdgeNumbers
  readonly share?: true
  /** Cut out of an image that was made before: the numbers as the code has them there, and where that lies. */
  readonly inside?: { readonly numbers: EdgeNumbers; readonly of: EdgeNumbers }
  /** Where each of the four edges is written in the code, where each is one literal of it. */
  readonly literals?: readonly Extent[]
  /** Those literals stand where names are given to them, not in the cut itself. */
  readonly assigned?: true
  /** The size in which the code hands the crop on, where that is another. */
  readonly size?: Size
  readonly label?: string
  /** Named in thousandths and never cut. */
  readonly named?: true
  /** Cut, but only to go on with: the code shows and saves other images. */
  readonly kept?: true
  readonly swapped?: true
  /** Under a test that nobody can answer here, or in a way that Python would refuse. */
  readonly unsure?: true
}

/** What a program cuts out of its images. */
export interface CodeReading {
  readonly regions: readonly CodeRegion[]
  /** Why something is cut that is not among them. */
  readonly computed: readonly string[]
  /** What comes back is a figure. */
  readonly figure: boolean
  readonly state: CodeState
}

/** The regions of a piece of code. */
export function readCode(request: CodeRequest): CodeReading {
  const { passes, state } = work(request)
  const [first, second] = passes
  if (first === undefined) return { regions: [], computed: [], figure: false, state }
  const computed = new Set(first.found.computed)
  const regions: CodeRegion[] = []
  const add = (cut: CodeCut, other: CodeCut | undefined, facts: Partial<CodeRegion>) => {
    const region = regionOf(cut, other, { ...request, passes })
    if (typeof region === 'string') computed.add(region)
    else regions.push({ ...region, ...facts })
  }
  for (const { kind, index } of listed(first.found)) {
    const cut = first.found[kind][index]
    const size = kind === 'cuts' ? first.found.handedOn.get(index) : undefined
    const kept = kind === 'cuts' && size === undefined && first.found.handedOn.size > 0
    const facts: Partial<CodeRegion> = kind === 'named' ? { named: true } : kept ? { kept: true } : {}
    if (cut !== undefined)
      add(cut, second?.found[kind][index], { ...facts, ...(size === undefined ? {} : sizeFacts(cut, size)) })
  }
  return { regions, computed: [...computed], figure: first.found.figure, state }
}

/** One reading of the code, for known sizes or for sizes nobody has. */
export interface Pass {
  readonly found: CodeFindings
  readonly memory: ProgramMemory
  readonly images: readonly HandedImage[]
}

/** Far larger than any image, so that nothing is cut short, and of different shapes. */
const nobodys: readonly Size[] = [
  { width: 40_000, height: 30_000 },
  { width: 60_000, height: 50_000 },
]

/** Goes through the code once, or twice where a size is missing. */
export function work(request: CodeRequest): { readonly passes: readonly Pass[]; readonly state: CodeState } {
  const { code, asked, handing, before } = request
  const images = request.images.length > 0 ? request.images : [{}]
  const known = images.every((p) => p.size !== undefined)
  const statements = parse(code)
  const number = before?.pieces ?? 0
  const passes = (known ? nobodys.slice(0, 1) : nobodys).map((size, i): Pass => {
    const sized = images.map((p): HandedImage => ({ ...p, size: p.size ?? size }))
    const memory = before?.memories[i] ?? before?.memories[0]
    const interpreter = new Interpreter(number, namedImages(sized, asked, handing), memory)
    const found = interpreter.read(statements)
    return { found, memory: interpreter.memory, images: sized }
  })
  return { passes, state: { pieces: number + 1, memories: passes.map((p) => p.memory) } }
}

/** What is told of a source, in order: what it cuts, each once, then what it only names. */
export function listed(
  found: CodeFindings,
): readonly { readonly kind: 'cuts' | 'named'; readonly index: number }[] {
  const { cuts, named } = found
  const cut = new Set(cuts.flatMap(({ origins }) => origins.map(literalOf)))
  const only = distinct(named).filter((i) => !named[i]?.origins.some((n) => cut.has(literalOf(n))))
  return [
    ...distinct(cuts).map((index) => ({ kind: 'cuts' as const, index })),
    ...only.map((index) => ({ kind: 'named' as const, index })),
  ]
}

/**
 * Indices of cuts without those that cut the same out of the same once more, or only trim a pixel off what was cut before
 * (halves of an odd length made equally long).
 */
function distinct(cuts: readonly CodeCut[]): readonly number[] {
  const seen = new Set<string>()
  return cuts.flatMap((cut, i) => {
    const key = keyOf(cut.from.index, cut.area)
    const parent = parentOf(cut, cuts)
    const trimmed = parent !== undefined && cut.area.every((v, e) => Math.abs(v - (parent.area[e] ?? 0)) <= 1)
    if (seen.has(key) || trimmed) return []
    seen.add(key)
    return [i]
  })
}

/** The cut of the same piece of code that this one was cut out of. */
export function parentOf({ from: { region } }: CodeCut, cuts: readonly CodeCut[]): CodeCut | undefined {
  const parent = region === undefined ? undefined : cuts[region.index]
  return parent?.piece === region?.piece ? parent : undefined
}

function keyOf(image: number, area: EdgeNumbers): string {
  return [image, ...area].join()
}

function literalOf({ parts }: NumberValue): Literal | undefined {
  const [only] = parts === 'mixed' ? [] : parts
  return parts.length === 1 && typeof only === 'object' ? only.literal : undefined
}

function sizeFacts({ edges: [left, top, right, bottom] }: CodeCut, size: Size): Partial<CodeRegion> {
  return size.width === right - left && size.height === bottom - top ? {} : { size }
}

/** A cut as a region, or why it cannot be placed. */
function regionOf(
  cut: CodeCut,
  other: CodeCut | undefined,
  { passes, images, before }: CodeRequest & { readonly passes: readonly Pass[] },
): CodeRegion | string {
  const { index } = cut.from
  const unknownSize = passes.length > 1 && images[index]?.size === undefined
  const numbers = unknownSize ? placed(cut, other, passes) : { numbers: cut.area }
  if (typeof numbers === 'string') return numbers
  const literals = literalsOf(cut, before?.pieces ?? 0)
  const { of, own } = insideOf(cut)
  return {
    image: index,
    ...numbers,
    ...(of === undefined || unknownSize ? {} : { inside: { numbers: own, of } }),
    ...given({ literals }),
    ...(literals?.every((l) => l.end <= cut.at.start || l.start >= cut.at.end) === true
      ? { assigned: true }
      : {}),
    ...given({ label: cut.label }),
    ...(cut.swapped === true ? { swapped: true } : {}),
    ...(cut.unsure === true || cut.refused === true ? { unsure: true } : {}),
  }
}

/** In pixels or in shares, by what two sizes make of it. */
function placed(
  cut: CodeCut,
  other: CodeCut | undefined,
  passes: readonly Pass[],
): { readonly numbers: EdgeNumbers; readonly share?: true } | string {
  const [first, second] = passes.map((p) => p.images[cut.from.index]?.size)
  const why = 'it depends on the size of an image that is not here'
  if (other === undefined || first === undefined || second === undefined) return why
  const same = cut.area.every((v, i) => v === other.area[i])
  if (same) return { numbers: cut.area }
  const shares = cut.area.map((v, i) => {
    const [a, b] = i % 2 === 0 ? [first.width, second.width] : [first.height, second.height]
    const [low, high] = [v / a, (other.area[i] ?? 0) / b]
    // One pixel of the smaller side: edges are rounded.
    return Math.abs(low - high) <= 1 / Math.min(a, b) ? high : undefined
  })
  const [left, top, right, bottom] = shares
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return why
  return { numbers: [left, top, right, bottom], share: true }
}

/** The four literals in this piece of code, one for each edge; undefined where an edge was worked out of several, or of none. */
function literalsOf(cut: CodeCut, piece: number): readonly Extent[] | undefined {
  const literals = cut.origins.map(literalOf)
  const own = literals.flatMap((l) => (l?.source === piece ? [{ start: l.start, end: l.end }] : []))
  return own.length === 4 ? own : undefined
}

/** Where the image lies that this was cut out of, if that is not a whole one as it is. */
function insideOf({ from, edges }: CodeCut): { readonly of?: EdgeNumbers; readonly own: EdgeNumbers } {
  const { toSource: map, size } = from
  if (map === undefined) return { own: edges }
  const whole = map.a === 1 && map.d === 1 && map.b === 0 && map.c === 0 && map.e === 0 && map.f === 0
  if (whole) return { own: edges }
  const x = [map.e, map.a * size.width + map.c * size.height + map.e]
  const y = [map.f, map.b * size.width + map.d * size.height + map.f]
  return { of: [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)], own: edges }
}
