/**
 * `relook eval`: a model over a benchmark, in a terminal. The same host as the window's: results are kept in the data folder as
 * they come, and the same command goes on where a stopped or killed one left off.
 */
import { resolve } from 'node:path'
import { onAbort } from '../../app/async'
import { formatBytes } from '../../app/bytes'
import type { Evaluation } from '../../app/host/evaluations'
import { Failure, fromFailureData, toFailureData } from '../../app/failure'
import type { HostImplementation } from '../../app/host'
import { calibrationOf, confidentLooks } from '../../app/metrics/calibration'
import { metricOf, metrics, type MetricId } from '../../app/metrics'
import { judgedOf, type ResultRow } from '../../app/metrics/result'
import { besidesOf, outcomeOf } from '../../app/metrics/outcome'
import { summarise } from '../../app/metrics/summary'
import { defaultSettings, type Settings } from '../../app/trace/project'
import { heldOutPath } from '../resources/paths'
import type { Services } from '../services'
import { firstOf, modelNamed } from './asking'
import { never, overLine, type CommandContext, type CliCommand, type Terminal } from './command'
import { withServices } from './ephemeral'
import { calibrationText } from './calibration-text'
import { createProgress } from './progress'
import { summaryText } from './summary-text'
import { tableText, type EndedEvaluation } from './table-text'
import { jsonText } from './text'
import { idsOf, readWords, settingsIn, settingsOptions, withId, type WordsOf } from './values'

const options = {
  texts: [...settingsOptions, 'model', 'limit', 'metric', 'judge', 'concurrency', 'name'],
  flags: [
    ...(['no-looks', 'baseline', 'held-out', 'fresh', 'retry-failed'] as const),
    ...(['json', 'measures', 'confidence'] as const),
  ],
} as const
type Said = WordsOf<typeof options>

/** How the built-in model's table is made: as `python -m training eval` runs it. */
const heldOut = { maxLooks: 4, maxTokens: 96 }

/** Runs a model over a data set. */
export const evalCommand: CliCommand = {
  name: 'eval',
  usage: 'eval DATA|--held-out [--model ID] [--no-looks] [--limit N] [--metric ID] [--json] …',
  about: 'Run a model over a benchmark and score it; goes on where it was stopped or killed.',
  help: [
    'DATA              a .tsv, .jsonl, .json or .parquet file, a folder with one, or hf:OWNER/NAME[@REVISION][/PART]',
    `--held-out        instead of DATA: the built-in model’s own held-out images, as its table is made (--max-looks ${heldOut.maxLooks},`,
    `                  --max-tokens ${heldOut.maxTokens}): the first model without looks, then each with them`,
    '--model ID        which model (the first of relook models); several with commas give a table',
    '--no-looks        the baseline: ask without looking at regions',
    '--baseline        both, without and with looks: prints a table of all runs',
    '--limit N         only the first N rows',
    `--metric ID       ${idsOf(metrics)} (the benchmark’s own)`,
    '--judge ID        a model to ask where no rule can tell (none)',
    '--json            one JSON object: count, accuracy, ci95, byCategory, failed',
    '--measures        with --json: what the benchmark reports besides (fAcc, acc+, splits), too',
    '--confidence      how sure the model was of where it looked, against the gold regions, too',
    '--temperature T   0 to 5 (0)',
    '--seed N          for temperatures above 0 (0)',
    `--max-looks N     most regions it may look at (${defaultSettings.maxLooks})`,
    `--max-tokens N    most tokens between two looks (${defaultSettings.maxTokens})`,
    '--concurrency N   samples under way at the same time (1; more is for servers)',
    '--name TEXT       what the run is called in the window',
    '--fresh           start over even where an unfinished run could go on',
    '--retry-failed    when going on, try failed rows again, too',
  ],
  run: async (words, terminal) => {
    const said = readWords(words, options)
    const { places } = said
    const own = said.is('held-out')
    const [data = own ? heldOutPath : undefined, ...more] = places
    if (data === undefined || more.length > 0 || (own && places.length > 0))
      throw new Failure(
        'bad-input',
        'Give one data set: relook eval DATA --model ID, or relook eval --held-out for the built-in model’s own.',
      )
    const fromHub = data.startsWith('hf:')
    const asked = askedFor(fromHub ? data : resolve(data), said)
    return withKeptServices(terminal, async ({ host }) => {
      const path = fromHub ? await fetchData(host, data, terminal) : asked.data
      return perform(host, { ...asked, data: path }, terminal)
    })
  },
}

