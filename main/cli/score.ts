/** `relook score`: scores predictions made elsewhere. Needs no model but a judge, where one is asked for. */
import { resolve } from 'node:path'
import { Failure } from '../../app/failure'
import { metricOf, metrics } from '../../app/metrics'
import { finalAnswer } from '../../app/metrics/final-answer'
import type { Item, Judged, Metric } from '../../app/metrics/metric'
import { outcomeOf } from '../../app/metrics/outcome'
import { summarise, type Summary } from '../../app/metrics/summary'
import { openData, type Data } from '../evaluation/data'
import { createJudge } from '../evaluation/judge'
import { readPredictions } from '../evaluation/predictions'
import { readWords, type Command, type Terminal } from './command'
import { scriptFromEnvironment, withServices } from './ephemeral'
import { summaryText } from './summary-text'

const options = {
  predictions: { type: 'string' },
  metric: { type: 'string' },
  judge: { type: 'string' },
  json: { type: 'boolean' },
  undecided: { type: 'boolean' },
} as const

/** Scores a file of predictions against a data set. */
export const score: Command = {
  name: 'score',
  usage: 'score DATA --predictions FILE [--metric ID] [--json]',
  about: 'Score predictions made elsewhere against a benchmark’s data.',
  help: [
    'DATA                a .tsv, .jsonl, .json or .parquet file, or a folder with one',
    '--predictions FILE  .xlsx, .tsv, .csv, .jsonl or .json with columns index and prediction',
    `--metric ID         ${metrics.map((m) => m.id).join(', ')} (the benchmark’s own)`,
    '--judge ID          a model to ask where no rule can tell (none)',
    '--undecided         list the rows that only a judge could decide',
    '--json              one JSON object: count, accuracy, ci95, byCategory, failed',
  ],
  run: async (words, { out, error, signal }) => {
    const { values, positionals } = readWords(words, options)
    const [path, ...more] = positionals
    if (path === undefined || values.predictions === undefined || more.length > 0)
      throw new Failure(
        'bad-input',
        'Give the data and the predictions: relook score DATA --predictions FILE.',
      )
    const data = await openData(resolve(path), { signal })
    try {
      for (const issue of data.issues) error(`${data.name}, line ${issue.line ?? '?'}: ${issue.message}\n`)
      const metric = metricFor(values.metric, data)
      const predictions = await readPredictions(resolve(values.predictions))
      const of = (item: Item) => predictions.of(item)
      const byRule = judgeAll(data, metric, of)
      const { failed } = byRule
      const rows =
        values.judge === undefined
          ? byRule.rows
          : await judgedAgain(values.judge, { metric, rows: byRule.rows, of }, { error, signal })
      const summary = summarise(metric, rows)
      if (values.json === true) out(`${JSON.stringify(outcomeOf(summary, failed), undefined, 2)}\n`)
      else out(textOf(metric, summary, failed))
      if (values.undecided === true) for (const row of rows) error(undecidedLine(row))
      return 0
    } finally {
      await data.close()
    }
  },
}

/** The metric asked for, else the benchmark's. @throws Failure `bad-input` naming those there are. */
export function metricFor(id: string | undefined, data: Data): Metric {
  const known = metrics.map((m) => m.id).join(', ')
  const wanted = id ?? data.preset?.metric
  if (wanted === undefined)
    throw new Failure(
      'bad-input',
      `${data.name} is of no benchmark Relook knows: say --metric, one of ${known}.`,
    )
  const metric = metricOf(wanted)
  if (metric === undefined)
    throw new Failure('bad-input', `There is no metric “${wanted}”. There is: ${known}.`)
  return metric
}

/** The prediction for an item, where there is one. */
type Of = (item: Item) => string | undefined

/** Every item judged; one without a prediction is failed, counts as wrong, and is never left out. */
function judgeAll(data: Data, metric: Metric, of: Of) {
  let failed = 0
  const rows = data.items.map((item): Judged => {
    const text = of(item)
    if (text !== undefined) return { item, judgement: metric.judge(item, { text: finalAnswer(text).text }) }
    failed++
    return { item, judgement: { state: 'wrong', score: 0, taken: '', rule: 'no prediction' } }
  })
  return { rows, failed }
}

/** A model is asked about the rows that no rule decides, one after the other. */
async function judgedAgain(
  id: string,
  { metric, rows, of }: { readonly metric: Metric; readonly rows: readonly Judged[]; readonly of: Of },
  { error, signal }: Pick<Terminal, 'error' | 'signal'>,
): Promise<readonly Judged[]> {
  const report = (message: string) => error(`${message}\n`)
  return withServices({ ...scriptFromEnvironment(), report }, async ({ engine }) => {
    const judge = createJudge(await engine.model(id))
    const judged: Judged[] = []
    for (const { item, judgement } of rows) {
      const prediction = finalAnswer(of(item) ?? '').text
      judged.push({ item, judgement: await judge(metric, { item, prediction, judgement }, signal) })
    }
    return judged
  })
}

function textOf(metric: Metric, summary: Summary, failed: number): string {
  return summaryText(metric.title, summary, failed)
}

function undecidedLine({ item, judgement }: Judged): string {
  if (judgement.state !== 'undecided') return ''
  return `undecided  ${item.id}  gold “${item.answer}”  said “${judgement.taken}”  (${judgement.rule})\n`
}
