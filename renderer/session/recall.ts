/** What was written down at an earlier start, read as what it was meant to be. */
import type { z } from 'zod'
import type { Memory } from './context'

/** Undefined where nothing is kept there, or anything odd: as if it had never been. */
export function recall<T>(memory: Memory, key: string, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.parse(JSON.parse(memory.getItem(key) ?? 'null'))
  } catch {
    return undefined
  }
}
