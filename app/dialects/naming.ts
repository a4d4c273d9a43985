/**
 * Languages in which regions are only named: the model writes boxes and goes on, nothing is shown to it. What they share;
 * each has a file of its own that says how it asks, marks its boxes and marks its answer.
 */
import { box, type Box, type Point, type Size } from '../geometry/box'
import type { SpaceId } from '../geometry/spaces'
import type { LookFlag } from '../trace/step'
import { aroundPoint, cell28, heldRegion, wholeView, writeNumbers } from './crops'
import type { Budgets, Dialect, Span } from './dialect'
import { budgetsOf, inOrder, plainThought, readingOf, unmarkedAnswer } from './spans'

/** What makes such a language. */
export interface Naming {
  readonly id: string
  readonly name: string
  /** Pixels of the resized image, or of the original. */
  readonly space: Extract<SpaceId, 'input' | 'image'>
  readonly budgets?: Budgets
  readonly system?: string
  readonly checkpoints?: RegExp
  /** The user's words for a question. */
  readonly ask: (question: string) => string
  readonly boxes: (text: string) => readonly Span[]
  readonly answers: (text: string) => readonly Span[]
  readonly unmarked: boolean
  readonly stop: readonly string[]
  /** A box and an answer in its words. */
  readonly writeBox: (numbers: string) => string
  readonly writeAnswer: (text: string) => string
  /** Marks of its own to take off thoughts. */
  readonly plain?: (raw: string) => string
}

/** Such a language as a dialect. Qwen2.5-VL's pixel budgets, where it names no others. */
export function namingDialect<const Id extends string>(naming: Naming & { readonly id: Id }) {
  const { id, name, space, boxes, answers, unmarked, stop, writeBox, writeAnswer } = naming
  const spans = (text: string) => inOrder([...boxes(text), ...answers(text)])
  return {
    id,
    name,
    space,
    budgets: naming.budgets ?? budgetsOf([4, 16384], [4, 16384]),
    shows: 'none',
    nested: 'seen',
    handBack: 'inside',
    ...(naming.system === undefined ? {} : { system: naming.system }),
    ...(naming.checkpoints === undefined ? {} : { checkpoints: naming.checkpoints }),
    spans,
    unmarked,
    stop,
    ask: (question, looks) => (looks ? naming.ask(question) : question),
    read: (text) => {
      const found = spans(text)
      return readingOf(found.length > 0 || !unmarked ? found : unmarkedAnswer(text), 'last')
    },
    afterLook: () => '',
    plain: naming.plain ?? plainThought,
    overview: (image, size, budgets) => wholeView(image, size, budgets.image, cell28),
    region: (numbers, image, frame) => namedRegion(numbers, image, space === 'image' ? image : frame),
    crop: () => undefined,
    request: (region, image, frame) => {
      const to = space === 'image' ? image : frame
      const x = to.width / image.width
      const y = to.height / image.height
      const numbers = [
        Math.floor(region.left * x),
        Math.floor(region.top * y),
        Math.min(to.width, Math.ceil(region.right * x)),
        Math.min(to.height, Math.ceil(region.bottom * y)),
      ]
      return { numbers, text: writeBox(writeNumbers(numbers)) }
    },
    answer: writeAnswer,
  } as const satisfies Dialect
}

/** Scaled, held inside the image. A point becomes a small box around it, which is flagged: nobody wrote that box. */
function namedRegion(
  numbers: readonly number[],
  image: Size,
  frame: Size,
): { region: Box<'image'>; flags: LookFlag[]; point?: Point } {
  const x = image.width / frame.width
  const y = image.height / frame.height
  const [x1 = 0, y1 = 0, x2 = x1, y2 = y1] = numbers
  if (numbers.length !== 2) return heldRegion(box(x1 * x, y1 * y, x2 * x, y2 * y), image)
  return aroundPoint({ x: x1 * x, y: y1 * y }, image)
}
