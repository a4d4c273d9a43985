/**
 * What a dialect puts around every question: found in a dialogue, and taken off again. A prompt that names the image's size or
 * path says so of another image in every row. Pure.
 */
import { dialects, dialectOf, type Dialect, type DialectId } from '../dialects'
import { imagePath } from '../dialects/thyme'
import type { Size } from '../geometry/box'

/** A prompt's words before and after the question. */
interface Around {
  readonly before: Part
  readonly after: Part
}

/** Words that are the same in every row, but for `varies`: then `pattern` finds them. */
interface Part {
  readonly words: string
  readonly pattern?: RegExp
}

const marker = '\u0000'
/** Numbers that stand in no prompt. */
const size = { width: 918_273, height: 645_546 }

const arounds = new Map(dialects.map((dialect: Dialect) => [dialect.id, aroundOf(dialect)]))

function aroundOf({ ask, beforeImage = '' }: Dialect): Around {
  const [before = '', after = ''] = ask(marker, true, size).split(marker)
  return { before: partOf(beforeImage + before, 'before'), after: partOf(after.trim(), 'after') }
}

function partOf(words: string, where: 'before' | 'after'): Part {
  const varying = [String(size.width), String(size.height), imagePath].some((w) => words.includes(w))
  if (!varying && !words.includes('image_clue_0')) return { words }
  const source = words.trim().replaceAll('><', '> <').split(/\s+/).map(patternWord).join('\\s*')
  return { words, pattern: new RegExp(where === 'before' ? `^\\s*${source}\\s*` : `\\s*${source}\\s*$`) }
}

/** Words as a pattern: blanks of any length, marks around an image that a file may have left out. */
function patternWord(word: string): string {
  const escaped = word
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replaceAll(String(size.width), '\\d+')
    .replaceAll(String(size.height), '\\d+')
    .replaceAll(imagePath.replace('.', '\\.'), '[^"\'\\n]{0,500}')
  return /^<\/?image_clue_0>$/.test(word) ? `(?:${escaped})?` : escaped
}

/** Shorter words are not only one dialect's: “You are a helpful assistant.” */
const ownLength = 40

/** Whether a question stands in the dialect's own words, as far as these are its own. */
export function isAskedAs(dialect: DialectId, words: string): boolean {
  const around = arounds.get(dialect)
  if (around === undefined) return false
  const { before, after } = around
  if (after.words.length >= ownLength) return cutAfter(words, after) !== undefined
  return before.words.trim().length >= ownLength && cutBefore(words, before) !== undefined
}

/** The question without the words that a dialect puts around every question. */
export function withoutPrompt(dialect: DialectId, text: string): string {
  const around = arounds.get(dialect)
  if (around === undefined) return text.trim()
  // Pages of tools and examples come before it.
  const request = dialect === 'sketchpad' ? [...text.matchAll(userRequest)].at(-1)?.[1] : undefined
  if (request !== undefined) return request.trim()
  const head = cutBefore(text, around.before) ?? text
  return (cutAfter(head.trimEnd(), around.after) ?? head).trim()
}

const userRequest =
  /# USER REQUEST #: ?([\s\S]*?)(?=# USER REQUEST #|# USER IMAGE|Now please generate|# RESULT #|$)/g

/** What follows the words; undefined where they do not stand at the beginning. */
function cutBefore(text: string, { words, pattern }: Part): string | undefined {
  if (words === '') return undefined
  if (pattern === undefined) return text.startsWith(words) ? text.slice(words.length) : undefined
  const found = pattern.exec(text)
  return found === null ? undefined : text.slice(found[0].length)
}

/** What stands before the words; undefined where they do not stand at the end. A file may have lost the line ends around them. */
function cutAfter(text: string, { words, pattern }: Part): string | undefined {
  if (words === '') return undefined
  if (pattern === undefined) return text.endsWith(words) ? text.slice(0, -words.length) : undefined
  const from = Math.max(0, text.length - 2 * words.length - 1000)
  const found = pattern.exec(text.slice(from))
  return found === null ? undefined : text.slice(0, from + found.index)
}

/** The system message of a dialect, where that is its own. */
export function ownSystem(dialect: DialectId): string | undefined {
  const system = dialectOf(dialect)?.system?.trim() ?? ''
  return system.length >= ownLength ? system : undefined
}

/** The sizes of images that a prompt names, in their order; a size nobody names is absent. */
export function sizesIn(words: string): readonly (Size | undefined)[] {
  const sizes: (Size | undefined)[] = []
  for (const { 1: index, 2: width, 3: height } of words.matchAll(numbered))
    if (Number(index) < 100) sizes[Number(index)] = sizeOf(width, height)
  if (sizes.length > 0) return Array.from(sizes)
  return [...words.matchAll(plain)].map((m) => sizeOf(m[1] ?? m[3] ?? m[5], m[2] ?? m[4] ?? m[6]))
}

/** `width of image_clue_0: 2250, height of image_clue_0: 1500` (PyVision with several images). */
const numbered = /width of image_clue_(\d+): (\d+), height of image_clue_\d+: (\d+)/g
/** `Image Width: 2250; Image Height: 1500` (PyVision), `### User Image Size:** "2250x1500"` (Thyme), and words like these. */
const plain =
  /image width: ?(\d+)[;,]? *image height: ?(\d+)|image size:?\W{0,8}(\d+) ?[x×] ?(\d+)|image resolution:?\W{0,8}(\d+) ?[x×] ?(\d+)/gi

function sizeOf(width: string | undefined, height: string | undefined): Size | undefined {
  const made = { width: Number(width), height: Number(height) }
  return made.width > 0 && made.height > 0 && made.width < 1e6 && made.height < 1e6 ? made : undefined
}
