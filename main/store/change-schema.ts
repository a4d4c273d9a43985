/**
 * The shape a journal line must have before it is folded into a project: the app's own schema of every part (app/trace/schema.ts).
 * What is written is checked by the very function that will read it again, so what was acknowledged can be read.
 */
import { z } from 'zod'
import type { Change } from '../../app/trace/change'
import { stepTypes, traceSchemas, type Strictness } from '../../app/trace/schema'

type Shapes = { readonly [T in Change['type']]: z.ZodType }

function shapesOf(strictness: Strictness): Shapes {
  const {
    id,
    text,
    number,
    image,
    view,
    step,
    failure,
    branch,
    draft,
    review,
    respacing,
    evidence,
    origin,
    tokens,
    maybe,
  } = traceSchemas(strictness)
  const on = { branch: text }
  const by = maybe(text)
  const steps = z.array(step)
  return {
    'project-created': z.looseObject({
      id,
      at: number,
      title: text,
      image,
      origin: maybe(origin),
      extra: maybe(z.record(text, z.unknown())),
    }),
    pictured: z.looseObject({ ...on, image, origin, view, steps }),
    'project-renamed': z.looseObject({ title: text }),
    'branch-added': z.looseObject({ branch, steps, clears: z.array(text) }),
    'run-started': z.looseObject({ ...on, at: number }),
    'run-phase': z.looseObject({ ...on, phase: z.looseObject({ name: text }) }),
    streamed: z.looseObject({ ...on, text, tokens }),
    'steps-added': z.looseObject({ ...on, steps }),
    'run-ended': z.looseObject({ ...on, at: number, reason: text, failure: maybe(failure) }),
    drafted: z.looseObject({ key: text, draft: draft.nullable(), by }),
    respaced: z.looseObject({ respacing: respacing.nullable() }),
    'drafted-all': z.looseObject({ drafts: z.record(text, draft.nullable()), by }),
    reviewed: z.looseObject({ ...on, review, own: maybe(z.boolean()) }),
    'review-timed': z.looseObject({ ...on, by: text, ms: number, day: by }),
    'reviews-merged': z.looseObject({ reviews: z.record(text, review) }),
    'history-cleared': z.looseObject({}),
    'evidence-added': z.looseObject({ evidence }),
    undone: z.looseObject({ by }),
    redone: z.looseObject({ by }),
    'branch-renamed': z.looseObject({ ...on, name: text }),
    'branch-starred': z.looseObject({ ...on, star: z.boolean() }),
    'branch-binned': z.looseObject({ ...on, binned: z.boolean() }),
  }
}

const whole = shapesOf('whole')
const mended = shapesOf('mended')

/**
 * What a journal line holds. `newer`: written by a later version; kept in the file, not folded. `remark`: what was not whole in it
 * and how it was taken.
 */
export type JournalLine =
  | { readonly type: 'change'; readonly change: Change; readonly remark?: string }
  | { readonly type: 'newer'; readonly name: string }
  | { readonly type: 'broken'; readonly message: string }

const head = z.looseObject({ type: z.string() })

/** Reads one line, as strictly as what is written is checked. */
export function readLine(text: string): JournalLine {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { type: 'broken', message: 'The line is not JSON.' }
  }
  const found = head.safeParse(value)
  if (!found.success) return { type: 'broken', message: 'The line is not a change.' }
  const name = found.data.type
  if (!Object.hasOwn(whole, name)) return { type: 'newer', name }
  const read = whole[name as Change['type']].safeParse(value)
  // The shape was just checked as far as the app relies on it; fields it does not name were written by some version of it.
  if (read.success) return { type: 'change', change: read.data as Change }
  const step = newerStep(value)
  return step === undefined
    ? { type: 'broken', message: wordsOf(name, read.error) }
    : { type: 'newer', name: step }
}

/** The same, and what is not whole is mended where that can be done honestly: for lines that are there already. */
export function readOldLine(text: string): JournalLine {
  const line = readLine(text)
  if (line.type !== 'broken') return line
  try {
    const value = JSON.parse(text) as { readonly type?: unknown }
    const name = typeof value.type === 'string' && Object.hasOwn(mended, value.type) ? value.type : undefined
    const read = name === undefined ? undefined : mended[name as Change['type']].safeParse(value)
    if (read?.success !== true) return line
    // Parts that were left out are there as `undefined`: JSON has none.
    const change = JSON.parse(JSON.stringify(read.data)) as Change
    return { type: 'change', change, remark: `${line.message} What was missing was filled in.` }
  } catch {
    return line
  }
}

/** A step of a type that this version does not know. */
function newerStep(value: unknown): string | undefined {
  const steps = z.object({ steps: z.array(z.object({ type: z.string() })) }).safeParse(value)
  return steps.data?.steps.find(({ type }) => !stepTypes.has(type))?.type
}

function wordsOf(name: string, error: z.ZodError): string {
  const [first] = error.issues
  const where = first === undefined || first.path.length === 0 ? '' : ` (${first.path.join('.')})`
  return `“${name}” is not whole${where}: ${first?.message ?? ''}`
}
