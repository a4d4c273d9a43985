/** Where a person puts a look: a region in whole pixels, of one that names a point the point, and the draft that comes of it. Pure. */
import { dialectOf } from '../../../app/dialects'
import { box, clampBox, sameBox, wholeBox, type Box, type Point, type Size } from '../../../app/geometry/box'
import { given } from '../../../app/given'
import { boxAroundPoint } from '../../../app/reading/place'
import type { Draft } from '../../../app/trace/project'
import { pointOf, type LookRow } from '../document/rows'
import type { State } from '../state'
import type { Preview } from './editing-state'

/** Where a look is put: a region, and of one that names a point, the point. */
export type LookPlace = Pick<Preview, 'region' | 'point'>

/** What moves: of a point a region of no size, which reaches every edge. */
export function inHand({
  region,
  point,
}: {
  readonly region: Box<'image'>
  readonly point?: Point | undefined
}) {
  return point === undefined ? region : box<'image'>(point.x, point.y, point.x, point.y)
}

/** A region as it can be kept; undefined without an image. */
export function lookPlaceOf({ document }: State, row: LookRow, region: Box<'image'>): LookPlace | undefined {
  const { project, branch } = document
  if (project === undefined) return undefined
  if (row.step?.point === undefined) return { region: wholeBox(region, project.image) }
  const dialect = dialectOf(project.branches.find((b) => b.id === branch)?.dialect ?? '')
  const point = { x: (region.left + region.right) / 2, y: (region.top + region.bottom) / 2 }
  return { region: boxAroundPoint(point, project.image, dialect), point }
}

/** Whether a look is there already. */
export function isAt(row: LookRow, { region, point }: LookPlace): boolean {
  return point === undefined ? sameBox(region, row.region) : isSame(point, pointOf(row))
}

function isSame(a: Point | undefined, b: Point | undefined): boolean {
  return a?.x === b?.x && a?.y === b?.y
}

/** A region's draft; back where the model had it means no draft. */
export function draftOf(row: LookRow, { region, point }: LookPlace): Draft | null {
  const { step } = row
  if (step === undefined) return row.draft?.type === 'look' ? { ...row.draft, region } : null
  const isBack = point === undefined ? sameBox(step.region, region) : isSame(step.point, point)
  return isBack ? null : { type: 'region', region, ...given({ point }) }
}

/** The right and bottom edge moved; a point has none. */
export function stretchedBox(b: Box<'image'>, by: Point, image: Size): Box<'image'> {
  if (b.left === b.right) return b
  const right = Math.max(b.left + 1, b.right + by.x)
  const bottom = Math.max(b.top + 1, b.bottom + by.y)
  return clampBox({ ...b, right, bottom }, image)
}
