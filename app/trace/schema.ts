/**
 * What every part of a project must be for the app to show, change, keep and read it again: the one schema for journal lines and for
 * rows of Relook's own format. Each part comes in two strictnesses: `whole` takes what is right; `mended` fills in what can be filled
 * in honestly and drops optional parts that are wrong. Fields it does not name are kept: a later Relook may know more.
 */
import { z } from 'zod'
import { orders, spaceIds } from '../geometry/spaces'
import { defaultSettings } from './project'
import { trialKinds } from './evidence'
import { stepVerdicts, verdicts } from './review'
import { covers, type Token } from './step'

/** How much of a line has to be right: all of it, or what is needed to show it. */
export type Strictness = 'whole' | 'mended'

/** Step types there are; another one is a newer version's. */
export const stepTypes: ReadonlySet<string> = new Set(['thought', 'look', 'observation', 'answer'])

/** The schemas of one strictness. */
export function traceSchemas(strictness: Strictness) {
  const basic = basicSchemas(strictness)
  const { id, text, number, image, tokens, maybe } = basic
  const views = viewSchemas(basic)
  const step = stepSchema(basic, views)
  const runs = runSchemas(basic)
  const branch = branchSchema(basic, views.view, runs)
  return {
    id,
    text,
    number,
    image,
    tokens,
    maybe,
    view: views.view,
    step,
    ...runs,
    branch,
    ...editSchemas(basic, views),
    evidence: evidenceSchema(basic),
    origin: originSchema(basic),
  }
}

type Basic = ReturnType<typeof basicSchemas>
type Views = ReturnType<typeof viewSchemas>

/** What the others are made of, and how strict they are. */
function basicSchemas(strictness: Strictness) {
  const mended = strictness === 'mended'
  /** Required; where it is wrong or missing, this stands for it. */
  const or = <T extends z.ZodType>(schema: T, value: z.output<T>): z.ZodType<z.output<T>> =>
    mended ? (schema.catch(value as never) as unknown as z.ZodType<z.output<T>>) : (schema as never)
  /** Optional; where it is wrong, it is left out. */
  const maybe = <T extends z.ZodType>(schema: T) =>
    mended ? schema.optional().catch(undefined as never) : schema.optional()
  const text = z.string()
  const id = z.string().min(1)
  const number = z.number()
  const area = z.looseObject({ width: number.positive(), height: number.positive() })
  const author = z.looseObject({ type: text, model: text.optional(), name: text.optional() })
  return {
    or,
    maybe,
    text,
    id,
    number,
    area,
    list: <T extends z.ZodType>(schema: T) => or(z.array(schema), []),
    box: z.looseObject({ left: number, top: number, right: number, bottom: number }),
    point: z.looseObject({ x: number, y: number }),
    author: or(author, { type: 'model', model: 'unknown' }),
    tokens: z.custom<readonly Token[]>(areTokens, 'These are no tokens.'),
    space: z.enum(spaceIds),
    image: z.looseObject({ id, name: text, bytes: or(number, 0), ...area.shape }),
  }
}

/** What of an image is shown, and where a look lies on it. */
function viewSchemas({ or, maybe, id, text, number, area, box, point, list }: Basic) {
  const size = z.looseObject({ width: number.nonnegative(), height: number.nonnegative() })
  const stage = z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('resize'),
      size: area,
      filter: z.enum(['bicubic', 'lanczos', 'nearest']),
    }),
    z.looseObject({ type: z.literal('cut'), box, fill: z.tuple([number, number, number]).optional() }),
  ])
  const view = z.looseObject({
    image: id,
    crop: maybe(box),
    made: maybe(z.array(stage)),
    frame: maybe(area),
    size: area,
    filter: or(z.enum(['bicubic', 'lanczos']), 'bicubic'),
    alpha: maybe(z.enum(['dropped', 'kept'])),
    mask: maybe(z.literal('blank')),
    hidden: maybe(z.looseObject({ cover: z.enum(covers), boxes: z.array(box) })),
    grid: or(size, { width: 0, height: 0 }),
  })
  return { view, placed: z.looseObject({ region: box, point: maybe(point), flags: list(text) }) }
}

