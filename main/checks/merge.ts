/** Another annotator's Relook JSONL read row by row and merged into the projects here. Knows no window. */
import { Failure } from '../../app/failure'
import { relook } from '../../app/formats/relook'
import { mergeTrace, sameTrace } from '../../app/reasoning/review-merge'
import type { Issue } from '../../app/result'
import type { MergeResult } from '../../app/host/reviews'
import type { Project } from '../../app/trace/project'
import { reviewMarks } from '../../app/trace/review-agreement'
import type { Collections } from '../collections/collections'
import { readRows } from '../collections/containers'
import { partsOfProject } from '../collections/project-id'
import type { Projects } from '../store/projects'

export interface Merger {
  readonly projects: Pick<Projects, 'use' | 'list'>
  readonly collections: Pick<Collections, 'list'>
  readonly newId: () => string
}

/** Bad rows told; the rest are only counted. */
const mostIssues = 200

/** Merges the file at `path`. `copy`: where an unpacked copy may lie. @throws Failure `bad-input` for another format. */
export async function mergeFile(
  merger: Merger,
  { path, copy }: { readonly path: string; readonly copy: string },
  signal: AbortSignal,
): Promise<MergeResult> {
  const issues: Issue[] = []
  let [traces, reviews, corrections, disagreements] = [0, 0, 0, 0]
  let [same, unknown, rows] = [0, 0, 0]
  const remark = (issue: Issue) => void (issues.length < mostIssues && issues.push(issue))
  for await (const read of readRows({ path, copy }, signal)) {
    rows++
    if (!read.ok) {
      remark(read.issue)
      continue
    }
    const { line, value } = read.row
    const parsed = relook.parse(value)
    const tree = parsed.ok ? parsed.value[0]?.tree : undefined
    if (tree === undefined) {
      remark({ line, ...parsed.issues[0], message: parsed.issues[0]?.message ?? 'The row holds no trace.' })
      continue
    }
    const merged = await mergeTree(merger, tree)
    if (merged === undefined) unknown++
    else if (merged.reviews + merged.corrections === 0) same++
    else {
      traces++
      reviews += merged.reviews
      corrections += merged.corrections
      if (merged.disagree) disagreements++
    }
  }
  if (rows === 0 || issues.length === rows)
    throw new Failure(
      'bad-input',
      'This is no file of reviews. Let the other annotator export as Relook JSONL, and merge that.',
      issues[0]?.message,
    )
  return { traces, reviews, corrections, disagreements, same, unknown, issues }
}

async function mergeTree(merger: Merger, tree: Project) {
  for (const id of await candidates(merger, tree)) {
    const found = await merger.projects
      .use(id, async (live) => {
        if (!sameTrace(live.state(), tree)) return undefined
        const merging = mergeTrace(live.state(), tree, merger.newId)
        if (merging.changes.length > 0) await live.append(merging.changes)
        return { ...merging, disagree: reviewMarks(live.state()).disagree }
      })
      .catch((error: unknown) => {
        if (error instanceof Failure && error.code === 'not-found') return undefined
        throw error
      })
    if (found !== undefined) return found
  }
  return undefined
}

/** The same id, the same row of a file opened here from another place, and whatever shows the same image. */
async function candidates({ projects, collections }: Merger, tree: Project): Promise<readonly string[]> {
  const key = partsOfProject(tree.id)?.key
  const rows = key === undefined ? [] : collections.list().map((c) => `${c.id}-${key}`)
  const pictures = projects.list().flatMap((p) => (p.image.id === tree.image.id ? [p.id] : []))
  return [...new Set([tree.id, ...rows, ...pictures])]
}
