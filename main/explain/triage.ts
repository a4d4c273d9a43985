/** The wrong answers of a file of traces, each with why and with what shows it. Knows no model and no window. */
import { triage, type ClusteredFailure } from '../../app/explain/triage'
import { wholeInside } from '../../app/explain/map'
import { heightOf, widthOf, box, type Box } from '../../app/geometry/box'
import { given } from '../../app/given'
import type { TriageNews, TriagedTrace } from '../../app/host/explain'
import { missingImage } from '../../app/trace/image'
import { answerOf, mainBranch, stepsOf, type Project } from '../../app/trace/project'
import type { TraceSource } from '../exporting/source'

/** Failures told together, and how many traces are gone through in silence. */
const atOnce = 50

/** Goes through all, telling what it found since it last told. */
export async function* triageTraces(source: TraceSource, signal: AbortSignal): AsyncGenerator<TriageNews> {
  let [done, known] = [0, 0]
  let found: TriagedTrace[] = []
  for await (const { project } of source.each(0, signal)) {
    done++
    if (project !== undefined) {
      if (isKnown(project)) known++
      const failed = triagedOf(project)
      if (failed !== undefined) found.push(failed)
    }
    if (done % atOnce !== 0 && found.length < atOnce) continue
    yield { done, total: source.total(), known, found }
    found = []
  }
  yield { done, total: done, known, found }
}

function isKnown({ origin }: Project): boolean {
  return (origin?.gold ?? []).length > 0 || origin?.verdict !== undefined
}

/** Why a trace's answer is wrong; undefined where it is right or nobody knows. */
export function triagedOf(project: Project): TriagedTrace | undefined {
  const branch = mainBranch(project)
  if (branch === undefined) return undefined
  const { origin, image } = project
  const gold = origin?.gold ?? []
  const goldBoxes = (origin?.goldBoxes ?? []).map((b) => b.region)
  const right = origin?.verdict === undefined ? undefined : origin.verdict >= 0.5
  const steps = stepsOf(project, branch)
  const failed: ClusteredFailure | undefined = triage({ steps, image, gold, goldBoxes, ...given({ right }) })
  if (failed === undefined) return undefined
  const look = steps.find((s) => s.type === 'look')
  const shown = goldBoxes[0] ?? look?.region
  const seen = image.id === missingImage ? undefined : { id: image.id, crop: around(shown, image) }
  return {
    row: origin?.row ?? 0,
    trace: project.id,
    question: branch.question,
    gold,
    failed,
    ...given({ line: origin?.line, id: origin?.id, answer: answerOf(project, branch), seen }),
  }
}

/** The place with something of its surroundings; the whole image where no place is known. */
function around(
  place: Box<'image'> | undefined,
  size: { readonly width: number; readonly height: number },
): Box<'image'> {
  if (place === undefined) return box(0, 0, size.width, size.height)
  const [dx, dy] = [widthOf(place) / 2 + 8, heightOf(place) / 2 + 8]
  const wide = box<'image'>(place.left - dx, place.top - dy, place.right + dx, place.bottom + dy)
  const inside = wholeInside(wide, size)
  return widthOf(inside) >= 1 && heightOf(inside) >= 1 ? inside : box(0, 0, size.width, size.height)
}
