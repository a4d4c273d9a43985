/**
 * A trace made elsewhere in Relook's own words: its turns cut into steps by the dialect, every region in pixels of the
 * original. Pure: sizes of images are given, nothing is opened. Knows no format.
 */
import { dialectOf, dialects, type Dialect, type DialectId } from '../dialects'
import { namedCallSpans } from '../dialects/calls/named-calls'
import { notationOf } from '../dialects/dialect'
import { spansInOrder } from '../dialects/spans'
import type { Notation, Order, SpaceId } from '../geometry/spaces'
import { Failure } from '../failure'
import { given } from '../given'
import { overviewOf, type PixelLimit } from '../reading/frame'
import { missingImage, sizedImageOf } from '../trace/image'
import { mainBranch, stepsOf, type EndReason, type ImageRef, type Project } from '../trace/project'
import type { LookFlag, Step, StepId, View } from '../trace/step'
import type { ForeignTrace } from './format'
import { readTurns } from './turns'

/** What is known besides the trace. */
export interface StepsRequest extends PixelLimit {
  /** By index of `ForeignTrace.images`; undefined where an image was not found (or is a crop nobody asked the size of). */
  readonly pictures: readonly (ImageRef | undefined)[]
  /** A person's choices; absent: what the trace says. */
  readonly dialect?: string
  readonly space?: SpaceId
  readonly order?: Order
  /** What was decided by evidence: counts where neither a person nor the trace says anything. */
  readonly decided?: Notation | undefined
  /** Milliseconds since 1970, for all steps. */
  readonly at: number
}

/** A trace as steps, with what it lies on. */
export interface TraceSteps {
  readonly steps: readonly Step[]
  /** The image it is about; `missingImage` where that was not found. */
  readonly image: ImageRef
  readonly missing: boolean
  /** How the model saw the whole of it. */
  readonly view: View
  readonly dialect: DialectId
  /** What its numbers are read in. */
  readonly space: SpaceId
  readonly order: Order
  /** The model's name as the file has it, else the dialect's. */
  readonly model: string
  readonly reason: EndReason
  /** Why, where the file says so. */
  readonly why?: string
  /** Everything odd about its looks, each once. */
  readonly flags: readonly LookFlag[]
  /** What looks like a region and is not drawn. */
  readonly notDrawn: readonly NotDrawn[]
  /** By look, what the dialect's rule cuts for it, whether it was shown or not. */
  readonly crops: ReadonlyMap<StepId, View>
}

/** A step that may be about a region nobody can draw, and why. */
export interface NotDrawn {
  readonly type: 'unread-region' | 'computed-region'
  readonly step: StepId
  /** As it stands in the text. */
  readonly raw: string
  readonly message: string
}

/** The trace's steps. @throws Failure `not-found` for a dialect Relook does not know. */
export function traceSteps(trace: ForeignTrace, request: StepsRequest): TraceSteps {
  if (trace.tree !== undefined) return stepsOfTree(trace.tree)
  const dialect = withNamedCalls(dialectFor(request.dialect ?? trace.dialect), trace.calls)
  const main = trace.main ?? 0
  const found = request.pictures[main]
  const image = found ?? standIn(trace, dialect)
  const own = notationOf(dialect)
  const chosen = notationIn(request, own)
  // What the file says of its numbers, it says of its own dialect.
  const told = (request.dialect === undefined ? notationIn(trace, own) : undefined) ?? request.decided
  // As what the numbers are, sizes are said of the file's own dialect.
  const budgets = (request.dialect === undefined ? trace.budgets : undefined) ?? dialect.budgets
  const view = overviewOf({ ...dialect, budgets }, image, request)
  const model = typeof trace.meta.model === 'string' ? trace.meta.model : dialect.name
  const { steps, reason, crops } = readTurns(trace, {
    dialect,
    image: sizedImageOf(image),
    // Of an image whose size is known, places are known, too.
    missing: found === undefined && trace.sizes?.[main] === undefined,
    unseen: found === undefined,
    view,
    budgets,
    main,
    pictures: request.pictures,
    author: { type: 'model', model },
    now: () => request.at,
    ...given({ chosen, told }),
  })
  return {
    steps,
    image,
    missing: found === undefined,
    view,
    dialect: dialect.id as DialectId, // `dialectOf` finds registered ones only
    space: (chosen ?? told ?? own).space,
    order: (chosen ?? told ?? own).order,
    model,
    reason: trace.ended?.reason ?? reason,
    ...given({ why: trace.ended?.why }),
    crops,
    flags: flagsOf(steps),
    notDrawn: notDrawnIn(steps),
  }
}

