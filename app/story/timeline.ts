/**
 * A story in time: when what is shown, and where the camera is by then. First the image, then what the model was given of it; words as they were
 * written; a box lands, the camera flies in, the crop sharpens, stays, and the camera comes back before the next look and before the answer.
 * Pure; knows no screen, no clock and no language.
 */
import { beginningOf } from '../beginning'
import { areaOf, type Box } from '../geometry/box'
import type { Beat, CropBeat, LookBeat, Story, WordsBeat } from './story'

/** What the camera shows: a region of the image, or (absent) all of it. */
export type Shot = Box<'image'> | undefined

/** What happens in a piece of time. */
export type StoryPhase =
  'image' | 'overview' | 'write' | 'read' | 'land' | 'fly' | 'sharpen' | 'hold' | 'back' | 'end'

/** From where to where a share (0..1) goes in a piece of time. */
type Change = readonly [from: number, to: number]

/** A piece of time. Seconds. */
interface Piece {
  readonly phase: StoryPhase
  readonly start: number
  readonly length: number
  /** Index of the beat that is told; −1 before the first. */
  readonly beat: number
  /** The camera only makes room for the beat; nothing of it is there yet. */
  readonly ahead: boolean
  readonly from: Shot
  readonly to: Shot
  readonly reduced: Change
  /** Index of the crop's beat. */
  readonly crop: number | undefined
  readonly sharp: Change
}

/** A story in time. */
export interface Timeline {
  readonly story: Story
  /** Seconds. */
  readonly length: number
  readonly pieces: readonly Piece[]
}

/** What is to be seen at a moment. */
export interface Moment {
  readonly phase: StoryPhase
  /** Index of the beat that is told; −1: only the question. */
  readonly beat: number
  /** How many beats there is something of to be seen: `boxesAfter` says which boxes. */
  readonly told: number
  /** On the way from one shot to the other, 0..1, eased. */
  readonly camera: { readonly from: Shot; readonly to: Shot; readonly way: number }
  /** How much of the image is as the model was given it: 0 as it is, 1 reduced. */
  readonly reduced: number
  /** The crop over its place on the image, and how far it has sharpened. */
  readonly crop: { readonly beat: number; readonly sharp: number } | undefined
  /** Characters of the beat's words that are written. */
  readonly letters: number
  /** How far the box of the beat's look has landed, 0..1. */
  readonly landed: number
}

/** Seconds, before `speed`. */
const lengths = {
  ...{ image: 1.6, reduce: 1, overview: 1.4 },
  ...{ land: 0.7, fly: 1.1, sharpen: 0.9, hold: 1.5, back: 0.9, end: 2.4 },
} as const

/** Letters written in a second; a sign of a script without spaces counts for three. */
const pace = 42
const shortestWrite = 0.5
const longestWrite = 7
/** An overview at least this much smaller is worth showing. */
const reducedFrom = 0.8

/** When what is told. `speed`: 2 takes half as long. */
export function timelineOf(story: Story, speed = 1): Timeline {
  const maker = createMaker(story, speed)
  maker.add('image', lengths.image)
  if (isReduced(story)) {
    maker.add('overview', lengths.reduce, { reduced: 1 })
    maker.add('overview', lengths.overview)
  }
  story.beats.forEach((beat, i) => addBeat(maker, beat, i))
  maker.home(false)
  if (isReduced(story)) maker.add('end', lengths.reduce, { reduced: 0 })
  maker.add('end', lengths.end)
  return { story, length: maker.length(), pieces: maker.pieces }
}

/** Whether the model was given so much less than the image is that it is to be shown. */
export function isReduced({ image, overview }: Pick<Story, 'image' | 'overview'>): boolean {
  return overview.size.width * overview.size.height < image.size.width * image.size.height * reducedFrom ** 2
}

/** What is to be seen at a second; before the beginning the first moment, after the end the last. */
export function momentAt({ pieces, story }: Timeline, seconds: number): Moment {
  const piece = pieceAt(pieces, seconds)
  if (piece === undefined) throw new Error('A timeline has pieces.')
  const { beat, phase, from, to, crop } = piece
  const share = piece.length <= 0 ? 1 : Math.min(1, Math.max(0, (seconds - piece.start) / piece.length))
  const way = ease(share)
  return {
    phase,
    beat,
    told: piece.ahead ? beat : beat + 1,
    camera: { from, to, way },
    reduced: mixed(piece.reduced, way),
    crop: crop === undefined ? undefined : { beat: crop, sharp: mixed(piece.sharp, way) },
    letters: lettersOf(piece, story.beats[beat], share),
    landed: phase === 'land' ? way : 1,
  }
}

function lettersOf({ phase, ahead }: Piece, beat: Beat | undefined, share: number): number {
  if (beat?.type !== 'words' || ahead) return 0
  return phase === 'write' ? writtenBy(beat.text, share) : beat.text.length
}

/** The second at which a beat begins to be told; of one that is not there the end. */
export function startOf({ pieces, length }: Timeline, beat: number): number {
  return pieces.find((p) => p.beat >= beat)?.start ?? length
}

/** The second from which nothing of a beat changes any more before the next begins. */
export function endOf({ pieces, length }: Timeline, beat: number): number {
  const last = pieces.findLast((p) => p.beat <= beat && !p.ahead)
  return last === undefined ? 0 : Math.min(length, last.start + last.length)
}

/** A stretch of time. */
export interface TimeStretch {
  readonly start: number
  /** Nothing changes in it. */
  readonly still: boolean
  /** The camera moves, an image dissolves, a box lands; else words are written, at most. */
  readonly moves: boolean
}

