/** What `relook share` is asked for: its options, in words for people and as the request they make. Knows no store. */
import { basename, extname, resolve } from 'node:path'
import { figureKinds } from '../../app/figures/look'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import {
  filmLimits,
  isFigure,
  isVideo,
  shareFormatOf,
  shareFormats,
  usualFilm,
  usualVideo,
  videoFormats,
  type FigureRequest,
  type FilmRequest,
  type ShareFormat,
  type ShareRequest,
  type VideoFormat,
} from '../../app/host/sharing'
import { imageSides } from '../../app/sharing/page'
import { optionReader, type OptionValues } from './values'

/** Its options. */
export const shareOptions = {
  as: { type: 'string' },
  out: { type: 'string' },
  title: { type: 'string' },
  branch: { type: 'string' },
  original: { type: 'boolean' },
  'max-side': { type: 'string' },
  trace: { type: 'string' },
  figure: { type: 'string' },
  step: { type: 'string' },
  scale: { type: 'string' },
  theme: { type: 'string' },
  'no-labels': { type: 'boolean' },
  width: { type: 'string' },
  fps: { type: 'string' },
  speed: { type: 'string' },
  images: { type: 'string' },
  replace: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** Its help, a line an option. */
export const shareHelp = [
  'FILE             traces, as relook read takes them, or a .relook file',
  'PROJECT          id of a project of the data folder; may be given again',
  ...[...shareFormats, ...videoFormats].map(({ id, about }) => `--as ${id.padEnd(12)}${about}`),
  '--out PATH       the file, or for a site the folder',
  '--title TEXT     what the page is called (the name of the file)',
  '--branch ID      only this branch of a project (all)',
  '--original       without what people changed',
  `--max-side N     longest side of an image in pixels (${imageSides.usual})`,
  '--trace N        only this trace of FILE, from 1 (a figure is of one; a PDF has a page a trace)',
  '--figure WHAT    image: annotated; step: one step with its crop; story: all of it (image; of a PDF story)',
  '--step N         of --figure step: its number (the last look that got a crop)',
  '--scale N        1 to 4 pixels for one of the screen (2)',
  '--theme light|dark',
  '--no-labels      without numbers and names at the boxes',
  `--width N        of a film, in pixels (GIF ${usualFilm.width}, video ${usualVideo.width}); it is 16 to 9`,
  `--fps N          frames a second (GIF ${usualFilm.rate}, and only while something moves; video ${usualVideo.rate})`,
  '--speed X        0.25 to 4 times as fast (1)',
  '--images DIR     where the images of FILE lie (beside it)',
  '--replace        write over a site that is there',
  '--json           one JSON object at the end',
] as const

/** What is asked for. */
export interface Asked {
  readonly request: Omit<ShareRequest, 'source' | 'format'>
  readonly format: ShareFormat | VideoFormat
  readonly out: string
  readonly replace: boolean
  readonly json: boolean
}

/** Reads what is asked for. @throws Failure `bad-input` with the one line to show. */
export function askedFor(values: OptionValues, positionals: readonly string[]): Asked {
  const { text, whole, is } = optionReader(values)
  const [first] = positionals
  if (first === undefined)
    throw new Failure('bad-input', 'Say what to share: relook share FILE --as html --out page.html.')
  const format = formatIn(text('as') ?? '')
  const out = text('out')
  if (out === undefined || out === '') throw new Failure('bad-input', 'Say where to write: --out PATH.')
  return {
    out: resolve(out),
    replace: is('replace'),
    json: is('json'),
    format,
    request: {
      title: text('title') ?? basename(first, extname(first)),
      maxSide: whole('max-side', [imageSides.least, imageSides.most]) ?? imageSides.usual,
      original: is('original'),
      ...given({
        branch: text('branch'),
        trace: whole('trace', [1, 1_000_000_000]),
        figure: isFigure(format) ? figureIn(format, values) : undefined,
        film:
          format === 'gif'
            ? filmIn(values, usualFilm)
            : isVideo(format)
              ? filmIn(values, usualVideo)
              : undefined,
      }),
    },
  }
}

function formatIn(name: string): ShareFormat | VideoFormat {
  const format = shareFormatOf(name) ?? videoFormats.find((f) => f.id === name)?.id
  if (format !== undefined) return format
  const all = [...shareFormats, ...videoFormats].map((f) => f.id).join(', ')
  throw new Failure('bad-input', `--as must be one of ${all}, not “${name}”.`)
}

function figureIn(format: ShareFormat | VideoFormat, values: OptionValues): FigureRequest {
  const { text, whole, is } = optionReader(values)
  const step = whole('step', [1, 1_000_000])
  const usual = step !== undefined ? 'step' : format === 'pdf' ? 'story' : 'image'
  return {
    of: oneOf('figure', text('figure'), figureKinds) ?? usual,
    theme: oneOf('theme', text('theme'), ['light', 'dark'] as const) ?? 'light',
    labels: !is('no-labels'),
    scale: whole('scale', [1, 4]) ?? 2,
    ...given({ step }),
  }
}

function filmIn(values: OptionValues, usual: FilmRequest): FilmRequest {
  const { text, whole, decimal, is } = optionReader(values)
  const { width, rate, speed } = filmLimits
  return {
    theme: oneOf('theme', text('theme'), ['light', 'dark'] as const) ?? usual.theme,
    labels: !is('no-labels'),
    speed: decimal('speed', [speed.least, speed.most]) ?? usual.speed,
    width: whole('width', [width.least, width.most]) ?? usual.width,
    rate: whole('fps', [rate.least, rate.most]) ?? usual.rate,
  }
}

function oneOf<T extends string>(name: string, text: string | undefined, all: readonly T[]): T | undefined {
  const found = all.find((one) => one === text)
  if (text === undefined || found !== undefined) return found
  throw new Failure('bad-input', `--${name} must be one of ${all.join(', ')}, not “${text}”.`)
}
