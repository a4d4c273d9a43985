/**
 * A line of text as glyphs: which font has each character, in which order they stand where directions mix, how wide it all is. For brushes
 * that have no browser to do it. Knows no figure and no file.
 */
import type { GlyphRun } from 'fontkit'
import createBidi from 'bidi-js'
import type { Face, Fonts, Weight } from './fonts'

/** A stretch of one font and one direction, as it stands from left to right. */
export interface FontRun {
  readonly face: Face
  /** In the order of reading, brackets as they are seen. */
  readonly text: string
  readonly fromRight: boolean
  readonly glyphs: GlyphRun
  /** For a type of one pixel. */
  readonly width: number
}

/** A line, for a type of one pixel. */
export interface TypesetLine {
  readonly runs: readonly FontRun[]
  readonly width: number
}

/** Sets lines. */
export interface Typesetter {
  readonly line: (text: string, weight: Weight, fromRight?: boolean) => TypesetLine
  /** Characters that no font had; a box stands in their place. */
  readonly missing: ReadonlySet<string>
}

/** A letter that says itself that it is read from the right. */
export const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/
/** Joins what is around it and is in no font by itself. */
const joiners = /^[\u200c\u200d\ufe00-\ufe0f]$/
const mostKept = 20_000

/** A typesetter over fonts. */
export function createTypesetter(fonts: Fonts): Typesetter {
  const bidi = createBidi()
  const missing = new Set<string>()
  const kept = new Map<string, TypesetLine>()
  const faceFor = (character: string, weight: Weight): Face => {
    const face = fonts.faceFor(character.codePointAt(0) ?? 0, weight)
    if (face !== undefined) return face
    missing.add(character)
    return fonts.first(weight)
  }
  const set = (text: string, weight: Weight, fromRight: boolean): TypesetLine => {
    const mixed = fromRight || rightToLeft.test(text)
    const levels = mixed ? bidi.getEmbeddingLevels(text, fromRight ? 'rtl' : 'ltr').levels : undefined
    const pieces: Piece[] = []
    let at = 0
    for (const character of text) {
      const level = levels?.[at] ?? 0
      at += character.length
      const last = pieces.at(-1)
      const face = joiners.test(character) && last !== undefined ? last.face : faceFor(character, weight)
      if (last?.face === face && last.level === level) last.text += character
      else pieces.push({ face, level, text: character })
    }
    const runs = inVisualOrder(pieces).map((piece) => runOf(piece, bidi.getMirroredCharacter))
    return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) }
  }
  return {
    missing,
    line: (text, weight, fromRight = false) => {
      const key = `${weight}${fromRight ? '<' : '>'}${text}`
      const known = kept.get(key)
      if (known !== undefined) return known
      const line = set(text, weight, fromRight)
      if (kept.size > mostKept) kept.clear()
      kept.set(key, line)
      return line
    },
  }
}

interface Piece {
  readonly face: Face
  readonly level: number
  text: string
}

function runOf({ face, level, text }: Piece, mirrored: (character: string) => string | null): FontRun {
  const odd = level % 2 === 1
  const shown = odd ? [...text].map((c) => mirrored(c) ?? c).join('') : text
  const glyphs = face.font.layout(shown, undefined, undefined, undefined, odd ? 'rtl' : 'ltr')
  return { face, text: shown, fromRight: odd, glyphs, width: glyphs.advanceWidth / face.font.unitsPerEm }
}

/** Rule L2 of the Unicode bidirectional algorithm, over whole runs: from the deepest level on, what is at least as deep is turned. */
function inVisualOrder(pieces: readonly Piece[]): readonly Piece[] {
  const order = [...pieces]
  const deepest = Math.max(0, ...order.map((p) => p.level))
  for (let level = deepest; level >= 1; level--) {
    for (let from = 0; from < order.length; from++) {
      if ((order[from]?.level ?? 0) < level) continue
      let to = from
      while (to < order.length && (order[to]?.level ?? 0) >= level) to++
      order.splice(from, to - from, ...order.slice(from, to).toReversed())
      from = to
    }
  }
  return order
}