/** The stretches of a timeline, each up to where the next begins. */
export function changesOf({ pieces }: Timeline): readonly TimeStretch[] {
  return pieces.map((p) => ({ start: p.start, still: isStill(p), moves: !isStill(p) && p.phase !== 'write' }))
}

function isStill({ phase, from, to, reduced, sharp }: Piece): boolean {
  const moves = from !== to || reduced[0] !== reduced[1] || sharp[0] !== sharp[1]
  return !moves && phase !== 'write' && phase !== 'land'
}

function pieceAt(pieces: readonly Piece[], seconds: number): Piece | undefined {
  let [low, high] = [0, pieces.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.start ?? 0) <= seconds) low = middle
    else high = middle - 1
  }
  return pieces[low]
}

function addBeat(maker: Maker, beat: Beat, index: number): void {
  maker.at(index)
  switch (beat.type) {
    case 'words':
      return addWords(maker, beat)
    case 'look':
      return addLook(maker, beat)
    case 'crop':
      return addCrop(maker, beat, index)
  }
}

function addWords(maker: Maker, { kind, text }: WordsBeat): void {
  if (kind === 'answer') maker.home(true)
  const weight = weightOf(text)
  const write = Math.min(Math.max(weight / pace, shortestWrite), longestWrite)
  maker.add('write', kind === 'tool' ? shortestWrite : write)
  maker.add('read', 0.4 + Math.min(weight * 0.006, 1.6) + (kind === 'answer' ? 0.8 : 0))
}

function addLook(maker: Maker, { here, region }: LookBeat): void {
  // A look inside of what is shown is seen from here.
  if (!maker.shows(region)) maker.home(true)
  maker.add('land', lengths.land)
  if (here && areaOf(region) > 0) maker.add('fly', lengths.fly, { to: region })
  else maker.add('hold', lengths.land)
}

function addCrop(maker: Maker, { from }: CropBeat, index: number): void {
  if (from !== undefined && areaOf(from) > 0 && !maker.isAt(from)) maker.add('fly', lengths.fly, { to: from })
  maker.crop(index)
  maker.add('sharpen', lengths.sharpen, { sharp: 1 })
  maker.add('hold', lengths.hold)
}

interface PieceChange {
  readonly to?: Shot
  readonly reduced?: number
  readonly sharp?: number
  readonly ahead?: boolean
}

/** Makes pieces one after the other: each begins as the last one ended. */
interface Maker {
  readonly pieces: readonly Piece[]
  readonly length: () => number
  /** From now on this beat is told. */
  readonly at: (beat: number) => void
  /** From now on this crop lies on the image. */
  readonly crop: (beat: number) => void
  readonly isAt: (region: Box<'image'>) => boolean
  /** Whether all of a region is in the shot, and the shot is not all of the image. */
  readonly shows: (region: Box<'image'>) => boolean
  readonly add: (phase: StoryPhase, seconds: number, change?: PieceChange) => void
  /** Back to all of the image, unless it is there. `ahead`: to make room for what comes. */
  readonly home: (ahead: boolean) => void
}

function createMaker({ image }: Story, speed: number): Maker {
  const pieces: Piece[] = []
  let [start, beat, reduced, sharp] = [0, -1, 0, 0]
  let shot: Shot
  let crop: number | undefined
  const add: Maker['add'] = (phase, seconds, change = {}) => {
    const to = 'to' in change ? change.to : shot
    const next = { reduced: change.reduced ?? reduced, sharp: change.sharp ?? sharp }
    const length = seconds / speed
    pieces.push({
      ...{ phase, start, length, beat, from: shot, to, crop, ahead: change.ahead ?? false },
      reduced: [reduced, next.reduced],
      sharp: [sharp, next.sharp],
    })
    start += length
    shot = to
    ;[reduced, sharp] = [next.reduced, next.sharp]
  }
  return {
    pieces,
    length: () => start,
    at: (next) => {
      beat = next
    },
    crop: (next) => {
      crop = next
      sharp = 0
    },
    isAt: (region) => shot !== undefined && near(shot, region, Math.max(image.size.width, image.size.height)),
    shows: ({ left, top, right, bottom }) =>
      shot !== undefined &&
      left >= shot.left &&
      top >= shot.top &&
      right <= shot.right &&
      bottom <= shot.bottom,
    add,
    home: (ahead) => {
      const away = shot !== undefined || crop !== undefined
      if (away) add('back', lengths.back, { to: undefined, sharp: 0, ahead })
      crop = undefined
    },
  }
}

/** The same region for the eye. */
function near(a: Box<'image'>, b: Box<'image'>, side: number): boolean {
  const most = Math.max(
    Math.abs(a.left - b.left),
    Math.abs(a.top - b.top),
    Math.abs(a.right - b.right),
    Math.abs(a.bottom - b.bottom),
  )
  return most <= side * 0.01
}

/** Letters of a text as they count for who reads it. */
function weightOf(text: string): number {
  const dense = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/gu)?.length ?? 0
  return text.length + 2 * dense
}

/** So much of a text, up to the end of a word, or of a character where a word is too long. */
function writtenBy(text: string, share: number): number {
  const at = Math.floor(text.length * share)
  if (at <= 0 || at >= text.length) return at
  const rest = /^[^\s\u3000-\u9fff\uac00-\ud7af]{0,24}/u.exec(text.slice(at))?.[0].length ?? 0
  return beginningOf(text, at + rest).length
}

function ease(share: number): number {
  return share * share * (3 - 2 * share)
}

function mixed([from, to]: Change, way: number): number {
  return from + (to - from) * way
}
