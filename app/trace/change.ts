/**
 * Every way a project can change, as plain data, and the one function that applies it. The journal on disk is a list of
 * these; the window applies the same list. Pure: no clock, no ids, no disk.
 */
import { given } from '../given'
import type { FailureData } from '../failure'
import { unreachable } from '../result'
import type { Origin } from './origin'
import type { Order, SpaceId } from '../geometry/spaces'
import { withDrafts, type DraftChanges } from './draft'
import { relinkedFrom } from './step-views'
import {
  branchOf,
  type Branch,
  type BranchId,
  type Draft,
  type EndReason,
  type ImageRef,
  type Phase,
  type Project,
  type ProjectId,
  type Respacing,
  type Undoable,
} from './project'
import { keepingTime, reviewBy, withReview, blankReview, type Review, type Reviews } from './review'
import type { Step, Token, View } from './step'

/** Every way in which a project changes. A journal is a list of these; nothing else alters a project. */
export type Change =
  | {
      readonly type: 'project-created'
      readonly id: ProjectId
      readonly at: number
      readonly title: string
      readonly image: ImageRef
      /** Of a trace opened from a file. */
      readonly origin?: Origin
      /** Fields of the project that only a later version knows. They go along. */
      readonly extra?: Readonly<Record<string, unknown>>
    }
  /**
   * The image of a trace from a file was found later: the image, how the branch saw it, and the trace read again on it (`steps`).
   * Written steps stay; where their looks lie now is a view over them, so that what a person changed meanwhile still fits.
   */
  | {
      readonly type: 'pictured'
      readonly image: ImageRef
      readonly origin: Origin
      readonly branch: BranchId
      readonly view: View
      readonly steps: readonly Step[]
    }
  | { readonly type: 'project-renamed'; readonly title: string }
  /** `clears`: drafts that became real steps of this branch. */
  | {
      readonly type: 'branch-added'
      readonly branch: Branch
      readonly steps: readonly Step[]
      readonly clears: readonly string[]
    }
  | { readonly type: 'run-started'; readonly branch: BranchId; readonly at: number }
  | { readonly type: 'run-phase'; readonly branch: BranchId; readonly phase: Phase }
  | {
      readonly type: 'streamed'
      readonly branch: BranchId
      readonly text: string
      readonly tokens: readonly Token[]
    }
  | { readonly type: 'steps-added'; readonly branch: BranchId; readonly steps: readonly Step[] }
  | {
      readonly type: 'run-ended'
      readonly branch: BranchId
      readonly at: number
      readonly reason: EndReason
      readonly failure?: FailureData
    }
  /** One undoable edit: `draft` null takes the draft away. */
  | { readonly type: 'drafted'; readonly key: string; readonly draft: Draft | null }
  /** The looks read in another space, or (null) in their language's own. One undoable edit. */
  | { readonly type: 'respaced'; readonly respacing: Respacing | null }
  /** Several drafts as one undoable edit: splitting, merging, moving a step. */
  | { readonly type: 'drafted-all'; readonly drafts: DraftChanges }
  /** An annotator's decision, tags, notes: the whole review as it is now. One undoable edit. */
  | { readonly type: 'reviewed'; readonly branch: BranchId; readonly review: Review }
  /** Time an annotator spent on a branch, in milliseconds. Not undoable: time does not come back. */
  | { readonly type: 'review-timed'; readonly branch: BranchId; readonly by: string; readonly ms: number }
  /** Reviews of others, by `reviewKey`. They are in every state one can undo to. */
  | { readonly type: 'reviews-merged'; readonly reviews: Reviews }
  | { readonly type: 'undone' }
  /** What was done so far cannot be undone: a tree that was opened begins here. */
  | { readonly type: 'history-cleared' }
  | { readonly type: 'redone' }
  | { readonly type: 'branch-renamed'; readonly branch: BranchId; readonly name: string }
  | { readonly type: 'branch-starred'; readonly branch: BranchId; readonly star: boolean }
  | { readonly type: 'branch-binned'; readonly branch: BranchId; readonly binned: boolean }

/** Changes a window may ask for. The rest only the host makes. */
export type EditChange =
  | Extract<
      Change,
      {
        type:
          | 'project-renamed'
          | 'drafted'
          | 'drafted-all'
          | 'reviewed'
          | 'review-timed'
          | 'undone'
          | 'redone'
          | 'branch-renamed'
          | 'branch-starred'
          | 'branch-binned'
      }
    >
  /** The host works out the places (`respace` of app/reading). Null: as the dialect writes them; so is an absent order. */
  | {
      readonly type: 'respace'
      readonly space: SpaceId | null
      readonly order?: Order | undefined
      readonly pixels?: number | undefined
    }

/** Undo steps kept. */
const depth = 500

/** The project that a creation makes. */
export function createProject(change: Extract<Change, { type: 'project-created' }>): Project {
  return {
    ...change.extra,
    id: change.id,
    title: change.title,
    createdAt: change.at,
    image: change.image,
    ...given({ origin: change.origin }),
    steps: {},
    branches: [],
    drafts: {},
    reviews: {},
    history: { past: [], future: [] },
  }
}

