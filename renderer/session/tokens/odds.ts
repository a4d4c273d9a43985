/** How sure the model was of the boxes on the image, as far as it is shown: edges of all of them with the tokens, runners-up of the selected one. Pure. */
import type { Order } from '../../../app/geometry/spaces'
import type { Odds, RunnerUp, UnsureBox } from '../../../app/paint/odds'
import { bandsOf, edgesOf, ghostsOf, oddsOf, placeBy, type GhostBox } from '../../../app/tokens/boxes'
import type { Evidence } from '../../../app/trace/evidence'
import type { Distribution, WorkedOut } from '../../../app/trace/odds'
import type { LookStep } from '../../../app/trace/step'
import { hueOf, type Row } from '../document/rows'
import type { State } from '../state'

/** Runners-up are told from boxes by this. */
const mark = 'could-be-'

/** A look with what else its box could have been; undefined where that is not known, or a person changed it. */
export interface OpenLook {
  readonly step: LookStep
  readonly hue: number
  readonly ghosts: readonly GhostBox[]
  readonly unsure: UnsureBox
  /** Where something was worked out: of each number what is known. */
  readonly odds: readonly Distribution[] | undefined
}

/** What is known of a row. */
export function openLook(
  row: Row | undefined,
  order: Order,
  worked: WorkedOutNumbers = {},
): OpenLook | undefined {
  if (row?.type !== 'look' || row.step === undefined || row.draft !== undefined) return undefined
  const { step } = row
  const as = step.request.notation?.order ?? order
  const place = placeBy(step, as)
  const odds = knownOdds(step, worked)
  const edges = place && edgesOf(step, as, { place, odds })
  if (place === undefined || edges === undefined) return undefined
  const hue = hueOf(row.look)
  const bands = edges.flatMap((edge) => bandsOf(edge).map((band) => ({ side: edge.side, ...band })))
  const unsure = { id: row.id, region: step.region, hue, bands }
  return { step, hue, ghosts: ghostsOf(step, as, { place, odds }), unsure, odds }
}

/** What was worked out of looks, by their ids, of their numbers in order. */
export type WorkedOutNumbers = Readonly<Record<string, readonly (WorkedOut | undefined)[]>>

/** What was worked out while this trace is open, else what is kept of it in the project. A look has the same context on every branch. */
export function workedOdds({
  tokens: { worked },
  document: { project },
}: Pick<State, 'tokens' | 'document'>): WorkedOutNumbers {
  const evidence = project?.evidence
  if (evidence === undefined) return worked
  const known = merged.get(evidence)
  if (known?.worked === worked) return known.all
  const all: Record<string, (WorkedOut | undefined)[]> = {}
  for (const e of evidence) if (e.type === 'odds') (all[e.look] ??= [])[e.number] = e.odds
  for (const [look, numbers] of Object.entries(worked))
    for (const [i, odds] of numbers.entries()) (all[look] ??= [])[i] = odds
  merged.set(evidence, { worked, all })
  return all
}

const merged = new WeakMap<
  readonly Evidence[],
  { readonly worked: WorkedOutNumbers; readonly all: WorkedOutNumbers }
>()

/** What is known of each number: what was worked out of it, else what the trace says; undefined: that says enough for itself. */
function knownOdds(step: LookStep, worked: WorkedOutNumbers): readonly Distribution[] | undefined {
  const asked = worked[step.id]
  const told = asked && oddsOf(step)
  return told?.map((d, i) => asked?.[i] ?? d)
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
