/**
 * A project's foreign looks read in another space: where each then lies and what its crop then is. Looks of Relook's own
 * runs are left alone: what their numbers mean is known. Pure.
 */
import type { SpaceId } from '../geometry/spaces'
import { fullBox } from '../geometry/box'
import { missingImage } from '../trace/image'
import { stepsOf, type Project, type Respacing } from '../trace/project'
import type { LookFlag, LookStep, Placed, StepId, View } from '../trace/step'
import { dialectOf } from '../dialects'
import { placeLook, type Seen } from './place'

/** Flags that come of where the region lies; the others are about the request and stay. */
const ofPlace: readonly LookFlag[] = ['clamped', 'invalid', 'grown', 'point', 'taken-as-pixels', 'repeated']

/** The reading, for the change `respaced`. Null (and a space of no effect) puts every look back. */
export function respace(project: Project, space: SpaceId | null): Respacing | null {
  if (space === null) return null
  const looks: Record<StepId, Placed> = {}
  const views: Record<StepId, View> = {}
  for (const branch of project.branches) {
    const dialect = dialectOf(branch.dialect)
    if (dialect === undefined) continue
    const seen = new Map<StepId, Seen>()
    const last = new Map<StepId, View | undefined>()
    for (const step of stepsOf(project, branch)) {
      if (step.type === 'look' && isForeign(step)) {
        const { source, numbers, zoom } = step.request
        const inside = source === undefined ? undefined : seen.get(source)
        const { region, point, flags, view } = placeLook(numbers, {
          dialect,
          image: { id: project.image.id, size: project.image },
          view: branch.view,
          budgets: dialect.budgets,
          ...(zoom === undefined ? {} : { zoom }),
          ...(inside === undefined ? {} : { inside }),
          notation: { space, order: dialect.order ?? 'xyxy' },
        })
        looks[step.id] = {
          region,
          ...(point === undefined ? {} : { point }),
          flags: [...flags, ...step.flags.filter((f) => !ofPlace.includes(f))],
        }
        last.set(step.id, view)
      } else if (step.type === 'observation') {
        const view = last.get(step.look) ?? step.view
        if (last.get(step.look) !== undefined) views[step.id] = view
        seen.set(step.id, { area: view.crop ?? fullBox(project.image), view })
      }
    }
  }
  return { space, looks, views }
}

/** Read from a file (a run knows its tokens), by a model, and of this picture. */
function isForeign(look: LookStep): boolean {
  return look.author.type === 'model' && look.tokens === undefined && !look.flags.includes('other-image')
}

/** Whether numbers of a project can be read in another space at all: there is a foreign look, and the picture is known. */
export function canRespace(project: Project): boolean {
  return (
    project.image.id !== missingImage &&
    Object.values(project.steps).some((s) => s.type === 'look' && isForeign(s))
  )
}