/** How numbers are written as far as somebody says so; undefined where nobody says anything. */
function notationIn(
  { space, order }: { readonly space?: SpaceId; readonly order?: Order },
  own: Notation,
): Notation | undefined {
  if (space === undefined && order === undefined) return undefined
  return { space: space ?? own.space, order: order ?? own.order }
}

/** A whole project has its steps already: those of the branch one would open first, places as they were. */
function stepsOfTree(tree: Project): TraceSteps {
  const branch = mainBranch(tree) ?? tree.branches[0]
  const steps = branch === undefined ? [] : stepsOf(tree, branch)
  const dialect = dialectOf(branch?.dialect ?? '') ?? dialects[0]
  const size = { width: tree.image.width, height: tree.image.height }
  const whole: View = { image: tree.image.id, size, filter: 'bicubic', grid: { width: 1, height: 1 } }
  return {
    steps,
    image: tree.image,
    missing: false,
    view: branch?.view ?? whole,
    dialect: dialect.id as DialectId, // registered, see above
    space: tree.respacing?.space ?? dialect.space,
    order: tree.respacing?.order ?? notationOf(dialect).order,
    model: branch?.model ?? '',
    reason: branch?.run.type === 'ended' ? branch.run.reason : 'no-answer',
    crops: new Map(steps.flatMap((s) => (s.type === 'observation' ? [[s.look, s.view] as const] : []))),
    flags: flagsOf(steps),
    notDrawn: notDrawnIn(steps),
  }
}

function flagsOf(steps: readonly Step[]): readonly LookFlag[] {
  return [...new Set(steps.flatMap((s) => (s.type === 'look' ? s.flags : [])))]
}

/** The dialect, calls of some tools read as a person said. */
function withNamedCalls(dialect: Dialect, calls: ForeignTrace['calls'] = []): Dialect {
  if (calls.length === 0) return dialect
  return {
    ...dialect,
    spans: (text, context) => spansInOrder([...namedCallSpans(text, calls), ...dialect.spans(text, context)]),
  }
}

function notDrawnIn(steps: readonly Step[]): readonly NotDrawn[] {
  return steps.flatMap((step): readonly NotDrawn[] => {
    const kind = step.type === 'thought' ? step.kind : undefined
    const at = { step: step.id, raw: step.raw }
    if (kind?.type === 'unread') return [{ type: 'unread-region', ...at, message: kind.message }]
    if (kind?.type !== 'code' || kind.computed === undefined) return []
    return [{ type: 'computed-region', ...at, message: kind.computed }]
  })
}

function dialectFor(id: string): Dialect {
  const dialect = dialectOf(id)
  if (dialect === undefined) throw new Failure('not-found', `Relook does not know the dialect “${id}”.`)
  return dialect
}

/** An image nobody has: as large as the file says, else as the numbers do, a thousand where they say nothing. */
function standIn(trace: ForeignTrace, dialect: Dialect): ImageRef {
  const pixels = ['input', 'image'].includes(trace.space ?? dialect.space)
  const numbers = trace.turns.flatMap((turn) =>
    turn.type === 'look'
      ? [turn.numbers]
      : turn.type === 'model'
        ? dialect
            .spans(turn.text)
            .flatMap((s) => (s.type === 'look' && s.notation === undefined ? [s.numbers] : []))
        : [],
  )
  const largest = (axis: 0 | 1) =>
    numbers.reduce((max, n) => Math.max(max, n[axis] ?? 0, n[axis + 2] ?? 0), 0)
  const side = (axis: 0 | 1) => {
    const value = Math.ceil(pixels ? largest(axis) : 0)
    return value >= 1 && value < 1e6 ? value : 1000
  }
  const main = trace.main ?? 0
  const source = trace.images[main]
  const told = trace.sizes?.[main]
  const name = source?.type === 'path' ? source.path : source?.type === 'url' ? source.url : 'no image'
  const size = told ?? { width: side(0), height: side(1) }
  return { id: missingImage, name, bytes: 0, ...size }
}
