/** What the tokens of a step attended to: read once for a step, then answered from memory. Knows no session and no window. */
import type { ContextAttention, TokenRows, WeightSelection } from '../../app/attention/attended'
import { heatOf, shareOn } from '../../app/attention/heat'
import { attendedBy } from '../../app/attention/reduce'
import { messagesOf, type Subject } from '../../app/explain/subject'
import { Failure } from '../../app/failure'
import type { AttentionView } from '../../app/host/explain'

/** Tokens [from, to) of a step, and which weights. */
export interface AttentionAsk {
  readonly project: string
  readonly branch: string
  readonly step: string
  readonly from: number
  readonly to: number
  readonly selection: WeightSelection
}

/** The attention of a step, and where its tokens and those of the steps before it stand in the context. */
interface StepAttention {
  readonly attended: ContextAttention
  /** Where each step up to this one begins, and where this one ends. */
  readonly bounds: readonly number[]
}

/** Answers questions about attention. The step asked about last is kept: its numbers may be hundreds of megabytes. */
export function createAttention() {
  let kept: { readonly key: string; readonly step: Promise<StepAttention> } | undefined
  return async (subject: Subject, ask: AttentionAsk, signal: AbortSignal): Promise<AttentionView> => {
    const all = ask.selection.type === 'rollout'
    const { model } = subject
    const raw = subject.steps.find((s) => s.id === ask.step)?.raw
    const key = JSON.stringify([ask.project, ask.branch, ask.step, model.info.id, raw, all])
    for (;;) {
      const step = kept?.key === key ? kept.step : read(subject, { step: ask.step, all }, signal)
      kept = { key, step }
      try {
        return shown(await step, subject, ask)
      } catch (error) {
        if (kept?.step === step && !(await isRead(step))) kept = undefined
        // Whoever began it has left; the others still wait.
        const left = error instanceof Failure && error.code === 'cancelled' && !signal.aborted
        if (!left) throw error
      }
    }
  }
}

function isRead(step: Promise<StepAttention>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  )
}

async function read(
  subject: Subject,
  { step, all }: { readonly step: string; readonly all: boolean },
  signal: AbortSignal,
): Promise<StepAttention> {
  const { model, steps, view } = subject
  const at = steps.findIndex((s) => s.id === step)
  if (at < 0) throw new Failure('not-found', 'That step is no longer on this branch.')
  if (model.attend === undefined)
    throw new Failure('bad-input', `${model.info.name} does not say what it attends to.`)
  const bounds: number[] = []
  for (let k = 0; k <= at + 1; k++) {
    const parts = await model.prompt(messagesOf(subject, { view, steps: steps.slice(0, k) }))
    bounds.push(parts.reduce((sum, { tokens = 0 }) => sum + tokens, 0))
  }
  const [start = 0, end = 0] = bounds.slice(-2)
  if (end <= start) throw new Failure('bad-input', 'This step has no tokens of its own.')
  const messages = messagesOf(subject, { view, steps: steps.slice(0, at + 1) })
  return { attended: await model.attend({ messages, last: all ? end : end - start }, signal), bounds }
}

function shown({ attended, bounds }: StepAttention, { steps }: Subject, ask: AttentionAsk): AttentionView {
  const [start = 0, end = 0] = bounds.slice(-2)
  const rows: TokenRows = { from: start + ask.from, to: Math.min(end, start + ask.to) }
  const row = attendedBy(attended, rows, ask.selection)
  if (row === undefined)
    throw new Failure('bad-input', 'There is no attention of these tokens: no such layer, head or token.')
  const { layers, heads, named, pieces } = attended
  return {
    tokens: end - start,
    images: heatOf(pieces, row),
    steps: steps.slice(0, bounds.length - 1).map(({ id }, k) => ({
      step: id,
      share: shareOn(row, { from: bounds[k] ?? 0, to: bounds[k + 1] ?? 0 }),
    })),
    prompt: shareOn(row, { from: 0, to: bounds[0] ?? 0 }),
    ...{ layers, heads, named },
  }
}
