/** How the boxes of the open trace are read: unit, order, what the model saw; and every other way in which one could be. Pure. */
import { dialectOf } from '../../../app/dialects'
import type { Box } from '../../../app/geometry/box'
import type { Order, SpaceId } from '../../../app/geometry/spaces'
import { given } from '../../../app/given'
import { doubtOf, frameAtOf, writtenIn, type Doubt } from '../../../app/reading/decide'
import { possibleReadings } from '../../../app/reading/evidence'
import { overviewOf } from '../../../app/reading/frame'
import { placeLook } from '../../../app/reading/place'
import { canRespace } from '../../../app/reading/respace'
import type { BoxReading } from '../../../app/reading/written'
import { missingImage, sizedImageOf } from '../../../app/trace/image'
import { stepsOf, type Branch, type Project } from '../../../app/trace/project'
import type { LookStep } from '../../../app/trace/step'
import { openCollectionOf } from '../collections/open-collection'
import type { State } from '../state'
import { selectedBranch } from './rows'
import { frameOf } from '../../../app/trace/stages'

/** As the file has it: by its own word or its evidence, else by the language's rule. */
export function fileSpace(s: State): SpaceId | undefined {
  const branch = selectedBranch(s)
  return branch?.space ?? dialectOf(branch?.dialect ?? '')?.space
}

/** As it is drawn now: a person's choice for this trace, else as the file has it. */
export function spaceOf(s: State): SpaceId | undefined {
  return s.document.project?.respacing?.space ?? fileSpace(s)
}

/** What its numbers are, in order: as the file has them, else as its dialect writes them. */
export function numberOrder(s: State): Order {
  const branch = selectedBranch(s)
  return branch?.order ?? dialectOf(branch?.dialect ?? '')?.order ?? 'xyxy'
}

/** The order they are read in now. */
export function orderOf(s: State): Order {
  return s.document.project?.respacing?.order ?? numberOrder(s)
}

/** Whether there is a box that could be drawn otherwise. */
export function respaceable({ document: { project } }: State): boolean {
  if (project === undefined) return false
  const before = known.get(project.steps)
  if (before?.image === project.image.id) return before.can
  const can = canRespace(project)
  known.set(project.steps, { image: project.image.id, can })
  return can
}

/** Asked of all steps, at every change of anything. */
const known = new WeakMap<Project['steps'], { readonly image: string; readonly can: boolean }>()

/** Whether a person reads this trace otherwise than its file. */
export function isReadAlone(s: State): boolean {
  const own = s.document.project?.respacing
  if (own === undefined) return false
  const shown = openCollectionOf(s)?.reading.pixels
  return spaceOf(s) !== fileSpace(s) || orderOf(s) !== numberOrder(s) || own.pixels !== shown
}

/** The whole reading of the open trace; undefined where none is open. */
export function readingOf(s: State): BoxReading | undefined {
  const space = spaceOf(s)
  const respacing = s.document.project?.respacing
  const pixels = respacing === undefined ? openCollectionOf(s)?.reading.pixels : respacing.pixels
  return space === undefined ? undefined : { space, order: orderOf(s), ...given({ pixels }) }
}

/** What the boxes of the open trace alone say about how they should be read; the same while what it is made of is. */
export const traceDoubt = lastOf(doubtIn, () => [])

function doubtIn(s: State): Doubt | undefined {
  const { project } = s.document
  const [now, branch] = [readingOf(s), selectedBranch(s)]
  if (now === undefined || branch === undefined || !isForeign(project)) return undefined
  return doubtOf(
    writtenIn(stepsOf(project, branch), { image: project.image, missing: false, view: branch.view }),
    now,
  )
}

/** A box drawn in one of the ways in which it can be read. */
export interface Ghost {
  readonly reading: BoxReading
  readonly region: Box<'image'>
}

/** One look in every way in which it can be true, as it is read now first. */
export interface Ghosts {
  readonly look: LookStep
  readonly ghosts: readonly Ghost[]
}

/** Most ways that are shown at once: each has a colour. */
const mostGhosts = 8

/** The look that is selected, else the first that can be read otherwise, in every way. Undefined: there is none. */
export const selectedGhosts = lastOf(ghostsIn, ({ selection }) => [selection.step, selection.box])

/** These while they are shown. */
export function shownGhosts(s: State): Ghosts | undefined {
  return s.ghosts.open ? selectedGhosts(s) : undefined
}

function ghostsIn(s: State): Ghosts | undefined {
  const { project } = s.document
  const [now, branch] = [readingOf(s), selectedBranch(s)]
  if (now === undefined || branch === undefined || !isForeign(project)) return undefined
  const looks = stepsOf(project, branch).flatMap((step) => (isOpenToReading(step) ? [step] : []))
  const look = looks.find(({ id }) => id === s.selection.step || id === s.selection.box) ?? looks[0]
  return look && { look, ghosts: ghostsOfLook(look, { project, branch, now }) }
}

interface Around {
  readonly project: Project
  readonly branch: Branch
  readonly now: BoxReading
}

function ghostsOfLook(look: LookStep, { project, branch, now }: Around): readonly Ghost[] {
  const dialect = dialectOf(branch.dialect)
  if (dialect === undefined) return []
  const { numbers, notation } = look.request
  const { width, height } = project.image
  const image = { width, height }
  const current = project.respacing === undefined && notation !== undefined ? notation : now
  const frameAt = frameAtOf(branch.dialect)
  const readings = possibleReadings({ numbers, image, frame: frameOf(branch.view) }, current, frameAt)
  return readings.slice(0, mostGhosts).map((reading) => {
    const view = reading.pixels === undefined ? branch.view : overviewOf(dialect, project.image, reading)
    const ground = { dialect, image: sizedImageOf(project.image), view, budgets: dialect.budgets }
    return { reading, region: placeLook(numbers, { ...ground, notation: reading }).region }
  })
}

function isForeign(project: Project | undefined): project is Project {
  return project?.origin !== undefined && project.image.id !== missingImage
}

/** Written by a model into a file, on this image, as numbers and not as code. */
function isOpenToReading(step: ReturnType<typeof stepsOf>[number]): step is LookStep {
  if (step.type !== 'look' || step.author.type !== 'model' || step.tokens !== undefined) return false
  const { source, code, numbers } = step.request
  const known = source === undefined && code !== true && !step.flags.includes('other-image')
  return known && (numbers.length === 4 || numbers.length === 2)
}

/** Worked out when the open trace, its reading or what `also` names is another, not with every change of the window. */
function lastOf<T>(make: (s: State) => T, also: (s: State) => readonly unknown[]): (s: State) => T {
  let last: { readonly of: readonly unknown[]; readonly value: T } | undefined
  return (s) => {
    const { project, branch } = s.document
    const of = [project, branch, openCollectionOf(s)?.reading.pixels, ...also(s)]
    if (last === undefined || of.some((part, i) => part !== last?.of[i])) last = { of, value: make(s) }
    return last.value
  }
}
