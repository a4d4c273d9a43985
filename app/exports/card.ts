/** The card of a data set: what is in it, from where, who decided and corrected, how it was split and made. Pure. */
import { beginningOf } from '../beginning'
import type { ExportFacts, Split, Writer } from './writer'
import { splits } from './writer'

/** What a card is written from. */
export interface CardFacts extends ExportFacts {
  readonly writer: Writer
  readonly version: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly images: number
  readonly crops: number
  readonly corrected: number
  readonly accepted: number
  /** Traces with a token that a person put in place of the model's. */
  readonly forced: number
  readonly skipped: Readonly<Record<string, number>>
  readonly sources: Readonly<Record<string, number>>
  readonly licences: Readonly<Record<string, number>>
  readonly models: Readonly<Record<string, number>>
  readonly annotators: Readonly<
    Record<
      string,
      {
        readonly reviewed: number
        readonly accepted: number
        readonly corrected: number
        readonly spent: number
      }
    >
  >
  /** The settings in words, in order. */
  readonly settings: readonly (readonly [string, string])[]
}

/** Names that Hugging Face gives the splits. */
const hubSplits: Readonly<Record<Split, string>> = { train: 'train', dev: 'validation', test: 'test' }

/** `README.md` of the data set, with the front matter that lets `load_dataset` find its files. */
export function cardOf(facts: CardFacts): string {
  const { name, writer, counts, images, crops, corrected, accepted, forced } = facts
  const sections = [
    `# ${name}`,
    `${writer.title}: ${writer.about} Written by Relook ${facts.version} on ${new Date(facts.at).toISOString().slice(0, 10)}.`,
    '## Contents',
    table(
      ['split', 'records', 'files'],
      splits.filter((s) => counts[s] > 0).map((s) => [s, String(counts[s]), facts.files[s].join(', ')]),
    ),
    `${images} pictures, ${crops} crops in the records, ${corrected} traces corrected by a person, ${accepted} accepted by a reviewer. ` +
      (forced === 0 ? '' : `${forced} with a token that a person put in place of the model’s. `) +
      'No image is in two splits.',
    '## Sources',
    tally('source', facts.sources),
    'Licences of the sources, as far as the data says:',
    tally('licence', facts.licences),
    'Models whose traces these are:',
    tally('model', facts.models),
    '## Who reviewed and corrected',
    annotators(facts),
    '## Left out',
    Object.keys(facts.skipped).length === 0 ? 'Nothing.' : tally('reason', facts.skipped),
    '## How it was made',
    table(['setting', 'value'], facts.settings),
    `The shape follows ${writer.source}.`,
    '## Use',
    writer.usage(facts).trim(),
  ]
  return `${frontMatter(facts)}\n${sections.join('\n\n')}\n`
}

function frontMatter({ files }: CardFacts): string {
  const found = splits.filter((s) => files[s].length > 0)
  if (found.length === 0) return '---\n---\n'
  const lines = found.flatMap((s) => [
    `      - split: ${hubSplits[s]}`,
    `        path: ${JSON.stringify(files[s])}`,
  ])
  return ['---', 'configs:', '  - config_name: default', '    data_files:', ...lines, '---', ''].join('\n')
}

function annotators({ annotators: who }: CardFacts): string {
  const rows = Object.entries(who).map(([by, a]) => [
    by,
    String(a.reviewed),
    String(a.accepted),
    String(a.corrected),
    minutes(a.spent),
  ])
  if (rows.length === 0) return 'Nobody has reviewed these traces.'
  return table(['annotator', 'decided on', 'accepted', 'corrected', 'time'], rows)
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} min`
}

/** Most first. */
function tally(what: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return table(
    [what, 'traces'],
    rows.map(([word, count]) => [word, String(count)]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${head.map(() => ' --- ').join('|')}|`, ...rows.map(line)].join('\n')
}

/** Words of files must not break the table. */
function cell(text: string): string {
  return beginningOf(text.replace(/[\r\n]+/g, ' '), 300).replaceAll('|', '\\|')
}
