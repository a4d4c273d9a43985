/**
 * Languages in which regions are only named: the model writes boxes and goes on, nothing is shown to it. What they share;
 * each has a file of its own that says how it asks, marks its boxes and marks its answer.
 */
import { numbersFor, pointFor, type Order, type SpaceId } from '../geometry/spaces'
import { cell28, pointIn, pointReach, wholeView, writeNumbers } from './crops'
import { notationOf, type Budgets, type Dialect, type Span } from './dialect'
import { budgetsOf, inOrder, plainThought } from './spans'

/** What makes such a language. */
export interface Naming {
  readonly id: string
  readonly name: string
  readonly space: SpaceId
  readonly order?: Order
  readonly budgets?: Budgets
  readonly system?: string
  readonly checkpoints?: RegExp
  /** The user's words for a question. */
  readonly ask: (question: string) => string
  readonly boxes: (text: string) => readonly Span[]
  readonly answers: (text: string) => readonly Span[]
  readonly stop: readonly string[]
  readonly thinking?: Dialect['thinking']
  /** Whether a person's region is told as a box (absent) or by its middle. */
  readonly writes?: 'points'
  /** A box (or a point) with what it is called, and an answer, in its words. */
  readonly writeBox: (numbers: readonly number[], label: string | undefined) => string
  readonly writeAnswer: (text: string) => string
  /** Marks of its own to take off thoughts. */
  readonly plain?: (raw: string) => string
}

/** Such a language as a dialect. Qwen2.5-VL's pixel budgets, where it names no others. */
export function namingDialect<const Id extends string>(naming: Naming & { readonly id: Id }) {
  const { id, name, space, order, boxes, answers, stop, writeBox, writeAnswer } = naming
  const notation = notationOf({ space, ...(order === undefined ? {} : { order }) })
  return {
    id,
    name,
    ...notation,
    budgets: naming.budgets ?? budgetsOf([4, 16384], [4, 16384]),
    shows: 'none',
    nested: 'seen',
    handBack: 'inside',
    ...(naming.system === undefined ? {} : { system: naming.system }),
    ...(naming.checkpoints === undefined ? {} : { checkpoints: naming.checkpoints }),
    ...(naming.thinking === undefined ? {} : { thinking: naming.thinking }),
    spans: (text) => inOrder([...boxes(text), ...answers(text)]),
    stop,
    ask: (question, looks) => (looks ? naming.ask(question) : question),
    plain: naming.plain ?? plainThought,
    overview: (image, size, budgets) => wholeView(image, size, budgets.image, cell28),
    crop: () => undefined,
    request: (region, source, label) => {
      const numbers =
        naming.writes === 'points'
          ? pointFor(notation, pointIn(region, source.size, pointReach(source.size)), source)
          : numbersFor(notation, region, source)
      return { numbers, text: writeBox(numbers, label) }
    },
    answer: writeAnswer,
  } as const satisfies Dialect
}

/** `{"bbox_2d": [1, 2, 3, 4], "label": "…"}`, as Qwen writes it. */
export function jsonBox(numbers: readonly number[], label: string | undefined): string {
  const named = label === undefined ? '' : `, "label": ${JSON.stringify(label)}`
  return `{"bbox_2d": ${writeNumbers(numbers)}${named}}`
}
