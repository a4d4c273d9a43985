/** The words that `convert` and `export` share, and what they mean. Knows no file. */
import { given } from '../../app/given'
import { dialectOf, dialects } from '../../app/dialects'
import { writerOf, writers, type Writer } from '../../app/exports'
import type { ExportCounts, ExportRequest, ExportSource } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import { rewardsAsked } from './reward-options'
import { idsOf, type WordsOf } from './values'

/** Options of a command that writes data. */
export const exportOptions = {
  texts: ['to', 'out', 'as', 'pixels', 'dev', 'test', 'seed', 'with-tags', 'without-tags', 'rewards'],
  flags: ['accepted', 'reviewed', 'original', 'all-branches', 'replace', 'json'],
} as const

/** One line each, for the help. */
export const exportHelp = [
  `--to ID          ${idsOf(writers)}`,
  '--out PATH       a folder to make; or a .json, .jsonl or .parquet file, images beside it',
  `--as DIALECT     tell the traces in this language: ${idsOf(dialects)}`,
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

/** The words of such a command. */
export type ExportWords = WordsOf<typeof exportOptions>

/** What was asked for; of a project `branch` alone. @throws Failure `bad-input` naming the option. */
export function exportAsked(
  { text, is, whole, decimal }: ExportWords,
  source: ExportSource,
  branch?: string,
): { readonly request: ExportRequest; readonly writer: Writer; readonly out: string } {
  const to = text('to') ?? ''
  const writer = writerOf(to)
  if (writer === undefined)
    throw new Failure('bad-input', `--to must be one of ${idsOf(writers)}, not “${to}”.`)
  const out = text('out')
  if (out === undefined || out === '') throw new Failure('bad-input', 'Say where to write: --out PATH.')
  const as = text('as')
  if (as !== undefined && dialectOf(as) === undefined)
    throw new Failure('bad-input', `--as must be one of ${idsOf(dialects)}, not “${as}”.`)
  const dev = decimal('dev', [0, 1]) ?? 0
  const test = decimal('test', [0, 1]) ?? 0
  if (dev + test > 1) throw new Failure('bad-input', '--dev and --test together are more than 1.')
  const rewards = text('rewards')
  if (rewards !== undefined && writer.scored !== true)
    throw new Failure('bad-input', `--rewards is for GRPO jobs; ${writer.id} brings none along.`)
  if (branch !== undefined && source.type !== 'projects')
    throw new Failure('bad-input', '--branch is one of a project: say which with --project ID.')
  const tags = (name: 'with-tags' | 'without-tags') =>
    (text(name) ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '')
  const pixels = whole('pixels', [784, 100_000_000])
  return {
    writer,
    out,
    request: {
      source,
      writer: writer.id,
      ...given({ dialect: as, pixels, rewards: rewards === undefined ? undefined : rewardsAsked(rewards) }),
      selection: {
        branches: is('all-branches') ? 'all' : 'main',
        ...given({ branch }),
        words: is('original') ? 'original' : 'corrected',
        verdict: is('accepted') ? 'accepted' : is('reviewed') ? 'reviewed' : 'any',
        withTags: tags('with-tags'),
        withoutTags: tags('without-tags'),
        dev,
        test,
        seed: whole('seed', [0, 2 ** 31 - 1]) ?? 0,
      },
    },
  }
}

/** What was written, in words. */
export function exportSummary(path: string, { records, images, crops, skipped }: ExportCounts): string {
  const { train, dev, test } = records
  const split = dev + test > 0 ? ` (train ${train}, dev ${dev}, test ${test})` : ''
  const left = Object.entries(skipped).map(([reason, n]) => `  left out ${n}: ${reason}\n`)
  return `${train + dev + test} records${split}, ${images} pictures, ${crops} crops → ${path}\n${left.join('')}`
}
