/** A beginning of a reader for a record nobody knows: what its names and values suggest. A person looks at it before it is used. */
import { given } from '../given'
import { isDialogue } from '../formats/chat-pieces'
import { fieldsIn, firstAt, pathParts, type FieldSample } from './path'
import type { NamedReader, RecordRule } from './reader'

/** The reader that fits best by name and value; only its `record` is guessed. Fields nobody could guess are left out. */
export function suggestReader(record: unknown, name: string): NamedReader {
  const fields = fieldsIn(record)
  return { relookReader: 1, name, record: suggested(record, fields) }
}

function suggested(record: unknown, fields: readonly FieldSample[]): RecordRule {
  const dialogue = fields.find(({ path, kind }) => kind === 'list' && isDialogue(firstAt(record, path)))?.path
  const words = fields.filter(({ kind, path }) => kind === 'text' && !isInside(path, dialogue))
  const named = (names: RegExp, among = words) => among.find(({ path }) => names.test(lastName(path)))?.path
  const boxes = fields.filter(({ kind }) => kind === 'box')
  const box = named(/box|region|rect|roi|zone|area|crop|coord/i, boxes) ?? boxes[0]?.path
  const question =
    dialogue === undefined ? named(/question|query|prompt|instruction|problem|task|ask/i) : undefined
  const text =
    dialogue === undefined
      ? named(
          /response|output|completion|predict|generat|trajector|reason|thought|reply|said|says|wrote|text|content/i,
          words.filter((f) => f.path !== question),
        )
      : undefined
  const answer = named(
    /^(?:final_?)?answer$|^pred/i,
    words.filter((f) => f.path !== text),
  )
  return given<RecordRule>({
    id: named(
      /^(?:id|uid|uuid|index|qid|.*_id)$/i,
      fields.filter(({ kind }) => kind === 'text' || kind === 'number'),
    ),
    question,
    image:
      fields.find(({ kind, path }) => kind === 'image' && !isInside(path, dialogue))?.path ??
      fields.find(({ kind, path }) => kind === 'list' && isImages(firstAt(record, path)))?.path ??
      named(/image|img|picture|photo/i),
    text,
    dialogue,
    answer,
    gold: named(
      /gold|truth|^target|expected|^gt|solution|label/i,
      words.filter((f) => f.path !== answer),
    ),
    boxes: box === undefined ? undefined : { at: box, space: spaceLike(firstAt(record, box)) },
    dialect: undefined,
  })
}

/** A list of images, as paths or addresses. */
function isImages(value: unknown): boolean {
  return Array.isArray(value) && fieldsIn({ first: (value as unknown[])[0] })[0]?.kind === 'image'
}

function isInside(path: string, outer: string | undefined): boolean {
  return outer !== undefined && path.startsWith(outer)
}

function lastName(path: string): string {
  const name = pathParts(path)?.findLast((part) => typeof part === 'string' && part !== '*')
  return String(name ?? path)
}

/** Shares where all are small; pixels until somebody says otherwise. */
function spaceLike(value: unknown): 'unit' | 'image' {
  return Array.isArray(value) && value.every((n) => typeof n === 'number' && n <= 1) ? 'unit' : 'image'
}
