/**
 * Named readers: a small JSON file that says how to read what Relook does not know. `calls`: tools that are given a box; `record`:
 * where question, image, text and boxes stand in the records of a file. Others can load it. Pure; knows no file.
 */
import { z } from 'zod'
import { callRule } from '../dialects/calls/named-calls'
import { orders, spaceIds } from '../geometry/spaces'
import { nameProblem } from '../file-name'
import { bad, good, type Result } from '../result'
import { pathParts } from './path'

const path = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => pathParts(text) !== undefined, { error: 'This is no path: write a.b, a[0] or a[*].' })

/** Where the parts of a trace stand in a record. */
const recordRule = z.strictObject({
  id: path.exactOptional(),
  question: path.exactOptional(),
  /** One image, or several: a path, an address, base64, or an object as data sets write it. */
  image: path.exactOptional(),
  /** What the model wrote: a text, or a list of its turns. */
  text: path.exactOptional(),
  /** Messages with roles, instead of question and text. */
  dialogue: path.exactOptional(),
  answer: path.exactOptional(),
  /** Accepted answers. */
  gold: path.exactOptional(),
  /** Boxes that stand as data beside the text; `use`: looks of the model, or the regions that were expected. */
  boxes: z
    .strictObject({
      at: path,
      label: path.exactOptional(),
      space: z.enum(spaceIds),
      order: z.enum(orders).exactOptional(),
      use: z.enum(['look', 'gold']).exactOptional(),
    })
    .exactOptional(),
  /** The language of the text; absent: what its marks tell. */
  dialect: z.string().max(100).exactOptional(),
})
/** How one record is found in a file and read. */
export type RecordRule = z.infer<typeof recordRule>

/** A named reader, as its file holds it. */
export const readerSchema = z.strictObject({
  relookReader: z.literal(1),
  /** What a person calls it; letters that every file system takes. */
  name: z
    .string()
    .trim()
    .min(1, { error: 'A reader needs a name.', abort: true })
    .max(60, { error: 'A name has at most 60 letters.' })
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, {
      error: 'A name has letters, digits, blanks, dots, dashes.',
      abort: true,
    })
    .refine((name) => nameProblem(name) === undefined, { error: 'No file can have this name on Windows.' }),
  about: z.string().max(500).exactOptional(),
  calls: z.array(callRule).max(50).exactOptional(),
  record: recordRule.exactOptional(),
})
/** A reader a person made and named. */
export type NamedReader = z.infer<typeof readerSchema>

/** A value as a named reader; bad with what is wrong and where. */
export function readerOf(value: unknown): Result<NamedReader> {
  const parsed = readerSchema.safeParse(value)
  if (!parsed.success)
    return bad(
      ...parsed.error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join('.'), message })),
    )
  const { calls = [], record } = parsed.data
  if (calls.length === 0 && record === undefined)
    return bad({
      path: '',
      message: 'A reader says how calls are read (“calls”) or where things stand (“record”).',
    })
  return good(parsed.data)
}
