/** A model asked to judge a row that no rule decides. A judge that fails leaves the row undecided; it never fails a sample. */
import { toFailureData } from '../../app/failure'
import { judgedBy, judgeQuestion } from '../../app/metrics/judge'
import { undecided, type Item, type Judgement, type Metric } from '../../app/metrics/metric'
import type { Model } from '../../app/reasoning/model'

/** Judges again what a rule left undecided. */
export type ModelJudge = (
  metric: Metric,
  given: { readonly item: Item; readonly prediction: string; readonly judgement: Judgement },
  signal: AbortSignal,
) => Promise<Judgement>

/** Longest reply that is read: a letter, a number, or a thought before it. */
const maxTokens = 512

/** A judge made of a model. */
export function createJudge(model: Model): ModelJudge {
  return async (metric, { item, prediction, judgement }, signal) => {
    if (judgement.state !== 'undecided') return judgement
    const question = judgeQuestion(metric, item, prediction)
    if (question === undefined) return judgement
    try {
      const said = await reply(model, question, signal)
      return judgedBy(metric, item, { judge: model.info.name, reply: said })
    } catch (error) {
      if (signal.aborted) throw error
      return undecided(judgement.taken, `the judge failed: ${toFailureData(error).message}`)
    }
  }
}

async function reply(model: Model, question: string, signal: AbortSignal): Promise<string> {
  const request = {
    messages: [{ role: 'user', parts: [{ type: 'text', text: question }] }],
    stop: [],
    temperature: 0,
    seed: 0,
    maxTokens,
    top: 0,
    reuse: true,
    priority: 'batch',
  } as const
  let text = ''
  for await (const event of model.generate(request, signal))
    if (event.type === 'token') text += event.token.text
  return text
}
