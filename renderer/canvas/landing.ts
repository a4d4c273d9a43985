/** Boxes that have just appeared, landing on the image. Pure bookkeeping of ids and times; draws nothing. */

/** When each landing box appeared, in milliseconds of one clock. */
export type Landings = ReadonlyMap<string, number>

/** How long a box takes to land. */
export const landingMs = 180
/** More boxes than this at once are a trace being opened, not a model looking: those are simply there. */
const mostAtOnce = 3

/** The landings after the boxes changed from `before` to `after`. */
export function withNew(
  landings: Landings,
  before: readonly string[],
  { after, now }: { readonly after: readonly string[]; readonly now: number },
): Landings {
  const known = new Set(before)
  const fresh = after.filter((id) => !known.has(id))
  if (fresh.length === 0 || fresh.length > mostAtOnce) return landings
  return new Map([...landings, ...fresh.map((id) => [id, now] as const)])
}

/** The landings still under way. The same map when none ended. */
export function underWay(landings: Landings, now: number): Landings {
  const left = [...landings].filter(([, start]) => now - start < landingMs)
  return left.length === landings.size ? landings : new Map(left)
}

/** How far a box has landed, 0 to 1, easing out; 1 for a box that is not landing. */
export function landingProgress(landings: Landings, id: string, now: number): number {
  const start = landings.get(id)
  if (start === undefined) return 1
  const t = Math.min(Math.max((now - start) / landingMs, 0), 1)
  return 1 - (1 - t) ** 3
}
