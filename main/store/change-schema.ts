/**
 * The shape a journal line must have before it is folded into a project. Loose: a newer version's extra fields pass. It
 * asks only for what folding and showing would break without.
 */
import { z } from 'zod'
import type { Change } from '../../app/trace/change'

const step = z.looseObject({
  id: z.string(),
  type: z.string(),
  raw: z.string(),
  author: z.looseObject({ type: z.string() }),
})
const branch = z.looseObject({
  id: z.string(),
  name: z.string(),
  question: z.string(),
  model: z.string(),
  path: z.array(z.string()),
  open: z.looseObject({ text: z.string(), tokens: z.array(z.unknown()) }),
  run: z.looseObject({ type: z.string() }),
  settings: z.looseObject({}),
  view: z.looseObject({}),
})
const image = z.looseObject({ id: z.string(), name: z.string(), width: z.number(), height: z.number() })
const on = { branch: z.string() }

const draft = z.looseObject({ type: z.string() })
const review = z.looseObject({
  tags: z.array(z.string()),
  note: z.string(),
  goldBoxes: z.array(z.looseObject({})),
  by: z.string(),
  at: z.number(),
  spent: z.number(),
})

const shapes: { readonly [T in Change['type']]: z.ZodType } = {
  'project-created': z.looseObject({ id: z.string(), at: z.number(), title: z.string(), image }),
  pictured: z.looseObject({
    ...on,
    image,
    origin: z.looseObject({}),
    view: z.looseObject({}),
    steps: z.array(step),
  }),
  'project-renamed': z.looseObject({ title: z.string() }),
  'branch-added': z.looseObject({ branch, steps: z.array(step), clears: z.array(z.string()) }),
  'run-started': z.looseObject({ ...on, at: z.number() }),
  'run-phase': z.looseObject({ ...on, phase: z.looseObject({ name: z.string() }) }),
  streamed: z.looseObject({ ...on, text: z.string(), tokens: z.array(z.unknown()) }),
  'steps-added': z.looseObject({ ...on, steps: z.array(step) }),
  'run-ended': z.looseObject({ ...on, at: z.number(), reason: z.string() }),
  drafted: z.looseObject({ key: z.string(), draft: draft.nullable() }),
  respaced: z.looseObject({
    respacing: z
      .looseObject({ space: z.string(), looks: z.looseObject({}), views: z.looseObject({}) })
      .nullable(),
  }),
  'drafted-all': z.looseObject({ drafts: z.record(z.string(), draft.nullable()) }),
  reviewed: z.looseObject({ ...on, review }),
  'review-timed': z.looseObject({ ...on, by: z.string(), ms: z.number() }),
  'reviews-merged': z.looseObject({ reviews: z.record(z.string(), review) }),
  undone: z.looseObject({}),
  redone: z.looseObject({}),
  'branch-renamed': z.looseObject({ ...on, name: z.string() }),
  'branch-starred': z.looseObject({ ...on, star: z.boolean() }),
  'branch-binned': z.looseObject({ ...on, binned: z.boolean() }),
}

/** What a journal line holds. `unknown`: written by a newer version; kept in the file, not folded. */
export type Line =
  | { readonly type: 'change'; readonly change: Change }
  | { readonly type: 'unknown'; readonly name: string }
  | { readonly type: 'broken'; readonly message: string }

/** Reads one line. */
export function readLine(text: string): Line {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { type: 'broken', message: 'The line is not JSON.' }
  }
  const head = z.looseObject({ type: z.string() }).safeParse(value)
  if (!head.success) return { type: 'broken', message: 'The line is not a change.' }
  const name = head.data.type
  if (!Object.hasOwn(shapes, name)) return { type: 'unknown', name }
  const shape = shapes[name as Change['type']]
  const parsed = shape.safeParse(value)
  if (!parsed.success) return { type: 'broken', message: `“${name}” is not whole: ${parsed.error.message}` }
  // The shape was just checked as far as folding relies on it; deeper fields were written by this program.
  return { type: 'change', change: parsed.data as Change }
}
