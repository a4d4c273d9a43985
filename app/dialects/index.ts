/** Every model family Relook can run and read. One file each, one line here. */
import type { Dialect } from './dialect'
import { qwen3Vl } from './qwen3-vl'
import { vlmR3 } from './vlm-r3'

export const dialects = [vlmR3, qwen3Vl] as const satisfies readonly Dialect[]

export type DialectId = (typeof dialects)[number]['id']

/** The dialect with this id, if it is known. */
export function dialectOf(id: string): Dialect | undefined {
  return dialects.find((d) => d.id === id)
}

export type { Budgets, Dialect, HandBack, Reading, Span } from './dialect'
