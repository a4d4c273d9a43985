/** How sure the model was of the boxes on the image, as far as it is shown: edges of all of them with the tokens, runners-up of the selected one. Pure. */
import type { Order } from '../../../app/geometry/spaces'
import type { Odds, RunnerUp, UnsureBox } from '../../../app/paint/odds'
import { bandsOf, edgesOf, ghostsOf, placeBy, type GhostBox } from '../../../app/tokens/boxes'
import type { LookStep } from '../../../app/trace/step'
import { hueOf, type Row } from '../document/rows'

/** Runners-up are told from boxes by this. */
const mark = 'could-be-'

/** A look with what else its box could have been; undefined where that is not known, or a person changed it. */
export interface OpenLook {
  readonly step: LookStep
  readonly hue: number
  readonly ghosts: readonly GhostBox[]
  readonly unsure: UnsureBox
}

/** What is known of a row. */
export function openLook(row: Row | undefined, order: Order): OpenLook | undefined {
  if (row?.type !== 'look' || row.step === undefined || row.draft !== undefined) return undefined
  const { step } = row
  const as = step.request.notation?.order ?? order
  const place = placeBy(step, as)
  const edges = place && edgesOf(step, as, place)
  if (place === undefined || edges === undefined) return undefined
  const hue = hueOf(row.look)
  const bands = edges.flatMap((edge) => bandsOf(edge).map((band) => ({ side: edge.side, ...band })))
  const unsure = { id: row.id, region: step.region, hue, bands }
  return { step, hue, ghosts: ghostsOf(step, as, place), unsure }
}

/** What the canvas shows of them; `label` says what a runner-up is. */
export function oddsFor(
  looks: readonly OpenLook[],
  selected: OpenLook | undefined,
  label: (ghost: GhostBox) => string,
): Odds {
  const runnersUp = (selected?.ghosts ?? []).map((ghost, i): RunnerUp => {
    const { region, side, value } = ghost
    const hue = selected?.hue ?? 0
    return { id: `${mark}${i}`, region, side, hue, weight: value.probability, label: label(ghost) }
  })
  return { unsure: looks.map((l) => l.unsure), runnersUp }
}

/** The place of a runner-up among those of the selected look; undefined: the id is of a box. */
export function runnerUpAt(id: string | undefined): number | undefined {
  return id?.startsWith(mark) === true ? Number(id.slice(mark.length)) : undefined
}

/** The id of a runner-up. */
export function runnerUpId(at: number): string {
  return `${mark}${at}`
}
