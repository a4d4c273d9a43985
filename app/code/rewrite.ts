/**
 * Code with one of its regions moved: by other literals where each edge hangs on one of its own, else by numbers written into
 * the cut itself. Every rewriting is read again before it is believed: the region must lie where it was asked for to the pixel,
 * and no other region may have moved but those cut out of it. Pure.
 */
import { inverseAffine, mapEdges, type EdgeNumbers } from './affine'
import type { Extent } from '../extent'
import type { CodeFindings } from './interpreter'
import type { CodeCut } from './machine'
import { listed, parentOf, work, type CodeRequest } from './read'
import type { NumberValue, NumberPart } from './values'

/** Text to be put in place of some of the code. */
interface Change extends Extent {
  readonly text: string
}

/** A region to be moved, among all that the code cuts or names. */
interface Moving {
  readonly request: CodeRequest
  readonly found: CodeFindings
  readonly kind: 'cuts' | 'named'
  readonly index: number
  readonly cut: CodeCut
  /** Edges in pixels of the image the code cuts from. */
  readonly target: EdgeNumbers
}

/**
 * The code with its region number `which` (as `readCode` lists them) at these edges of its image, in pixels. Undefined where
 * it cannot be moved alone: it is cut by a loop or a function that cuts others, too, was written in an earlier piece, or would
 * have to leave the crop it is cut from.
 */
export function rewriteCode(request: CodeRequest, which: number, to: EdgeNumbers): string | undefined {
  const found = foundIn(request)
  const place = found === undefined ? undefined : listed(found)[which]
  const cut = place === undefined ? undefined : found?.[place.kind][place.index]
  const target = cut === undefined ? undefined : targetOf(cut, to)
  if (found === undefined || place === undefined || cut === undefined || target === undefined)
    return undefined
  const moving: Moving = { request, found, ...place, cut, target }
  const ways = precisions.flatMap((p) => [() => bySubstitution(moving, p), () => byLiterals(moving, p)])
  for (const way of [...ways, () => bySite(moving)]) {
    const code = way()
    if (code !== undefined && isRight(moving, code)) return code
  }
  return undefined
}

function foundIn(request: CodeRequest): CodeFindings | undefined {
  return work(request).passes[0]?.found
}

/** Decimals of a new literal, fewest first, and how far inside its pixel an edge is then aimed (`int()` and `ceil()` round it). */
const precisions = [
  { digits: 0, inside: 0 },
  { digits: 1, inside: 0 },
  { digits: 2, inside: 0 },
  { digits: 3, inside: 0.25 },
  { digits: 4, inside: 0.25 },
  { digits: 3, inside: -0.25 },
  { digits: 4, inside: -0.25 },
  { digits: 7, inside: 0.1 },
  { digits: 7, inside: -0.1 },
] as const

type Precision = (typeof precisions)[number]

function targetOf({ from, site }: CodeCut, to: EdgeNumbers): EdgeNumbers | undefined {
  const back = from.toSource === undefined ? undefined : inverseAffine(from.toSource)
  if (back === undefined) return undefined
  const [left, top, right, bottom] = mapEdges(back, to).map(Math.round)
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return undefined
  const { width, height } = from.size
  // Outside of the crop it is cut from there is nothing but black.
  if (from.region !== undefined && (left < 0 || top < 0 || right > width || bottom > height)) return undefined
  if (site?.form !== 'slices') return [left, top, right, bottom]
  // A slice ends at the edge; a negative number would count from the far one.
  return [Math.max(0, left), Math.max(0, top), Math.min(width, right), Math.min(height, bottom)]
}

/** Whether the region lies there now, and every other that is told where it was in the image it is cut from. */
function isRight({ request, found, kind, index, cut, target }: Moving, code: string): boolean {
  const now = foundIn({ ...request, code })
  const moved = now?.[kind][index]
  if (now === undefined || moved === undefined || (moved.refused === true && cut.refused !== true))
    return false
  // Thousandths of a side do not add up to whole pixels.
  const near = kind === 'named' ? 0.5 : 0
  if (!moved.edges.every((v, i) => Math.abs(v - (target[i] ?? 0)) <= near)) return false
  const [before, after] = [listed(found), listed(now)]
  return (
    before.length === after.length &&
    before.every((told, i) => {
      const same = after[i]
      if (same?.kind !== told.kind || same.index !== told.index) return false
      if (told.kind === kind && told.index === index) return true
      // What is cut out of the crop that moved goes with it, shares of its new size included.
      if (kind === 'cuts' && told.kind === 'cuts' && comesOf(found.cuts, told.index, index)) return true
      const edges = now[told.kind][told.index]?.edges
      return found[told.kind][told.index]?.edges.every((v, e) => v === edges?.[e]) === true
    })
  )
}

function comesOf(cuts: readonly CodeCut[], inner: number, outer: number): boolean {
  const until = cuts[outer]
  let at = cuts[inner]
  while (at !== undefined && at !== until) at = parentOf(at, cuts)
  return at !== undefined
}

/**
 * New literals for all edges, one after the other: where an edge hangs on one literal (`x`), that one; where the next hangs on it and
 * one more (`x + w`), the other. Undefined where they cannot be told apart, or others would move with them.
 */
