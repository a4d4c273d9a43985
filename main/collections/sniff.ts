/** What kind of file this is, by its first bytes; names are not believed. */
import { isJson } from '../../app/json'
import { given } from '../../app/given'
import { Failure } from '../../app/failure'
import { isSessionLine } from '../../app/formats/sessions'
import { isTranscript } from '../../app/formats/transcript'
import { readPart } from './bytes'
import type { Encoding } from './encoding'
import { encodingOf, headSize } from './file-encoding'
import { isLog } from './blocks'
import { hasMark, isBlank } from './lines'
import { isPrintedText, looksLikeReply } from './text'
import { gunzipped } from './gzip'
import type { TableKind } from './raw'
import { tableIn } from './table'
import { entriesIn, wrappedIn, type Wrapped } from './wrapped'

/**
 * How records are cut out of a file. `lines`: one per line. `values`: an array, an object, objects in a row. `blocks`: a
 * text log. `joined`: the lines are one record, the turns of a run. `text`: all of it is one reply, as it was printed.
 */
export type CutKind =
  'lines' | 'values' | 'blocks' | 'joined' | 'parquet' | 'arrow' | 'zip' | 'table' | 'text'

/** A file's kind. */
export interface FileKind {
  readonly cut: CutKind
  readonly gzip: boolean
  /** What its text is written in; absent: UTF-8. */
  readonly encoding?: Encoding
  /** The file is one record although it is an array: the messages or steps of a single dialogue. */
  readonly whole?: boolean
  /** The rows may be spans of a tracing tool. */
  readonly spans?: true
  /** Of a table. */
  readonly table?: TableKind
  /** The file is one object that holds the records. */
  readonly wrapped?: Wrapped
}

/**
 * The kind of a file; `encoding`: what a person says its text is written in. @throws Failure `bad-input` with the reason for one that
 * cannot hold traces.
 */
export async function sniff(path: string, encoding?: string): Promise<FileKind> {
  const head = await readPart(path, 0, headSize)
  if (head.length === 0) throw new Failure('bad-input', 'The file is empty.')
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const raw = gzip ? await unpackedHead(path) : head
  if (raw.toString('latin1', 257, 262) === 'ustar')
    throw new Failure('bad-input', 'This is a tar file. Unpack it and open the folder or the file in it.')
  const own = isBinary(raw) ? undefined : await encodingOf(path, raw, { gzip, encoding })
  const content = own === undefined ? raw : Buffer.from(new TextDecoder(own).decode(raw))
  return { ...kindOf(path, content, gzip), ...given({ encoding: own }) }
}

function kindOf(path: string, content: Buffer, gzip: boolean): FileKind {
  const named = (endings: RegExp) => endings.test(path.replace(/\.gz$/i, ''))
  const cut = cutOf(content, named(/\.(?:jsonl|ndjson|json)$/i))
  if (gzip && (cut === 'parquet' || cut === 'zip' || cut === 'arrow'))
    throw new Failure('bad-input', `This is a gzipped ${cut} file. Unpack it first: it is read out of order.`)
  if (cut === 'lines' || cut === 'text') {
    const table = tableIn(textOf(content), named(/\.(?:csv|tsv|tab)$/i))
    if (table !== undefined) return { cut: 'table', gzip, table }
  }
  if (cut === 'parquet' || cut === 'arrow' || cut === 'zip' || cut === 'blocks' || cut === 'text')
    return { cut, gzip }
  const at = contentAt(content)
  const wrapped = content[at] === 0x7b && !isLines(content, at) ? wrappedIn(content, at) : undefined
  const spans = given({ spans: spanNames.test(content.toString('latin1')) ? (true as const) : undefined })
  if (wrapped !== undefined) return { cut: 'values', gzip, wrapped, ...spans }
  if (cut === 'lines' && isPartOfOne(content, at)) return { cut: 'joined', gzip }
  return {
    cut,
    gzip,
    ...spans,
    ...given({ whole: cut === 'values' && isOneValue(content) ? true : undefined }),
  }
}

/** Names that only spans have. */
const spanNames = /"(?:resource_?[sS]pans|trace_?[iI]d|context\.trace_id|span_kind|observations)"\s*:/

/** Parquet, Arrow, or an archive: what cannot be text. */
function isBinary(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'PAR1' || head.toString('latin1', 0, 2) === 'PK' || isArrow(head)
}

/** Behind a byte-order mark and blanks. */
function contentAt(head: Buffer): number {
  let at = hasMark(head) ? 3 : 0
  while (at < head.length && isBlank(head[at])) at++
  return at
}

/** Lines that together are one record: the turns of a run (Mini-o3's `turn_idx`, `text_output`), a coding agent's session. */
function isPartOfOne(head: Buffer, at: number): boolean {
  if (/^\{\s*"turn_idx"\s*:\s*\d+\s*,\s*"text_output"\s*:/.test(head.toString('latin1', at, at + 200)))
    return true
  // The first line may be about a title or a file; one with an image in it may be longer than what was read.
  for (let line = at, seen = 0; line < head.length && seen < 5; seen++) {
    const entries = entriesIn(head.toString('latin1'), line)
    const value = (key: string) => entries.find((entry) => entry.key === key)
    const [type, payload] = [value('type'), value('payload')]
    const known: Record<string, unknown> = Object.fromEntries(entries.map(({ key }) => [key, null]))
    if (type !== undefined)
      known['type'] = /^"([^"]*)"/.exec(head.toString('latin1', type.at, type.at + 80))?.[1]
    if (payload?.opens === '{') known['payload'] = {}
    if (isSessionLine(known)) return true
    const end = head.indexOf(10, line)
    if (end < 0) return false
    line = skipBlanks(head, end)
  }
  return false
}

