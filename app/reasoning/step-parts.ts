/** Steps as they stand in a model's context: their text with the tokens it was generated as, and their crops. Pure. */
import { shareToken, textOfTokens, wholeTokens } from '../reading/token-cut'
import type { Step, Token } from '../trace/step'
import type { MessagePart } from './model'

/**
 * The parts of each step, in order. Generated tokens are kept, so that a prefix is what the model saw, exactly; steps that share a
 * token stand as one text, with the first of them. `afterCrop`: what the dialect puts after each crop.
 */
export function partsOfSteps(steps: readonly Step[], afterCrop = ''): readonly (readonly MessagePart[])[] {
  const parts: (readonly MessagePart[])[] = steps.map(() => [])
  for (let from = 0; from < steps.length;) {
    let to = from + 1
    while (sharedWithNext(steps, to - 1)) to++
    const group = steps.slice(from, to)
    if (group.length > 1 && group.every(addsUp)) parts[from] = exactParts(group)
    else group.forEach((step, i) => (parts[from + i] = partsOf(step, afterCrop)))
    from = to
  }
  return parts
}

function sharedWithNext(steps: readonly Step[], at: number): boolean {
  const [step, next] = [steps[at], steps[at + 1]]
  return step !== undefined && next !== undefined && shareToken(step, next)
}

/** One text for all of them, a last one's appended text after it. */
function exactParts(group: readonly Step[]): readonly MessagePart[] {
  const tokens = wholeTokens(group.flatMap((s) => s.tokens ?? []))
  return tokenParts(tokens, group.at(-1)?.appended ?? '')
}

function partsOf(step: Step, afterCrop: string): readonly MessagePart[] {
  if (step.type === 'observation') return [{ type: 'image', view: step.view }, ...textPart(afterCrop)]
  return addsUp(step) ? tokenParts(step.tokens ?? [], step.appended ?? '') : textPart(step.raw)
}

/** Text that does not add up was changed by someone: then the text counts, not the tokens. */
export function addsUp({ raw, tokens = [], appended = '' }: Step): boolean {
  return tokens.length > 0 && textOfTokens(tokens) + appended === raw
}

/** A segment that is begun: its tokens, as far as they are known by their ids; from the first that is not, their text. */
export function begunParts(tokens: readonly Token[]): readonly MessagePart[] {
  const known = tokens.findIndex((t) => t.id < 0)
  const at = known < 0 ? tokens.length : known
  return [...tokenParts(tokens.slice(0, at), ''), ...textPart(textOfTokens(tokens.slice(at)))]
}

/** Without ids, or where a token is only a part, the text is all there is. */
function tokenParts(tokens: readonly Token[], appended: string): readonly MessagePart[] {
  const text = textOfTokens(tokens)
  if (tokens.length === 0) return textPart(appended)
  if (tokens.some((t) => t.id < 0 || t.cut !== undefined)) return textPart(text + appended)
  return [{ type: 'text', text, ids: tokens.map((t) => t.id) }, ...textPart(appended)]
}

/** A text as parts; none for an empty one. */
export function textPart(text: string): readonly MessagePart[] {
  return text === '' ? [] : [{ type: 'text', text }]
}
