/**
 * A project as others may see it: the branches that are shown, their steps as they are to be seen, corrections over them. Reviews, tokens,
 * prompts, what else the file said, names of files and machines stay behind. Pure.
 */
import { lineOf } from '../beginning'
import { Failure } from '../failure'
import { given } from '../given'
import { parseServedModelId } from '../host/servers'
import { mainBranch, stepsOf, type Branch, type Project } from '../trace/project'
import type { Origin } from '../trace/origin'
import type { Author, Step, View } from '../trace/step'
import type { PageEntry } from './page'
import { withoutFolders } from './private'

/** Id that every view of the shared image has. */
export const sharedImage = 'image'

/** What of a project is shared. */
export interface ShareScope {
  /** Only this one; absent: all that are neither in the bin nor crop interventions. */
  readonly branch?: string
  /** Without what people changed. */
  readonly original?: boolean
}

/** The project to share. @throws Failure `bad-input` where nothing is left of it. */
export function sharedProject(project: Project, { branch: only, original = false }: ShareScope): Project {
  const branches = shownBranches(project, only)
  const [first] = branches
  if (first === undefined) throw new Failure('bad-input', 'It has no branch to show.')
  const seen = branches.map((branch) => stepsOf(project, branch))
  const own = new Set(branches.map((b) => b.id))
  const steps = new Set(seen.flat().map((s) => s.id))
  const drafts = Object.entries(project.drafts).filter(([key, draft]) =>
    'branch' in draft ? own.has(draft.branch) : steps.has(key),
  )
  const { id, title, createdAt, image, origin } = project
  // Another image of the trace keeps the hash it is known by.
  const onImage = (view: View): View => (view.image === image.id ? { ...view, image: sharedImage } : view)
  const { width, height } = image
  return {
    id,
    title,
    createdAt,
    image: { id: sharedImage, name: '', bytes: 0, width, height },
    ...given({ origin: origin && sharedOrigin(origin) }),
    steps: Object.fromEntries(seen.flat().map((step) => [step.id, sharedStep(step, onImage)])),
    branches: branches.map((branch, i) => ({
      ...sharedBranch(branch, seen[i] ?? []),
      view: onImage(branch.view),
    })),
    drafts: original ? {} : Object.fromEntries(drafts),
    reviews: {},
    history: { past: [], future: [] },
  }
}

/** The one that opens first comes first. */
function shownBranches(project: Project, only: string | undefined): readonly Branch[] {
  const main = mainBranch(project)
  const shown = project.branches.filter((b) =>
    only === undefined ? !b.binned && b.trial !== true : b.id === only,
  )
  return shown.toSorted((a, b) => Number(b.id === main?.id) - Number(a.id === main?.id))
}

/** A trace as a list shows it. `longest`: letters of a text. */
export function pageEntry(project: Project, longest = 160): PageEntry {
  const branch = project.branches[0]
  const steps = branch === undefined ? [] : stepsOf(project, branch)
  const answer = steps.findLast((s) => s.type === 'answer')
  const words = (text: string) => lineOf(text, longest)
  return {
    title: words(project.title),
    question: words(branch?.question ?? ''),
    ...given({
      answer: answer && words(answer.text),
      gold: project.origin?.gold === undefined ? undefined : words(project.origin.gold.join(' / ')),
      verdict: project.origin?.verdict,
    }),
    looks: steps.filter((s) => s.type === 'look').length,
    branches: project.branches.length,
  }
}

/** What a model is called, without the server or folder it is kept at. */
export function sharedModel(id: string): string {
  return withoutFolders(parseServedModelId(id)?.model ?? id)
}

function sharedBranch(branch: Branch, steps: readonly Step[]): Branch {
  const { rollout: _rollout, run, ...rest } = branch
  const failure = run.type === 'ended' ? run.failure : undefined
  return {
    ...rest,
    author: sharedAuthor(branch.author),
    model: sharedModel(branch.model),
    path: steps.map((s) => s.id),
    open: { text: branch.open.text, tokens: [] },
    run: {
      type: 'ended',
      startedAt: 0,
      endedAt: 0,
      reason: run.type === 'ended' ? run.reason : 'cut-off',
      ...given({ failure: failure && { code: failure.code, message: withoutFolders(failure.message) } }),
    },
  }
}

/** What is shown of a step. Raw text only where that is what is read: of code and requests nobody can read. */
function sharedStep(step: Step, onImage: (view: View) => View): Step {
  const { tokens: _, appended: _a, dropped: _d, timings: _t, pictures: _p, ...rest } = step
  const raw = step.type === 'thought' && step.kind !== undefined ? step.raw : ''
  const common = { at: 0, raw, author: sharedAuthor(step.author) }
  if (rest.type === 'observation') return { ...rest, ...common, view: onImage(rest.view) }
  return { ...rest, ...common }
}

/** People are not named. */
function sharedAuthor(author: Author): Author {
  if (author.type === 'model') return { type: 'model', model: sharedModel(author.model) }
  return { type: author.type }
}

function sharedOrigin({ gold, goldBoxes, verdict, format }: Origin): Origin {
  return {
    ...{ collection: '', row: 0, file: '', line: 1, format, goldBoxes, pictures: [], main: 0, meta: {} },
    ...given({ gold, verdict }),
  }
}