/** A whole object on the first line, and more behind it: one of many. */
function isLines(head: Buffer, at: number): boolean {
  const end = head.indexOf(10, at)
  return end >= 0 && skipBlanks(head, end) < head.length && isJson(head.toString('utf8', at, end))
}

/** `rows`: the name promises JSON; then lines that are none are told as broken rows, not taken for somebody's words. */
function cutOf(head: Buffer, rows: boolean): CutKind {
  if (head.toString('latin1', 0, 4) === 'PAR1') return 'parquet'
  if (isArrow(head)) return 'arrow'
  if (/^PK(?:\x03\x04|\x05\x06)/.test(head.toString('latin1', 0, 4))) return 'zip'
  const at = contentAt(head)
  const first = head[at]
  if (first === undefined) throw new Failure('bad-input', 'The file holds nothing but blanks.')
  if (first === 0x5b) return arrayLines(head, at) ? 'lines' : isReplyAt(head, at) ? 'text' : 'values'
  if (first !== 0x7b)
    return isLog(head.toString('latin1')) ? 'blocks' : !rows && isRunAsText(head) ? 'text' : 'lines'
  return pretty(head, at) ? 'values' : 'lines'
}

/** A run or a reply as somebody printed or saved it. */
function isRunAsText(head: Buffer): boolean {
  return isPrintedText(head) || isTranscript(head.toString('utf8'))
}

/** A bracket that begins no list of records: of a reply's own regions, or of a word (`[Assistant]`). */
function isReplyAt(head: Buffer, at: number): boolean {
  return (
    looksLikeReply(head.toString('utf8', at)) ||
    (/^[A-Za-z]/.test(head.toString('latin1', at + 1, at + 2)) && isRunAsText(head))
  )
}

/**
 * An array whose first element is a message (`role` or `from`), a printed step (`type` and `text` or `image`), or a box
 * without any image: it is one dialogue, or one reply.
 */
function isOneValue(head: Buffer): boolean {
  const keys = firstKeys(textOf(head))
  const has = (...names: readonly string[]) => names.some((name) => keys.has(name))
  if (has('messages', 'conversations', 'question', 'images')) return false
  if (has('role', 'from')) return has('content', 'value', 'function_call', 'tool_calls')
  // A message whose content fills what was read of the file: its role comes after (Visual Sketchpad).
  if (keys.size === 1 && has('content'))
    return /^\s*\[\s*\{\s*"content"\s*:\s*\[\s*\{\s*"type"/.test(textOf(head))
  if (has('bbox_2d', 'point_2d')) return !has('image', 'image_path', 'prompt', 'id')
  return has('type') && has('text', 'image') && [...keys].every((k) => stepKeys.has(k))
}

function textOf(head: Buffer): string {
  return head.toString('utf8', hasMark(head) ? 3 : 0)
}

const stepKeys = new Set(['type', 'text', 'image', 'repr', 'name'])

/** The keys of the first element of an array of objects; of one that is cut off, as far as it goes. */
function firstKeys(text: string): ReadonlySet<string> {
  const keys = new Set<string>()
  if (!/^\s*\[\s*\{/.test(text)) return keys
  let depth = 0
  for (const m of text.matchAll(/"([^"\\]*(?:\\(?:.|$)[^"\\]*)*)(?:"(\s*:)?|$)|[[\]{}]/gs)) {
    if (m[0] === '[' || m[0] === '{') depth++
    else if (m[0] === ']' || m[0] === '}') {
      if (--depth < 2) break
    } else if (depth === 2 && m[2] !== undefined) keys.add(m[1] ?? '')
  }
  return keys
}

/** Arrow's file, or its stream: the mark of a message, the length of its description, and a table of a flatbuffer. */
function isArrow(head: Buffer): boolean {
  if (head.toString('latin1', 0, 6) === 'ARROW1') return true
  if (head.toString('latin1', 0, 4) === 'FEA1')
    throw new Failure('bad-input', 'This is a Feather file of version 1. Save it again with a newer program.')
  return (
    head.length > 16 && head.readInt32LE(0) === -1 && head.readInt32LE(4) > 0 && head.readUInt32LE(8) < 4096
  )
}

/** A line that is a whole JSON array, followed by another line that begins one: JSONL of arrays. */
function arrayLines(head: Buffer, at: number): boolean {
  const end = head.indexOf(10, at)
  if (end < 0) return false
  return isJson(head.toString('utf8', at, end)) && head[skipBlanks(head, end)] === 0x5b
}

/** An object whose first line is not whole: written over several lines. */
function pretty(head: Buffer, at: number): boolean {
  const end = head.indexOf(10, at)
  // One long line, or a small object without a line's end: both ways of cutting give the same.
  if (end < 0) return false
  const line = head.toString('utf8', at, end).trim()
  if (isJson(line)) return false
  // A broken first row among others: then the next line begins an object of its own.
  const next = skipBlanks(head, end)
  return !(head[next] === 0x7b && line.length > 2)
}

function skipBlanks(head: Buffer, from: number): number {
  let at = from
  while (at < head.length && isBlank(head[at])) at++
  return at
}

async function unpackedHead(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const { bytes } of gunzipped(path)) {
      parts.push(bytes)
      length += bytes.length
      if (length >= headSize) break
    }
  } catch (error) {
    // Damage further on is met, and told, when the whole is read.
    if (length === 0) throw error
  }
  return Buffer.concat(parts)
}
