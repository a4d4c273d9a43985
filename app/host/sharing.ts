/**
 * Sharing, as the window works with it: handing projects and traces on as a page, a site or a Relook file. Part of the host's contract
 * (`app/host/index.ts` spreads `sharingContract`).
 */
import { z } from 'zod'
import { stream } from '../contract'
import { figureKinds } from '../figures/look'
import { imageSides } from '../sharing/page'
import { exportSource } from './exports'
import { id } from './shapes'

/** The ways to hand traces on that the host makes. */
export const shareFormats = [
  {
    id: 'html',
    ending: '.html',
    kind: 'HTML page',
    about: 'one HTML file that opens in any browser, without a network',
  },
  {
    id: 'relook',
    ending: '.relook',
    kind: 'Relook file',
    about: 'one file for another Relook, with branches, reviews and undo',
  },
  { id: 'site', ending: '', kind: 'Site', about: 'a folder for any web host: list, search, links to steps' },
  {
    id: 'png',
    ending: '.png',
    kind: 'PNG image',
    about: 'a figure as pixels, at 1 to 4 times the size of a screen',
  },
  { id: 'svg', ending: '.svg', kind: 'SVG image', about: 'a figure as vectors, its words as text' },
  {
    id: 'pdf',
    ending: '.pdf',
    kind: 'PDF',
    about: 'figures as vectors for a paper, with the fonts in it; a page a trace',
  },
  {
    id: 'gif',
    ending: '.gif',
    kind: 'GIF film',
    about: 'the playback with its camera, for any page or chat',
  },
] as const

/** One of them. */
export type ShareFormat = (typeof shareFormats)[number]['id']

/** Films that only a browser encodes: the window itself, or one that a terminal finds on the machine. */
export const videoFormats = [
  {
    id: 'mp4',
    ending: '.mp4',
    about: 'the same as a video for slides; needs a Chromium, Chrome or Edge here',
  },
  { id: 'webm', ending: '.webm', about: 'the same as a video for web pages; needs such a browser, too' },
] as const

/** One of them. */
export type VideoFormat = (typeof videoFormats)[number]['id']

/** Whether a browser encodes it, and not the host. */
export function isVideo(format: ShareFormat | VideoFormat): format is VideoFormat {
  return videoFormats.some((f) => f.id === format)
}

/** The format of this name. */
export function shareFormatOf(name: string): ShareFormat | undefined {
  return shareFormats.find((f) => f.id === name)?.id
}

/** Whether a format is a figure. */
export function isFigure(format: ShareFormat | VideoFormat): format is 'png' | 'svg' | 'pdf' {
  return format === 'png' || format === 'svg' || format === 'pdf'
}

/** Widths a film may have, in pixels, and frames a second. */
export const filmLimits = {
  width: { least: 240, most: 1920, usual: 640 },
  rate: { least: 4, most: 30, usual: 10 },
  speed: { least: 0.25, most: 4, usual: 1 },
} as const

/** How a film is drawn. */
const filmShape = z.object({
  theme: z.enum(['light', 'dark']),
  labels: z.boolean(),
  speed: z.number().min(filmLimits.speed.least).max(filmLimits.speed.most),
  /** Pixels; sixteen to nine. */
  width: z.number().int().min(filmLimits.width.least).max(filmLimits.width.most),
  /** Frames a second while something moves. */
  rate: z.number().int().min(filmLimits.rate.least).max(filmLimits.rate.most),
})
/** How a film is drawn. */
export type FilmRequest = z.infer<typeof filmShape>

/** A film as it is drawn where nothing else is asked for. */
export const usualFilm: FilmRequest = {
  ...{ theme: 'light', labels: true, speed: filmLimits.speed.usual },
  ...{ width: filmLimits.width.usual, rate: filmLimits.rate.usual },
}

/** The same of a video, which weighs little for what it shows. */
export const usualVideo: FilmRequest = { ...usualFilm, width: 1280, rate: 30 }

/** How a figure is drawn. */
const figureShape = z.object({
  of: z.enum(figureKinds),
  /** Of one step: its number. Absent: the last look that got a crop. */
  step: z.number().int().min(1).optional(),
  theme: z.enum(['light', 'dark']),
  labels: z.boolean(),
  /** Pixels for one of the screen. */
  scale: z.number().int().min(1).max(4),
})
/** How a figure is drawn. */
export type FigureRequest = z.infer<typeof figureShape>

const shareRequest = z.object({
  source: exportSource,
  format: z.enum(['html', 'relook', 'site', 'png', 'svg', 'pdf', 'gif'] satisfies readonly ShareFormat[]),
  title: z.string().min(1).max(300),
  /** Longest side of an image, in pixels. A Relook file keeps images as they are. */
  maxSide: z.number().int().min(imageSides.least).max(imageSides.most),
  /** Only this branch; absent: all that are not in the bin. A Relook file has all of them. */
  branch: id.optional(),
  /** Without what people changed. */
  original: z.boolean(),
  /** Only this trace of the source, from 1. */
  trace: z.number().int().min(1).optional(),
  /** Of a figure. */
  figure: figureShape.optional(),
  /** Of a film. */
  film: filmShape.optional(),
})
/** What to hand on, and how. */
export type ShareRequest = z.infer<typeof shareRequest>

/** What was handed on. */
export interface SharedFacts {
  readonly bytes: number
  readonly traces: number
  readonly images: number
  /** Traces that are not in it, by reason. */
  readonly left: Readonly<Record<string, number>>
  /** What is in it, but not as it should be, in sentences. */
  readonly notes?: readonly string[]
}

/** What is told while it is made; the last is `done` or `dismissed`. */
export type ShareEvent =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  /** The native dialog was closed. */
  | { readonly type: 'dismissed' }
  /** `download`: address of it, where it was not saved by a native dialog. */
  | ({
      readonly type: 'done'
      readonly name: string
      readonly path?: string
      readonly download?: string
    } & SharedFacts)

/** Sharing. What was shared as a Relook file is opened as files of traces are (`openCollection`). */
export const sharingContract = {
  /** Makes it: where the native dialog says, else for download. Ends when the asker leaves, and leaves nothing then. */
  share: stream(z.object({ request: shareRequest })).yields<ShareEvent>(),
} as const
