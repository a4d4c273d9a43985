/** What is doubtful about how boxes are read, as issues of `relook read`. Weighs nothing and opens nothing. */
import type { FileReading, Doubt } from '../../app/reading/decide'
import { notationName } from '../../app/reading/evidence-words'
import type { Issue } from '../../app/result'
import type { LookStep } from '../../app/trace/step'

/** Of a single trace: boxes in another unit, corners the wrong way round, another reading that fits it. */
export function doubtIssues(
  id: string,
  looks: readonly LookStep[],
  doubt: Doubt | undefined,
): readonly Issue[] {
  const fractions = looks.filter(({ flags }) => flags.includes('fractions')).length
  const swapped = looks.filter(({ flags }) => flags.includes('swapped')).length
  const messages = [
    ...(fractions === 0
      ? []
      : [`${boxes(fractions)} written as fractions, and read so; the others of this dialect are not.`]),
    ...(swapped === 0
      ? []
      : [`${boxes(swapped)} with the second corner before the first. It is drawn as the box between them.`]),
    ...(doubt === undefined ? [] : [doubt.why]),
  ]
  return messages.map((message) => ({ path: id, message }))
}

/** Of the file as a whole: what was decided against its evidence, and what nothing in it can tell. */
export function readingIssues(reading: FileReading): readonly Issue[] {
  const { better, shrunk, evidence, undecided, alternatives } = reading
  if (better !== undefined) {
    const how = `--space ${better.space}${better.order === reading.order ? '' : ` --order ${better.order}`}`
    return [{ message: `The boxes fit better as ${notationName(better)} (${how}). ${evidence[0] ?? ''}` }]
  }
  const [other] = alternatives
  if (undecided !== undefined && other !== undefined)
    return [
      {
        message: `${undecided} ${boxes(reading.boxes)} cannot tell which: read as ${notationName(reading)}. Say otherwise with --space ${other.space}.`,
      },
    ]
  if (shrunk?.pixels === undefined) return []
  return [
    {
      message: `${evidence.find((fact) => fact.includes('max_pixels')) ?? ''} Say so with --max-pixels ${shrunk.pixels}.`,
    },
  ]
}

function boxes(count: number): string {
  return count === 1 ? 'A box' : `${count} boxes`
}
