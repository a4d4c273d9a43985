/**
 * Whose a trace is. Given by hand it is theirs; else a hash of name and trace decides (highest random weight: D. Thaler and C. Ravishankar,
 * “Using Name-Based Mappings to Increase Hit Rates”, IEEE/ACM Transactions on Networking 6 (1998) 1–14), so that it stays whose it is
 * when the file is read again or grows, and a new annotator takes from each of the others only what becomes theirs. Pure.
 */
import { hash } from '../hash'
import type { QueueParts } from './setup'

/** Asks whose traces are. */
export interface PartsRule {
  /** Everybody to whom this trace goes, in no order that means anything; nobody where the queue is not divided. */
  readonly peopleOf: (key: string) => readonly string[]
  readonly isOf: (name: string, key: string) => boolean
}

/** The rule, ready to be asked of many traces. */
export function partsRule({ people, each, given }: QueueParts): PartsRule {
  const byHand = new Map<string, string[]>()
  for (const [name, keys] of Object.entries(given))
    for (const key of keys) byHand.set(key, [...(byHand.get(key) ?? []), name])
  const names = [...new Set(people)]
  const peopleOf = (key: string): readonly string[] => {
    const chosen = byHand.get(key)
    if (chosen !== undefined) return chosen
    if (each >= names.length) return names
    // Names decide between equal weights: the same on every machine.
    return names
      .map((name) => ({ name, weight: hash(`${name}\n${key}`) }))
      .toSorted((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
      .slice(0, each)
      .map(({ name }) => name)
  }
  return { peopleOf, isOf: (name, key) => peopleOf(key).includes(name) }
}

/** Whether anybody was given a part. */
export function isDivided({ people, given }: QueueParts): boolean {
  return people.length > 0 || Object.values(given).some((keys) => keys.length > 0)
}

/** Everybody who has a part. */
export function peopleIn({ people, given }: QueueParts): readonly string[] {
  return [...new Set([...people, ...Object.keys(given).filter((name) => (given[name]?.length ?? 0) > 0)])]
}

/** With these traces given to somebody by hand, and to nobody else; to nobody: the hash decides again. */
export function withGiven(parts: QueueParts, keys: readonly string[], to: string | undefined): QueueParts {
  const moved = new Set(keys)
  const rest = Object.entries(parts.given).map(
    ([name, of]) => [name, of.filter((key) => !moved.has(key))] as const,
  )
  const given = Object.fromEntries(rest.filter(([, of]) => of.length > 0))
  if (to === undefined || keys.length === 0) return { ...parts, given }
  // A person may be called `constructor`: what all objects have is nobody's part.
  const before = Object.hasOwn(given, to) ? (given[to] ?? []) : []
  return { ...parts, given: { ...given, [to]: [...before, ...moved] } }
}
