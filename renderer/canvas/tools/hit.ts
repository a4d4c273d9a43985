/** What is under a screen point: handles of the selected box first, then boxes. Pure; knows no gesture and no Konva. */
import { areaOf, heightOf, widthOf, type Box, type Point } from '../../../app/geometry/box'
import { mapBox } from '../../../app/geometry/mapping'
import { placeOnScreen } from '../../../app/paint/mark'
import { bandOn } from '../../../app/paint/odds'
import type { Handle } from './region'
import type { ToolScene, Target, UnderPointer } from './tool'

/** How far outside its edge a box can still be taken, in screen pixels. */
const boxReach = 4
/** How far around its point a handle can be taken, outward and, at most, inward. */
const handleReach = { out: 10, in: 6 }
/** A side shorter than this on the screen has handles at its ends only. */
const shortSide = 44

/** The handles of a box on the screen, with their points. Short sides leave out the middle one. */
export function handlesOf(b: Box<'screen'>): readonly { readonly handle: Handle; readonly at: Point }[] {
  const x = (b.left + b.right) / 2
  const y = (b.top + b.bottom) / 2
  const corners = [
    { handle: 'nw', at: { x: b.left, y: b.top } },
    { handle: 'ne', at: { x: b.right, y: b.top } },
    { handle: 'se', at: { x: b.right, y: b.bottom } },
    { handle: 'sw', at: { x: b.left, y: b.bottom } },
  ] as const
  const across = [
    { handle: 'n', at: { x, y: b.top } },
    { handle: 's', at: { x, y: b.bottom } },
  ] as const
  const along = [
    { handle: 'e', at: { x: b.right, y } },
    { handle: 'w', at: { x: b.left, y } },
  ] as const
  return [...corners, ...(widthOf(b) >= shortSide ? across : []), ...(heightOf(b) >= shortSide ? along : [])]
}

/** What a pointer at this screen point would take. */
export function underAt(at: Point, scene: ToolScene): UnderPointer {
  const selected = scene.targets.find((t) => t.id === scene.selected)
  if (selected !== undefined && selected.point === undefined && scene.editable) {
    const handle = handleAt(at, mapBox(scene.view, selected.region))
    if (handle !== undefined) return { type: 'handle', handle, target: selected }
  }
  const stack = stackAt(at, scene)
  const click = stack[0]
  if (click === undefined) return { type: 'nothing' }
  const movable = stack.find((t) => t.side === undefined)
  const drag = selected !== undefined && stack.includes(selected) ? selected : (movable ?? click)
  return { type: 'box', click, drag }
}

/** Every box at a screen point, the one to take first first: the smallest, and of equals the topmost. */
export function stackAt(at: Point, scene: ToolScene): readonly Target[] {
  return scene.targets
    .filter((t) => takes(takenAt(t, scene), at, scene))
    .reverse()
    .sort(
      (a, b) =>
        Number(b.side !== undefined) - Number(a.side !== undefined) || areaOf(a.region) - areaOf(b.region),
    )
}

/** Where on the screen it is taken: all of it, or only one side. */
function takenAt(target: Target, { view }: ToolScene): Box<'screen'> {
  const { region, side } = target
  if (side === undefined) return placeOnScreen(target, view).on
  return mapBox(view, bandOn(region, side, [region[side], region[side]]))
}

function takes(b: Box<'screen'>, at: Point, { viewport }: ToolScene): boolean {
  const near =
    at.x >= b.left - boxReach &&
    at.x <= b.right + boxReach &&
    at.y >= b.top - boxReach &&
    at.y <= b.bottom + boxReach
  // A box that fills the whole view has no edge to see: dragging there means the image.
  const fillsView = b.left < 0 && b.top < 0 && b.right > viewport.width && b.bottom > viewport.height
  return near && !fillsView
}

function handleAt(at: Point, b: Box<'screen'>): Handle | undefined {
  // Inside a small box the handles give way, so that its middle can still be dragged.
  const inX = Math.min(handleReach.in, widthOf(b) / 4)
  const inY = Math.min(handleReach.in, heightOf(b) / 4)
  return handlesOf(b).find(({ handle, at: p }) => {
    const east = handle.includes('e') ? handleReach.out : inX
    const west = handle.includes('w') ? handleReach.out : inX
    const north = handle.includes('n') ? handleReach.out : inY
    const south = handle.includes('s') ? handleReach.out : inY
    return at.x >= p.x - west && at.x <= p.x + east && at.y >= p.y - north && at.y <= p.y + south
  })?.handle
}
