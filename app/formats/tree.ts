/** A whole project made elsewhere, as the changes that make it here. Pure; what was undone there stays there. */
import { given } from '../given'
import type { Change } from '../trace/change'
import type { Branch, ImageRef, Project, ProjectId, RespacedLooks } from '../trace/project'
import type { Origin } from '../trace/origin'
import type { ImageId, Step, View } from '../trace/step'

/** What is different here. */
export interface LocalProject {
  readonly id: ProjectId
  /** The image as this data folder has it; absent: as the tree names it. */
  readonly image?: ImageRef
  /** Where it was opened from; absent: as the tree says itself. */
  readonly origin?: Origin
}

/** Creation, branches with their steps, corrections and reviews. Folded they give the tree with an empty history. */
export function treeChanges(tree: Project, here: LocalProject): readonly Change[] {
  const image = here.image ?? tree.image
  const origin = here.origin ?? tree.origin
  const reseen = <T extends View>(view: T): T => moved(view, tree.image.id, image.id)
  const created: Change = {
    type: 'project-created',
    id: here.id,
    at: tree.createdAt,
    title: tree.title,
    image,
    ...given({ origin, extra: extraOf(tree) }),
  }
  const edits: Change[] = [
    ...(Object.keys(tree.drafts).length > 0 ? [{ type: 'drafted-all', drafts: tree.drafts } as const] : []),
    ...(tree.respacing === undefined ? [] : [respaced(tree.respacing, reseen)]),
    ...(Object.keys(tree.reviews).length > 0
      ? [{ type: 'reviews-merged', reviews: tree.reviews } as const]
      : []),
    ...(tree.evidence ?? []).map((evidence) => ({ type: 'evidence-added', evidence }) as const),
  ]
  const steps = Object.values(tree.steps).map((s) => reseenStep(s, reseen))
  const branches = tree.branches.map((b): Branch => ({ ...b, view: reseen(b.view), run: overHere(b) }))
  const added = branches.map((branch, i): Change => ({
    type: 'branch-added',
    branch,
    // Steps are shared between branches: all come with the first.
    steps: i === 0 ? steps : [],
    clears: [],
  }))
  return [created, ...added, ...edits, { type: 'history-cleared' }]
}

/** A run that went on there is driven by nobody here. */
function overHere({ run, createdAt }: Branch): Branch['run'] {
  if (run.type === 'ended') return run
  const at = run.type === 'running' ? run.startedAt : createdAt
  return { type: 'ended', startedAt: at, endedAt: at, reason: 'cut-off' }
}

const known: ReadonlySet<string> = new Set<keyof Project>([
  ...(['id', 'title', 'createdAt', 'image', 'origin', 'steps'] as const),
  ...(['branches', 'drafts', 'reviews', 'respacing', 'history', 'evidence'] as const),
])

/** Fields of the tree that no change of this version carries. */
function extraOf(tree: Project): Record<string, unknown> | undefined {
  const extra = Object.entries(tree).filter(([name]) => !known.has(name))
  return extra.length === 0 ? undefined : Object.fromEntries(extra)
}

function reseenStep(step: Step, reseen: (view: View) => View): Step {
  return step.type === 'observation' ? { ...step, view: reseen(step.view) } : step
}

function respaced(respacing: RespacedLooks, reseen: (view: View) => View): Change {
  const views = Object.entries(respacing.views).map(([id, view]) => [id, reseen(view)] as const)
  return { type: 'respaced', respacing: { ...respacing, views: Object.fromEntries(views) } }
}

function moved<T extends View>(view: T, from: ImageId, to: ImageId): T {
  return view.image === from && from !== to ? { ...view, image: to } : view
}
