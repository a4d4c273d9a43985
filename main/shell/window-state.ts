/**
 * Where the window stood and what was opened lately, kept between starts in `desktop.json` of the data folder. The
 * arithmetic is pure; a file that cannot be read is as good as none. Imports no Electron.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { themes, type Theme } from '../../app/host/desktop'

/** A rectangle in screen coordinates, as Electron has it. */
export interface ScreenRectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is remembered of a window. Without `bounds` it opens in the middle at its usual size. */
export interface WindowState {
  readonly bounds?: ScreenRectangle | undefined
  readonly maximised: boolean
  readonly fullScreen?: boolean | undefined
}

/** Everything the desktop shell remembers. */
export interface DesktopState {
  /** Of the first window. */
  readonly window: WindowState
  /** Of those opened beside it, in their order. */
  readonly others?: readonly WindowState[] | undefined
  readonly theme?: Theme | undefined
  /** Version of Relook in which drawing with the graphics card failed; the next one tries again. */
  readonly software?: string | undefined
  /** A person said to go on where the system gives no sandbox. */
  readonly unsandboxed?: boolean | undefined
  /** Look for a new version at each start. Absent: nobody said so, and nobody is asked for one. */
  readonly updates?: boolean | undefined
  /** The language the window spoke last: for what is shown before there is one. */
  readonly language?: string | undefined
  /** Paths opened lately, newest first. */
  readonly recent: readonly string[]
}

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
// What is odd in one field costs nobody the others.
const place = z.object({
  bounds: rectangle.optional().catch(undefined),
  maximised: z.boolean().catch(false),
  fullScreen: z.boolean().optional().catch(undefined),
})
const stored = z.object({
  window: place.catch({ maximised: false }),
  others: z.array(place).max(20).optional().catch(undefined),
  theme: z.enum(themes).optional().catch(undefined),
  software: z.string().max(100).optional().catch(undefined),
  unsandboxed: z.boolean().optional().catch(undefined),
  updates: z.boolean().optional().catch(undefined),
  language: z.string().max(20).optional().catch(undefined),
  recent: z.array(z.string().min(1).max(4096)).max(100).catch([]),
})

/** Usual and least size of a window. */
export const usualSize = { width: 1440, height: 900 } as const
export const leastSize = { width: 720, height: 480 } as const

const recentLimit = 10
const nothing: DesktopState = { window: { maximised: false }, recent: [] }

/** The bounds, made to fit a display that is there now; undefined when no display shows enough of them. */
export function fitBounds(
  bounds: ScreenRectangle | undefined,
  areas: readonly ScreenRectangle[],
): ScreenRectangle | undefined {
  if (bounds === undefined) return undefined
  const best = areas
    .map((area) => ({ area, shared: sharedArea(bounds, area) }))
    .reduce((a, b) => (b.shared > a.shared ? b : a), {
      area: undefined as ScreenRectangle | undefined,
      shared: 0,
    })
  if (best.area === undefined) return undefined
  const { area } = best
  const width = Math.min(Math.max(bounds.width, leastSize.width), area.width)
  const height = Math.min(Math.max(bounds.height, leastSize.height), area.height)
  const x = Math.min(Math.max(bounds.x, area.x), area.x + area.width - width)
  const y = Math.min(Math.max(bounds.y, area.y), area.y + area.height - height)
  return { x, y, width, height }
}

/**
 * What is to be remembered of a window, of what was and what it says. While it fills the screen it tells neither its place nor whether it
 * was maximised before; while it is maximised some systems tell the whole area as its place.
 */
export function nextState(before: WindowState, now: Required<WindowState>): WindowState {
  if (now.fullScreen === true) return { ...before, fullScreen: true }
  if (now.maximised) return { bounds: before.bounds ?? now.bounds, maximised: true }
  return { bounds: now.bounds, maximised: false }
}

/** Pixels that a window stands beside the one before it. */
const cascade = 28

/** Where the window of this number opens: where it was last, else beside the one in front. */
export function windowPlaceOf(
  state: DesktopState,
  index: number,
  front: ScreenRectangle | undefined,
): WindowState {
  if (index === 0) return state.window
  const known = state.others?.[index - 1]
  if (known !== undefined || front === undefined) return known ?? { maximised: false }
  return { bounds: { ...front, x: front.x + cascade, y: front.y + cascade }, maximised: false }
}

/** The state with the place of the window of this number. */
export function withPlace(state: DesktopState, index: number, place: WindowState): DesktopState {
  if (index === 0) return { ...state, window: place }
  const others = Array.from({ length: Math.max(index, state.others?.length ?? 0) }, (_, i) =>
    i === index - 1 ? place : (state.others?.[i] ?? { maximised: false }),
  )
  return { ...state, others: others.slice(0, 20) }
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

function sharedArea(a: ScreenRectangle, b: ScreenRectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
