/**
 * Where a run leaves a branch in the middle of what its model wrote: the steps before that segment are kept, the segment begins with its own
 * tokens up to the place, and goes on with what a person put there. Pure.
 */
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { TokenPlace, ForcedAlternative } from '../../app/host'
import { isReply } from '../../app/reasoning/messages'
import type { BegunSegment } from '../../app/reasoning/loop'
import { addsUp } from '../../app/reasoning/step-parts'
import { wholeTokens } from '../../app/reading/token-cut'
import type { ObservationStep, Step, StepId, Token } from '../../app/trace/step'

/** How a branch is left in the middle of a segment. */
export interface BranchCut {
  /** The last step that is kept; absent: none is. */
  readonly kept?: StepId
  /** What the segment begins with: as it was written, without the token at the place. */
  readonly written: readonly Token[]
  /** The token that stands at the place. */
  readonly token: Token
  /** What was written behind that: likely to be written again. */
  readonly behind: readonly Step[]
}

/** Where it is left. @throws Failure `not-found`, `bad-input` where the tokens of the step are not what is in the context. */
export function leaveAt(steps: readonly Step[], { step: id, at }: TokenPlace): BranchCut {
  const last = steps.findIndex((s) => s.id === id)
  const step = steps[last]
  if (step === undefined) throw new Failure('not-found', 'That step is no longer on this branch.')
  if (!isWritten(step) || step.tokens?.[at] === undefined)
    throw new Failure(
      'bad-input',
      'The tokens of this step are not known, so nothing can go on between them.',
    )
  let first = last
  while (first > 0 && isOpen(steps[first - 1])) first--
  const before = steps.slice(first, last).flatMap((s) => s.tokens ?? [])
  const upTo = wholeTokens([...before, ...step.tokens.slice(0, at + 1)])
  const rest = step.tokens.slice(at + 1)
  const own = { ...step, tokens: rest, raw: textOf(rest) }
  return {
    ...given({ kept: steps[first - 1]?.id }),
    written: upTo.slice(0, -1),
    token: upTo.at(-1) ?? step.tokens[at],
    behind: [own, ...steps.slice(last + 1)],
  }
}

/** What the segment begins with then. The place keeps what the model held possible there. */
export function begunWith({ written, token }: BranchCut, forced: readonly ForcedAlternative[]): BegunSegment {
  const words = forced.filter((f) => f.ends !== true)
  const put = words.map(({ text, logprob, id }, i): Token => ({
    id: id ?? -1,
    text,
    logprob,
    forced: true,
    ...(i > 0 ? {} : given({ top: token.top, entropy: token.entropy, rank: rankIn(token, text) })),
  }))
  return { tokens: [...written, ...put], ...(words.length < forced.length ? { ends: true } : {}) }
}

function rankIn({ top = [] }: Token, text: string): number | undefined {
  const at = top.findIndex((t) => t.text === text)
  return at < 0 ? undefined : at + 1
}

/** Whether a model wrote it in the segment that is still open there, token by token as it stands. */
function isWritten(
  step: Step | undefined,
): step is Exclude<Step, ObservationStep> & { tokens: readonly Token[] } {
  return step !== undefined && step.type !== 'observation' && !isReply(step) && addsUp(step)
}

/** Whether the segment goes on behind it. */
function isOpen(step: Step | undefined): boolean {
  return isWritten(step) && step.appended === undefined && step.dropped === undefined
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((t) => t.text).join('')
}
