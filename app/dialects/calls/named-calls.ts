/**
 * Calls as a person said how to read them: which tool, where its box stands, what the numbers count in. Data, so that nobody needs
 * a release for a home-made tool. What is said here goes before whatever else is known of the tool.
 */
import { z } from 'zod'
import { orders, spaceIds } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { lookSpans } from '../marks/pieces'
import { regionsIn } from './box-value'
import type { SpelledCall } from './call'
import { CutOff } from './loose'
import { callsIn } from './scan'
import { indexOf } from './source'
import { given } from '../../given'

/** Where something stands: names and numbers one inside the other, `target.boxes[0]`. */
const path = z.string().min(1).max(500)

/** How calls of a tool are read. */
export const callRule = z.strictObject({
  /** Its name; `*` stands for any letters. */
  tool: z.string().min(1).max(200),
  /** The argument that holds the box (or a list of them), or four arguments in the order of `order`. */
  box: z.union([path, z.tuple([path, path, path, path])]),
  /** The argument that says which image, and the number of the first one. Absent: the image of the question. */
  image: path.exactOptional(),
  imageFrom: z.union([z.literal(0), z.literal(1)]).exactOptional(),
  label: path.exactOptional(),
  space: z.enum(spaceIds),
  order: z.enum(orders).exactOptional(),
})
/** How calls of a tool by name are read. */
export type CallRule = z.infer<typeof callRule>

/** The calls of a turn that any of the rules is about, as spans; calls of other tools are left to the dialect. */
export function namedCallSpans(text: string, rules: readonly CallRule[]): readonly Span[] {
  if (rules.length === 0) return []
  const known = rules.map((rule) => ({ rule, names: nameOf(rule.tool) }))
  return callsIn(text).flatMap(({ call, start, end }): readonly Span[] => {
    const rule = known.find(({ names }) => call !== undefined && names.test(call.name))?.rule
    if (rule === undefined || call === undefined) return []
    return spansOf(call, rule).map((span, i) => ({ ...span, start: i === 0 ? start : end, end }))
  })
}

function nameOf(tool: string): RegExp {
  const parts = tool.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`)
}

function spansOf(call: SpelledCall, rule: CallRule): readonly Span[] {
  const { space, order = 'xyxy', box } = rule
  const value =
    typeof box === 'string' ? valueAt(call.arguments, box) : box.map((name) => valueAt(call.arguments, name))
  const label = textAt(call, rule.label)
  const source = sourceOf(call, rule)
  const piece = {
    start: 0,
    end: 0,
    read: regionsIn(value, 'any', true),
    notation: { space, order },
    ...given({ label, source }),
  }
  return lookSpans(piece, piece.notation).map((span, i) => {
    if (span.type !== 'look') return span
    // What a person said of the numbers is not guessed at; an object of sides says its own order.
    const own = piece.read.regions[i]?.notation?.order ?? order
    return { ...span, notation: { space, order: own } }
  })
}

function textAt(call: SpelledCall, at: string | undefined): string | undefined {
  const value = at === undefined ? undefined : valueAt(call.arguments, at)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function sourceOf(call: SpelledCall, { image, imageFrom = 0 }: CallRule): number | undefined {
  if (image === undefined) return undefined
  const index = indexOf(valueAt(call.arguments, image))
  return index === undefined ? undefined : Math.max(0, index - imageFrom)
}

/** What stands at a path; undefined where there is nothing. Anything that breaks off is taken as far as it goes. */
function valueAt(value: unknown, at: string): unknown {
  let found: unknown = value
  for (const part of at.split(/[.[\]]+/).filter((p) => p !== '')) {
    const whole = found instanceof CutOff ? found.value : found
    if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, part)) return undefined
    found = (whole as Readonly<Record<string, unknown>>)[part]
  }
  return found
}
