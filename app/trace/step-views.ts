/**
 * Written steps as they are to be seen: on an image that was found later, and with their numbers read in another way. Views over
 * the steps, as drafts are: the steps stay what was written. Pure; knows no dialect.
 */
import type { Size } from '../geometry/box'
import type { Notation } from '../geometry/spaces'
import type { LookStep, ObservationStep, LookPlacement, Step, StepId, View } from './step'
import { given } from '../given'

/** The looks of traces made elsewhere, read in another notation than their own. Steps by id. */
export interface RespacedLooks extends Pick<Notation, 'space'>, Partial<Pick<Notation, 'order'>> {
  /** Most pixels the model was shown of the image, where that is not what the dialect says. */
  readonly pixels?: number
  readonly looks: Readonly<Record<StepId, LookPlacement>>
  /** What each observation then shows. */
  readonly views: Readonly<Record<StepId, View>>
}

/** The looks of a trace on its image, which was missing when its steps were written. Steps by id. */
export interface RelinkedLooks {
  readonly looks: Readonly<Record<StepId, LookPlacement & { readonly frame: Size }>>
  /** By look: what it was shown, which nobody could cut before. */
  readonly crops: Readonly<Record<StepId, ObservationStep>>
}

/** All views over the steps of a project. */
export interface StepViews {
  readonly respacing?: RespacedLooks
  readonly relinked?: RelinkedLooks
}

/** The steps of a path as they are to be seen; the same objects for the same steps and views. */
export function seenSteps(
  path: readonly StepId[],
  steps: Readonly<Record<StepId, Step>>,
  { respacing, relinked }: StepViews,
): readonly Step[] {
  const written = path.flatMap((id) => steps[id] ?? [])
  if (respacing === undefined && relinked === undefined) return written
  const own = new Set(written.flatMap((s) => (s.type === 'observation' ? [s.look] : [])))
  return written.flatMap((step): readonly Step[] => {
    if (step.type !== 'look') return [step.type === 'observation' ? reseen(step, respacing) : step]
    const found = relinked?.looks[step.id]
    const read = respacing?.looks[step.id]
    const onImage = found === undefined ? step : memo(found, step, () => onFoundImage(step, found))
    const look =
      read === undefined || respacing === undefined
        ? onImage
        : memo(read, onImage, () => reread(onImage, read, respacing))
    const crop = own.has(step.id) ? undefined : relinked?.crops[step.id]
    return crop === undefined ? [look] : [look, reseen(crop, respacing)]
  })
}

/**
 * What re-reading a trace on its image says of its written steps. They are matched by their order and their text: where crops were
 * cut there are more steps than before. Undefined where it is not the same trace.
 */
export function relinkedFrom(written: readonly Step[], again: readonly Step[]): RelinkedLooks | undefined {
  const before = written.filter((s) => s.type !== 'observation')
  const now = again.filter((s) => s.type !== 'observation')
  const fits = now.length === before.length && before.every((s, i) => s.type === now[i]?.type)
  if (!fits) return undefined
  const crops = new Map(again.flatMap((s) => (s.type === 'observation' ? [[s.look, s] as const] : [])))
  const looks: Record<StepId, LookPlacement & { frame: Size }> = {}
  const seen: Record<StepId, ObservationStep> = {}
  for (const [i, step] of before.entries()) {
    const other = now[i]
    if (step.type !== 'look' || other?.type !== 'look') continue
    const { region, point, flags, request } = other
    looks[step.id] = { region, ...given({ point }), flags, frame: request.frame }
    const crop = crops.get(other.id)
    if (crop !== undefined) seen[step.id] = { ...crop, id: `${step.id}-crop`, look: step.id }
  }
  return { looks, crops: seen }
}

function onFoundImage(
  step: LookStep,
  { frame, ...placed }: LookPlacement & { readonly frame: Size },
): LookStep {
  return { ...placedAt(step, placed), request: { ...step.request, frame } }
}

function reread(step: LookStep, placed: LookPlacement, { space, order = 'xyxy' }: RespacedLooks): LookStep {
  return { ...placedAt(step, placed), reread: { space, order } }
}

function placedAt(step: LookStep, placed: LookPlacement): LookStep {
  const { point: _before, ...rest } = step
  return { ...rest, ...placed }
}

function reseen(step: ObservationStep, respacing: RespacedLooks | undefined): ObservationStep {
  const view = respacing?.views[step.id]
  return view === undefined ? step : memo(view, step, () => ({ ...step, view }))
}

/** Steps made once for a view and what it lies over, so that the same is the same object. */
const made = new WeakMap<object, { readonly of: Step; readonly step: Step }>()

function memo<S extends Step>(view: object, of: S, make: () => S): S {
  const known = made.get(view)
  // What was made of this very step is of its type.
  if (known?.of === of) return known.step as S
  const step = make()
  made.set(view, { of, step })
  return step
}