function bySubstitution(moving: Moving, precision: Precision): string | undefined {
  const { request, cut, target } = moving
  const piece = request.before?.pieces ?? 0
  const decided = new Map<NumberPart['literal'], Change & { readonly by: number }>()
  const left = cut.origins.map((origin, i) => ({ origin, i }))
  while (left.length > 0) {
    const open = ({ origin }: (typeof left)[number]) =>
      origin.parts === 'mixed' ? [] : origin.parts.filter(({ literal }) => !decided.has(literal))
    const at = left.findIndex((edge) => open(edge).length <= 1)
    const [edge] = at < 0 ? [] : left.splice(at, 1)
    if (edge === undefined || edge.origin.parts === 'mixed') return undefined
    const [own] = open(edge)
    const carried = edge.origin.parts.reduce(
      (sum, { literal, slope }) => sum + slope * (decided.get(literal)?.by ?? 0),
      0,
    )
    const wanted = (target[edge.i] ?? 0) - carried
    // An edge that stays where it is keeps its number.
    if (cut.edges[edge.i] === wanted && own === undefined) continue
    if (own?.literal.source !== piece || own.slope === 0 || movesOthers(moving, own)) return undefined
    const change =
      cut.edges[edge.i] === wanted ? undefined : literalChange(edge.origin, own, { wanted, ...precision })
    if (change === undefined && cut.edges[edge.i] !== wanted) return undefined
    const { start, end, value } = own.literal
    const text = change?.text ?? request.code.slice(start, end)
    decided.set(own.literal, { start, end, text, by: change === undefined ? 0 : Number(text) - value })
  }
  return changed(request.code, [...decided.values()])
}

/** Whether a region that is not the moved one hangs on a literal, too. */
function movesOthers({ found, kind, cut }: Moving, { literal }: NumberPart): boolean {
  return found[kind].some(
    (other) =>
      other !== cut &&
      other.origins.some((o) => o.parts !== 'mixed' && o.parts.some((p) => p.literal === literal)),
  )
}

/** New literals for the edges that have one of their own, numbers in the cut for the others. */
function byLiterals(moving: Moving, precision: Precision): string | undefined {
  const { request, cut, target } = moving
  const piece = request.before?.pieces ?? 0
  const changes: Change[] = []
  for (const [i, origin] of cut.origins.entries()) {
    const wanted = target[i] ?? 0
    if (cut.edges[i] === wanted) continue
    const own = ownLiteral(moving, origin)
    const change =
      (own?.literal.source === piece ? literalChange(origin, own, { wanted, ...precision }) : undefined) ??
      placeChange(cut, i, wanted)
    if (change === undefined) return undefined
    changes.push(change)
  }
  return changed(request.code, changes)
}

/** The one literal an edge hangs on, where no other edge does. */
function ownLiteral({ found, kind }: Moving, { parts }: NumberValue): NumberPart | undefined {
  const [only] = parts === 'mixed' ? [] : parts
  if (parts.length !== 1 || typeof only !== 'object' || only.slope === 0) return undefined
  const uses = found[kind]
    .flatMap(({ origins }) => origins)
    .filter((o) => o.parts !== 'mixed' && o.parts.some((p) => p.literal === only.literal))
  return uses.length === 1 ? only : undefined
}

function literalChange(
  origin: NumberValue,
  { literal, slope }: NumberPart,
  { wanted, digits, inside }: Precision & { readonly wanted: number },
): Change | undefined {
  const value = Number((literal.value + (wanted + inside - origin.value) / slope).toFixed(digits))
  // Signs stand apart from literals: `--5` is read, but nobody writes it.
  if (value < 0) return undefined
  return {
    start: literal.start,
    end: literal.end,
    text: literal.float && digits === 0 ? value.toFixed(1) : String(value),
  }
}

/** Which of a site's places are left, top, right, bottom. */
const order = { corners: [0, 1, 2, 3], slices: [2, 0, 3, 1] } as const

/** The number of one edge written where the cut has it. */
function placeChange({ site }: CodeCut, edge: number, wanted: number): Change | undefined {
  const places = site?.form === 'corners' || site?.form === 'slices' ? order[site.form] : undefined
  const at = (e: number) => site?.places[places?.[e % 4] ?? -1]
  const [place, opposite] = [at(edge), at(edge + 2)]
  // An axis that is not written has no place of its own for one number.
  if (place === undefined || (place.start === place.end && opposite?.start === place.start)) return undefined
  return { ...place, text: String(wanted) }
}

/** All four numbers written into the cut. */
function bySite({ request, cut, target }: Moving): string | undefined {
  const [left, top, right, bottom] = target
  const { site, source } = cut
  const places = site?.places ?? []
  if (site === undefined || places.length === 0 || source !== (request.before?.pieces ?? 0)) return undefined
  const written = (numbers: readonly number[]) =>
    places.map((place, i) => ({ ...place, text: String(numbers[i] ?? 0) }))
  switch (site.form) {
    case 'tuple':
      return changed(
        request.code,
        places.slice(0, 1).map((place) => ({ ...place, text: `(${target.join(', ')})` })),
      )
    case 'corners':
      return changed(request.code, written(target))
    case 'sizes':
      return changed(request.code, written([top, left, bottom - top, right - left]))
    case 'slices': {
      const all = written([top, bottom, left, right])
      const [third, fourth] = places.slice(2)
      const unwritten = third !== undefined && third.start === third.end && fourth?.start === third.start
      const across = unwritten ? [{ ...third, text: `, ${String(left)}:${String(right)}` }] : all.slice(2)
      return changed(request.code, [...all.slice(0, 2), ...across])
    }
  }
}

function changed(code: string, changes: readonly Change[]): string {
  let text = code
  for (const { start, end, text: by } of [...changes].sort((a, b) => b.start - a.start || b.end - a.end))
    text = text.slice(0, start) + by + text.slice(end)
  return text
}
