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
import type { WordsOf } from './values'

/** Its options. */
export const shareOptions = {
  texts: [
    ...(['as', 'out', 'title', 'branch', 'max-side', 'trace', 'images'] as const),
    ...(['figure', 'step', 'scale', 'theme', 'width', 'fps', 'speed'] as const),
  ],
  flags: ['original', 'no-labels', 'replace', 'json'],
} as const

type ShareWords = WordsOf<typeof shareOptions>

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
export interface ShareAsked {
  readonly request: Omit<ShareRequest, 'source' | 'format'>
  readonly format: ShareFormat | VideoFormat
  readonly out: string
  readonly replace: boolean
  readonly json: boolean
}

/** Reads what is asked for. @throws Failure `bad-input` with the one line to show. */
export function askedFor(words: ShareWords): ShareAsked {
  const { text, whole, is } = words
  const [first] = words.places
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
        figure: isFigure(format) ? figureIn(format, words) : undefined,
        film: isVideo(format)
          ? filmIn(words, usualVideo)
          : format === 'gif'
            ? filmIn(words, usualFilm)
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

function figureIn(format: ShareFormat | VideoFormat, { choice, whole, is }: ShareWords): FigureRequest {
  const step = whole('step', [1, 1_000_000])
  const usual = step !== undefined ? 'step' : format === 'pdf' ? 'story' : 'image'
  return {
    of: choice('figure', figureKinds) ?? usual,
    theme: choice('theme', ['light', 'dark']) ?? 'light',
    labels: !is('no-labels'),
    scale: whole('scale', [1, 4]) ?? 2,
    ...given({ step }),
  }
}

function filmIn({ choice, whole, decimal, is }: ShareWords, usual: FilmRequest): FilmRequest {
  const { width, rate, speed } = filmLimits
  return {
    theme: choice('theme', ['light', 'dark']) ?? usual.theme,
    labels: !is('no-labels'),
    speed: decimal('speed', [speed.least, speed.most]) ?? usual.speed,
    width: whole('width', [width.least, width.most]) ?? usual.width,
    rate: whole('fps', [rate.least, rate.most]) ?? usual.rate,
  }
}
