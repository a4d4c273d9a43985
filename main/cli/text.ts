/** Values as a terminal shows them. Pure. */
import type { Edges } from '../../app/geometry/box'

/** Anything as JSON for a program, over several lines. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/** `10, 20, 110, 60`: left, top, right, bottom in whole pixels. */
export function edgesText({ left, top, right, bottom }: Edges): string {
  return [left, top, right, bottom].map(Math.round).join(', ')
}

/** A share of 1: `58.3 %`. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