interface Asked {
  readonly data: string
  readonly models: readonly string[]
  readonly forms: 'one' | 'both' | 'table'
  readonly metric: MetricId | undefined
  readonly judge: string | undefined
  readonly settings: Settings
  readonly limit: number | undefined
  readonly concurrency: number
  readonly name: string | undefined
  readonly json: boolean
  readonly measures: boolean
  readonly confidence: boolean
  readonly fresh: boolean
  readonly failed: boolean
}

function askedFor(data: string, said: Said): Asked {
  const { text, is, whole } = said
  const own = is('held-out')
  const settings = settingsIn(said, own ? { ...defaultSettings, ...heldOut } : defaultSettings)
  const metric = text('metric')
  return {
    data,
    models: (text('model') ?? (own ? 'r3-mini' : '')).split(',').filter((id) => id.trim() !== ''),
    forms: formsOf(said),
    metric: metric === undefined ? undefined : withId('metric', metric, metrics).id,
    judge: text('judge'),
    settings: is('no-looks') ? { ...settings, maxLooks: 0 } : settings,
    limit: whole('limit', [1, 1e9]),
    concurrency: whole('concurrency', [1, 64]) ?? 1,
    name: text('name'),
    json: is('json'),
    measures: is('measures'),
    confidence: is('confidence'),
    fresh: is('fresh'),
    failed: is('retry-failed'),
  }
}

/** Once, without and with looks, or as the built-in model's table has it. */
function formsOf({ is }: Said): Asked['forms'] {
  if (is('baseline')) return 'both'
  return is('held-out') && !is('no-looks') ? 'table' : 'one'
}

/** In the data folder; where another process holds it, in a folder of its own that is gone afterwards, and that is said. */
async function withKeptServices<T>(terminal: Terminal, work: (services: Services) => Promise<T>): Promise<T> {
  let begun = false
  const once = (services: Services) => {
    begun = true
    return work(services)
  }
  try {
    return await withServices(terminal, { keep: true }, once)
  } catch (error) {
    if (begun || toFailureData(error).code !== 'busy') throw error
    terminal.error(`${toFailureData(error).message} This run’s results are not kept.\n`)
    return withServices(terminal, {}, work)
  }
}

/** A data set of the hub onto this machine; where it is already, nothing is fetched. Gives its path. */
async function fetchData(host: HostImplementation, source: string, terminal: Terminal): Promise<string> {
  for await (const told of host.downloadData({ source }, terminal.signal)) {
    if (told.type === 'done') return told.path
    terminal.error(
      `${overLine}${told.name}  ${formatBytes(told.done)} of ${formatBytes(told.total)} ${told.done === told.total ? '\n' : ''}`,
    )
  }
  throw new Failure('cancelled', 'Stopped. The same command goes on from here.')
}

async function perform(host: HostImplementation, asked: Asked, terminal: Terminal): Promise<number> {
  const models = asked.models.length > 0 ? asked.models : [await modelNamed(host, undefined)]
  const ended: EndedEvaluation[] = []
  for (const [i, model] of models.entries())
    for (const settings of settingsFor(asked, i))
      ended.push(await one({ host, terminal }, { ...asked, settings }, model))
  const [only] = ended
  const many = ended.length > 1
  const outcomes = ended.map(({ head, summary, calibration }) => ({
    ...outcomeOf(summary, head.failed),
    ...(asked.measures ? besidesOf(summary) : {}),
    ...(asked.confidence ? { calibration: calibration ?? null } : {}),
  }))
  if (asked.json) {
    const runs = ended.map(({ head }, i) => ({ name: head.name, model: head.plan.model, ...outcomes[i] }))
    terminal.out(jsonText(many ? { runs } : outcomes[0]))
  } else if (many) terminal.out(tableText(ended))
  else if (only !== undefined)
    terminal.out(summaryText(titleOf(only.head.plan.metric), only.summary, only.head.failed))
  if (asked.confidence && !asked.json)
    for (const { head, calibration } of ended)
      terminal.out(`\n${many ? `${head.name}\n` : ''}${calibrationText(calibration)}`)
  return 0
}

