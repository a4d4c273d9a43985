/**
 * VLM-R³: bare `{"bbox_2d": [x1, y1, x2, y2]}` in the running text, absolute pixels of the smart-resized first image;
 * the crop comes back inside the same assistant turn.
 * Source of every rule: justgogorunrun/VLM-R3, src/model/r3_vllm.py (`AgentVLMVLLM`).
 * Quirks, decided: of several `bbox_2d` keys the last counts, as upstream, and is flagged. A box past the edge is clamped, as
 * upstream, and flagged. A run goes on after broken requests as upstream's does (edges/vlm-r3.ts). In a file, where only the text is
 * known, a box without area is flagged and shows nothing. Upstream's pattern takes what stands from one brace to the
 * next closing one, so an object that stands inside another, holds one, or follows an open brace is lost to it: such a request is
 * read all the same and flagged `rough`. Braces of LaTeX after a request do not hide it.
 */
import { box, sizeOf, type Box, type Size } from '../geometry/box'
import { smartResize } from '../geometry/smart-resize'
import type { Source } from '../geometry/spaces'
import type { ImageId, LookFlag, View } from '../trace/step'
import { roughNumbers } from './calls/read'
import { cell28 as cell, firstFrom, lastBefore, isTooThin, resizedOrNone, seenAt, slack } from './crops'
import type { Extent } from '../extent'
import type { Budgets, Cut, Dialect, Region, Span, WrittenRequest } from './dialect'
import { vlmR3Edge } from './edges/vlm-r3'
import { otherFrame, ownBudget, resizeStage, seenAfter } from './pipeline'
import {
  answerSpan,
  budgetsOf,
  spansInOrder,
  jsonOf,
  finiteNumbers,
  plainThought,
  recordOf,
  thinkTags,
  unreadable,
} from './spans'

const prompt =
  '\nYou need to first think about the reasoning process in your mind, and then provide the answer. When thinking, you ' +
  'should call the "crop" tool (format: {"bbox_2d": [x1, y1, x2, y2]}) to focus on the key areas in the image. The ' +
  'reasoning process and the answer are included in the <think> </think> and <answer> </answer> tags respectively.'

const stops = [']}', ']\n}', '] }', '</answer>'] as const

