/**
 * Files of plain text: whether all of one is what a model replied, and its text. Told by the beginning of the file; knows no format.
 */
import { isJson } from '../../app/json'
import { formatBytes } from '../../app/bytes'
import { Failure } from '../../app/failure'
import type { Chunk } from './bytes'

/** Nothing that a model prints is longer. */
const longestText = 16_000_000

/** The text of a file. @throws Failure `bad-input` for one too long to be a reply. */
export async function textFrom(chunks: AsyncIterable<Chunk>): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const { bytes } of chunks) {
    parts.push(bytes)
    length += bytes.length
    if (length > longestText)
      throw new Failure(
        'bad-input',
        `This is a text of more than ${formatBytes(longestText)} without records: no reply of a model is so long.`,
      )
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
}

/** Text that is not records: no bytes that text does not have, and fewer than half of its lines are JSON. */
export function isPrintedText(head: Buffer): boolean {
  if (head.includes(0)) return false
  const lines = head
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 200)
  const records = lines.filter((line) => /^[[{]/.test(line) && isJson(line))
  return records.length * 2 < lines.length
}

/**
 * An array that is a reply itself: regions and nothing that a data set says of each (`[{"box_2d": …, "label": …}, …]`), or numbers
 * alone. Its text is kept as it was written; it may be cut off.
 */
export function looksLikeReply(head: string): boolean {
  if (/^\s*\[\s*\[\s*-?\d/.test(head)) return true
  const first = /^\s*\[\s*\{([^{}]*)/.exec(head)?.[1] ?? ''
  if (!/["'](?:bbox_2d|box_2d|point_2d|bboxes|bbox|point)["']\s*:/.test(first)) return false
  return !/["'](?:image|images|image_path|image_id|img_path|file_name|prompt|question|id|messages|conversations)["']\s*:/.test(
    first,
  )
}
