/**
 * One budget for all that the inference process keeps only to be quick: snapshots of what a model has read, features of views, pixels of
 * images. Whatever of them was used longest ago goes first. Knows none of them.
 */

/** What is kept. */
export const holdings = ['snapshots', 'features', 'pixels'] as const
/** A kind of what is kept. */
export type CacheKind = (typeof holdings)[number]

/** One thing that is kept. */
export interface BudgetEntry {
  /** It was used. */
  readonly touch: () => void
  /** It is not kept any more. */
  readonly forget: () => void
}

export interface Budget {
  /** Counts a thing; `drop` is called when it has to go. The newest may be larger than all of the budget. */
  readonly keep: (what: CacheKind, bytes: number, drop: () => void) => BudgetEntry
  /** Bytes by kind. */
  readonly held: () => Readonly<Record<CacheKind, number>>
  readonly limit: () => number
  readonly setLimit: (bytes: number) => void
}

/** A budget of so many bytes, nothing kept. */
export function createBudget(bytes: number): Budget {
  /** Least recently used first. */
  const entries = new Map<
    BudgetEntry,
    { readonly what: CacheKind; readonly bytes: number; readonly drop: () => void }
  >()
  let limit = bytes
  let total = 0
  const trim = () => {
    for (const [kept, { drop }] of entries) {
      if (total <= limit || entries.size === 1) return
      kept.forget()
      drop()
    }
  }
  return {
    keep: (what, size, drop) => {
      const entry = { what, bytes: size, drop }
      const kept: BudgetEntry = {
        touch: () => {
          if (entries.delete(kept)) entries.set(kept, entry)
        },
        forget: () => {
          if (entries.delete(kept)) total -= size
        },
      }
      entries.set(kept, entry)
      total += size
      trim()
      return kept
    },
    held: () => {
      const sums = { snapshots: 0, features: 0, pixels: 0 }
      for (const entry of entries.values()) sums[entry.what] += entry.bytes
      return sums
    },
    limit: () => limit,
    setLimit: (next) => {
      limit = next
      trim()
    },
  }
}

/** Things by name within a budget. */
export interface Cache<T> {
  readonly get: (name: string) => T | undefined
  readonly set: (name: string, value: T) => void
  readonly clear: () => void
}

/** An empty cache of one kind. */
export function createCache<T>(budget: Budget, what: CacheKind, bytesOf: (value: T) => number): Cache<T> {
  const all = new Map<string, { readonly value: T; readonly kept: BudgetEntry }>()
  const forget = (name: string) => {
    all.get(name)?.kept.forget()
    all.delete(name)
  }
  return {
    get: (name) => {
      const found = all.get(name)
      found?.kept.touch()
      return found?.value
    },
    set: (name, value) => {
      forget(name)
      const kept = budget.keep(what, bytesOf(value), () => all.delete(name))
      all.set(name, { value, kept })
    },
    clear: () => {
      for (const name of all.keys()) forget(name)
    },
  }
}
