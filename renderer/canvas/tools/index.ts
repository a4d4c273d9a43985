/** The tools of the canvas. A new one is one file and one line here. */
import { drawTool } from './draw'
import { extremeTool } from './extreme'
import { selectTool } from './select'
import type { Tool } from './tool'

/** Every tool. */
export const tools = [selectTool, drawTool, extremeTool] as const satisfies readonly Tool[]

/** The name of a tool. */
export type ToolId = (typeof tools)[number]['id']

/** The tool of this name. */
export function toolNamed(id: ToolId): Tool {
  return tools.find((t) => t.id === id) ?? selectTool
}
