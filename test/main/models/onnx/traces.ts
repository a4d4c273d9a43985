/** A whole trace of a zoom tool run with a loaded model, as a person's run would be: what was written, and the steps of it. */
import { join } from 'node:path'
import type { Dialect } from '../../../../app/dialects'
import type { Size } from '../../../../app/geometry/box'
import { runLoop, type LoopEvent } from '../../../../app/reasoning/loop'
import { chooseManner } from '../../../../app/reasoning/manner'
import type { ModelMessage, Model, ModelInfo } from '../../../../app/reasoning/model'
import { toMessages } from '../../../../app/reasoning/messages'
import { defaultSettings } from '../../../../app/trace/project'
import type { Step, Token } from '../../../../app/trace/step'
import type { LoadedModel } from '../../../../main/models/onnx/load'

const pictures = new URL('../../../fixtures/qwen/', import.meta.url).pathname
/** The two images of the recorded traces. */
export const paths = { wide: join(pictures, 'wide.png'), tall: join(pictures, 'tall.png') }

export interface Asked {
  readonly dialect: Dialect
  readonly info: ModelInfo
  readonly model: LoadedModel
  readonly name: keyof typeof paths
  readonly size: Size
  readonly question: string
}

export interface Told {
  readonly tokens: readonly Token[]
  readonly steps: readonly Step[]
  readonly events: readonly LoopEvent[]
}

/** Runs the question to its end. */
export async function tell(
  { dialect, info, model, name, size, question }: Asked,
  how: { readonly reuse?: boolean; readonly top?: number } = {},
): Promise<Told> {
  let last = 0
  const runnable: Model = {
    info,
    generate: (request, signal) => model.generate(request, paths, signal),
    prompt: () => Promise.reject(new Error('not asked')),
  }
  const loop = {
    model: runnable,
    dialect,
    image: { id: name, size },
    view: dialect.overview(name, size, info.budgets),
    manner: chooseManner(dialect),
    settings: defaultSettings,
    question,
    steps: [],
    newId: () => `s${last++}`,
    now: () => 0,
    ...how,
  }
  const events: LoopEvent[] = []
  for await (const event of runLoop(loop, new AbortController().signal)) events.push(event)
  return {
    events,
    tokens: events.flatMap((e) => (e.type === 'token' ? [e.token] : [])),
    steps: events.flatMap((e) => (e.type === 'steps' ? e.steps : [])),
  }
}

/** What the model is told before its segment `i`: the steps of the run up to there. */
export function messagesBefore(
  { dialect, info, name, size, question }: Omit<Asked, 'model'>,
  done: Pick<Told, 'steps'>,
  i: number,
): readonly ModelMessage[] {
  const seen = done.steps.map((s, at) => (s.type === 'observation' ? at : -1)).filter((at) => at >= 0)
  const steps = i === 0 ? [] : done.steps.slice(0, (seen[i - 1] ?? -1) + 1)
  const view = dialect.overview(name, size, info.budgets)
  return toMessages(dialect, { question, view, size, looks: true, steps, manner: chooseManner(dialect) })
}
