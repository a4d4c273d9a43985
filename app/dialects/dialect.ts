/**
 * How a model family talks: what is asked, when it stops, how a region is requested and in which space, how the crop is
 * cut and zoomed, how the answer is marked. Used to run a model and to read its transcripts. Knows no backend.
 */
import type { Extent } from '../extent'
import type { Box, Point, Size } from '../geometry/box'
import type { PixelBudget } from '../geometry/smart-resize'
import type { Notation, Order, Source, SpaceId } from '../geometry/spaces'
import type { FileMode, ImageReader, ImageDecoding } from '../trace/image-reader'
import type { ImageId, LookFlag, View } from '../trace/step'

/** Pixel budgets of a model: for the whole image and for a crop. */
export interface Budgets {
  readonly image: PixelBudget
  readonly crop: PixelBudget
  /** Where the image is fetched within this budget before the model's own resize (qwen-vl-utils); absent: it is not. */
  readonly fetch?: PixelBudget
}

/** Budgets for one crop, and what its request says of its size. */
export interface CropBudgets extends Budgets {
  /** How many times larger it asks it to be, where the tool takes that. */
  readonly zoom?: number
  /** The size in which code hands it on, where that is not the region's own. */
  readonly handed?: Size
  /** The numbers as written, for rules that count in them to the last bit; absent: they are not the dialect's own. */
  readonly numbers?: readonly number[]
  /** Of a tool that cuts the file before it is read: its mode, and the first colour of its palette. */
  readonly file?: OwnMode
}

/** A file's own mode, as a tool has it that cuts the file before it is read into RGB. */
export type OwnMode = Pick<ImageDecoding, 'first'> & { readonly mode: FileMode }

/** A turn of text the model wrote before, and those before that. */
export interface PastTurns {
  readonly text: string
  readonly past?: PastTurns
}

/** What a turn can be about besides its own words. Code needs it: it asks images for their size and goes on with earlier names. */
export interface TurnContext {
  /** The images of the question, then those shown since, in order. A size nobody knows is absent. */
  readonly pictures: readonly { readonly size?: Size; readonly name?: string }[]
  /** How many of `pictures` are the question's own. */
  readonly asked: number
  /** Absent: this is the first turn. The same turns should be the same objects, so that nothing is read twice. */
  readonly past?: PastTurns
}

/** One request for a region. */
export interface LookSpan extends Extent {
  readonly type: 'look'
  /** As written: four of a box, two of a point. */
  readonly numbers: readonly number[]
  /** More than one box stood in this request; the one upstream takes counts. */
  readonly several: boolean
  readonly label?: string
  /** Which of the images seen so far the numbers count in, from 0: those of the question first, then the crops. */
  readonly source?: number
  /** Not quite the language: the numbers were found by pattern. */
  readonly rough?: boolean
  /** The request says itself how its numbers are written; absent: as the dialect writes them. */
  readonly notation?: Notation
  /** Of a crop in code: where each of `numbers` stands in the text, in the same order; absent where one was worked out. */
  readonly literals?: readonly Extent[]
  /**
   * The request is program code that crops: the span is the whole block. Further crops of the same block follow as spans of
   * no length at its end, so that none of its text is told twice.
   */
  readonly code?: true
  /** The corners stood in the wrong order. Nothing is repaired in silence. */
  readonly swapped?: true
  /** Code that names a region, or cuts it only to go on with: no crop comes back for this one, whatever the dialect does. */
  readonly named?: true
  /** Code that shows a figure (axes, several panels) rather than the crop: what comes back has no place on the image. */
  readonly figure?: true
  /** The crop as the code hands it on, in pixels, where that is not the region's own size: enlarged, turned. */
  readonly cropSize?: Size
  /** What upstream's sandbox cuts instead of the box in `numbers`, written as they are: it makes small boxes larger. */
  readonly cut?: readonly number[]
  /** More than two corners were written: `numbers` are the box around them. */
  readonly bounds?: true
  /** Of a film: the second of the frame it was named in. */
  readonly time?: number
  /** How many times larger the request asks its crop to be. */
  readonly zoom?: number
}

/**
 * A piece of a turn that is not just words. `malformed`: looks like a request and cannot be read; it becomes a step of its own
 * (“unread region”), never an answer. `call`: a tool is called that is given no region in numbers; `about`: one in words. `code`:
 * program code without a region; `computed`: it cuts, but where cannot be worked out, and why. `output`: what a tool wrote into the
 * model's own turn. `opaque`: so many latent vectors nobody can read.
 */
