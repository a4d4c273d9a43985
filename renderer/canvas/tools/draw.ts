/** The draw tool: drag makes a new box, on top of others too; handles of the selected box still work. Pure. */
import { handleCursor, makeTool, startDrawing, startPanning, startResizing } from './gesture'
import { clickSelects } from './select'

/** Draws new boxes; Alt-drag moves the view. */
export const drawTool = makeTool({
  id: 'draw',
  pans: (pointer) => pointer.alt,
  begin: ({ from, under }, scene) => {
    if (!scene.editable) return startPanning(from)
    if (under.type === 'handle') return startResizing(under, from, scene)
    return startDrawing(from, scene)
  },
  click: clickSelects,
  cursor: (phase) =>
    (phase.type === 'idle' || phase.type === 'pointing') && phase.under.type === 'handle'
      ? handleCursor(phase.under.handle)
      : 'crosshair',
})
