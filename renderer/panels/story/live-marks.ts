/**
 * Text as it streams, without the tags that part thoughts from answers: a step that is over never shows them, so one that comes does not
 * either. Fed piece by piece; what may yet become a tag is held back until it is known. Pure.
 */

/** Tags most dialects put around thoughts and answers. */
const tags = ['<think>', '</think>', '<answer>', '</answer>']

/** A piece of text, and what it is of. */
export interface LivePiece<Of> {
  readonly text: string
  readonly of: Of
}

/** Gives of each piece, and of those held back before it, what is to be shown now. */
export function createUntagged<Of>(): (piece: LivePiece<Of>) => readonly LivePiece<Of>[] {
  let held: readonly LivePiece<Of>[] = []
  return (piece) => {
    const pieces = [...held, piece]
    const { shown, rest } = split(pieces.map((p) => p.text).join(''))
    held = within(pieces, rest, Infinity)
    return shown.flatMap(([from, to]) => within(pieces, from, to))
  }
}

/** The stretches outside of tags, and where what may become one begins. */
function split(text: string): {
  readonly shown: readonly (readonly [number, number])[]
  readonly rest: number
} {
  const shown: [number, number][] = []
  let from = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const behind = text.slice(at)
    const tag = tags.find((t) => behind.startsWith(t))
    if (tag === undefined && tags.some((t) => t.startsWith(behind)))
      return { shown: [...shown, [from, at]], rest: at }
    if (tag !== undefined) {
      shown.push([from, at])
      from = at + tag.length
    }
    at += tag?.length ?? 1
  }
  return { shown: [...shown, [from, text.length]], rest: text.length }
}

function within<Of>(pieces: readonly LivePiece<Of>[], from: number, to: number): readonly LivePiece<Of>[] {
  const found: LivePiece<Of>[] = []
  let before = 0
  for (const { text, of } of pieces) {
    const part = text.slice(Math.max(0, from - before), Math.max(0, to - before))
    before += text.length
    if (part !== '') found.push({ text: part, of })
  }
  return found
}
