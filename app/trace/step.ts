/** One step of a trace: what was thought, where it looked, what it got to see, what it answered. Plain data. */
import type { Box, Point, Size } from '../geometry/box'
import type { Notation } from '../geometry/spaces'

/** Of a step, within its project. */
export type StepId = string
/** Of an image: the hash of its content. */
export type ImageId = string

/** Who wrote a step. A person's words are never shown as a model's. */
export type Author =
  | { readonly type: 'model'; readonly model: string }
  | { readonly type: 'person'; readonly name?: string }
  /** What a tool or the next turn of a dialogue said, in a trace made elsewhere. */
  | { readonly type: 'tool' }

/** One generated token. `logprob` is natural log; absent where the backend gives none. */
export interface Token {
  /** −1 where a server does not tell ids; such tokens are text only. */
  readonly id: number
  readonly text: string
  /** A step ends inside it: this is a part of its text, whose other part begins, or ends, the step beside. Which side is cut. */
  readonly cut?: 'start' | 'end' | 'both'
  readonly logprob?: number
  /** It is that of the distribution that was drawn from, after the temperature; absent: raw, or as a server has it. */
  readonly tempered?: true
  /** The most likely alternatives, most likely first, where the backend gives them. */
  readonly top?: readonly Alternative[]
  /** Of all the model held possible there, in nats; and its own place among it, from 1. Absent: a backend that sees only the likeliest. */
  readonly entropy?: number
  readonly rank?: number
  /** A person put it there; the probability is what the model gave it. */
  readonly forced?: true
}

/** A token that could have stood at a place. */
export interface Alternative {
  readonly text: string
  readonly logprob: number
  /** Absent: a server that names texts only, or an older trace. */
  readonly id?: number
  /** The model would have ended its turn. */
  readonly ends?: true
}

/** What a phase cost. Milliseconds; counts are tokens. */
export interface Timings {
  readonly encodeMs: number
  readonly prefillMs: number
  readonly decodeMs: number
  /** Tokens generated. */
  readonly tokens: number
  /** Tokens in the context before the first generated one. */
  readonly promptTokens: number
  /** How many of those came from a checkpoint instead of being computed. */
  readonly cachedTokens: number
  /** Tokens read ahead because they were written elsewhere, and those of them that were written again. Absent: none. */
  readonly drafted?: number
  readonly accepted?: number
  /** A server does not say how many were cached: then `cachedTokens` is 0 and means nothing. */
  readonly cacheUnknown?: true
}

/** How a resize weighs pixels. `nearest` weighs none: it takes one. */
export type Filter = 'bicubic' | 'lanczos' | 'nearest'

/**
 * A step on the way to a view. `cut`: whole pixels of the image as it is by then; where the box leaves it, there is `fill`, or
 * black, as Pillow's `crop` has it.
 */
export type Stage =
  | { readonly type: 'resize'; readonly size: Size; readonly filter: Filter }
  | {
      readonly type: 'cut'
      readonly box: Box<'source'>
      readonly fill?: readonly [red: number, green: number, blue: number]
    }

/** How what is hidden looks: one grey, or what is left of it when nothing finer than the neighbourhood can be told apart. */
export const covers = ['grey', 'blur'] as const
/** How a hidden part looks. */
export type Cover = (typeof covers)[number]

/** Parts of an image that a model is not shown. */
export interface HiddenParts {
  readonly cover: Cover
  /** In pixels of the image; what lies outside the view hides nothing of it. */
  readonly boxes: readonly Box<'image'>[]
}

/**
 * What a model gets to see of an image: exact source pixels, exact size, exact filter. The whole of “what the model saw”.
 * `crop` is in whole image pixels; absent means the full image. `made`: how it is made where that is more than one cut and one
 * resize, in this order, before the last resize to `size`; then `crop` only says where on the image it lies.
 */
export interface View {
  readonly image: ImageId
  readonly crop?: Box<'image'>
  readonly made?: readonly Stage[]
  /** Size of the model input in pixels. */
  readonly size: Size
  /** Of the whole image: the size that boxes count in, where upstream works it out apart from what the model sees. */
  readonly frame?: Size
  readonly filter: 'bicubic' | 'lanczos'
  /**
   * Of an image with transparency. `dropped`: the colours under it, where its tool cuts them out before anything is laid over white.
   * `kept`: the stages before the last resize are made with it, colours weighed by it, and what they give is laid over white.
   */
  readonly alpha?: 'dropped' | 'kept'
  /** Shown as one grey instead of its pixels: to see whether a look is used at all. */
  readonly mask?: 'blank'
  /** Parts of it are taken out of sight, to see what hangs on them. */
  readonly hidden?: HiddenParts
  /** Visual tokens: (width / cell) × (height / cell). */
  readonly grid: Size
}

