/**
 * Relook's own: one project a line, whole, with drafts and reviews; reads back to the same (app/formats/relook.ts). Undo
 * history stays behind. With one branch chosen, its steps and whatever concerns it.
 */
import { given } from '../given'
import { relookVersion } from '../formats/relook'
import { good } from '../result'
import { missingImage } from '../trace/image'
import type { Branch, Project } from '../trace/project'
import { reviewKey } from '../trace/review'
import { seenSteps } from '../trace/step-views'
import type { ExportRow, RecordValue, Writer } from './writer'

/** Relook’s own lines: the only format that loses nothing. */
export const relook: Writer = {
  id: 'relook',
  title: 'Relook JSONL (everything)',
  about: 'Whole trees with corrections and reviews, to be opened or merged in another Relook.',
  source: 'app/formats/relook.ts of this project',
  container: 'jsonl',
  tree,
  write: (trace) => good([tree(pruned(trace.project, trace.branch))]),
  usage: () => 'Open the file in Relook, or merge it into the projects of another annotator.\n',
}

/** The record of a whole tree. */
function tree(project: Project): ExportRow {
  const { history: _history, ...rest } = settled(project)
  // A project is JSON by construction (it is journalled); the type of a value cannot say optional fields.
  return { relook: relookVersion, image: imageValueOf(project), project: rest as unknown as RecordValue }
}

/** With the steps as they lie on an image that was found later: whoever opens the tree has that image. */
function settled(project: Project): Project {
  const { relinked, ...rest } = project
  if (relinked === undefined) return project
  const steps = { ...project.steps }
  const branches = project.branches.map((branch) => {
    const seen = seenSteps(branch.path, project.steps, { relinked })
    for (const step of seen) steps[step.id] = step
    return { ...branch, path: seen.map((s) => s.id) }
  })
  return { ...rest, steps, branches }
}

/** The image itself; null for a trace whose image was never found. */
function imageValueOf({ image }: Project): RecordValue {
  if (image.id === missingImage) return null
  const { id, width, height } = image
  return {
    view: { image: id, size: { width, height }, filter: 'bicubic', grid: { width: 0, height: 0 } },
    as: 'path',
  }
}

/** The tree with one branch. */
function pruned(project: Project, branch: Branch): Project {
  const own = new Set(branch.path)
  const drafts = Object.entries(project.drafts).filter(([key, draft]) =>
    'branch' in draft ? draft.branch === branch.id : own.has(key),
  )
  const reviews = Object.entries(project.reviews).filter(([key, r]) => key === reviewKey(branch.id, r.by))
  // What a look could have been holds on every branch that has it.
  const evidence = project.evidence?.filter(
    (e) => e.branch === branch.id || (e.type === 'odds' && own.has(e.look)),
  )
  return {
    ...project,
    ...given({ evidence }),
    steps: Object.fromEntries(Object.entries(project.steps).filter(([id]) => own.has(id))),
    branches: [branch],
    drafts: Object.fromEntries(drafts),
    reviews: Object.fromEntries(reviews),
  }
}
