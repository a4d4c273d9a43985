/** JSON as programs of the field write it: strict, but for Python's NaN and Infinity. Says in words what is wrong. */
import { beginningOf } from '../../app/beginning'
import { isUtf8 } from 'node:buffer'

/** A record's value. `nan`: it holds NaN or Infinity, which were read as null. `remark`: what a person is told of it besides. */
export type ParsedRecord =
  | { readonly ok: true; readonly value: unknown; readonly nan: boolean; readonly remark?: string }
  | { readonly ok: false; readonly message: string }

/** Reads one record's text. `torn`: the file ends with it, so that it may have been cut off. */
export function parseJson(bytes: Buffer, torn = false): ParsedRecord {
  const parsed = parsedText(bytes, torn)
  return parsed.ok && !isUtf8(bytes) ? { ...parsed, remark: damaged } : parsed
}

const damaged = 'This row holds bytes that are no UTF-8 text: each is shown as “\uFFFD”.'

function parsedText(bytes: Buffer, torn: boolean): ParsedRecord {
  if (bytes.includes(0)) return { ok: false, message: 'The row holds bytes that are no text.' }
  const text = bytes.toString('utf8')
  try {
    return { ok: true, value: JSON.parse(text), nan: false }
  } catch (error) {
    const softened = text.includes('NaN') || text.includes('Infinity') ? withoutNan(text) : undefined
    if (softened !== undefined && softened !== text) {
      try {
        return { ok: true, value: JSON.parse(softened), nan: true }
      } catch {
        // Wrong for another reason, which is told below.
      }
    }
    return { ok: false, message: torn ? cutOff(error) : `This is not JSON: ${reason(error)}` }
  }
}

/** Python's json module writes these unless told otherwise (`allow_nan`); no other JSON reader takes them. */
const tokens = /"[^"\\]*(?:\\(?:[\s\S]|$)[^"\\]*)*(?:"|$)|-?\b(?:NaN|Infinity)\b/g

function withoutNan(text: string): string {
  return text.replace(tokens, (token) => (token.startsWith('"') ? token : 'null'))
}

function cutOff(error: unknown): string {
  return `The file ends in the middle of this row (${reason(error)})`
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // The engine quotes the text around the place, which may be megabytes on one line.
  return message.length > 200 ? `${beginningOf(message, 200)}…` : message
}
