/** The select tool: click selects, drag moves a box or, on empty ground, the view. Pure. */
import { handleCursor, makeTool, startMoving, startPanning, startResizing } from './gesture'
import { stackAt } from './hit'
import type { Effect, GesturePhase, ToolScene } from './tool'

/** Selects, moves and resizes. Alt-click takes the next box below. */
export const selectTool = makeTool({
  id: 'select',
  pans: () => false,
  begin: ({ from, under }, scene) => {
    if (under.type === 'handle') return startResizing(under, from, scene)
    if (under.type === 'box' && scene.editable && under.drag.side === undefined)
      return startMoving(under.drag, from, scene)
    return startPanning(from)
  },
  click: clickSelects,
  cursor: (phase, editable) => {
    if (phase.type !== 'idle' && phase.type !== 'pointing') return 'default'
    const { under } = phase
    if (under.type === 'handle') return handleCursor(under.handle)
    if (under.type === 'box') return editable && under.click.side === undefined ? 'move' : 'pointer'
    return 'default'
  },
})

/** A click on a box selects it; with Alt, the one below the selected; on empty ground, nothing is selected. */
export function clickSelects(
  { from, under }: Extract<GesturePhase, { type: 'pointing' }>,
  scene: ToolScene,
): readonly Effect[] {
  if (under.type === 'handle') return []
  if (under.type === 'nothing') return scene.selected === undefined ? [] : [{ type: 'select', id: undefined }]
  const stack = stackAt(from.at, scene)
  const next = (stack.findIndex((t) => t.id === scene.selected) + 1) % stack.length
  const id = (from.alt ? stack[next]?.id : undefined) ?? under.click.id
  return id === scene.selected ? [] : [{ type: 'select', id }]
}
