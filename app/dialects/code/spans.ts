/**
 * The spans of a turn that holds program code: a look for every region the code cuts or names, the code itself where it looks at
 * none, and what a sandbox wrote between its own tags. Code goes on with names that earlier code gave. Knows no family.
 */
import { readCode, type CodeReading, type CodeState, type CodeRegion } from '../../code/read'
import { rewriteCode } from '../../code/rewrite'
import type { ImageNames } from '../../code/given'
import type { Size } from '../../geometry/box'
import type { Extent } from '../../extent'
import type { Dialect, LookSpan, PastTurns, Span, TurnContext } from '../dialect'
import type { Block } from './blocks'
import { given } from '../../given'
import { openStretchesIn } from '../../stretches'

/** How a family's code is found, and what it is handed. */
export interface CodeRules {
  readonly blocks: (text: string) => readonly Block[]
  /** What the code is handed; `picture`: which one its call is about. */
  readonly handing: (picture: number | undefined) => ImageNames
  /** What the code's numbers count in, where that is no image: it is read as if every image had this size. */
  readonly frame?: Size
  /** Every piece begins again (a call with an image of its own). */
  readonly forgets?: true
  /** Only the last piece of a turn is run. */
  readonly runsLast?: true
  /** Changes to the look of a region by rules of the family's sandbox. */
  readonly look?: (
    region: CodeRegion,
    look: LookSpan,
    about: { readonly code: string; readonly context: TurnContext },
  ) => LookSpan
}

/** What a dialect of code can do with a turn. */
export interface CodeReader {
  readonly spans: (text: string, context?: TurnContext) => readonly Span[]
  readonly move: NonNullable<Dialect['move']>
}

/** One image whose size nobody knows: what a turn alone is about. */
const nothing: TurnContext = { pictures: [{}], asked: 1 }

/** A reader that remembers what earlier turns left behind, by the turns themselves. */
export function codeReader(rules: CodeRules): CodeReader {
  const states = new WeakMap<PastTurns, CodeState>()

  /** What names stand for after all turns up to this one. */
  function stateAfter(past: PastTurns | undefined, context: TurnContext): CodeState | undefined {
    if (rules.forgets === true) return undefined
    const turns: PastTurns[] = []
    let at = past
    while (at !== undefined && !states.has(at)) {
      turns.push(at)
      at = at.past
    }
    let state = at === undefined ? undefined : states.get(at)
    for (const turn of turns.reverse()) {
      for (const block of rules.blocks(turn.text))
        state = readCode(requestOf(rules, block, { context, before: state })).state
      if (state !== undefined) states.set(turn, state)
    }
    return state
  }

  /** Every block with what was before it. */
  function* blocksOf(text: string, context: TurnContext) {
    const blocks = rules.blocks(text)
    let before = blocks.length === 0 ? undefined : stateAfter(context.past, context)
    for (const [i, block] of blocks.entries()) {
      const request = requestOf(rules, block, { context, before })
      const reading = readCode(request)
      yield { block, reading, request, run: rules.runsLast !== true || i === blocks.length - 1 }
      before = rules.forgets === true ? undefined : reading.state
    }
  }

  return {
    spans: (text, context = nothing) =>
      [...blocksOf(text, context)].flatMap(({ block, reading, run }) =>
        spansOf(block, reading, { run, context, rules }),
      ),
    move: (text, { which, to: { left, top, right, bottom } }, context = nothing) => {
      let first = 0
      for (const { block, reading, request } of blocksOf(text, context)) {
        const at = which - first
        first += reading.regions.length
        if (at >= reading.regions.length) continue
        const code = rewriteCode(request, at, [left, top, right, bottom])
        return code === undefined
          ? undefined
          : text.slice(0, block.start) + block.withCode(code) + text.slice(block.end)
      }
      return undefined
    },
  }
}

/** What is asked about a block of code; `before`: what earlier code left behind. */
function requestOf(
  { handing, frame }: CodeRules,
  { code, picture }: Block,
  { context, before }: { readonly context: TurnContext; readonly before: CodeState | undefined },
) {
  const { pictures, asked } = context
  const framed = frame === undefined ? pictures : pictures.map((p) => ({ ...p, size: frame }))
  return { code, images: framed, asked, handing: handing(picture), ...given({ before }) }
}

interface How {
  readonly run: boolean
  readonly context: TurnContext
  readonly rules: CodeRules
}

function spansOf(block: Block, { regions, computed, figure }: CodeReading, how: How): readonly Span[] {
  const { start, end } = block
  const why = computed.join('; ')
  if (regions.length === 0) return [{ type: 'code', start, end, ...(why === '' ? {} : { computed: why }) }]
  const looks = regions.map((region, i): LookSpan => {
    // All regions of one block lie at the same place: the first has the text, the others follow it without any.
    const place: Extent = i === 0 ? { start, end } : { start: end, end }
    const look = { ...lookOf(region, block, how), ...place, ...(figure ? { figure: true as const } : {}) }
    return how.rules.look?.(region, look, { code: block.code, context: how.context }) ?? look
  })
  return why === '' ? looks : [...looks, { type: 'code', start: end, end, computed: why }]
}

function lookOf(region: CodeRegion, { placeOf }: Block, { run, context }: How): LookSpan {
  const { image, numbers, share, literals, size, label, named, kept, swapped, unsure } = region
  const several = context.pictures.length > 1
  return {
    type: 'look',
    start: 0,
    end: 0,
    numbers,
    several: false,
    code: true,
    ...(several ? { source: image } : {}),
    ...(share === undefined ? {} : { notation: { space: 'unit', order: 'xyxy' } }),
    ...(literals === undefined
      ? {}
      : { literals: literals.map((l) => ({ start: placeOf(l.start), end: placeOf(l.end - 1) + 1 })) }),
    ...given({ cropSize: size, label }),
    // Code that is not run shows nothing.
    ...(named === true || kept === true || !run ? { named: true } : {}),
    ...given({ swapped }),
    ...(unsure === undefined ? {} : { rough: true }),
  }
}

/** What a sandbox wrote into the model's turn between these tags. An image alone leaves no words. */
export function outputSpans(text: string, tag: string): readonly Span[] {
  const stretches = [...openStretchesIn(text, `<${tag}>`, `</${tag}>`)]
  return stretches.flatMap(({ start, from, to, end, closed }): readonly Span[] => {
    const words = text.slice(from, to).trim()
    return !closed || words === '' || words === '<image>' ? [] : [{ type: 'output', start, end, text: words }]
  })
}
