/** A request as a look, and what it is shown: placed on the original image, also from inside an earlier crop. Pure. */
import type { Budgets, Dialect, LookSpan } from '../dialects/dialect'
import { placeLook, type PlacedLook, type Seen } from '../dialects/place'
import { box, sameBox, type Size } from '../geometry/box'
import type {
  Author,
  ImageId,
  LookFlag,
  LookStep,
  ObservationStep,
  Step,
  Timings,
  Token,
  View,
} from '../trace/step'

/** What is needed to make steps of a run. */
export interface SegmentContext {
  readonly dialect: Dialect
  readonly image: { readonly id: ImageId; readonly size: Size }
  readonly view: View
  readonly budgets: Budgets
  readonly author: Author
  /** Looks made before, to tell a repetition. */
  readonly before: readonly Step[]
  readonly newId: () => string
  readonly now: () => number
}

/** The crop a region is given that nobody wrote (a person drew it): one observation, or none where no pixel is left of it. */
export function observe(look: LookStep, context: SegmentContext): readonly Step[] {
  if (look.flags.includes('invalid')) return []
  const view = context.dialect.crop(context.image.id, look.region, context.image.size, context.budgets)
  return view === undefined ? [] : [observation(look, view, context)]
}

/** The step that shows a view for a look. */
export function observation(look: LookStep, view: View, context: SegmentContext): ObservationStep {
  return {
    id: context.newId(),
    author: look.author,
    at: context.now(),
    raw: '',
    type: 'observation',
    look: look.id,
    view,
  }
}

/** The request of a reading, or one of several in a text. */
export type Request = Omit<LookSpan, 'type' | 'start' | 'end'>

/** The look and what it is to be shown; no view where no crop can be given. */
export function lookStep(
  tokens: readonly Token[],
  request: Request,
  context: SegmentContext,
  timings: Timings | undefined,
): { readonly look: LookStep; readonly view?: View } {
  const base = common(tokens, context, timings)
  const appended = context.dialect.afterLook(base.raw)
  const inside = insideOf(request.source, context)
  const placed =
    inside === 'unknown' ? nowhere(context) : placeLook(request.numbers, groundOf(context, inside, request))
  const repeated = context.before.some((s) => s.type === 'look' && sameBox(s.region, placed.region))
  const flags: LookFlag[] = [
    ...placed.flags,
    ...(request.several ? ['several-boxes' as const] : []),
    ...(request.rough === true ? ['rough' as const] : []),
    ...(request.swapped === true ? ['swapped' as const] : []),
    ...(repeated ? ['repeated' as const] : []),
  ]
  const look: LookStep = {
    ...base,
    raw: base.raw + appended,
    ...(appended === '' ? {} : { appended }),
    type: 'look',
    request: {
      numbers: request.numbers,
      frame: placed.frame,
      ...(inside === undefined || inside === 'unknown' ? {} : { source: inside.step.id }),
      ...(request.notation === undefined ? {} : { notation: request.notation }),
      ...(request.zoom === undefined ? {} : { zoom: request.zoom }),
      ...(request.code === undefined ? {} : { code: request.code }),
    },
    ...(request.label === undefined ? {} : { label: request.label }),
    region: placed.region,
    ...(placed.point === undefined ? {} : { point: placed.point }),
    flags,
  }
  return { look, ...(placed.view === undefined ? {} : { view: placed.view }) }
}

interface Inside extends Seen {
  readonly step: ObservationStep
}

/** The crop a request counts in: 0 is the image itself, then the crops in the order they were shown. */
function insideOf(
  source: number | undefined,
  { before, image }: SegmentContext,
): Inside | 'unknown' | undefined {
  if (source === undefined || source === 0) return undefined
  const step = before.filter((s) => s.type === 'observation')[source - 1]
  if (step === undefined) return 'unknown'
  const whole = box<'image'>(0, 0, image.size.width, image.size.height)
  return { step, view: step.view, area: step.view.crop ?? whole }
}

function groundOf(
  { dialect, image, view, budgets }: SegmentContext,
  inside: Inside | undefined,
  { notation, zoom }: Pick<Request, 'notation' | 'zoom'>,
) {
  const ground = { dialect, image, view, budgets, ...(inside === undefined ? {} : { inside }) }
  return {
    ...ground,
    ...(notation === undefined ? {} : { notation }),
    ...(zoom === undefined ? {} : { zoom }),
  }
}

/** Of a picture that was never shown. */
function nowhere({ view }: SegmentContext): PlacedLook {
  return { region: box(0, 0, 0, 0), flags: ['other-image'], frame: view.size }
}

/** What every step of generated tokens has. */
export function common(tokens: readonly Token[], context: SegmentContext, timings: Timings | undefined) {
  return {
    id: context.newId(),
    author: context.author,
    at: context.now(),
    raw: tokens.map((t) => t.text).join(''),
    tokens,
    ...(timings === undefined ? {} : { timings }),
  }
}
