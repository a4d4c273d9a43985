/**
 * A story as a presenter clicks through it: each build is a piece of its timeline that plays after one press and then waits. A look and what it got
 * are one. Pure.
 */
import type { Timeline } from './timeline'

/** One press of the clicker. Seconds of the timeline; what is shown while waiting is the end. */
export interface Build {
  readonly kind: 'image' | 'overview' | 'beat' | 'end'
  /** Indices of the beats told in it; none before the first and at the end. */
  readonly first: number
  readonly last: number
  readonly start: number
  readonly end: number
}

/** The builds of a timeline, in order; together they cover all of it. */
export function buildsOf({ pieces, story }: Timeline): readonly Build[] {
  const builds: Build[] = []
  for (const piece of pieces) {
    const { beat, start, length } = piece
    const [kind, end] = [kindOf(piece), start + length]
    const before = builds.at(-1)
    const goesOn =
      before?.kind === kind && (kind !== 'beat' || before.last === beat || isCropOf(story, before, beat))
    if (goesOn) builds[builds.length - 1] = { ...before, last: beat, end }
    else builds.push({ kind, first: beat, last: beat, start, end })
  }
  return builds
}

function kindOf({ phase, ahead }: Timeline['pieces'][number]): Build['kind'] {
  if (phase === 'image' || phase === 'overview') return phase
  // The way back that makes room for nothing more is the end.
  return phase === 'end' || (phase === 'back' && !ahead) ? 'end' : 'beat'
}

/** What a look got belongs to it. */
function isCropOf({ beats }: Timeline['story'], { last }: Build, beat: number): boolean {
  const [look, crop] = [beats[last], beats[beat]]
  return beat === last + 1 && look?.type === 'look' && crop?.type === 'crop' && crop.look === look.look
}

/** The build that is shown at a second. */
export function buildAt(builds: readonly Build[], seconds: number): number {
  const at = builds.findLastIndex((b) => b.start <= seconds)
  return Math.max(at, 0)
}

/** The build that tells a beat; the first where it is told in none. */
export function buildOf(builds: readonly Build[], beat: number): number {
  return Math.max(
    builds.findIndex((b) => b.kind === 'beat' && b.first <= beat && beat <= b.last),
    0,
  )
}