export type Span =
  | LookSpan
  | (Extent & { readonly type: 'answer'; readonly text: string })
  | (Extent & { readonly type: 'malformed'; readonly message: string })
  | (Extent & { readonly type: 'call'; readonly name: string; readonly about?: string })
  | (Extent & { readonly type: 'code'; readonly computed?: string })
  | (Extent & { readonly type: 'output'; readonly text: string })
  | (Extent & { readonly type: 'opaque'; readonly count: number })

/** Where a request lies on its image. `point`: of two numbers, where they point; the region is then a box around it. */
export interface Region {
  readonly region: Box<'source'>
  readonly flags: readonly LookFlag[]
  readonly point?: Point
}

/** A request in a dialect's words. */
export interface WrittenRequest {
  readonly numbers: readonly number[]
  readonly text: string
}

/**
 * What a tool cuts out of an image, in whole pixels of it, and how the model then sees it. `made`: from the image the numbers
 * count in, where that is more than the cut and one resize; `crop` then says where on the image it lies.
 */
export interface Cut extends Pick<View, 'size' | 'filter' | 'grid' | 'made' | 'alpha'> {
  readonly crop: Box<'source'>
  /** The tool made the region larger before it cut, which the dialect's `region` does not know of. */
  readonly grown?: true
}

/** The turn in which a crop comes back: who says it, and the words before and after the image. */
export interface HandBack {
  readonly role: 'user' | 'tool'
  readonly before: string
  readonly after: string
}

/** A function declared to servers that call functions themselves. `parameters` is a JSON schema. */
export interface ToolDeclaration {
  readonly name: string
  readonly description: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** A function call: its name and its arguments as the JSON text the model wrote. */
export interface ToolCall {
  readonly name: string
  readonly arguments: string
}

/** How a call that a server reports as data stands in the running text, and back. `find(write(call))` is the call again. */
export interface Tools {
  readonly declared: readonly ToolDeclaration[]
  /** The system message where a server is told of the functions by itself; absent: none. */
  readonly system?: string
  /** The call as text: what `spans` reads. */
  readonly write: (call: ToolCall) => string
  /** The last call in a text and where it begins and ends; undefined when there is none. */
  readonly find: (text: string) => (Extent & { readonly call: ToolCall }) | undefined
}

/** A segment a model has just written, and what it was shown before. */
export interface WrittenSegment {
  readonly text: string
  /** It ended at a stop text, or by itself. */
  readonly reason: 'stop' | 'eos'
  /** Of the image itself. */
  readonly size: Size
  /** The whole image, then every crop, as the model saw them. */
  readonly views: readonly View[]
  readonly budgets: Budgets
  /** As in `CropBudgets`. */
  readonly file?: OwnMode
}

/**
 * What comes after a segment. `crop`: what it asks for is shown. `view`: another image is. `say`: the model is told something in a
 * turn of its own. `on`: it goes on at once. `end`: the run is over.
 */
export type Next =
  | { readonly type: 'crop' | 'on' | 'end' }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'say'; readonly text: string }

/**
 * What a family's own loop makes of a finished segment: what stays of it, what it puts after it, and what comes next. Only where that
 * is not simply “a request that can be read is answered with its crop”.
 */
export interface SegmentEdge {
  /** What stays of what was written; absent: all of it. */
  readonly text?: string
  /** What the loop puts after it, in the model's own turn. */
  readonly added?: string
  readonly next: Next
}

/** Something Relook does otherwise than the family's code, on purpose (docs/fidelity.md), or that code cannot do; said beside what it concerns. */
export interface Deviation {
  /** The whole image, every crop, what the loop says, or a step by its text. */
  readonly about: 'image' | 'crop' | 'reply' | 'step'
  readonly words: string
  /** Only there. `raw`: the step's text. */
  readonly when?: (on: {
    readonly size: Size
    readonly read?: ImageDecoding
    readonly raw: string
  }) => boolean
}

