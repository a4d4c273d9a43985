/** Every model family Relook can run and read. One file each, one line here. */
import type { Dialect } from './dialect'
import { vlmR3 } from './vlm-r3'

export const dialects = [vlmR3] as const satisfies readonly Dialect[]

export type DialectId = (typeof dialects)[number]['id']

/** The dialect with this id, if it is known. */
export function dialectOf(id: string): Dialect | undefined {
  return dialects.find((d) => d.id === id)
}

export type { Budgets, Dialect, Reading } from './dialect'
