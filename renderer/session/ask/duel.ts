/** The same question to two models side by side: who may be asked beside whom, and what each run cost. Pure. */
import type { ModelInfo } from '../../../app/reasoning/model'
import { selectedBranch, type Row } from '../document/rows'
import type { State } from '../state'

/** The model whose run is shown, or, before there is a run, the chosen one: it is no rival of its own. */
export function askedFirst(s: State): string | undefined {
  return selectedBranch(s)?.model ?? s.ask.model
}

/** Models that can be asked beside that one. */
export function rivalsOf(models: readonly ModelInfo[], first: string | undefined): readonly ModelInfo[] {
  return models.filter((m) => m.id !== first)
}

/** What a run took so far, over all of its segments. */
export interface Cost {
  readonly tokens: number
  readonly promptTokens: number
  /** Undefined: a server does not say. */
  readonly cachedTokens: number | undefined
  readonly drafted: number
  readonly accepted: number
}

/** Undefined: nothing of it was timed (yet). */
export function costOf(rows: readonly Row[]): Cost | undefined {
  const timed = rows.flatMap((row) => (row.step?.timings === undefined ? [] : [row.step.timings]))
  if (timed.length === 0) return undefined
  const sum = (of: (t: (typeof timed)[number]) => number) => timed.reduce((all, t) => all + of(t), 0)
  return {
    tokens: sum((t) => t.tokens),
    promptTokens: sum((t) => t.promptTokens),
    cachedTokens: timed.some((t) => t.cacheUnknown === true) ? undefined : sum((t) => t.cachedTokens),
    drafted: sum((t) => t.drafted ?? 0),
    accepted: sum((t) => t.accepted ?? 0),
  }
}
