/** How a run begins: which branch it makes and what the model is asked. Pure; ids and time are given. */
import { given } from '../../app/given'
import type { Dialect } from '../../app/dialects'
import { Failure } from '../../app/failure'
import type { RunRequest, TokenPlace } from '../../app/host'
import type { BegunSegment } from '../../app/reasoning/loop'
import { forkSteps } from '../../app/reasoning/fork'
import { chooseManner, inTurn } from '../../app/reasoning/manner'
import type { ModelInfo } from '../../app/reasoning/model'
import type { SegmentContext } from '../../app/reasoning/segment'
import type { Change } from '../../app/trace/change'
import type { Manner } from '../../app/trace/manner'
import { sizedImageOf } from '../../app/trace/image'
import { branchOf, stepsOf, type Branch, type Project } from '../../app/trace/project'
import type { Step, View } from '../../app/trace/step'
import { branchName } from './branch-name'
import { begunWith, leaveAt, type BranchCut } from './forced'
import { frameOf } from '../../app/trace/stages'

/** What the beginning is made from. */
export interface RunPlanParts {
  readonly project: Project
  readonly request: RunRequest
  readonly info: ModelInfo
  readonly dialect: Dialect
  readonly newId: () => string
  readonly now: () => number
}

/** The new branch, the change that adds it, and all the steps it begins with. */
export interface Beginning {
  readonly branch: Branch
  readonly steps: readonly Step[]
  /** What the branch it leaves wrote behind that: likely to be written again. */
  readonly drafts: readonly Step[]
  /** What its first segment begins with. */
  readonly begun?: BegunSegment
  readonly added: Extract<Change, { type: 'branch-added' }>
}

/** Plans a run. @throws Failure `not-found` for a branch or step that is gone, `bad-input` for what cannot be run. */
export function beginRun({ project, request, info, dialect, newId, now }: RunPlanParts): Beginning {
  const base = request.from === undefined ? undefined : branchOf(project, request.from.branch)
  if (request.from !== undefined && base === undefined)
    throw new Failure('not-found', 'That branch no longer exists.')
  const view = viewOf(project, { info, dialect, base })
  const author = { type: 'model', model: info.id } as const
  const image = sizedImageOf(project.image)
  const context: SegmentContext = {
    dialect,
    image,
    view,
    budgets: info.budgets,
    author,
    before: [],
    newId,
    now,
  }
  const place = request.from?.token
  const leaving =
    base === undefined || place === undefined ? undefined : leave(project, { base, info }, place)
  const kept = leaving === undefined ? request.from?.step : leaving.kept
  const fork =
    base === undefined ? { steps: [], used: [] } : forkSteps({ project, branch: base, upTo: kept }, context)
  const steps =
    base === undefined || base.model === info.id
      ? fork.steps
      : forOtherModel(fork.steps, { from: base.view, to: view }, newId)
  const forced =
    leaving && place ? { instead: leaving.token.text, texts: place.forced.map((f) => f.text) } : undefined
  const { question, settings } = request
  const asked = { base, step: kept, question, settings, used: fork.used, ...given({ forced }) }
  const branch: Branch = {
    id: newId(),
    name: request.name ?? branchName(project, { ...asked, model: info }),
    star: false,
    author,
    createdAt: now(),
    question: request.question,
    model: info.id,
    dialect: dialect.id,
    manner: mannerOf({ info, dialect, base }),
    settings: request.settings,
    view,
    ...given({
      leftOut: info.leftOut,
      fork: base === undefined ? undefined : { branch: base.id, ...given({ step: kept }) },
    }),
    path: steps.map((s) => s.id),
    open: { text: '', tokens: [] },
    run: { type: 'idle' },
    binned: false,
  }
  const fresh = steps.filter((s) => project.steps[s.id] === undefined)
  const drafts =
    leaving?.behind ?? (base?.model === info.id ? writtenBehind(stepsOf(project, base), kept) : [])
  const begun = leaving && place ? begunWith(leaving, place.forced) : undefined
  const added = { type: 'branch-added', branch, steps: fresh, clears: fork.used } as const
  return { branch, steps, drafts, added, ...given({ begun }) }
}

/** Where a branch is left between its tokens. @throws Failure `bad-input` where its model cannot go on there. */
function leave(
  project: Project,
  { base, info }: { readonly base: Branch; readonly info: ModelInfo },
  place: TokenPlace,
): BranchCut {
  if (base.model !== info.id)
    throw new Failure(
      'bad-input',
      `These are the alternatives of the model that wrote this branch. ${info.name} would hold others possible.`,
    )
  if ((base.manner ?? inTurn).unfinished === 'asked')
    throw new Failure(
      'bad-input',
      `The server of ${info.name} does not go on within a turn, so no token can be put into what it wrote.`,
    )
  return leaveAt(stepsOf(project, base), place)
}

/** The steps behind one of them and its crop; behind nothing: all. */
function writtenBehind(steps: readonly Step[], kept: string | undefined): readonly Step[] {
  const rest = steps.slice(steps.findIndex((s) => s.id === kept) + 1)
  return rest[0]?.type === 'observation' && rest[0].look === kept ? rest.slice(1) : rest
}

/** Who is spoken with; `base`: the branch that is run on from. */
interface Speaking {
  readonly info: ModelInfo
  readonly dialect: Dialect
  readonly base: Branch | undefined
}

/** The same model sees what it saw: a prefix is repeated to the byte. */
function viewOf(project: Project, { info, dialect, base }: Speaking): View {
  if (base !== undefined && base.model === info.id && base.dialect === dialect.id) return base.view
  return dialect.overview(project.image.id, project.image, info.budgets)
}

/** The same model is spoken with as before, so that what was said before is the same to the byte. */
function mannerOf({ info, dialect, base }: Speaking): Manner {
  if (base !== undefined && base.model === info.id && base.dialect === dialect.id)
    return base.manner ?? inTurn
  return chooseManner(dialect, info.abilities)
}

/**
 * Steps kept from one model for another: the text counts, not the tokens, which are the first model's own. Who wrote them
 * stays. Numbers cannot be carried into another frame or language: then the run must start at the beginning.
 */
export function forOtherModel(
  steps: readonly Step[],
  { from, to }: { readonly from: View; readonly to: View },
  newId: () => string,
): readonly Step[] {
  const before = frameOf(from)
  const now = frameOf(to)
  const sameFrame = before.width === now.width && before.height === now.height
  if (steps.some((s) => s.type === 'look') && !sameFrame)
    throw new Failure(
      'bad-input',
      'The other model sees the image at another size, so the regions kept would mean something else. ' +
        'Run it from the beginning.',
    )
  const ids = new Map(steps.map((s) => [s.id, newId()]))
  return steps.map((step) => {
    const { tokens: _tokens, timings: _timings, ...rest } = step
    const id = ids.get(step.id) ?? step.id
    return rest.type === 'observation'
      ? { ...rest, id, look: ids.get(rest.look) ?? rest.look }
      : { ...rest, id }
  })
}
