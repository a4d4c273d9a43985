/**
 * A project's foreign looks read in another notation: where each then lies and what its crop then is. A view over the steps
 * (app/trace/step-views.ts). Looks of Relook's own runs are left alone: what their numbers mean is known. Pure.
 */
import { notationOf, type Dialect } from '../dialects/dialect'
import { dialectOf } from '../dialects'
import { fullBox } from '../geometry/box'
import type { Order, SpaceId } from '../geometry/spaces'
import { given } from '../given'
import { missingImage, sizedImageOf } from '../trace/image'
import { stepsOf, type Branch, type Project, type RespacedLooks } from '../trace/project'
import type { LookFlag, LookStep, LookPlacement, StepId, View } from '../trace/step'
import { overviewOf, type PixelLimit } from './frame'
import { placeLook, type SeenImage } from './place'

/** Another reading of the numbers: their space, and their order where that is not the dialect's own. */
export interface ReadAs extends PixelLimit {
  readonly space: SpaceId
  readonly order?: Order | undefined
}

/** What a person chose, in full; null where nothing was. */
export function readAs({
  space,
  order,
  pixels,
}: {
  readonly space?: SpaceId | null | undefined
  readonly order?: Order | undefined
  readonly pixels?: number | undefined
}): ReadAs | null {
  return space === undefined || space === null ? null : { space, order, pixels }
}

/** Flags that come of where the region lies; the others are about the request and stay. */
const ofPlace: readonly LookFlag[] = [
  'clamped',
  'invalid',
  'grown',
  'padded',
  'all-shown',
  'point',
  'taken-as-pixels',
  'repeated',
  'swapped',
  'fractions',
]

/** The reading, for the change `respaced`. Null puts every look back. */
export function respace(project: Project, as: ReadAs | null): RespacedLooks | null {
  if (as === null) return null
  const { respacing: _before, ...own } = project
  const looks: Record<StepId, LookPlacement> = {}
  const views: Record<StepId, View> = {}
  for (const branch of project.branches) {
    const dialect = dialectOf(branch.dialect)
    if (dialect !== undefined) readBranch(own, { branch, dialect, as }, { looks, views })
  }
  return { space: as.space, ...given({ order: as.order, pixels: as.pixels }), looks, views }
}

interface Reading {
  readonly branch: Branch
  readonly dialect: Dialect
  readonly as: ReadAs
}

interface Found {
  readonly looks: Record<StepId, LookPlacement>
  readonly views: Record<StepId, View>
}

function readBranch(project: Project, { branch, dialect, as }: Reading, { looks, views }: Found): void {
  const image = sizedImageOf(project.image)
  const notation = { space: as.space, order: as.order ?? notationOf(dialect).order }
  const overview = as.pixels === undefined ? branch.view : overviewOf(dialect, project.image, as)
  const seen = new Map<StepId, SeenImage>()
  const cut = new Map<StepId, View | undefined>()
  for (const step of stepsOf(project, branch)) {
    if (step.type === 'look' && isForeign(step)) {
      const { source, numbers, zoom } = step.request
      const inside = source === undefined ? undefined : seen.get(source)
      const ground = { dialect, image, view: overview, budgets: dialect.budgets, notation }
      const { region, point, flags, view } = placeLook(numbers, { ...ground, ...given({ zoom, inside }) })
      const others = step.flags.filter((f) => !ofPlace.includes(f))
      looks[step.id] = { region, ...given({ point }), flags: [...flags, ...others] }
      cut.set(step.id, view)
    } else if (step.type === 'observation') {
      const view = cut.get(step.look)
      if (view !== undefined) views[step.id] = view
      const shown = view ?? step.view
      seen.set(step.id, { area: shown.crop ?? fullBox(project.image), view: shown })
    }
  }
}

/** Read from a file (a run knows its tokens), by a model, and of this image. */
function isForeign(look: LookStep): boolean {
  return look.author.type === 'model' && look.tokens === undefined && !look.flags.includes('other-image')
}

/** Whether numbers of a project can be read in another way at all: there is a foreign look, and the image is known. */
export function canRespace(project: Project): boolean {
  return (
    project.image.id !== missingImage &&
    Object.values(project.steps).some((s) => s.type === 'look' && isForeign(s))
  )
}