/** Something about a look that a reader should know. */
export type LookFlag =
  | 'clamped' // part of the box lay outside the image
  | 'invalid' // no area is left, or it is too long and thin: no crop was given
  | 'several-boxes' // more than one box in the request; the last counts, as upstream
  | 'repeated' // the same region was looked at before
  | 'grown' // the language's own rule made the region larger before it was cut
  | 'not-shown' // the model was given no crop for it: it was refused, or none came back
  | 'passed-over' // its turn went on: another request of it was answered, or its answer was taken
  | 'crop-differs' // the crop in the file has another size than the rule gives
  | 'other-image' // it counts in an image this trace is not about; it is not drawn
  | 'missing-image' // the image was not found: its place is only known in the model's own numbers
  | 'taken-as-pixels' // a value of 1 or more made the tool read fractions as pixels
  | 'point' // a point was named; the box around it is the tool's or Relook's
  | 'bounds' // more than two corners were written; it is the box around them
  | 'rough' // the numbers had to be found in words that are not quite the language
  | 'padded' // part of the box lies outside the image: the crop is black there
  | 'all-shown' // the tool takes the box for none and shows all of the image again
  | 'shown-again' // its box has no area: the loop shows the crop before it once more, as upstream
  | 'figure' // the code shows a figure (axes, panels), which is what upstream hands back; here the crop alone stands for it
  | 'fractions' // written as fractions where whole numbers are expected, and read as fractions
  | 'swapped' // the corners stood in the wrong order; a repair is offered, never done in silence

interface Common {
  readonly id: StepId
  readonly author: Author
  /** Milliseconds since 1970. */
  readonly at: number
  /** Exactly what stands in the model's context for this step, appended text included. */
  readonly raw: string
  /** The generated tokens, where known; their texts make up `raw` but for `appended`. */
  readonly tokens?: readonly Token[]
  /** Text the loop added after what the model wrote. Always the tail of `raw`; empty where it only closed the segment. */
  readonly appended?: string
  /** What the model wrote after it, and the loop took away: not in `raw`, and never in the context. */
  readonly dropped?: string
  /** The step this one was made from by a person's edit. */
  readonly replaces?: StepId
  readonly timings?: Timings
  /** Images that came back with it and are no crop of the image (figures, results of tools): places in the origin's list. */
  readonly pictures?: readonly number[]
}

/**
 * What a thought is, where it is not just words. `unread`: looks like a request for a region and cannot be read; the message says
 * why. `call`: a tool was called without a region in numbers; `about`: one in words. `code`: program code that cuts nothing;
 * `computed`: it does, but where cannot be worked out, and why. `opaque`: so many latent vectors. All keep their `raw`, and go out
 * again as they came. `reply`: what the loop told the model instead of a crop, in a turn of its own.
 */
export type ThoughtKind =
  | { readonly type: 'unread'; readonly message: string }
  | { readonly type: 'call'; readonly name: string; readonly about?: string }
  | { readonly type: 'code'; readonly computed?: string }
  | { readonly type: 'opaque'; readonly count: number }
  | { readonly type: 'reply' }

/** Words between looks. */
export interface ThoughtStep extends Common {
  readonly type: 'thought'
  /** For reading: `raw` without tags. A contiguous part of `raw`. */
  readonly text: string
  /** Absent: words. */
  readonly kind?: ThoughtKind
}

/** Where a look lies, in original image pixels, and what is odd about it. */
export interface LookPlacement {
  readonly region: Box<'image'>
  /** Of a request that names a point: where. The region is then a box around it that nobody wrote. */
  readonly point?: Point
  readonly flags: readonly LookFlag[]
}

/** Characters of a step's `raw`, the end not included. */
export interface RawExtent {
  readonly start: number
  readonly end: number
}

/** A region the model asked to see. */
export interface LookStep extends Common {
  readonly type: 'look'
  /** The model's own numbers as written, and the size of the frame they count in. */
  readonly request: {
    readonly numbers: readonly number[]
    readonly frame: Size
    /** The observation whose image the numbers count in; absent: the original image. */
    readonly source?: StepId
    /** The request says itself how its numbers are written; absent: as the dialect writes them. */
    readonly notation?: Notation
    /** How many times larger the request asks its crop to be. */
    readonly zoom?: number
    /** Of a film: the second of the frame it was named in. */
    readonly time?: number
    /** `raw` is program code (empty for further crops of the same block, which is the look's before). */
    readonly code?: true
    /** Of code: the size in which it hands the crop on, where that is not the region's own. */
    readonly cropSize?: Size
    /** Of code: where each number stands in `raw`, in the same order; of a further crop in that of the block. */
    readonly literals?: readonly RawExtent[]
  }
  /** What the model called it. */
  readonly label?: string
  /** The same region in original image pixels, as the dialect maps it. */
  readonly region: Box<'image'>
  readonly point?: Point
  readonly flags: readonly LookFlag[]
  /** Only in a view: how a person reads its numbers instead of as written. Never in a journal. */
  readonly reread?: Notation
}

/** The crop that a look was given. */
export interface ObservationStep extends Common {
  readonly type: 'observation'
  readonly look: StepId
  readonly view: View
}

/** The answer that ended a run. */
export interface AnswerStep extends Common {
  readonly type: 'answer'
  /** The answer alone. A contiguous part of `raw`. */
  readonly text: string
}

/** One step of a trace. */
export type Step = ThoughtStep | LookStep | ObservationStep | AnswerStep
