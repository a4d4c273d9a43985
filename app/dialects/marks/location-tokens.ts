/**
 * Regions as runs of location tokens, each a number of the vocabulary, with a name before or behind: PaliGemma's `<loc0123>` (four,
 * y first, of 1,024; the name behind), Florence-2's `<loc_123>` (x first, of 1,000; the name before; eight are a quad), PaddleOCR-VL's
 * `<|LOC_123|>` (eight, a quad, thousandths; the text before). One pass over the tokens.
 * Sources: google-research/big_vision, paligemma (`<loc%04d>`); huggingface/transformers.js, processing_florence2.js (`(n + 0.5) / 1000`);
 * PaddlePaddle/PaddleX, paddleocr_vl (`post_process_for_spotting`: eight tokens with or without marks around).
 */
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { lookSpans, type MarkedPiece } from './pieces'
import { boundsOf, cutOff, type MarkedRegion, type Regions } from './region'
import { given } from '../../given'
import { bunches } from '../../lists'

/** A family's tokens. */
interface Tokens {
  readonly notation: Notation
  readonly name: 'before' | 'behind'
}

const paliGemma: Tokens = { notation: { space: 'bins-1024', order: 'yxyx' }, name: 'behind' }
const florence: Tokens = { notation: { space: 'bins-1000', order: 'xyxy' }, name: 'before' }
const paddle: Tokens = { notation: { space: 'per-mille', order: 'xyxy' }, name: 'before' }

const token = /<loc(\d{4})>|<loc_(\d{1,4})>|<\|LOC_(\d{1,4})\|>/g

/** Tokens of one family with nothing but blanks between them. */
interface Run {
  readonly tokens: Tokens
  readonly numbers: number[]
  readonly start: number
  end: number
}

/** Every region of a run, in order. `own`: how the dialect writes. */
export function tokenRegions(text: string, own: Notation): readonly Span[] {
  let done = 0
  return runsIn(text).flatMap((run) => {
    const piece = pieceOf(text, run, done)
    done = piece.end
    return lookSpans(piece, own)
  })
}

function runsIn(text: string): readonly Run[] {
  const runs: Run[] = []
  for (const m of text.matchAll(token)) {
    const [whole, pali, flo, pad] = m
    const tokens = pali !== undefined ? paliGemma : flo !== undefined ? florence : paddle
    const number = Number(pali ?? flo ?? pad)
    const last = runs.at(-1)
    const joined = last !== undefined && last.tokens === tokens && isGap(text, last.end, m.index)
    // Four are a region of PaliGemma's: the next one begins with its own name behind.
    if (joined && !(tokens === paliGemma && last.numbers.length === 4)) {
      last.numbers.push(number)
      last.end = m.index + whole.length
    } else runs.push({ tokens, numbers: [number], start: m.index, end: m.index + whole.length })
  }
  return runs
}

function isGap(text: string, from: number, to: number): boolean {
  return to - from <= 4 && text.slice(from, to).trim() === ''
}

function pieceOf(text: string, run: Run, done: number): MarkedPiece {
  const { tokens, numbers } = run
  const read = breaksOff(text, run, done) ? cutOff : regionsOfRun(numbers, tokens)
  const { notation } = tokens
  if (tokens.name === 'behind') {
    name.lastIndex = run.end
    const found = name.exec(text)
    const label = found?.[1]?.trim()
    const end = run.end + (found?.[0].trimEnd().length ?? 0)
    return { start: run.start, end, read, notation, ...given({ label }) }
  }
  const before = nameBefore(text, run.start, done)
  end.lastIndex = run.end
  return {
    start: before.start,
    end: run.end + (end.exec(text)?.[0].length ?? 0),
    read,
    notation,
    label: before.name,
  }
}

/** The beginning of a token, and nothing behind it. */
const torn = /\s{0,4}<(?:l(?:o(?:c(?:_?\d{0,4})?)?)?|\|(?:L(?:O(?:C(?:_\d{0,4}\|?)?)?)?)?)?$/y

/** Whether the text ends in a run. Two tokens are a point, but at the very end, after boxes, a box that was cut off. */
function breaksOff(text: string, { tokens, numbers, end: at }: Run, done: number): boolean {
  torn.lastIndex = at
  const whole = numbers.length % (tokens === paddle ? 8 : 4) === 0
  if (!whole && torn.test(text)) return true
  return tokens === paliGemma && numbers.length < 4 && done > 0 && at === text.trimEnd().length
}

/** Masks (`<seg012>`) and the name, up to the next region or line. */
const name = /(?:<seg\d{3}>)*([^<;\n]{0,300})/y
/** PaddleOCR-VL closes its run. */
const end = /\s{0,4}<\|LOC_END\|>/y
/** Longer words before a run are an answer with a region in it. */
const longestName = 300

/** The words right before a run: behind the last region, line, or mark. */
function nameBefore(
  text: string,
  start: number,
  done: number,
): { readonly start: number; readonly name: string } {
  const from = Math.max(done, start - longestName)
  const piece = text.slice(from, start)
  const paddles = /<\|TEXT_START\|>([^<]*)<\|TEXT_END\|>\s*(?:<\|LOC_BEGIN\|>)?\s*$/.exec(piece)
  if (paddles !== null) return { start: from + paddles.index, name: (paddles[1] ?? '').trim() }
  const bare = piece.replace(/<\|LOC_BEGIN\|>\s*$/, '')
  const cut = Math.max(bare.lastIndexOf('\n'), bare.lastIndexOf('>'), bare.lastIndexOf(';')) + 1
  // The name would begin before where we look: it is a sentence.
  if (cut === 0 && from > done) return { start, name: '' }
  const words = bare.slice(cut)
  return { start: from + cut + (words.length - words.trimStart().length), name: words.trim() }
}

/** What a run's numbers are: boxes, a quad, a polygon's bounds. */
function regionsOfRun(numbers: readonly number[], tokens: Tokens): Regions {
  if (tokens === paddle && numbers.length % 8 === 0) return { regions: bunches(numbers, 8).map(boundsOf) }
  const fours = numbers.length % 4 === 0 ? bunches(numbers, 4) : []
  if (fours.length > 0 && (fours.length === 1 || fours.every(isBox)))
    return { regions: fours.map((list): MarkedRegion => ({ numbers: list })) }
  if (numbers.length === 2) return { regions: [{ numbers }] }
  if (numbers.length >= 6 && numbers.length % 2 === 0) return { regions: [boundsOf(numbers)] }
  return { regions: [], broken: `The region cannot be read: ${numbers.length} location tokens instead of 4.` }
}

/** Two corners in order. A quad's first two lie beside each other, and its last two the other way round. */
function isBox([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  return a < c && b < d
}
