/** `relook looks`: did the looks matter, over a file of traces or the projects of the data folder. Goes on where it was ended. */
import { basename, join, resolve } from 'node:path'
import {
  answerOutcomes,
  notUsedLines,
  type LooksSummary,
  type LooksTally,
} from '../../app/explain/looks-summary'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { tryTraces } from '../explain/batch'
import { fromTraces, openBatchSource, type BatchSource } from '../explain/batch-source'
import { openTried, type TriedFile } from '../explain/tried-file'
import { createSources } from '../exporting/source'
import type { Services } from '../services'
import { writeWhole } from '../store/folder'
import { withScratch } from '../store/scratch'
import { never, type CliCommand, type Terminal } from './command'
import { withServices } from './ephemeral'
import { progressLine } from './progress'
import { jsonText } from './text'
import { readWords } from './values'

const options = { texts: ['model', 'out', 'not-used', 'at-once', 'images'], flags: ['json'] } as const

/** Tries the looks of many traces. */
export const looksCommand: CliCommand = {
  name: 'looks',
  usage: 'looks [FILE] [--model ID] [--out FILE.jsonl] [--json] …',
  about: 'Try the looks of many traces with other pixels: which answers hang on them?',
  help: [
    'FILE              a file of traces (absent: the projects of the data folder)',
    '--model ID        which model goes on from each look (the one that wrote the trace)',
    '--out FILE.jsonl  a line per trace with its looks, trials and verdicts; begun again, it goes on where it ended',
    '--not-used FILE   the looks that do not matter, a line each, as JSON lines',
    '--at-once N       traces at the same time, for servers (1)',
    '--images FOLDER   where the images of the file lie',
    '--json            the summary as one JSON object',
  ],
  run: (words, terminal) => {
    const { places, text, whole, is } = readWords(words, options)
    const [file, ...more] = places
    if (more.length > 0)
      throw new Failure('bad-input', 'Give one file of traces, or none: relook looks [FILE].')
    const asked: Asked = {
      file: file === undefined ? undefined : resolve(file),
      model: text('model'),
      out: text('out'),
      notUsed: text('not-used'),
      images: text('images'),
      atOnce: whole('at-once', [1, 64]) ?? 1,
      json: is('json'),
    }
    // Without a file it is about what is kept.
    return withServices(terminal, { keep: file === undefined }, (services) =>
      perform(services, asked, terminal),
    )
  },
}

interface Asked {
  readonly file: string | undefined
  readonly model: string | undefined
  readonly out: string | undefined
  readonly notUsed: string | undefined
  readonly images: string | undefined
  readonly atOnce: number
  readonly json: boolean
}

async function perform(services: Services, asked: Asked, terminal: Terminal): Promise<number> {
  const { out } = asked
  const to = (path: string) => performOn(services, asked, { terminal, path })
  return out === undefined ? withScratch((folder) => to(join(folder, 'looks.jsonl'))) : to(resolve(out))
}

async function performOn(
  services: Services,
  asked: Asked,
  { terminal, path }: { readonly terminal: Terminal; readonly path: string },
): Promise<number> {
  const source = await sourceOf(services, asked)
  const file = await openTried(path)
  try {
    await tellCost(services, { ...asked, source }, terminal)
    const failed = await tryAll(services, { ...asked, source, file }, terminal)
    if (asked.notUsed !== undefined) await writeWhole(resolve(asked.notUsed), await unusedIn(file))
    const summary = file.summary()
    terminal.out(asked.json ? jsonText({ ...summary, failed }) : summaryText(summary, failed))
    return 0
  } finally {
    await file.close()
  }
}

/** How many could not be tried; each is told. */
async function tryAll(
  { engine }: Services,
  {
    source,
    file,
    atOnce,
    model,
  }: Pick<Asked, 'atOnce' | 'model'> & { readonly source: BatchSource; readonly file: TriedFile },
  terminal: Terminal,
): Promise<number> {
  const line = progressLine(terminal)
  let failed = 0
  const ending = { signal: terminal.signal, pausing: never }
  for await (const event of tryTraces({ engine, source, file, atOnce, ...given({ model }) }, ending)) {
    if (event.type === 'failed') {
      failed++
      terminal.error(`${event.trace}: ${event.failure.message}\n`)
    }
    line.show(`${file.size() + failed} of ${source.total()}`)
  }
  line.end()
  return failed
}

async function unusedIn(file: TriedFile): Promise<string> {
  let lines = ''
  for await (const trace of file.each()) lines += notUsedLines(trace)
  return lines
}

async function sourceOf(
  { collections, evaluations, store }: Services,
  { file, images }: Asked,
): Promise<BatchSource> {
  if (file === undefined) return fromTraces(await createSources(store)({ type: 'all' }))
  const collection = await collections.open({ path: file, name: basename(file) })
  if (images !== undefined) await collections.choose(collection, { images: [resolve(images)] })
  return openBatchSource({ collections, evaluations, store }, { type: 'collection', collection, query: {} })
}

/** Of a server it is said before it is asked. */
async function tellCost(
  { engine }: Services,
  { model, source }: Pick<Asked, 'model'> & { readonly source: BatchSource },
  terminal: Terminal,
): Promise<void> {
  const server = (await engine.models()).find((m) => m.id === model)?.server
  if (server === undefined) return
  let cost = { traces: 0, looks: 0, asked: 0 }
  for await (cost of source.count(terminal.signal));
  terminal.error(
    `${server} writes up to ${cost.asked} answers for ${cost.looks} looks of ${cost.traces} traces.\n`,
  )
}

function summaryText({ families, outcomes, ...all }: LooksSummary, failed: number): string {
  const names = Object.keys(families).filter((name) => name !== '')
  const judged = answerOutcomes.filter((outcome) => outcomes[outcome].traces > 0)
  return [
    tallyLine('all', all),
    ...(judged.length < 2
      ? []
      : judged.map((outcome) => tallyLine(outcomeNames[outcome], outcomes[outcome]))),
    ...(names.length < 2 ? [] : names.map((name) => tallyLine(name, families[name] ?? all))),
    ...(failed === 0 ? [] : [`${failed} could not be tried`]),
    '',
  ].join('\n')
}

const outcomeNames = {
  right: 'right answers',
  wrong: 'wrong answers',
  unknown: 'answers nobody judged',
} as const

function tallyLine(name: string, { traces, hanging, looking, verdicts }: LooksTally): string {
  const share = looking === 0 ? '–' : `${((100 * hanging) / looking).toFixed(1)} %`
  const { used, harmful, unknown } = verdicts
  return `${name}: ${traces} traces, ${looking} with looks; ${share} of these answers hang on a look (looks: ${used} used, ${verdicts['not-used']} not used, ${harmful} harmful, ${unknown} not known)`
}
