/** The words that `convert` and `export` share, and what they mean. Knows no file. */
import { given } from '../../app/given'
import { dialectOf, dialects } from '../../app/dialects'
import { writerOf, writers, type Writer } from '../../app/exports'
import type { ExportCounts, ExportRequest, ExportSource } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import { numberOption, type Terminal, overLine } from './command'
import { rewardsAsked } from './reward-options'

/** Options of a command that writes data. */
export const exportOptions = {
  to: { type: 'string' },
  out: { type: 'string' },
  as: { type: 'string' },
  pixels: { type: 'string' },
  dev: { type: 'string' },
  test: { type: 'string' },
  seed: { type: 'string' },
  accepted: { type: 'boolean' },
  reviewed: { type: 'boolean' },
  'with-tags': { type: 'string' },
  'without-tags': { type: 'string' },
  original: { type: 'boolean' },
  'all-branches': { type: 'boolean' },
  replace: { type: 'boolean' },
  rewards: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** One line each, for the help. */
export const exportHelp = [
  `--to ID          ${writers.map((w) => w.id).join(', ')}`,
  '--out PATH       a folder to make; or a .json, .jsonl or .parquet file, images beside it',
  `--as DIALECT     tell the traces in this language: ${dialects.map((d) => d.id).join(', ')}`,
  '--pixels N       most pixels the trainer gives the whole image (as the dialect or trainer publishes)',
  '--dev S --test S shares of the splits, by image (0)',
  '--seed N         of the split (0)',
  '--accepted       only what a reviewer accepted',
  '--reviewed       only what a reviewer decided on',
  '--with-tags A,B --without-tags A,B',
  '                 only traces with one of these failure tags; none with one of those',
  '--original       as the model wrote it, without corrections',
  '--all-branches   every branch instead of the main one',
  '--replace        write over an export that is there',
  '--rewards WHICH  of a GRPO job: paper, released, or a JSON file with weights and caps (paper)',
  '--json           one JSON object at the end',
]

type Values = { readonly [K in keyof typeof exportOptions | 'branch']?: string | boolean | undefined }

/** What was asked for. @throws Failure `bad-input` naming the option. */
export function exportAsked(
  values: Values,
  source: ExportSource,
): { readonly request: ExportRequest; readonly writer: Writer; readonly out: string } {
  const text = (name: keyof Values) => (typeof values[name] === 'string' ? values[name] : undefined)
  const number = (name: keyof Values, range: { min: number; max: number; whole: boolean }) =>
    numberOption(name, text(name), range)
  const to = text('to')
  const writer = to === undefined ? undefined : writerOf(to)
  if (writer === undefined)
    throw new Failure(
      'bad-input',
      `--to must be one of ${writers.map((w) => w.id).join(', ')}, not “${to ?? ''}”.`,
    )
  const out = text('out')
  if (out === undefined || out === '') throw new Failure('bad-input', 'Say where to write: --out PATH.')
  const as = text('as')
  if (as !== undefined && dialectOf(as) === undefined)
    throw new Failure(
      'bad-input',
      `--as must be one of ${dialects.map((d) => d.id).join(', ')}, not “${as}”.`,
    )
  const share = { min: 0, max: 1, whole: false }
  const dev = number('dev', share) ?? 0
  const test = number('test', share) ?? 0
  if (dev + test > 1) throw new Failure('bad-input', '--dev and --test together are more than 1.')
  const rewards = text('rewards')
  if (rewards !== undefined && writer.scored !== true)
    throw new Failure('bad-input', `--rewards is for GRPO jobs; ${writer.id} brings none along.`)
  const branch = text('branch')
  if (branch !== undefined && source.type !== 'projects')
    throw new Failure('bad-input', '--branch is one of a project: say which with --project ID.')
  const tags = (name: keyof Values) =>
    (text(name) ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '')
  const pixels = number('pixels', { min: 784, max: 100_000_000, whole: true })
  return {
    writer,
    out,
    request: {
      source,
      writer: writer.id,
      ...given({ dialect: as, pixels, rewards: rewards === undefined ? undefined : rewardsAsked(rewards) }),
      selection: {
        branches: values['all-branches'] === true ? 'all' : 'main',
        ...given({ branch }),
        words: values.original === true ? 'original' : 'corrected',
        verdict: values.accepted === true ? 'accepted' : values.reviewed === true ? 'reviewed' : 'any',
        withTags: tags('with-tags'),
        withoutTags: tags('without-tags'),
        dev,
        test,
        seed: number('seed', { min: 0, max: 2 ** 31 - 1, whole: true }) ?? 0,
      },
    },
  }
}

/** Progress on the terminal's error stream: written over where someone watches, silent in a log. */
export function exportProgress(terminal: Terminal, live = process.stderr.isTTY) {
  let shown = 0
  return (counts: ExportCounts, phase: 'writing' | 'joining') => {
    if (!live || (Date.now() - shown < 200 && phase === 'writing')) return
    shown = Date.now()
    terminal.error(
      `${overLine}${phase === 'joining' ? 'joining' : `${counts.done} of ${counts.total} traces`}`,
    )
  }
}

/** What was written, in words. */
export function exportSummary(path: string, { records, images, crops, skipped }: ExportCounts): string {
  const { train, dev, test } = records
  const split = dev + test > 0 ? ` (train ${train}, dev ${dev}, test ${test})` : ''
  const left = Object.entries(skipped).map(([reason, n]) => `  left out ${n}: ${reason}\n`)
  return `${train + dev + test} records${split}, ${images} pictures, ${crops} crops → ${path}\n${left.join('')}`
}