/** The settings a model is run with, without looks first. */
function settingsFor({ forms, settings }: Asked, place: number): readonly Settings[] {
  const both = forms === 'both' || (forms === 'table' && place === 0)
  return both ? [{ ...settings, maxLooks: 0 }, settings] : [settings]
}

function titleOf(metric: string): string {
  return metricOf(metric)?.title ?? metric
}

/** One run, begun or gone on with, to its end. @throws Failure when it was stopped or failed. */
async function one(
  { host, terminal }: CommandContext,
  asked: Asked,
  model: string,
): Promise<EndedEvaluation> {
  const evaluation = (await goOn(host, asked, model)) ?? (await begin(host, asked, model))
  const over = onAbort(terminal.signal, () => void host.stopEvaluation({ evaluation }, never))
  const { head, rows } = await watch(host, evaluation, terminal)
  over()
  const metric = metricOf(head.plan.metric)
  if (metric === undefined) throw new Failure('internal', `There is no metric “${head.plan.metric}”.`)
  if (head.state.type === 'failed') throw fromFailureData(head.state.failure)
  if (head.state.type !== 'done')
    throw new Failure(
      'cancelled',
      `Stopped after ${head.done} of ${head.total}. The same command goes on from here.`,
    )
  const calibration = calibrationOf(confidentLooks(rows))
  return { head, summary: summarise(metric, rows.map(judgedOf)), calibration }
}

/** The newest unfinished run of the same, gone on with. */
async function goOn(host: HostImplementation, asked: Asked, model: string): Promise<string | undefined> {
  if (asked.fresh) return undefined
  const runs = await firstOf(host.evaluations({}, AbortSignal.timeout(60_000)))
  const same = runs?.find(
    ({ plan, state }) =>
      state.type !== 'done' &&
      // The data changed, or the like: going on would fail again.
      !(state.type === 'failed' && state.failure.code === 'bad-input') &&
      plan.data === asked.data &&
      plan.model === model &&
      plan.limit === asked.limit &&
      plan.judge === asked.judge &&
      (asked.metric === undefined || plan.metric === asked.metric) &&
      JSON.stringify(plan.settings) === JSON.stringify(asked.settings),
  )
  if (same === undefined) return undefined
  await host.resumeEvaluation({ evaluation: same.id, failed: asked.failed }, never)
  return same.id
}

async function begin(host: HostImplementation, asked: Asked, model: string): Promise<string> {
  const { data, settings, concurrency, limit, metric, name, judge } = asked
  const request = { data, model, settings, concurrency, limit, metric, name, judge, baseline: false }
  const [id] = (await host.startEvaluation(request, never)).evaluations
  if (id === undefined) throw new Failure('internal', 'The run could not be begun.')
  return id
}

/** Follows a run until it ends; gives its last state and its rows in the data's order. */
async function watch(
  host: HostImplementation,
  evaluation: string,
  terminal: Terminal,
): Promise<{ head: Evaluation; rows: readonly ResultRow[] }> {
  const progress = createProgress(terminal)
  const rows = new Map<string, ResultRow>()
  let head: Evaluation | undefined
  for await (const event of host.followEvaluation({ evaluation }, never)) {
    if (event.type === 'rows') for (const row of event.rows) rows.set(row.item.id, row)
    else {
      head = event.evaluation
      progress.show(head)
      if (isOver(head)) break
    }
  }
  progress.end()
  if (head === undefined) throw new Failure('internal', 'The run could not be followed.')
  return { head, rows: [...rows.values()].sort((a, b) => a.item.position - b.item.position) }
}

function isOver({ state }: Evaluation): boolean {
  return ['done', 'stopped', 'paused', 'failed'].includes(state.type)
}
