/** Pixels of a map that touch each other above a threshold. Pure; knows no text. */

/** Numbers by row, as a detector gives them. */
export interface ValueMap {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** A run of pixels in a row: the first, and the one behind the last. */
export interface PixelRun {
  readonly row: number
  readonly first: number
  readonly behind: number
}

export interface Patch {
  readonly runs: PixelRun[]
  /** Of the values, and of the pixels. */
  sum: number
  count: number
}

/** Patches of the map above the threshold, diagonal neighbours included, in the order of their first pixels. */
export function patchesAbove(map: ValueMap, threshold: number): readonly Patch[] {
  const runs: PixelRun[] = []
  const parents: number[] = []
  let before: number[] = []
  for (let row = 0; row < map.height; row++) {
    const here: number[] = []
    for (const run of runsIn(map, row, threshold)) {
      const index = runs.push(run) - 1
      parents.push(index)
      here.push(index)
      for (const other of before) if (touch(runs[other] as PixelRun, run)) join(parents, other, index)
    }
    before = here
  }
  const made = new Map<number, Patch>()
  runs.forEach((run, index) => {
    const root = rootOf(parents, index)
    const patch: Patch = made.get(root) ?? { runs: [], sum: 0, count: 0 }
    made.set(root, patch)
    patch.runs.push(run)
    for (let x = run.first; x < run.behind; x++) patch.sum += map.values[run.row * map.width + x] as number
    patch.count += run.behind - run.first
  })
  return [...made.values()]
}

function* runsIn({ width, values }: ValueMap, row: number, threshold: number): Generator<PixelRun> {
  let first = -1
  for (let x = 0; x <= width; x++) {
    const above = x < width && (values[row * width + x] as number) > threshold
    if (above && first < 0) first = x
    if (!above && first >= 0) {
      yield { row, first, behind: x }
      first = -1
    }
  }
}

function touch(above: PixelRun, below: PixelRun): boolean {
  return above.first <= below.behind && above.behind >= below.first
}

function rootOf(parents: readonly number[], index: number): number {
  let at = index
  while (parents[at] !== at) at = parents[at] as number
  return at
}

/** The earlier of two stands for both. */
function join(parents: number[], a: number, b: number): void {
  const [one, other] = [rootOf(parents, a), rootOf(parents, b)]
  parents[Math.max(one, other)] = Math.min(one, other)
}
