/**
 * Every way a project can change, as plain data, and the one function that applies it. The journal on disk is a list of
 * these; the window applies the same list (`replay.ts`). Pure: no clock, no ids, no disk.
 */
import { given } from '../given'
import type { FailureData } from '../failure'
import { unreachable } from '../result'
import { withEvidence, type Evidence } from './evidence'
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
  type RunPhase,
  type Project,
  type ProjectId,
  type RespacedLooks,
} from './project'
import { blankReview, reviewBy, reviewKey, withReview, withTime, type Review, type Reviews } from './review'
import type { Step, Token, View } from './step'
import {
  drafted,
  noHistory,
  redone,
  withPresent,
  undone,
  withReviewInPresent,
  withReviewsInAll,
  type DraftEdit,
  type UndoResult,
} from './undo'

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
  | { readonly type: 'run-phase'; readonly branch: BranchId; readonly phase: RunPhase }
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
  | {
      readonly type: 'drafted'
      readonly key: string
      readonly draft: Draft | null
      /** Of several annotators, whose it is: only they undo it. The same in `drafted-all`, `undone` and `redone`. */
      readonly by?: string | undefined
    }
  /** The looks read in another space, or (null) in their language's own. One undoable edit. */
  | { readonly type: 'respaced'; readonly respacing: RespacedLooks | null }
  /** Several drafts as one undoable edit: splitting, merging, moving a step. */
  | { readonly type: 'drafted-all'; readonly drafts: DraftChanges; readonly by?: string | undefined }
  /** An annotator's decision, tags, notes: the whole review as it is now. One undoable edit. */
  | {
      readonly type: 'reviewed'
      readonly branch: BranchId
      readonly review: Review
      /** Only whose review it is undoes it. Absent in journals of before there was more than one undo. */
      readonly own?: boolean | undefined
    }
  /** Time an annotator spent on a branch, in milliseconds. Not undoable: time does not come back. */
  | {
      readonly type: 'review-timed'
      readonly branch: BranchId
      readonly by: string
      readonly ms: number
      /** The day it was spent on, in the person's own calendar. */
      readonly day?: string | undefined
    }
  /** Reviews of others, by `reviewKey`. They are in every state one can undo to. */
  | { readonly type: 'reviews-merged'; readonly reviews: Reviews }
  /** What was found out about a branch. Of the same kind about the same thing the newest stands. */
  | { readonly type: 'evidence-added'; readonly evidence: Evidence }
  | { readonly type: 'undone'; readonly by?: string | undefined }
  /** What was done so far cannot be undone: a tree that was opened begins here. */
  | { readonly type: 'history-cleared' }
  | { readonly type: 'redone'; readonly by?: string | undefined }
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
    history: noHistory,
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
        history: change.clears.length > 0 ? noHistory : project.history,
      }
    case 'run-started':
    case 'run-phase':
    case 'streamed':
    case 'steps-added':
    case 'run-ended':
      return driven(project, change)
    case 'drafted':
    case 'drafted-all':
      return { ...project, ...drafted(project, [draftEdit(change)]) }
    case 'reviewed':
      return reviewed(project, change)
    case 'review-timed':
      return timed(project, change)
    case 'reviews-merged':
      return withMerged(project, change.reviews)
    case 'evidence-added':
      return { ...project, evidence: withEvidence(project.evidence, change.evidence) }
    case 'respaced':
      return {
        ...withRespacing(project, change.respacing ?? undefined),
        history: withPresent(project, project.history, { respacing: change.respacing }),
      }
    case 'history-cleared':
      return { ...project, history: noHistory }
    case 'undone':
      return moved(project, undone(project, change.by))
    case 'redone':
      return moved(project, redone(project, change.by))
    case 'branch-renamed':
    case 'branch-starred':
    case 'branch-binned':
      return onBranch(project, change.branch, () => labelled(change))
    default:
      return unreachable(change)
  }
}

type ChangeOf<T extends Change['type']> = Extract<Change, { type: T }>

/** What a run does to its branch. */
function driven(
  project: Project,
  change: ChangeOf<'run-started' | 'run-phase' | 'streamed' | 'steps-added' | 'run-ended'>,
): Project {
  switch (change.type) {
    case 'run-started':
      return onBranch(project, change.branch, () => ({
        run: { type: 'running', startedAt: change.at, phase: { name: 'queue' } },
        // A rollout that goes on where it was cut off writes its open segment again, from the same seed.
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
    default:
      return unreachable(change)
  }
}

/** What a person calls a branch, and where it is kept. */
function labelled(change: ChangeOf<'branch-renamed' | 'branch-starred' | 'branch-binned'>): Partial<Branch> {
  switch (change.type) {
    case 'branch-renamed':
      return { name: change.name }
    case 'branch-starred':
      return { star: change.star }
    case 'branch-binned':
      return { binned: change.binned }
    default:
      return unreachable(change)
  }
}

function onBranch(project: Project, id: BranchId, change: (b: Branch) => Partial<Branch>): Project {
  return { ...project, branches: project.branches.map((b) => (b.id === id ? { ...b, ...change(b) } : b)) }
}

/** Steps are only ever added: one that is there under its id stays what it is. */
function addSteps(project: Project, steps: readonly Step[]): Project['steps'] {
  const fresh = steps.filter((s) => !Object.hasOwn(project.steps, s.id))
  return { ...project.steps, ...Object.fromEntries(fresh.map((s) => [s.id, s])) }
}

function reviewed(project: Project, { branch, review, own }: Omit<ChangeOf<'reviewed'>, 'type'>): Project {
  const next = [{ key: reviewKey(branch, review.by), value: review }]
  return {
    ...project,
    reviews: withReview(project.reviews, branch, review),
    history: withPresent(
      project,
      project.history,
      given({ reviews: next, by: own === true ? review.by : undefined }),
    ),
  }
}

function timed(project: Project, { branch, by, ms, day }: ChangeOf<'review-timed'>): Project {
  const known = reviewBy(project.reviews, branch, by)
  const review = withTime(known ?? blankReview(by, 0), { ms, day })
  return {
    ...project,
    reviews: withReview(project.reviews, branch, review),
    // With a day it is of a time when several undo apart: what is known of one's time is in every state of the others.
    history:
      known !== undefined || day !== undefined
        ? project.history
        : withReviewInPresent(project.history, reviewKey(branch, by)),
  }
}

/** Drafts as one edit of the history. */
export function draftEdit(change: ChangeOf<'drafted' | 'drafted-all'>): DraftEdit {
  const drafts = change.type === 'drafted' ? { [change.key]: change.draft } : change.drafts
  return { drafts, ...given({ by: change.by }) }
}

function withMerged(project: Project, reviews: Reviews): Project {
  return {
    ...project,
    reviews: { ...project.reviews, ...reviews },
    history: withReviewsInAll(project.history, new Set(Object.keys(reviews))),
  }
}

function moved(project: Project, to: UndoResult | undefined): Project {
  if (to === undefined) return project
  const { respacing, ...state } = to
  return { ...withRespacing(project, respacing), ...state }
}

function withRespacing(project: Project, respacing: RespacedLooks | undefined): Project {
  const { respacing: _before, ...rest } = project
  return respacing === undefined ? rest : { ...rest, respacing }
}

function relinkedBy(project: Project, change: Extract<Change, { type: 'pictured' }>) {
  const branch = branchOf(project, change.branch)
  const written = branch?.path.flatMap((id) => project.steps[id] ?? [])
  return written && relinkedFrom(written, change.steps)
}
