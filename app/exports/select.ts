/** Which branches of a project are exported, in which words, and into which split. Pure; the same every time. */
import { given } from '../given'
import { correctedSteps, isCorrected } from '../reasoning/corrected'
import { hash } from '../hash'
import { missingImage } from '../trace/image'
import { answerOf, branchOf, mainBranch, stepsOf, type Branch, type Project } from '../trace/project'
import { reviewsOf, type Review } from '../trace/review'
import { splits, type ExportTrace, type Split } from './writer'

/** Which traces go into an export, and how their words and splits are chosen. */
export interface ExportSelection {
  /** `main`: the starred or newest branch of each project. `all`: every branch that is not binned. */
  readonly branches: 'main' | 'all'
  /** Only this branch of its project. */
  readonly branch?: string
  readonly words: 'corrected' | 'original'
  /** `reviewed`: somebody decided. `accepted`: the decision is to accept. */
  readonly verdict: 'any' | 'reviewed' | 'accepted'
  /** Failure tags of which it must have one; of which it must have none. */
  readonly withTags: readonly string[]
  readonly withoutTags: readonly string[]
  /** Shares of dev and test, 0..1; the rest is train. */
  readonly dev: number
  readonly test: number
  readonly seed: number
}

/** The main branch of every trace as corrected, nine tenths for training. */
export const defaultSelection: ExportSelection = {
  branches: 'main',
  words: 'corrected',
  verdict: 'any',
  withTags: [],
  withoutTags: [],
  dev: 0,
  test: 0,
  seed: 0,
}

/** A branch that was asked for and is not exported, and why. */
export interface SkippedBranch {
  readonly id: string
  readonly reason: string
}

/** What a project gives. */
export interface SelectedTraces {
  readonly traces: readonly ExportTrace[]
  readonly skipped: readonly SkippedBranch[]
}

/** The traces of a project that a selection takes. */
export function select(project: Project, selection: ExportSelection): SelectedTraces {
  const traces: ExportTrace[] = []
  const skipped: SkippedBranch[] = []
  if (selection.branch !== undefined && branchOf(project, selection.branch) === undefined)
    skipped.push({ id: `${project.id}/${selection.branch}`, reason: 'It has no such branch.' })
  for (const branch of branchesOf(project, selection)) {
    const id = `${project.id}/${branch.id}`
    const reviews = peoplesReviews(project, branch)
    const reason = branch.trial === true ? 'It is a crop intervention.' : refusal(reviews, selection)
    if (reason === undefined) traces.push(traceOf(project, branch, selection))
    else skipped.push({ id, reason })
  }
  return { traces, skipped }
}

function branchesOf(project: Project, selection: ExportSelection): readonly Branch[] {
  if (selection.branch !== undefined) {
    const branch = branchOf(project, selection.branch)
    return branch === undefined ? [] : [branch]
  }
  if (selection.branches === 'all') return project.branches.filter((b) => !b.binned)
  const branch = mainBranch(project)
  return branch === undefined ? [] : [branch]
}

/** Why a verdict keeps a branch out. */
const standingReasons = {
  rejected: 'It is rejected.',
  flagged: 'It is flagged.',
  skipped: 'It was skipped.',
} as const

/** Why reviews keep a branch out; undefined where they do not. */
function refusal(reviews: readonly Review[], selection: ExportSelection): string | undefined {
  const { verdict, withTags, withoutTags } = selection
  const decided = reviews.filter((r) => r.verdict !== undefined && r.verdict !== 'skipped')
  if (verdict !== 'any' && decided.length === 0) return 'Nobody has decided on it.'
  if (verdict === 'accepted') {
    const standing = standingVerdict(decided)
    if (standing === undefined) return 'Annotators disagree about it.'
    if (standing !== 'accepted') return standingReasons[standing]
  }
  const tags = new Set(reviews.flatMap((r) => r.tags))
  if (withTags.length > 0 && !withTags.some((t) => tags.has(t))) return 'It has none of the wanted tags.'
  return withoutTags.some((t) => tags.has(t)) ? 'It has an unwanted tag.' : undefined
}

/** What all deciding annotators say, or the newest of them who settled the others'; undefined where they disagree. */
function standingVerdict(decided: readonly Review[]): Review['verdict'] {
  const [newest, ...others] = decided
  const open = others.filter((r) => r.verdict !== newest?.verdict && newest?.settles?.includes(r.by) !== true)
  return open.length > 0 ? undefined : newest?.verdict
}

function traceOf(project: Project, branch: Branch, selection: ExportSelection): ExportTrace {
  const reviews = peoplesReviews(project, branch)
  const original = stepsOf(project, branch)
  const corrected = selection.words === 'corrected' && isCorrected(project, branch)
  const by = reviews[0]?.by
  const steps = corrected ? correctedSteps(project, branch, given({ by })) : original
  return {
    id: nameOf(project, branch),
    project,
    branch,
    split: splitOf(project, selection),
    original,
    steps,
    corrected,
    reviews,
    gold: goldOf(project, branch, { reviews, steps }),
    source: dataSourceOf(project),
  }
}

/** What people said of it. A judge scores and decides nothing. */
function peoplesReviews(project: Project, branch: Branch): readonly Review[] {
  return reviewsOf(project.reviews, branch.id).filter((r) => r.judge !== true)
}

/** As the file calls it, where it came from a file; with the branch, where that is not the only one. */
function nameOf(project: Project, branch: Branch): string {
  const name = project.origin?.id ?? project.id
  return project.branches.length > 1 ? `${name}/${branch.id}` : name
}

function goldOf(
  project: Project,
  branch: Branch,
  { reviews, steps }: Pick<ExportTrace, 'reviews' | 'steps'>,
): readonly string[] {
  const given = reviews.find((r) => r.gold !== undefined && r.gold.trim() !== '')?.gold
  if (given !== undefined) return [given]
  const filed = project.origin?.gold ?? []
  if (filed.length > 0) return filed
  if (reviews[0]?.verdict !== 'accepted') return []
  const answer = steps.findLast((s) => s.type === 'answer')?.text ?? answerOf(project, branch)
  return answer === undefined ? [] : [answer]
}

/** The data set a file names in one of the fields the field uses for it, the file's name, or where there is none `relook`. */
export function dataSourceOf(project: Project): string {
  const { origin } = project
  for (const name of ['source', 'dataset', 'data_source', 'data_type']) {
    const value = origin?.meta[name]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return origin?.file ?? 'relook'
}

/**
 * The split of a project's image: a hash of seed and image decides, so that no image is in two splits, whatever else is
 * exported with it, and adding data moves nothing.
 */
export function splitOf(
  project: Project,
  { dev, test, seed }: Pick<ExportSelection, 'dev' | 'test' | 'seed'>,
): Split {
  const { image, origin } = project
  // Without the image its name in the file has to do.
  const key = image.id === missingImage ? (origin?.pictures[origin.main]?.name ?? image.name) : image.id
  const share = hash(`${seed}/${key}`) / 2 ** 32
  const [train, devSplit, testSplit] = splits
  return share < test ? testSplit : share < test + dev ? devSplit : train
}