/** The project after the change. A change that refers to nothing leaves it as it is. */
export function applyChange(project: Project, change: Change): Project {
  switch (change.type) {
    case 'project-created':
      return project
    case 'pictured': {
      const { image, origin, view } = change
      const found = onBranch({ ...project, image, origin }, change.branch, () => ({ view }))
      const relinked = relinkedBy(project, change)
      return relinked === undefined ? found : { ...found, relinked }
    }
    case 'project-renamed':
      return { ...project, title: change.title }
    case 'branch-added':
      return {
        ...project,
        steps: addSteps(project, change.steps),
        branches: [...project.branches, change.branch],
        drafts: withDrafts(project.drafts, Object.fromEntries(change.clears.map((key) => [key, null]))),
        history: change.clears.length > 0 ? { past: [], future: [] } : project.history,
      }
    case 'run-started':
      return onBranch(project, change.branch, () => ({
        run: { type: 'running', startedAt: change.at, phase: { name: 'queue' } },
        // A rollout that goes on where it was cut off writes its open segment anew, from the same seed.
        open: { text: '', tokens: [] },
      }))
    case 'run-phase':
      return onBranch(project, change.branch, (b) =>
        b.run.type === 'running' ? { run: { ...b.run, phase: change.phase } } : {},
      )
    case 'streamed':
      return onBranch(project, change.branch, (b) => ({
        open: { text: b.open.text + change.text, tokens: [...b.open.tokens, ...change.tokens] },
      }))
    case 'steps-added': {
      const next = { ...project, steps: addSteps(project, change.steps) }
      return onBranch(next, change.branch, (b) => ({
        path: [...b.path, ...change.steps.map((s) => s.id)],
        open: { text: '', tokens: [] },
      }))
    }
    case 'run-ended':
      return onBranch(project, change.branch, (b) => ({
        run: {
          type: 'ended',
          startedAt: b.run.type === 'idle' ? change.at : b.run.startedAt,
          endedAt: change.at,
          reason: change.reason,
          ...given({ failure: change.failure }),
        },
      }))
    case 'drafted':
      return {
        ...project,
        drafts: withDrafts(project.drafts, { [change.key]: change.draft }),
        history: remembered(project),
      }
    case 'drafted-all':
      return {
        ...project,
        drafts: withDrafts(project.drafts, change.drafts),
        history: remembered(project),
      }
    case 'reviewed':
      return {
        ...project,
        reviews: withReview(project.reviews, change.branch, change.review),
        history: remembered(project),
      }
    case 'review-timed':
      return { ...project, reviews: timed(project.reviews, change) }
    case 'reviews-merged':
      return withMerged(project, change.reviews)
    case 'respaced':
      return { ...withRespacing(project, change.respacing ?? undefined), history: remembered(project) }
    case 'history-cleared':
      return { ...project, history: { past: [], future: [] } }
    case 'undone':
      return undo(project)
    case 'redone':
      return redo(project)
    case 'branch-renamed':
      return onBranch(project, change.branch, () => ({ name: change.name }))
    case 'branch-starred':
      return onBranch(project, change.branch, () => ({ star: change.star }))
    case 'branch-binned':
      return onBranch(project, change.branch, () => ({ binned: change.binned }))
    default:
      return unreachable(change)
  }
}

/** The project that a journal tells of; undefined when it does not begin with a creation. */
export function replay(changes: Iterable<Change>): Project | undefined {
  let project: Project | undefined
  for (const change of changes) {
    if (project === undefined) {
      if (change.type !== 'project-created') return undefined
      project = createProject(change)
    } else project = applyChange(project, change)
  }
  return project
}

function onBranch(project: Project, id: BranchId, change: (b: Branch) => Partial<Branch>): Project {
  return { ...project, branches: project.branches.map((b) => (b.id === id ? { ...b, ...change(b) } : b)) }
}

/** Steps are only ever added: one that is there under its id stays what it is. */
function addSteps(project: Project, steps: readonly Step[]): Project['steps'] {
  const fresh = steps.filter((s) => !Object.hasOwn(project.steps, s.id))
  return { ...project.steps, ...Object.fromEntries(fresh.map((s) => [s.id, s])) }
}

function timed(reviews: Reviews, { branch, by, ms }: Extract<Change, { type: 'review-timed' }>): Reviews {
  const review = reviewBy(reviews, branch, by) ?? blankReview(by, 0)
  return withReview(reviews, branch, { ...review, spent: review.spent + ms })
}

function withMerged(project: Project, reviews: Reviews): Project {
  const merged = <T extends Undoable>(state: T): T => ({
    ...state,
    reviews: { ...state.reviews, ...reviews },
  })
  const { past, future } = project.history
  return { ...merged(project), history: { past: past.map(merged), future: future.map(merged) } }
}

/** The history with the present state as the last thing to go back to. */
function remembered(project: Project): Project['history'] {
  return { past: [...project.history.past, undoable(project)].slice(-depth), future: [] }
}

function undoable({ drafts, reviews, respacing }: Project): Undoable {
  return respacing === undefined ? { drafts, reviews } : { drafts, reviews, respacing }
}

function undo(project: Project): Project {
  const previous = project.history.past.at(-1)
  if (previous === undefined) return project
  const { past, future } = project.history
  return {
    ...restored(project, previous),
    history: { past: past.slice(0, -1), future: [undoable(project), ...future] },
  }
}

function redo(project: Project): Project {
  const [next, ...future] = project.history.future
  if (next === undefined) return project
  return {
    ...restored(project, next),
    history: { past: [...project.history.past, undoable(project)], future },
  }
}

function restored(project: Project, state: Undoable): Project {
  const reviews = keepingTime(state.reviews, project.reviews)
  return { ...withRespacing(project, state.respacing), drafts: state.drafts, reviews }
}

function withRespacing(project: Project, respacing: Respacing | undefined): Project {
  const { respacing: _before, ...rest } = project
  return respacing === undefined ? rest : { ...rest, respacing }
}

function relinkedBy(project: Project, change: Extract<Change, { type: 'pictured' }>) {
  const branch = branchOf(project, change.branch)
  const written = branch?.path.flatMap((id) => project.steps[id] ?? [])
  return written && relinkedFrom(written, change.steps)
}