/** How a model family talks: prompt, request, space of its boxes, crop rule, answer. */
export interface Dialect {
  readonly id: string
  readonly name: string
  /** Where its numbers live, as a person may choose it. */
  readonly space: SpaceId
  /** What its numbers are, in order; absent: x first, corners (`xyxy`). */
  readonly order?: Order
  /** How its code reads image files; absent: not known, they are read as Relook reads them. */
  readonly pictures?: ImageReader
  /**
   * How its tool reads the file that it cuts from, where it opens it on its own. `unread`: it cuts and resizes it in the file's own mode,
   * saves that, and only then is it read.
   */
  readonly cuts?: ImageReader | 'unread'
  readonly decided?: readonly Deviation[]
  /** Budgets its published evaluation used: what a transcript was made with, as far as the file does not say. */
  readonly budgets: Budgets
  /** Which requests of one turn are answered with a crop. `none`: regions are only named (the baseline). */
  readonly shows: 'each' | 'first' | 'last' | 'none'
  /** In nested looks the tool cuts out of the crop as the model saw it (`seen`) or before it was resized (`raw`). */
  readonly nested: 'seen' | 'raw'
  /**
   * How the crop comes back: inside the assistant's turn, or in a turn of its own. `n` counts crops from 1. `inside` needs
   * a server that continues an assistant's turn with an image in it; elsewhere the crop becomes a user's turn
   * (reasoning/manner.ts).
   */
  readonly handBack: 'inside' | ((n: number, crop: View) => HandBack)
  /** The system message upstream gives; absent: none (the chat template's own stands). */
  readonly system?: string
  /**
   * Everything in a text that is not just words, in order, not overlapping: the one reader of this dialect, of what a model is
   * writing and of files. Takes time in proportion to the text. `context`: what came before.
   */
  readonly spans: (text: string, context?: TurnContext) => readonly Span[]
  /** Text a generation ends at. The stop text itself is kept. */
  readonly stop: readonly string[]
  /**
   * The user's text after the image. `looks` false asks plainly (the baseline without regions). `image`: its size, for prompts
   * that name it.
   */
  readonly ask: (question: string, looks: boolean, image?: Size) => string
  /** The user's text before the image, where looks are asked for; absent: nothing. */
  readonly beforeImage?: string
  /** Put after a look before its crop, where the look does not end with it already; absent: nothing. */
  readonly afterLook?: string
  /** Put after a crop that comes back inside the turn; absent: nothing. */
  readonly afterCrop?: string
  /** What its prompt asks to have around the reasoning; absent: nothing. */
  readonly thinking?: { readonly open: string; readonly close: string }
  /** The part of a thought worth reading: no tags, trimmed; always a contiguous part of `raw`. */
  readonly plain: (raw: string) => string
  /** How the model sees the whole image. @throws Failure `bad-input` for impossible shapes. */
  readonly overview: (image: ImageId, size: Size, budgets: Budgets) => View
  /** The numbers as its tool takes them, and what is odd about them; absent: by the generic rule of `space` and `order`. */
  readonly region?: (numbers: readonly number[], source: Source) => Region
  /** What the model is given for a region; undefined when no pixel is left of it or it is too long and thin. */
  readonly crop: (region: Box<'source'>, picture: Size, budgets: CropBudgets) => Cut | undefined
  /** A person's region in the model's words: numbers in its space, and the request's text with what it is called. */
  readonly request: (region: Box<'source'>, source: Source, label?: string) => WrittenRequest
  /** A person's point in the model's words; absent: it has none, and a point is told as the box around it. */
  readonly point?: (at: Point, source: Source, label?: string) => WrittenRequest
  /** Pixels from a point to the edges of the box that its tool cuts around it; absent: as far as shows where it is. */
  readonly reach?: number
  /**
   * A text of this dialect with its request number `which` (as `spans` lists looks) at another place; undefined where it cannot be
   * moved alone. For requests in which more stands than the numbers (code); absent: a moved region is requested again.
   */
  readonly move?: (
    text: string,
    move: { readonly which: number; readonly to: Box<'source'> },
    context?: TurnContext,
  ) => string | undefined
  /**
   * What the family's own loop makes of a finished segment, broken requests above all; absent: a request that can be read is answered
   * with its crop, and any other segment ends the run.
   */
  readonly edge?: (ended: WrittenSegment) => SegmentEdge
  /** A person's answer in the model's words; a dialect that gives the text back as it is marks no answer. */
  readonly answer: (text: string) => string
  /** For families that ask by a function call; absent: a request is plain text everywhere. */
  readonly tools?: Tools
  /** Names of checkpoints that speak it, to guess a served model's dialect; a person's choice comes first. */
  readonly checkpoints?: RegExp
}

/** How a dialect writes its numbers. */
export function notationOf({ space, order = 'xyxy' }: Pick<Dialect, 'space' | 'order'>): Notation {
  return { space, order }
}
