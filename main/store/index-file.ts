/**
 * The list of projects, kept beside the projects so that a start need not read every journal. Only a copy: a missing,
 * broken or outdated entry is made again from its journal.
 */
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { given } from '../../app/given'
import { createProject, applyChange, type Change } from '../../app/trace/change'
import { applyChanges } from '../../app/trace/replay'
import { correctionOf } from '../../app/trace/correct'
import { answerOf, mainBranch, stepsOf } from '../../app/trace/project'
import type { Branch, Project, ProjectSummary } from '../../app/trace/project'
import { missingImage } from '../../app/trace/image'
import { verdicts } from '../../app/trace/review'
import { reviewMarks } from '../../app/trace/review-agreement'
import { writeWhole } from './folder'
import { readJournal, type RecordedJournal } from './journal'

const image = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
})
const mark = z.object({
  by: z.string(),
  verdict: z.enum(verdicts).exactOptional(),
  tags: z.array(z.string()),
  at: z.number(),
  spent: z.number(),
  days: z.record(z.string(), z.number()).exactOptional(),
  scores: z.record(z.string(), z.number()).exactOptional(),
  judge: z.boolean().exactOptional(),
  looks: z.number().exactOptional(),
})
const entry = z.object({
  /** Length of the journal this was made from. */
  journal: z.number(),
  summary: z.object({
    id: z.string(),
    title: z.string(),
    createdAt: z.number(),
    changedAt: z.number(),
    image,
    question: z.string(),
    answer: z.string().exactOptional(),
    corrected: z.object({ answer: z.string().exactOptional() }).exactOptional(),
    branches: z.number(),
    looks: z.number(),
    origin: z.object({ collection: z.string(), row: z.number(), file: z.string() }).exactOptional(),
    reviews: z.array(mark).exactOptional(),
    disagree: z.boolean().exactOptional(),
  }),
})
/** Another one than that of the file: it is made again from the journals. 2: `corrected`. 3: days, scores and looks of reviews. */
const indexVersion = 3
const file = z.object({ version: z.literal(indexVersion), projects: z.array(entry) })

/** A summary and the length of the journal it tells of. */
export interface IndexEntry {
  readonly journal: number
  readonly summary: ProjectSummary
}

/** What the list shows of a project. */
export function projectSummary(project: Project, changedAt: number): ProjectSummary {
  const branch = mainBranch(project)
  const answer = branch === undefined ? undefined : answerOf(project, branch)
  const { marks, disagree } = reviewMarks(project)
  const { origin } = project
  return {
    id: project.id,
    title: project.title,
    createdAt: project.createdAt,
    changedAt,
    image: project.image,
    question: branch?.question ?? '',
    ...given({ answer }),
    branches: project.branches.filter((b) => !b.binned).length,
    looks: branch === undefined ? 0 : stepsOf(project, branch).filter((s) => s.type === 'look').length,
    ...given({
      corrected: branch && Object.keys(project.drafts).length > 0 ? correctedIn(project, branch) : undefined,
      origin:
        origin === undefined
          ? undefined
          : { collection: origin.collection, row: origin.row, file: origin.file },
      reviews: marks.length === 0 ? undefined : marks,
      disagree: disagree || undefined,
    }),
  }
}

function correctedIn(project: Project, branch: Branch): ProjectSummary['corrected'] {
  const { drafts } = project
  return correctionOf({ steps: stepsOf(project, branch), drafts, branch: branch.id })
}

/** The project the changes tell of; changes that cannot be folded are left out. Undefined without a creation. */
export function fold(changes: readonly Change[]): Project | undefined {
  const first = changes.findIndex((c) => c.type === 'project-created')
  const creation = changes[first]
  if (creation?.type !== 'project-created') return undefined
  const start = createProject(creation)
  const rest = changes.slice(first + 1)
  try {
    return applyChanges(start, rest)
  } catch {
    return rest.reduce((project, change) => {
      try {
        return applyChange(project, change)
      } catch {
        return project
      }
    }, start)
  }
}

/**
 * The project of a journal. Where its first line is gone, the rest is not: the project begins with what its first branch tells of
 * its image, under a name that says so. Undefined where nothing tells of a branch either.
 */
export async function projectOfJournal(
  path: string,
  { changes }: Pick<RecordedJournal, 'changes'>,
): Promise<Project | undefined> {
  const project = fold(changes)
  if (project !== undefined) return project
  const added = changes.find((c) => c.type === 'branch-added')
  if (added === undefined) return undefined
  const { view, createdAt } = added.branch
  const folder = dirname(dirname(dirname(path)))
  const described = await readFile(
    join(folder, 'images', view.image.slice(0, 2), `${view.image}.json`),
    'utf8',
  ).then(
    (text) => image.safeParse(JSON.parse(text)).data,
    () => undefined,
  )
  const creation: Change = {
    type: 'project-created',
    id: basename(dirname(path)),
    at: createdAt,
    title: `Recovered: ${described?.name ?? 'project'}`,
    image: described ?? { id: missingImage, name: 'missing', bytes: 0, ...view.size },
  }
  return fold([creation, ...changes])
}

/** The list as it is true now: from the index where that still fits, from the journals where it does not. */
export async function loadIndex(
  folder: string,
  report: (message: string) => void,
): Promise<Map<string, IndexEntry>> {
  const known = await readIndex(join(folder, 'index.json'))
  const names = await readdir(join(folder, 'projects')).catch(() => [])
  const entries = new Map<string, IndexEntry>()
  for (const id of names) {
    const path = join(folder, 'projects', id, 'journal.jsonl')
    try {
      const { size } = await stat(path)
      const old = known.get(id)
      const fresh = old?.journal === size ? old : await indexEntryOf(path)
      if (fresh !== undefined) entries.set(id, fresh)
      else report(`The project in ${path} cannot be read: no line of it tells of a branch.`)
    } catch (error) {
      report(`The project in ${path} cannot be read: ${String(error)}`)
    }
  }
  return entries
}

/** Keeps the list. */
export async function writeIndex(folder: string, entries: Iterable<IndexEntry>): Promise<void> {
  await writeWhole(
    join(folder, 'index.json'),
    JSON.stringify({ version: indexVersion, projects: [...entries] }),
  )
}

/** Makes an entry from a journal; undefined when it does not begin a project. */
export async function indexEntryOf(path: string): Promise<IndexEntry | undefined> {
  const recorded = await readJournal(path)
  const project = await projectOfJournal(path, recorded)
  return project && { journal: recorded.bytes, summary: projectSummary(project, recorded.changedAt) }
}

async function readIndex(path: string): Promise<Map<string, IndexEntry>> {
  try {
    const { projects } = file.parse(JSON.parse(await readFile(path, 'utf8')))
    return new Map(projects.map((p) => [p.summary.id, p]))
  } catch {
    return new Map()
  }
}
