/** Where the number of a box stands: outside it at a corner, inside the viewport, not over another number. Pure. */
import { box, type Box, type Point, type Size } from '../geometry/box'

/** A place for a number, and the line that leads from it to its box where they do not touch. */
export interface ChipPlace {
  readonly at: Point
  readonly leader?: readonly [Point, Point]
}

/** Where numbers may stand: inside the viewport, so far from the lines of their boxes. */
export interface ChipRoom {
  readonly viewport: Size
  readonly gap: number
}

/** Least distance of a number to the edge of the viewport. */
const edge = 3
/** Distance of a number that must stand inside its box to the edges it belongs to. */
const inset = 10
const cell = 12

/**
 * The places for a number of this size at a box, best first: above its top left corner, below, before, behind, and as a
 * last resort inside with a leader. None for a box that is out of view.
 */
export function chipPlaces(on: Box<'screen'>, chip: Size, { viewport, gap }: ChipRoom): readonly ChipPlace[] {
  const seen = box<'screen'>(
    Math.max(on.left, 0),
    Math.max(on.top, 0),
    Math.min(on.right, viewport.width),
    Math.min(on.bottom, viewport.height),
  )
  if (seen.right < seen.left || seen.bottom < seen.top) return []
  const x = held(on.left - gap, edge, viewport.width - chip.width - edge)
  const y = held(on.top, edge, viewport.height - chip.height - edge)
  const outside = [
    { x, y: on.top - gap - chip.height },
    { x, y: on.bottom + gap },
    { x: on.left - gap - chip.width, y },
    { x: on.right + gap, y },
  ].filter(
    (at) =>
      at.x >= edge &&
      at.y >= edge &&
      at.x + chip.width + edge <= viewport.width &&
      at.y + chip.height + edge <= viewport.height,
  )
  const roomy =
    seen.right - seen.left > chip.width + 2 * inset && seen.bottom - seen.top > chip.height + 2 * inset
  const within = roomy || outside.length === 0 ? [inside(on, seen, chip)] : []
  return [...outside.map((at) => ({ at })), ...within]
}

/** Which places are taken. Counted from the image's corner, so that moving the view changes nothing. */
export class TakenPlaces {
  readonly #cells = new Set<number>()

  /** Takes a place, unless a part of it is taken. */
  take(at: Point, size: Size): boolean {
    const cells: number[] = []
    for (let row = Math.floor(at.y / cell); row <= Math.floor((at.y + size.height) / cell); row++)
      for (let column = Math.floor(at.x / cell); column <= Math.floor((at.x + size.width) / cell); column++)
        cells.push(row * 65536 + column)
    if (cells.some((c) => this.#cells.has(c))) return false
    for (const c of cells) this.#cells.add(c)
    return true
  }
}

function inside(on: Box<'screen'>, seen: Box<'screen'>, chip: Size): ChipPlace {
  const at = { x: seen.left + inset, y: seen.top + inset }
  const middle = { x: at.x + chip.width / 2, y: at.y + chip.height / 2 }
  if (on.top >= 0)
    return {
      at,
      leader: [
        { x: middle.x, y: at.y },
        { x: middle.x, y: on.top },
      ],
    }
  if (on.left >= 0)
    return {
      at,
      leader: [
        { x: at.x, y: middle.y },
        { x: on.left, y: middle.y },
      ],
    }
  return { at }
}

function held(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
