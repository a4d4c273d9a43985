/** A long text of markdown in pieces that are drawn one by one, each a whole: no piece ends inside a formula or a block of code. */
import type { Token } from 'markdown-it'
import { markdown } from './markdown'

/** A part of a text. */
export interface RenderedPiece {
  /** Letters of its source: how high it will be can only be guessed from them. */
  readonly letters: number
  /** Items of a list that begin in it. */
  readonly items: number
  /** Its HTML, made when it is asked for. */
  readonly html: () => string
}

/** What a formula weighs, in letters: it becomes some thirty elements. */
const formula = 40

/** Weight of a piece, in letters. */
const size = 4000

/** Longest paragraph that is read as a whole to find out where it may be cut. */
const readWhole = 200_000

/** The pieces of a text; one where it is not long. */
export function piecesOf(text: string): readonly RenderedPiece[] {
  if (weightOf(text) <= 2 * size) return [pieceOf(text)]
  return blocksOf(text).flatMap((block) => (weightOf(block) <= 2 * size ? [pieceOf(block)] : cutBlock(block)))
}

function pieceOf(source: string): RenderedPiece {
  return { letters: source.length, items: 0, html: () => markdown.render(source) }
}

function weightOf(text: string): number {
  let formulas = 0
  for (const mark of ['$', '\\(', '\\['])
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length))
      formulas += mark === '$' ? 0.5 : 1
  return text.length + formula * formulas
}

/** Lines that begin a block after an empty line, and without one. Not the items of a numbered list, which count on. */
const startsBlock = /^(?!\d{1,9}[.)])\S/
const startsInside = /^(?:[-*+]|#{1,6}) /

/** The text cut where a block of markdown begins for certain, in pieces of about one size. Joined, they are the text. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = []
  let block: string[] = []
  let weight = 0
  let fence: string | undefined
  let blank = true
  for (const line of text.split(/(?<=\n)/)) {
    const begins = fence === undefined && (blank ? startsBlock : startsInside).test(line)
    if (begins && weight >= size) {
      blocks.push(block.join(''))
      block = []
      weight = 0
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === undefined) fence = mark
    else if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined
    block.push(line)
    weight += weightOf(line)
    blank = line.trim() === ''
  }
  return [...blocks, block.join('')]
}

/** One block that is long in itself. */
function cutBlock(source: string): readonly RenderedPiece[] {
  if (source.length > readWhole) return cutAtSpaces(source, readWhole / 2).flatMap(cutBlock)
  return cutTokens(markdown.parse(source, {}))
}

/** Whole blocks together until they weigh enough; one that weighs too much is cut inside. */
function cutTokens(tokens: readonly Token[]): readonly RenderedPiece[] {
  const pieces: RenderedPiece[] = []
  let part: Token[] = []
  const end = () => {
    if (part.length > 0) pieces.push(rendered(part))
    part = []
  }
  for (const group of groupsOf(tokens)) {
    const weight = weightOfTokens(group)
    if (weight > 2 * size) {
      end()
      pieces.push(...cutGroup(group))
    } else {
      part.push(...group)
      if (weightOfTokens(part) >= size) end()
    }
  }
  end()
  return pieces
}

/** Each block from where it opens to where it closes. */
function groupsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const groups: Token[][] = []
  let depth = 0
  for (const token of tokens) {
    if (depth === 0) groups.push([])
    groups.at(-1)?.push(token)
    depth += token.nesting
  }
  return groups
}

function cutGroup(group: readonly Token[]): readonly RenderedPiece[] {
  const [open, ...rest] = group
  const close = rest.at(-1)
  if (open === undefined) return []
  if (open.type === 'inline') return cutParagraph(open)
  if (close === undefined)
    return cutAtSpaces(open.content, size).map((content) => rendered([{ ...open, content } as Token]))
  const inner = rest.slice(0, -1)
  if (open.type === 'paragraph_open') return cutTokens(inner)
  let before = 0
  return cutTokens(inner).map((piece) => {
    const from = before
    before += piece.items
    return { ...piece, html: () => around(open, close, { inside: piece.html(), from }) }
  })
}

/** What stands around a block, around a part of it. A numbered list counts on. */
function around(open: Token, close: Token, { inside, from }: { inside: string; from: number }): string {
  const html = (token: Token) => markdown.renderer.render([token], markdown.options, {})
  const start = Number(open.attrGet('start') ?? 1) + from
  const opening = open.type === 'ordered_list_open' ? `<ol start="${start}">` : html(open)
  return opening + inside + html(close)
}

function rendered(tokens: readonly Token[]): RenderedPiece {
  return {
    letters: tokens.reduce((sum, token) => sum + token.content.length, 0),
    items: tokens.filter((token) => token.type === 'list_item_open' && token.level === tokens[0]?.level)
      .length,
    html: () => markdown.renderer.render([...tokens], markdown.options, {}),
  }
}

function weightOfTokens(tokens: readonly Token[]): number {
  return tokens.reduce((sum, token) => sum + 10 + weightOf(token.content), 0)
}

/** A paragraph between its words and formulas, never inside what is emphasised. */
function cutParagraph({ children }: Token): readonly RenderedPiece[] {
  const pieces: RenderedPiece[] = []
  let part: Token[] = []
  let [letters, weight] = [0, 0]
  const end = () => {
    const [own, all] = [part, letters]
    const html = () => `<p>${markdown.renderer.renderInline(own, markdown.options, {})}</p>`
    if (own.length > 0) pieces.push({ letters: all, items: 0, html })
    part = []
    letters = weight = 0
  }
  for (const token of (children ?? []).flatMap(cutWords)) {
    part.push(token)
    letters += token.content.length
    weight += token.content.length + (token.type === 'math' ? formula : 0)
    if (token.level === 0 && token.nesting <= 0 && weight >= size) end()
  }
  end()
  return pieces
}

function cutWords(token: Token): readonly Token[] {
  if (token.type !== 'text' || token.content.length <= size) return [token]
  return cutAtSpaces(token.content, size).map((content) => ({ ...token, content }) as Token)
}

/** Cut at the last line end or space before each `most` letters, or there where is none. Joined, the parts are the text. */
function cutAtSpaces(text: string, most: number): readonly string[] {
  const parts: string[] = []
  for (let from = 0; from < text.length;) {
    const upTo = from + most
    const space =
      upTo < text.length
        ? Math.max(lastBefore(text, '\n', [from, upTo]), lastBefore(text, ' ', [from, upTo]))
        : -1
    // Half of a letter of two units is none.
    const end = space >= 0 ? space + 1 : upTo + (/[\uDC00-\uDFFF]/.test(text.charAt(upTo)) ? 1 : 0)
    parts.push(text.slice(from, end))
    from = end
  }
  return parts
}

/** Where a letter last stands in the second half of a range; -1: not there. */
function lastBefore(text: string, letter: string, [from, upTo]: readonly [number, number]): number {
  const at = text.lastIndexOf(letter, upTo - 1)
  return at >= (from + upTo) / 2 ? at : -1
}
