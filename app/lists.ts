/** Long lists: what a list's own methods take as arguments has to fit on the stack, which some hundred thousand do not. Pure. */

/** Adds all of them at the end. */
export function pushAll<T>(list: T[], more: readonly T[]): void {
  for (const one of more) list.push(one)
}

/** The list, where there is something in it. */
export function unlessEmpty<T>(all: readonly T[]): readonly T[] | undefined {
  return all.length > 0 ? all : undefined
}

/** Groups in the order in which they first come. */
export function groupBy<T, K>(all: readonly T[], key: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const name = key(one)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [one])
    else group.push(one)
  }
  return groups
}

/** A list in pieces of this many; the last may be shorter. */
export function bunches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}

/** The smallest; `Infinity` of none. */
export function leastOf(numbers: readonly number[]): number {
  return numbers.reduce((least, n) => Math.min(least, n), Infinity)
}

/** The largest; `-Infinity` of none. */
export function mostOf(numbers: readonly number[]): number {
  return numbers.reduce((most, n) => Math.max(most, n), -Infinity)
}
