/**
 * What the R-GRPO loss sees of a rollout, token by token: what the model wrote counts; the prompt, the images and what the
 * loop appended do not. Pure.
 * Sources: VLM-R³ (arXiv:2505.16192, R-GRPO: only generated text and box tokens); justgogorunrun/VLM-R3,
 * src/r1-v/src/open_r1/rgrpo.py: the released code masks only the ids of image tokens (151655, 151652, 151653), so the
 * text its loop appends stays in the loss. Relook's training masks both (training/rl/rollout.py).
 */
import { given } from '../given'
import { shareToken } from '../reading/token-cut'
import type { RolloutToken } from '../rewards/rollout'
import type { Step, Token, View } from '../trace/step'

/** Why a token is in the loss or not. */
export type CellKind = 'loss' | 'image' | 'appended' | 'prompt'

/** What a log-probability is of: the model's own distribution, the one drawn from after the temperature, or what a server calls so. */
export type LogprobScale = 'raw' | 'tempered' | 'server'

/** Of a token with a log-probability. Servers name no ids. */
export function scaleOf({ id, tempered }: Pick<Token, 'id' | 'tempered'>): LogprobScale {
  if (tempered === true) return 'tempered'
  return id < 0 ? 'server' : 'raw'
}

/** One token, or a run of image or prompt tokens drawn as one. */
export interface StripCell {
  readonly kind: CellKind
  readonly text: string
  /** Tokens it stands for; 0: not known how many. */
  readonly count: number
  readonly inLoss: boolean
  readonly logprob?: number
  readonly scale?: LogprobScale
}

/** Whose mask: the paper's (and Relook's training's), or what the released code does. */
export const maskRules = ['paper', 'released'] as const
/** One of the rules by which a trainer masks tokens. */
export type MaskRule = (typeof maskRules)[number]

const picture = /^<\|(image_pad|vision_start|vision_end|video_pad)\|>$/

/** The tokens of steps: generated ones with their log-probability, appended text and images without. */
export function rolloutTokensOf(
  steps: readonly Step[],
  open: readonly Token[] = [],
): readonly RolloutToken[] {
  const tokens: RolloutToken[] = []
  let before: Step | undefined
  for (const step of steps) {
    if (step.type === 'observation') tokens.push(...imageTokens(step.view))
    else {
      const own = written(step)
      // A token that two steps share was sampled once.
      const shared = before !== undefined && shareToken(before, step) ? own[0] : undefined
      const last = tokens.at(-1)
      if (shared !== undefined && last !== undefined)
        tokens[tokens.length - 1] = { ...last, text: last.text + shared.text }
      tokens.push(...(shared === undefined ? own : own.slice(1)))
      if (step.appended !== undefined && step.appended !== '') tokens.push(masked(step.appended))
    }
    before = step
  }
  return [...tokens, ...open.map(asWritten)]
}

/** What a step's model wrote. A person's words and a tool's were never sampled; text without tokens is one piece. */
function written(step: Exclude<Step, { type: 'observation' }>): readonly RolloutToken[] {
  const own = step.raw.slice(0, step.raw.length - (step.appended ?? '').length)
  if (step.author.type !== 'model') return own === '' ? [] : [masked(own)]
  if (step.tokens !== undefined && step.tokens.length > 0) return step.tokens.map(asWritten)
  return own === '' ? [] : [{ id: -1, text: own, loss: true }]
}

function asWritten({ id, text, logprob, tempered }: Token): RolloutToken {
  return { id, text, loss: true, ...given({ logprob, tempered }) }
}

function masked(text: string): RolloutToken {
  return { id: -1, text, loss: false }
}

/** A crop as the sequence has it: a start, one token per cell of the grid, an end (Qwen2.5-VL's chat template). */
function imageTokens({ grid }: View): readonly RolloutToken[] {
  const count = Math.round(grid.width) * Math.round(grid.height)
  const pads = Array.from({ length: count }, () => masked('<|image_pad|>'))
  return [masked('<|vision_start|>'), ...pads, masked('<|vision_end|>')]
}

/** Tokens as cells: runs of image tokens are one, appended text is one. */
export function stripOf(tokens: readonly RolloutToken[], rule: MaskRule = 'paper'): readonly StripCell[] {
  const cells: StripCell[] = []
  for (const { id, text, loss, logprob, tempered } of tokens) {
    const kind: CellKind = picture.test(text) ? 'image' : loss ? 'loss' : 'appended'
    const inLoss = kind === 'loss' || (kind === 'appended' && rule === 'released')
    const last = cells.at(-1)
    if (last !== undefined && kind === last.kind && kind !== 'loss')
      cells[cells.length - 1] = {
        ...last,
        text: kind === 'image' ? last.text : last.text + text,
        count: last.count + 1,
      }
    else
      cells.push({
        kind,
        text,
        count: 1,
        inLoss,
        ...given({
          logprob,
          scale: logprob === undefined ? undefined : scaleOf({ id, ...given({ tempered }) }),
        }),
      })
  }
  return cells
}

/** The prompt as one cell before the strip: image and words, never in the loss. */
export function promptCell(text: string, tokens: number | undefined): StripCell {
  return { kind: 'prompt', text, count: tokens ?? 0, inLoss: false }
}

/** How many tokens the loss sees and does not see, and the mean log-probability of those it does. */
export function stripTotals(cells: readonly StripCell[]): {
  readonly inLoss: number
  readonly masked: number
  readonly meanLogprob?: number
  readonly scale?: LogprobScale
} {
  const seen = cells.filter((c) => c.inLoss)
  const known = seen.flatMap((c) => c.logprob ?? [])
  const count = (some: readonly StripCell[]) => some.reduce((sum, c) => sum + c.count, 0)
  return {
    inLoss: count(seen),
    masked: count(cells) - count(seen),
    ...given({
      scale: seen.find((c) => c.scale !== undefined)?.scale,
      meanLogprob: known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0) / known.length,
    }),
  }
}
