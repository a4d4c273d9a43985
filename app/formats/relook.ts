/**
 * Relook's own: one project a line, whole: every branch and step, drafts, reviews. What is lost is undo history and what
 * a run had streamed before it became a step stays as text. Written by app/exports/relook.ts; reads back to the same.
 */
import { z } from 'zod'
import { bad, good, type Issue, type Result } from '../result'
import type { Project } from '../trace/project'
import { traceSchemas, type Strictness } from '../trace/schema'
import type { Step } from '../trace/step'
import type { Format, ForeignTrace } from './format'
import { given, isFields, notAnObject } from './values'

/** The version written now. A newer file is refused rather than misread. */
export const relookVersion = 1

function projectOf(strictness: Strictness) {
  const { id, text, number, image, step, branch, draft, review, origin, respacing, evidence, maybe } =
    traceSchemas(strictness)
  return z
    .looseObject({
      id,
      title: text,
      createdAt: number,
      image,
      steps: z.record(text, step),
      branches: z.array(branch).min(1, 'There is no branch.'),
      drafts: strictness === 'mended' ? readable(draft) : z.record(text, draft),
      reviews: (strictness === 'mended' ? readable(review) : z.record(text, review)).default({}),
      origin: maybe(origin),
      respacing: maybe(respacing),
      evidence: maybe(strictness === 'mended' ? readableOnes(evidence) : z.array(evidence)),
    })
    .refine((p) => Object.entries(p.steps).every(([key, { id }]) => key === id), {
      message: 'A step stands under another id than its own.',
      path: ['steps'],
    })
    .refine((p) => p.branches.every((b) => b.path.every((id) => Object.hasOwn(p.steps, id))), {
      message: 'A branch names a step that is not there.',
      path: ['branches'],
    })
    .refine((p) => new Set(p.branches.map((b) => b.id)).size === p.branches.length, {
      message: 'Two branches have one id.',
      path: ['branches'],
    })
}

/** A record without the entries that cannot be read: one bad draft takes no other along. */
function readable<T extends z.ZodType>(schema: T): z.ZodType<Record<string, z.output<T>>> {
  return z.record(z.string(), z.unknown()).transform((record) =>
    Object.fromEntries(
      Object.entries(record).flatMap(([key, value]) => {
        const read = schema.safeParse(value)
        return read.success ? [[key, read.data]] : []
      }),
    ),
  )
}

/** The same of a list. */
function readableOnes<T extends z.ZodType>(schema: T): z.ZodType<z.output<T>[]> {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((one) => {
      const read = schema.safeParse(one)
      return read.success ? [read.data] : []
    }),
  )
}

const whole = projectOf('whole')
const mended = projectOf('mended')

/** Relook’s own lines: whole trees. */
export const relook: Format = {
  id: 'relook',
  name: 'Relook',
  source: 'app/exports/relook.ts of this project',
  containers: ['jsonl', 'json'],
  likeness: (value) => (isFields(value) && typeof value['relook'] === 'number' ? 1 : 0),
  parse,
}

function parse(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return notAnObject()
  const { relook: version, image } = value
  if (typeof version !== 'number') return bad({ path: 'relook', message: 'The row has no version.' })
  if (version > relookVersion)
    return bad({
      path: 'relook',
      message: `The row is of version ${version}; this Relook reads ${relookVersion}.`,
    })
  const strict = whole.safeParse(value['project'])
  const read = strict.success ? strict : mended.safeParse(value['project'])
  if (!read.success) return bad(...read.error.issues.slice(0, 5).map(issueOf))
  // What was not whole is told together with how it was taken; kept as it is shown, so that it is the same after a restart.
  const remarks = strict.success ? [] : strict.error.issues.slice(0, 5).map((i) => mendedIssue(issueOf(i)))
  // Parts that were left out stand there as `undefined`, which JSON does not have.
  const clean = strict.success ? read.data : (JSON.parse(JSON.stringify(read.data)) as unknown)
  // The schema has checked what the app relies on; it keeps the rest, which zod's type cannot say.
  const tree = asWritten({ ...(clean as Project), history: { past: [], future: [] } })
  const first = tree.branches[0]
  const { origin } = tree
  const trace = given<ForeignTrace>({
    id: tree.id,
    question: first?.question ?? '',
    system: origin?.system,
    images: typeof image === 'string' ? [{ type: 'path', path: image }] : [],
    // A tree brings its languages with it, branch by branch.
    dialect: 'vlm-r3',
    turns: [],
    gold: origin?.gold,
    goldBoxes: origin?.goldBoxes.map(({ numbers, space, label }) =>
      label === undefined ? { numbers, space } : { numbers, space, label },
    ),
    verdict: origin?.verdict,
    meta: { ...origin?.meta, title: tree.title },
    tree,
  })
  return good([trace], remarks)
}

function issueOf({ path, message }: z.core.$ZodIssue): Issue {
  return { path: ['project', ...path].join('.'), message }
}

function mendedIssue(issue: Issue): Issue {
  return { ...issue, message: `${issue.message}. It was filled in or left out.` }
}

/**
 * Earlier versions kept a trace that was read in another space with its steps rewritten, and what they had been beside (`own`).
 * The steps are what was written; the reading is a view over them.
 */
function asWritten(tree: Project): Project {
  const steps = Object.entries(tree.steps).map(([id, step]): [string, Step] => {
    const { own, ...rest } = step as Step & { readonly own?: object }
    if (own === undefined) return [id, step]
    return [id, (step.type === 'observation' ? { ...rest, view: own } : { ...rest, ...own }) as Step]
  })
  return { ...tree, steps: Object.fromEntries(steps) }
}
