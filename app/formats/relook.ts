/**
 * Relook's own: one project a line, whole: every branch and step, drafts, reviews. What is lost is undo history and what
 * a run had streamed before it became a step stays as text. Written by app/exports/relook.ts; reads back to the same.
 */
import { z } from 'zod'
import { bad, good, type Result } from '../result'
import type { Project } from '../trace/project'
import type { Format, ForeignTrace } from './format'
import { given, isFields } from './values'

/** The version written now. A newer file is refused rather than misread. */
export const relookVersion = 1

const box = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
const size = { width: z.number().positive(), height: z.number().positive() }
const view = z.looseObject({ image: z.string(), size: z.object(size), crop: box.optional() })
const common = { id: z.string().min(1), author: z.looseObject({ type: z.string() }), raw: z.string() }
const step = z.discriminatedUnion('type', [
  z.looseObject({ ...common, type: z.literal('thought'), text: z.string() }),
  z.looseObject({ ...common, type: z.literal('answer'), text: z.string() }),
  z.looseObject({
    ...common,
    type: z.literal('look'),
    region: box,
    request: z.looseObject({ numbers: z.array(z.number()), frame: z.object(size) }),
    flags: z.array(z.string()),
  }),
  z.looseObject({ ...common, type: z.literal('observation'), look: z.string(), view }),
])
const branch = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  question: z.string(),
  dialect: z.string(),
  view,
  path: z.array(z.string()),
  run: z.looseObject({ type: z.string() }),
})

/** What every part of the app relies on. Fields it does not name are kept: a later Relook may know more. */
const project = z
  .looseObject({
    id: z.string().min(1),
    title: z.string(),
    createdAt: z.number(),
    image: z.looseObject({ id: z.string(), name: z.string(), ...size }),
    steps: z.record(z.string(), step),
    branches: z.array(branch),
    drafts: z.record(z.string(), z.looseObject({ type: z.string() })),
    reviews: z
      .record(z.string(), z.looseObject({ by: z.string(), at: z.number(), tags: z.array(z.string()) }))
      .default({}),
  })
  .refine((p) => p.branches.every((b) => b.path.every((id) => p.steps[id] !== undefined)), {
    message: 'A branch names a step that is not there.',
    path: ['branches'],
  })

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
  if (!isFields(value)) return bad({ message: 'The row is no object.' })
  const { relook: version, image } = value
  if (typeof version !== 'number') return bad({ path: 'relook', message: 'The row has no version.' })
  if (version > relookVersion)
    return bad({
      path: 'relook',
      message: `The row is of version ${version}; this Relook reads ${relookVersion}.`,
    })
  const read = project.safeParse(value['project'])
  if (!read.success) {
    const issues = read.error.issues.slice(0, 5)
    return bad(...issues.map((i) => ({ path: ['project', ...i.path].join('.'), message: i.message })))
  }
  // The schema has checked what the app relies on; it keeps the rest, which zod's type cannot say.
  const tree = { ...(read.data as unknown as Project), history: { past: [], future: [] } }
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
  return good([trace])
}
