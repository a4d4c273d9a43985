/**
 * A box through a dialect and back: what a person draws, in the dialect's words, read again. What it can say must come back as the
 * same pixels; what lies between its numbers as the nearest that hold the box. On the whole image and in crops of crops.
 */
import { isDeepStrictEqual } from 'node:util'
import { notationOf, type Dialect } from '../../app/dialects/dialect'
import { boxOf, fullBox, type Box, type Size } from '../../app/geometry/box'
import { inverse, mapBox, ontoPart } from '../../app/geometry/mapping'
import { boxIn, type Source } from '../../app/geometry/spaces'
import { placeLook, rawSize, type Ground, type PlacedLook } from '../../app/reading/place'
import type { Random } from '../soak/random'
import { anyRegion, oddSize } from './dialogues'
import { frameOf } from '../../app/trace/stages'

const labels = [undefined, 'a sign', 'Знак “7”', 'in {x: [1, 2]}', 'a "b"\nc']

/** Why a drawn box does not come back, or a box in a crop of it; undefined where they do. */
export function roundTrip(dialect: Dialect, random: Random): string | undefined {
  const size = oddSize(random)
  const view = dialect.overview('i', size, dialect.budgets)
  let ground: Ground = { dialect, image: { id: 'i', size }, view, budgets: dialect.budgets }
  for (let depth = 0; depth < 3; depth++) {
    const drawn = boxOf<'source'>(anyRegion(sourceOf(ground).size, random))
    const label = labels[random.below(labels.length)]
    const trip = there(ground, drawn, label)
    const why = trip.why ?? differs(ground, drawn, trip) ?? again(ground, trip, label)
    if (why !== undefined)
      return `${why}: ${JSON.stringify({ depth, drawn, source: sourceOf(ground), text: trip.text })}`
    const seen = trip.placed?.view
    if (seen?.crop === undefined) return undefined
    ground = { ...ground, inside: { area: seen.crop, view: seen } }
  }
  return undefined
}

interface Trip {
  readonly text: string
  readonly numbers: readonly number[]
  readonly placed?: PlacedLook
  /** Where it came out, in pixels of what it was drawn on. */
  readonly back?: Box<'source'>
  readonly why?: string
}

/** Requested, found in its text, and placed. */
function there(ground: Ground, drawn: Box<'source'>, label: string | undefined): Trip {
  const { dialect, image, inside } = ground
  const source = sourceOf(ground)
  const { numbers, text } = dialect.request(drawn, source, label)
  const looks = dialect.spans(`So. ${text} `, { pictures: [{ size: source.size }], asked: 1 })
  const [look, ...more] = looks.filter((s) => s.type === 'look')
  if (look === undefined) return { text, numbers, why: 'no look' }
  if (more.length > 0 || look.several || look.rough === true || look.swapped === true)
    return { text, numbers, why: 'not one clean look' }
  if (!isDeepStrictEqual(look.numbers, numbers)) return { text, numbers, why: `read ${look.numbers.join()}` }
  const { zoom, notation, cropSize: handed, cut } = look
  const asked = Object.fromEntries(
    Object.entries({ zoom, notation, handed, cut }).filter(([, v]) => v !== undefined),
  )
  const placed = placeLook(look.numbers, { ...ground, ...asked })
  const toImage = ontoPart<'source', 'image'>(source.size, inside?.area ?? fullBox(image.size))
  return { text, numbers, placed, back: mapBox(inverse(toImage), placed.region) }
}

/** The same request for what came out gives the same numbers and pixels. */
function again(
  ground: Ground,
  { numbers, placed, back }: Trip,
  label: string | undefined,
): string | undefined {
  if (placed === undefined || back === undefined || placed.flags.includes('invalid')) return undefined
  const second = there(ground, back, label)
  if (second.why !== undefined) return `again ${second.why}`
  // Several numbers may give the same pixels, and of a point whose box is cut off nobody can tell where in it that lay.
  const same = isDeepStrictEqual(pixelsOf(second.placed), pixelsOf(placed))
  return same ? undefined : `again at another place, ${numbers.join()} as ${second.numbers.join()}`
}

/** Region, flags and crop, without what the arithmetic leaves far below a pixel. */
function pixelsOf(placed: PlacedLook | undefined): unknown {
  const { region, flags, view } = placed ?? {}
  const edges = Object.entries({ ...region }).map(([edge, at]) => [edge, Math.round(at * 1e4) / 1e4])
  return { edges, flags, view }
}

/** Further from what was drawn than one step of the dialect's numbers and the rounding of its tool to whole pixels. */
function differs(ground: Ground, drawn: Box<'source'>, { numbers, placed, back }: Trip): string | undefined {
  if (placed === undefined || back === undefined) return undefined
  // Numbers that count in the padded square go past the image's edge by up to one of their steps.
  const expected = [
    'grown',
    'invalid',
    'point',
    ...(ground.dialect.space === 'square-padded' ? ['clamped'] : []),
  ]
  const odd = placed.flags.filter((f) => !expected.includes(f))
  if (odd.length > 0) return `flagged ${odd.join()}`
  // Too long and thin, or no pixel left of it: the tool refuses it, whoever asks.
  if (placed.flags.includes('invalid')) return undefined
  const source = sourceOf(ground)
  const step = stepOf(ground.dialect, source)
  if (numbers.length === 2) return pointDiffers(drawn, placed, { ground, step })
  const past = (['left', 'top', 'right', 'bottom'] as const).find((edge) => {
    const slack = (edge === 'left' || edge === 'right' ? 2 * step.width : 2 * step.height) + 1.001
    return Math.abs(back[edge] - drawn[edge]) > slack
  })
  if (past !== undefined) return `${past} at ${back[past]}`
  const whole = Object.values(drawn).every((n) => Number.isInteger(n))
  const pixels = ground.dialect.space === 'image' && whole && ground.inside === undefined
  return pixels && !isDeepStrictEqual({ ...back }, { ...drawn })
    ? `pixels ${JSON.stringify(back)}`
    : undefined
}

/** A point lies in the middle of the box, or as near as the box's cut-off sides tell. */
function pointDiffers(
  drawn: Box<'source'>,
  { region }: PlacedLook,
  { ground, step }: { readonly ground: Ground; readonly step: Size },
): string | undefined {
  if (ground.inside !== undefined) return undefined
  const x = (drawn.left + drawn.right) / 2
  const y = (drawn.top + drawn.bottom) / 2
  const inside = region.left - step.width - 1 <= x && x <= region.right + step.width + 1
  return inside && region.top - step.height - 1 <= y && y <= region.bottom + step.height + 1
    ? undefined
    : `point outside of ${JSON.stringify(region)}`
}

function sourceOf({ dialect, image, view, inside }: Ground): Source {
  if (inside === undefined) return { size: image.size, frame: frameOf(view) }
  const frame = inside.view.size
  return { size: dialect.nested === 'seen' ? frame : rawSize(inside), frame }
}

/** Pixels between two neighbouring numbers. */
function stepOf(dialect: Dialect, source: Source): Size {
  const notation = notationOf(dialect)
  const one = { unit: 0.001, percent: 0.1, 'square-padded': 0.001 }[String(notation.space)] ?? 1
  const [a, b] = [0, one].map((n) => boxIn(notation, [n, n], source))
  return { width: (b?.left ?? 0) - (a?.left ?? 0), height: (b?.top ?? 0) - (a?.top ?? 0) }
}
