/** `relook score`: scores predictions made elsewhere. Needs no model but a judge, where one is asked for. */
import { extname, resolve } from 'node:path'
import { Failure } from '../../app/failure'
import { metrics } from '../../app/metrics'
import { finalAnswer } from '../../app/metrics/final-answer'
import type { Item, Metric } from '../../app/metrics/metric'
import { besidesOf, outcomeOf } from '../../app/metrics/outcome'
import { judgedOf, judgementOf, type ResultRow } from '../../app/metrics/result'
import { summarise } from '../../app/metrics/summary'
import { openDataHere, type Data } from '../evaluation/data'
import { createJudge } from '../evaluation/judge'
import { readPredictions } from '../evaluation/predictions'
import { tableOf } from '../evaluation/table'
import { writeWhole } from '../store/folder'
import type { CliCommand, Terminal } from './command'
import { withServices } from './ephemeral'
import { summaryText } from './summary-text'
import { jsonText } from './text'
import { idsOf, readWords, withId } from './values'

const options = {
  texts: ['predictions', 'metric', 'judge', 'rows'],
  flags: ['json', 'measures', 'undecided'],
} as const

/** Scores a file of predictions against a data set. */
export const scoreCommand: CliCommand = {
  name: 'score',
  apart: true,
  usage: 'score DATA --predictions FILE [--metric ID] [--json]',
  about: 'Score predictions made elsewhere against a benchmark’s data.',
  help: [
    'DATA                a .tsv, .jsonl, .json or .parquet file, or a folder with one',
    '--predictions FILE  .xlsx, .tsv, .csv, .jsonl or .json with columns index and prediction',
    `--metric ID         ${idsOf(metrics)} (the benchmark’s own)`,
    '--judge ID          a model to ask where no rule can tell (none)',
    '--rows FILE         write every row with its verdict and rule to a .csv or .jsonl file',
    '--undecided         list the rows that only a judge could decide',
    '--json              one JSON object: count, accuracy, ci95, byCategory, failed',
    '--measures          with --json: what the benchmark reports besides (fAcc, acc+, splits), too',
  ],
  run: async (words, terminal) => {
    const { out, error, signal } = terminal
    const { places, text, is } = readWords(words, options)
    const [path, ...more] = places
    const [predictionsPath, judge] = [text('predictions'), text('judge')]
    if (path === undefined || predictionsPath === undefined || more.length > 0)
      throw new Failure(
        'bad-input',
        'Give the data and the predictions: relook score DATA --predictions FILE.',
      )
    const form = rowsForm(text('rows'))
    const data = await openDataHere(resolve(path), { signal })
    try {
      for (const issue of data.issues) error(`${data.name}, line ${issue.line ?? '?'}: ${issue.message}\n`)
      const metric = metricFor(text('metric'), data)
      const predictions = await readPredictions(resolve(predictionsPath))
      const byRule = judgeAll(data, metric, predictions.of)
      const { failed } = byRule
      const rows =
        judge === undefined ? byRule.rows : await judgedAgain(judge, { metric, rows: byRule.rows }, terminal)
      const summary = summarise(metric, rows.map(judgedOf))
      if (form !== undefined) await writeWhole(resolve(form.path), await tableOf(rows, form.type))
      const besides = is('measures') ? besidesOf(summary) : {}
      const printed = { ...outcomeOf(summary, failed), ...besides }
      out(is('json') ? jsonText(printed) : summaryText(metric.title, summary, failed))
      if (is('undecided')) for (const row of rows) error(undecidedLine(row))
      return 0
    } finally {
      await data.close()
    }
  },
}

/** The metric asked for, else the benchmark's. @throws Failure `bad-input` naming those there are. */
function metricFor(id: string | undefined, data: Data): Metric {
  const wanted = id ?? data.preset?.metric
  if (wanted === undefined)
    throw new Failure(
      'bad-input',
      `${data.name} is of no benchmark Relook knows: say --metric, one of ${idsOf(metrics)}.`,
    )
  return withId<Metric>('metric', wanted, metrics)
}

/** The prediction for an item, where there is one. */
type Of = (item: Item) => string | undefined

/** Where the rows go, and how. @throws Failure `bad-input` for another kind of file. */
function rowsForm(path: string | undefined) {
  if (path === undefined) return undefined
  const type = extname(path).toLowerCase()
  if (type === '.csv' || type === '.jsonl') return { path, type: type === '.csv' ? 'csv' : 'jsonl' } as const
  throw new Failure('bad-input', `Rows are written as .csv or .jsonl, not as “${path}”.`)
}

/** Every item judged; one without a prediction is failed, counts as wrong, and is never left out. */
function judgeAll(data: Data, metric: Metric, of: Of) {
  const rows = data.items.map((item): ResultRow => {
    const response = of(item)
    const { text: prediction, rule } = finalAnswer(response ?? '')
    const nothing = { item, asked: '', looks: [], attempts: 1, ms: 0, tokens: 0 } as const
    const judgement = metric.judge(item, { text: prediction, tagged: rule === 'inside <answer>' })
    if (response !== undefined) return { ...nothing, response, prediction, judgement }
    const failure = { code: 'not-found', message: 'There is no prediction.' } as const
    return { ...nothing, response: '', prediction: '', judgement, failure }
  })
  return { rows, failed: rows.filter(({ failure }) => failure !== undefined).length }
}

/** A model is asked about the rows that no rule decides, one after the other. */
async function judgedAgain(
  id: string,
  { metric, rows }: { readonly metric: Metric; readonly rows: readonly ResultRow[] },
  terminal: Terminal,
): Promise<readonly ResultRow[]> {
  return withServices(terminal, {}, async ({ engine }) => {
    const judge = createJudge(await engine.model(id))
    const judged: ResultRow[] = []
    for (const row of rows) {
      const asked = row.failure === undefined
      judged.push(asked ? { ...row, judgement: await judge(metric, row, terminal.signal) } : row)
    }
    return judged
  })
}

function undecidedLine(row: ResultRow): string {
  const { state, taken, rule } = judgementOf(row)
  if (state !== 'undecided') return ''
  return `undecided  ${row.item.id}  gold “${row.item.answer}”  said “${taken}”  (${rule})\n`
}