function stepSchema(basic: Basic, { view, placed }: Views) {
  const { or, maybe, id, text, number, area, author, tokens, space } = basic
  const common = {
    id,
    author,
    at: or(number, 0),
    raw: text,
    tokens: maybe(tokens),
    appended: maybe(text),
    dropped: maybe(text),
    replaces: maybe(text),
    timings: maybe(z.looseObject({})),
    pictures: maybe(z.array(number)),
  }
  const kind = z.looseObject({ type: text, message: maybe(text), name: maybe(text), count: maybe(number) })
  const request = z.looseObject({
    numbers: z.array(number),
    frame: area,
    source: maybe(text),
    notation: maybe(z.looseObject({ space, order: z.enum(orders) })),
    zoom: maybe(number),
    time: maybe(number),
    literals: maybe(z.array(z.looseObject({ start: number, end: number }))),
  })
  return z.discriminatedUnion('type', [
    z.looseObject({ ...common, type: z.literal('thought'), text, kind: maybe(kind) }),
    z.looseObject({ ...common, type: z.literal('answer'), text }),
    z.looseObject({
      ...common,
      type: z.literal('look'),
      request,
      label: maybe(text),
      // Of earlier versions: what the step was before it was read in another space.
      own: maybe(placed),
      ...placed.shape,
    }),
    z.looseObject({ ...common, type: z.literal('observation'), look: text, view, own: maybe(view) }),
  ])
}

/** How a run is. */
function runSchemas({ maybe, text, number }: Basic) {
  const failure = z.looseObject({ code: text, message: text })
  const run = z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('idle') }),
    z.looseObject({ type: z.literal('running'), startedAt: number, phase: z.looseObject({ name: text }) }),
    z.looseObject({
      type: z.literal('ended'),
      startedAt: number,
      endedAt: number,
      reason: text,
      failure: maybe(failure),
    }),
  ])
  return { failure, run }
}

function branchSchema(basic: Basic, view: Views['view'], { run }: ReturnType<typeof runSchemas>) {
  const { or, maybe, id, text, number, author, tokens, space, box } = basic
  const settings = z.looseObject({
    temperature: number,
    topP: maybe(number),
    topK: maybe(number),
    repetitionPenalty: maybe(number),
    plainQuestion: maybe(z.literal(true)),
    seed: number,
    maxTokens: number,
    maxLooks: number,
  })
  const rollout = z.looseObject({
    group: text,
    index: number,
    of: number,
    gold: maybe(z.array(text)),
    goldBoxes: maybe(z.array(box)),
    rewards: maybe(z.record(text, number)),
  })
  return z.looseObject({
    id,
    name: or(text, 'run'),
    star: or(z.boolean(), false),
    author,
    createdAt: or(number, 0),
    question: or(text, ''),
    model: or(text, 'unknown'),
    dialect: text,
    manner: maybe(z.looseObject({ crops: text, unfinished: text })),
    space: maybe(space),
    order: maybe(z.enum(orders)),
    settings: or(settings, { ...defaultSettings }),
    view,
    fork: maybe(z.looseObject({ branch: text, step: maybe(text) })),
    rollout: maybe(rollout),
    trial: maybe(z.literal(true)),
    leftOut: maybe(z.literal('deepstack')),
    path: z.array(text),
    open: or(z.looseObject({ text, tokens }), { text: '', tokens: [] }),
    run: or(run, { type: 'ended', startedAt: 0, endedAt: 0, reason: 'cut-off' }),
    binned: or(z.boolean(), false),
  })
}

