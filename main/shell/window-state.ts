/**
 * Where the window stood and what was opened lately, kept between starts in `desktop.json` of the data folder. The
 * arithmetic is pure; a file that cannot be read is as good as none. Imports no Electron.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** A rectangle in screen coordinates, as Electron has it. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is remembered of a window. Without `bounds` it opens in the middle at its usual size. */
export interface WindowState {
  readonly bounds?: Rectangle | undefined
  readonly maximised: boolean
}

/** Everything the desktop shell remembers. */
export interface DesktopState {
  readonly window: WindowState
  /** Paths opened lately, newest first. */
  readonly recent: readonly string[]
}

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
const stored = z.object({
  window: z.object({ bounds: rectangle.optional(), maximised: z.boolean() }),
  recent: z.array(z.string().min(1).max(4096)).max(100),
})

/** Usual and least size of a window. */
export const usualSize = { width: 1440, height: 900 } as const
export const leastSize = { width: 720, height: 480 } as const

const recentLimit = 10
const nothing: DesktopState = { window: { maximised: false }, recent: [] }

/** The bounds, made to fit a display that is there now; undefined when no display shows enough of them. */
export function fitBounds(bounds: Rectangle | undefined, areas: readonly Rectangle[]): Rectangle | undefined {
  if (bounds === undefined) return undefined
  const best = areas
    .map((area) => ({ area, shared: sharedArea(bounds, area) }))
    .reduce((a, b) => (b.shared > a.shared ? b : a), { area: undefined as Rectangle | undefined, shared: 0 })
  if (best.area === undefined) return undefined
  const { area } = best
  const width = Math.min(Math.max(bounds.width, leastSize.width), area.width)
  const height = Math.min(Math.max(bounds.height, leastSize.height), area.height)
  const x = Math.min(Math.max(bounds.x, area.x), area.x + area.width - width)
  const y = Math.min(Math.max(bounds.y, area.y), area.y + area.height - height)
  return { x, y, width, height }
}

/** The list with a path at its head, once. */
export function withRecent(recent: readonly string[], path: string): readonly string[] {
  return [path, ...recent.filter((p) => p !== path)].slice(0, recentLimit)
}

/** What was stored, or nothing where there is no readable file. */
export function readDesktopState(file: string): DesktopState {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return nothing
  }
}

/** Stores the state in one step: a crash leaves the old file or the new one. */
export function writeDesktopState(file: string, state: DesktopState): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state, undefined, 2))
  renameSync(`${file}.new`, file)
}

function sharedArea(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
