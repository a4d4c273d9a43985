/**
 * A file that is one text: what a program printed of a run. Told from broken JSONL by marks that only what models write has, and by
 * how few of its lines are JSON.
 */
import { formatBytes } from '../../app/bytes'
import type { Chunk } from './bytes'
import type { Batch } from './raw'

/** Longest text that is read as one record; what people print is far shorter. */
const longestText = 64e6

const marks =
  /<\/?think>|<answer>|<tool_call>|<function=|\[(?:Tool|Assistant)\]|^\*\*Assistant:\*\*|ChatCompletionMessage\(|```(?:json|python)|["'](?:bbox_2d|box_2d|point_2d|bboxes)["']|<(?:box|code|points?)[ >]|<\|(?:det|box_start|begin_of_box)\|>|<loc\d{4}>|\bclick\(/m

/** Whether the beginning of a file, which is no JSON, is such a text. */
export function isPrinted(head: string): boolean {
  if (!marks.test(head)) return false
  const lines = head.split('\n').filter((line) => line.trim() !== '')
  const json = lines.filter((line) => /^\s*\{.*\}\s*$/.test(line) && isJson(line)).length
  return json * 2 < lines.length
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The whole file as one record of text; nothing more once it was given. */
export async function* cutWhole(chunks: AsyncIterable<Chunk>, from: number): AsyncGenerator<Batch> {
  if (from > 0) return
  const parts: Buffer[] = []
  let length = 0
  let read = 0
  for await (const chunk of chunks) {
    read = chunk.read
    length += chunk.bytes.length
    if (length <= longestText) parts.push(chunk.bytes)
  }
  const place = { offset: 0, length, line: 1 }
  const row =
    length > longestText
      ? { ...place, problem: `The text is longer than ${formatBytes(longestText)} and was passed over.` }
      : { ...place, bytes: Buffer.concat(parts), text: true }
  yield { rows: length === 0 ? [] : [row], read, next: { offset: Math.max(1, read), line: 2 } }
}