/** What a person adds: drafts, reviews, another reading of the numbers. */
function editSchemas({ or, maybe, text, number, list, box, point, space }: Basic, { view, placed }: Views) {
  const draft = z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('region'), region: box, point: maybe(point) }),
    z.looseObject({ type: z.literal('text'), text }),
    z.looseObject({ type: z.literal('removed') }),
    z.looseObject({ type: z.literal('look'), branch: text, after: maybe(text), region: box }),
    z.looseObject({ type: z.literal('thought'), branch: text, after: maybe(text), text }),
    z.looseObject({ type: z.literal('answer'), branch: text, text }),
    z.looseObject({ type: z.literal('order'), branch: text, order: z.array(text) }),
  ])
  const review = z.looseObject({
    verdict: maybe(z.enum(verdicts)),
    tags: list(text),
    note: or(text, ''),
    goldBoxes: list(box),
    gold: maybe(text),
    by: text,
    at: or(number, 0),
    spent: or(number, 0),
    settles: maybe(z.array(text)),
    merged: maybe(z.boolean()),
    steps: maybe(z.record(text, z.enum(stepVerdicts))),
    scores: maybe(z.record(text, number)),
    days: maybe(z.record(text, number)),
    looks: maybe(z.array(text)),
    judge: maybe(z.boolean()),
  })
  const respacing = z.looseObject({
    space,
    order: maybe(z.enum(orders)),
    pixels: maybe(number),
    looks: z.record(text, placed),
    views: z.record(text, view),
  })
  return { draft, review, respacing }
}

/** What was found out about a branch. */
function evidenceSchema(basic: Basic) {
  const { maybe, text, number, box } = basic
  const common = { id: text, branch: text, at: number, model: text }
  const points = z.array(z.looseObject({ share: number, probability: number }))
  const map = z.looseObject({
    region: box,
    side: number,
    cover: z.enum(covers),
    unit: z.enum(['nats', 'answers']),
    base: number,
    tokens: number,
    cells: z.array(z.looseObject({ box, drop: number, level: number, mass: number })),
    curves: maybe(z.looseObject({ deletion: points, insertion: points })),
    asked: number,
  })
  const trial = z.looseObject({ kind: z.enum(trialKinds), answer: maybe(text), looks: maybe(number) })
  return z.discriminatedUnion('type', [
    z.looseObject({
      ...common,
      type: z.literal('occlusion'),
      spans: z.array(z.looseObject({ step: text, start: number, end: number })),
      words: text,
      look: maybe(text),
      map,
    }),
    z.looseObject({ ...common, type: z.literal('trials'), look: text, trials: z.array(trial) }),
    z.looseObject({
      ...common,
      type: z.literal('minimal'),
      look: text,
      region: box,
      answer: text,
      asked: number,
    }),
    z.looseObject({ ...common, type: z.literal('odds'), look: text, number, odds: oddsSchema(basic) }),
  ])
}

/** How likely each value of a number was. */
function oddsSchema({ maybe, text, number }: Basic) {
  const alternative = z.looseObject({
    text,
    logprob: number,
    id: maybe(number),
    ends: maybe(z.literal(true)),
  })
  const by = z.looseObject({ at: number, alternative, then: maybe(z.array(alternative)) })
  return z.looseObject({
    written: number,
    probability: number,
    values: z.array(z.looseObject({ low: number, high: number, probability: number, by: maybe(by) })),
    rest: number,
    open: z.boolean(),
    other: number,
    asked: number,
  })
}

/** Where a trace from a file comes from. */
function originSchema({ or, maybe, text, number, list, box, space, image }: Basic) {
  const gold = z.looseObject({ numbers: z.array(number), space, region: box, label: maybe(text) })
  const picture = z.looseObject({ name: text, type: text, image: maybe(image) })
  return z.looseObject({
    collection: text,
    row: number,
    file: text,
    line: number,
    id: maybe(text),
    format: text,
    system: maybe(text),
    gold: maybe(z.array(text)),
    goldBoxes: list(gold),
    verdict: maybe(number),
    pictures: list(picture),
    main: or(number, 0),
    meta: or(z.record(text, z.unknown()), {}),
  })
}

/** Checked by hand: a journal has hundreds of thousands. */
function areTokens(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (token: Partial<Token> | null) => typeof token?.id === 'number' && typeof token.text === 'string',
    )
  )
}
