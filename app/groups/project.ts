/**
 * A group of a dump as the changes of a project: one image, every rollout a branch, so that whatever can be done to a run
 * can be done to a trainer's rollout. The same group gives the same changes, ids included. Pure.
 */
import { given } from '../given'
import { dialectOf } from '../dialects'
import type { Budgets, Dialect } from '../dialects/dialect'
import { Failure } from '../failure'
import { traceProject } from '../formats/project'
import type { Size } from '../geometry/box'
import { readSegment, type SegmentContext } from '../reasoning/segment'
import type { Change } from '../trace/change'
import { missingImage, sizedImageOf } from '../trace/image'
import { defaultSettings, type Branch, type EndReason, type ImageRef } from '../trace/project'
import type { RolloutMark } from '../trace/rollout'
import type { Step, View } from '../trace/step'
import type { DumpPart, DumpRollout } from './dump'
import { frameOf } from '../trace/stages'

/** What is known besides the group. */
export interface GroupRequest {
  /** Of the project. */
  readonly id: string
  readonly title: string
  /** Milliseconds since 1970, for all steps. */
  readonly at: number
  /** Absent: the image was not found. */
  readonly image?: ImageRef
  /** The model a dump of Relook's own training was made with, where it is here: then a branch can go on. */
  readonly model?: { readonly id: string; readonly budgets: Budgets }
}

type Added = Extract<Change, { type: 'branch-added' }>

/** The dialect of Relook's own training. */
const ownDialect = 'vlm-r3'

/** Project and branches. @throws Failure `not-found` for a dialect Relook does not know. */
export function groupChanges(part: DumpPart, request: GroupRequest): readonly Change[] {
  const { id, title, at } = request
  const image = request.image ?? missingOf(part)
  const branches = part.rollouts.map((rollout, index) => {
    const mark = markOf(part, rollout, { group: id, index, of: part.rollouts.length })
    const added =
      rollout.content.type === 'trace'
        ? ofTrace(rollout.content.trace, index, request)
        : ofSegments(part, rollout, { ...request, image, index })
    const name = `rollout ${index + 1}`
    return { ...added, branch: { ...added.branch, id: `${id}-r${index}`, name, rollout: mark } }
  })
  return [{ type: 'project-created', id, at, title, image }, ...branches]
}

function markOf(
  { step, gold, boxes }: DumpPart,
  { recorded }: DumpRollout,
  place: Pick<RolloutMark, 'group' | 'index' | 'of'>,
): RolloutMark {
  const { terms, total, advantage } = recorded
  return {
    ...place,
    ...given({
      gold: gold.length === 0 ? undefined : gold,
      goldBoxes: boxes.length === 0 ? undefined : boxes,
      step,
      rewards: terms,
      total,
      advantage,
    }),
  }
}

function missingOf({ size, picture }: DumpPart): ImageRef {
  const name = picture?.type === 'path' ? picture.path : picture?.type === 'url' ? picture.url : 'picture'
  return { id: missingImage, name, width: size?.width ?? 1, height: size?.height ?? 1, bytes: 0 }
}

/** Text of a trainer, read as a trace of its format; steps of several rollouts must not share ids. */
function ofTrace(trace: Parameters<typeof traceProject>[0], index: number, request: GroupRequest): Added {
  const { id, title, at, image } = request
  const pictures = trace.images.map((_, i) => (i === (trace.main ?? 0) ? image : undefined))
  const added = traceProject(trace, { id, title, name: '', at, pictures }).find(
    (c) => c.type === 'branch-added',
  )
  if (added === undefined) throw new Failure('internal', 'A rollout without a branch.')
  const own = (step: string) => `r${index}-${step}`
  return {
    ...added,
    steps: added.steps.map((step) => renamed(step, own)),
    branch: { ...added.branch, path: added.branch.path.map(own) },
  }
}

function renamed(step: Step, own: (id: string) => string): Step {
  if (step.type === 'observation') return { ...step, id: own(step.id), look: own(step.look) }
  if (step.type !== 'look' || step.request.source === undefined) return { ...step, id: own(step.id) }
  return { ...step, id: own(step.id), request: { ...step.request, source: own(step.request.source) } }
}

/** Generated tokens, cut into steps by the same function that cuts a run. */
function ofSegments(
  part: DumpPart,
  { content }: DumpRollout,
  { at, image, model, index }: GroupRequest & { readonly image: ImageRef; readonly index: number },
): Added {
  const dialect = dialectOf(ownDialect)
  if (dialect === undefined) throw new Failure('not-found', `Relook does not know “${ownDialect}”.`)
  const view = viewOf(dialect, image, { frame: part.frame, budgets: model?.budgets })
  let made = 0
  let steps: readonly Step[] = []
  let reason: EndReason = 'limit'
  const { segments, texts } = content.type === 'segments' ? content : { segments: [], texts: [] }
  for (const [i, tokens] of segments.entries()) {
    const context: SegmentContext = {
      dialect,
      image: sizedImageOf(image),
      view,
      budgets: model?.budgets ?? dialect.budgets,
      author: { type: 'model', model: model?.id ?? 'trainer' },
      before: steps,
      newId: () => `r${index}-s${++made}`,
      now: () => at,
    }
    const costs = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0, promptTokens: 0, cachedTokens: 0 }
    const { steps: more, next } = readSegment({ tokens, timings: costs, ended: true }, context)
    // What it cost the trainer is not known.
    steps = [...steps, ...more.map(({ timings: _unknown, ...step }) => asWritten(step, texts[i] ?? ''))]
    reason = next === 'answer' ? 'answered' : next === 'look' ? 'limit' : 'no-answer'
  }
  const branch: Branch = {
    id: '',
    name: '',
    star: false,
    author: { type: 'model', model: model?.id ?? 'trainer' } as const,
    createdAt: at,
    question: part.question,
    model: model?.id ?? 'trainer',
    dialect: dialect.id,
    settings: { ...defaultSettings, temperature: 1 },
    view,
    path: steps.map((s) => s.id),
    open: { text: '', tokens: [] },
    run: { type: 'ended', startedAt: at, endedAt: at, reason },
    binned: false,
  }
  return { type: 'branch-added', branch, steps, clears: [] }
}

/** A look that was refused ended the sequence: nothing was appended to it, which the length of the text tells. */
function asWritten(step: Step, text: string): Step {
  const { appended = '' } = step
  if (step.type !== 'look' || appended === '' || text.endsWith(appended)) return step
  const { appended: _never, ...look } = step
  return { ...look, raw: step.raw.slice(0, -appended.length) }
}

/** The overview as the dump says its size, since the numbers count in it; else as the budgets make it. */
function viewOf(
  dialect: Dialect,
  image: ImageRef,
  { frame, budgets }: { readonly frame: Size | undefined; readonly budgets: Budgets | undefined },
): View {
  const view = dialect.overview(image.id, image, budgets ?? dialect.budgets)
  const own = frameOf(view)
  if (frame === undefined || (frame.width === own.width && frame.height === own.height)) return view
  const { frame: _own, ...plain } = view
  const cells = { width: Math.round(frame.width / 28), height: Math.round(frame.height / 28) }
  return { ...plain, size: frame, grid: cells }
}