/** VLM-R³: boxes in pixels of the resized input, crops inside the model’s own turn. */
export const vlmR3 = {
  id: 'vlm-r3',
  name: 'VLM-R³',
  space: 'input',
  // src/eval: image 32..8192, crop 32..4096 visual tokens; before that, `fetch_image` of qwen-vl-utils at its own 4..16384.
  budgets: { ...budgetsOf([32, 8192], [32, 4096]), fetch: ownBudget },
  pictures: 'qwen-vl-utils',
  // `raw_img = Image.open(image_path).convert("RGB")`.
  cuts: 'pillow',
  // Of a segment, which ends with the request: the last. A turn holds many segments.
  shows: 'last',
  nested: 'seen',
  handBack: 'inside',
  spans,
  stop: stops,
  ask: (question, looks) => (looks ? question + prompt : question),
  afterLook: '\n',
  thinking: thinkTags,
  plain: plainThought,
  overview,
  region,
  crop,
  request,
  edge: (ended) => vlmR3Edge(ended, { region, crop: zoomed, stop: stops }),
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

/**
 * Fetched by qwen-vl-utils, then resized by the model's processor: twice where the fetched size is not within its budget. Boxes
 * count in `real_input_img`, which is worked out from the image itself, whatever was fetched.
 */
function overview(image: ImageId, size: Size, { image: budget, fetch }: Budgets): View {
  const fetched = fetch === undefined ? size : smartResize(size, fetch, cell)
  const stages = [resizeStage(fetched), resizeStage(smartResize(fetched, budget, cell))]
  return { image, ...seenAfter(size, stages, cell), ...otherFrame(smartResize(size, budget, cell), stages) }
}

/** Every object with the key, and the last answer. */
function spans(text: string): readonly Span[] {
  return spansInOrder([...requests(text), ...answerSpan(text)])
}

/** Longer objects are no requests; it also bounds what is parsed twice. */
const longest = 2000

/** One pass over the braces and keys of a text: each key belongs to the innermost object that is open where it stands. */
function requests(text: string): readonly Span[] {
  const found: Span[] = []
  const fragments = new Fragments(text)
  const open: { readonly start: number; keys: number }[] = []
  // Where upstream's pattern would begin: the first brace since the last closing one.
  let upstream: number | undefined
  for (const { 0: mark, index } of text.matchAll(/[{}]|"bbox_2d"\s*:/g)) {
    if (mark === '{') {
      open.push({ start: index, keys: 0 })
      upstream ??= index
    } else if (mark === '}') {
      const object = open.pop()
      if (object !== undefined && object.keys > 0) {
        const span = requestIn(text, { start: object.start, end: index + 1 }, object.keys)
        found.push(span.type === 'look' && upstream !== object.start ? { ...span, rough: true } : span)
      }
      upstream = undefined
    } else {
      const inner = open.at(-1)
      if (inner === undefined) fragments.at(index)
      else inner.keys++
    }
  }
  for (const { start, keys } of open) if (keys > 0) fragments.at(start)
  return [...found, ...fragments.found]
}

/** Requests without an end, in order; what lies inside one is part of it and read once. */
class Fragments {
  readonly found: Span[] = []
  #done = 0

  constructor(readonly text: string) {}

  at(start: number): void {
    if (start < this.#done) return
    const span = fragment(this.text, start)
    this.#done = span.end
    this.found.push(span)
  }
}

function requestIn(text: string, { start, end }: Extent, keys: number): Span {
  const object = text.slice(start, Math.min(end, start + longest))
  const numbers = finiteNumbers(recordOf(jsonOf(object))?.bbox_2d)
  if (numbers !== undefined) return { type: 'look', start, end, numbers, several: keys > 1 }
  const rough = roughNumbers(object)
  return rough === undefined
    ? { type: 'malformed', start, end, message: unreadable }
    : { type: 'look', start, end, numbers: rough, several: keys > 1, rough: true }
}

/** A request that was cut off, or never had braces around it: what stands on its line. */
function fragment(text: string, start: number): Span {
  const stretch = text.slice(start, start + longest)
  const end = start + (/\n|<\/?\w+>/.exec(stretch)?.index ?? stretch.length)
  return requestIn(text, { start, end }, 1)
}

/** `int(x * W_raw / W_resized)` per axis, then clamped; the right and bottom pixel are included in the crop. */
function region(numbers: readonly number[], { size, frame }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const x = (v: number) => pixelOf(v, size.width, frame.width)
  const y = (v: number) => pixelOf(v, size.height, frame.height)
  const left = Math.max(0, x(x1))
  const top = Math.max(0, y(y1))
  const right = Math.min(size.width - 1, x(x2))
  const bottom = Math.min(size.height - 1, y(y2))
  const flags: LookFlag[] = []
  if (x(x1) < 0 || y(y1) < 0 || x(x2) > size.width || y(y2) > size.height) flags.push('clamped')
  if (left >= right || top >= bottom) {
    flags.push('invalid')
    return { region: box(left, top, Math.max(left, right), Math.max(top, bottom)), flags }
  }
  return { region: box(left, top, right + 1, bottom + 1), flags }
}

function pixelOf(v: number, side: number, seen: number): number {
  return Math.trunc((v * side) / seen)
}

/** What comes back is fetched and processed once more, which changes nothing, but refuses what the zoom has made too thin. */
function crop(r: Box<'source'>, picture: Size, budgets: Budgets): Cut | undefined {
  const cut = zoomed(r, picture, budgets)
  return cut && !isTooThin(cut.size) ? cut : undefined
}

/** Zoom 2 below an eighth of the image's area, 1 from half of it, linear between; then smart-resize; one LANCZOS pass. */
function zoomed(r: Box<'source'>, picture: Size, budgets: Budgets): Cut | undefined {
  const cut = box<'source'>(
    Math.max(0, Math.round(r.left)),
    Math.max(0, Math.round(r.top)),
    Math.min(picture.width, Math.round(r.right)),
    Math.min(picture.height, Math.round(r.bottom)),
  )
  const { width, height } = sizeOf(cut)
  if (width < 1 || height < 1 || isTooThin({ width, height })) return undefined
  const share = (width * height) / (picture.width * picture.height)
  const scale = share < 0.125 ? 2 : share >= 0.5 ? 1 : 2 - (share - 0.125) / 0.375
  const zoomed = { width: Math.trunc(scale * width), height: Math.trunc(scale * height) }
  const seen = resizedOrNone(zoomed, budgets.crop, cell)
  return seen && { ...seenAt(seen, 'lanczos', cell), crop: cut }
}

/** The smallest numbers that map back onto at least this region: the crop a person drew is what the model gets. */
function request(r: Box<'source'>, { size, frame }: Source): WrittenRequest {
  const [left, right] = edges(r.left, r.right, { side: size.width, seen: frame.width })
  const [top, bottom] = edges(r.top, r.bottom, { side: size.height, seen: frame.height })
  const numbers = [left, top, right, bottom]
  return { numbers, text: `{"bbox_2d": [${numbers.join(', ')}]}` }
}

/** Two edges of an axis: the far pixel is included and never the near one; the frame's own edge is written as such. */
function edges(near: number, far: number, { side, seen }: { readonly side: number; readonly seen: number }) {
  const pixel = (n: number) => pixelOf(n, side, seen)
  // The last pixel alone would be no area to the tool; what lies beside the image is none of it.
  const start = near < side ? Math.min(Math.floor(near + slack), side - 2) : Math.floor(near + slack)
  const first = lastBefore(start + 1, side / seen, pixel)
  const last = Math.max(Math.ceil(far - slack) - 1, pixel(first) + 1)
  return [first, far >= side - slack ? seen : firstFrom(last, side / seen, pixel)] as const
}
