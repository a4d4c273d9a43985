/** `relook looks`: did the looks matter, over a file of traces or the projects of the data folder. Goes on where it was ended. */
import { appendFile, readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import {
  summariseLooks,
  type LooksSummary,
  type LooksTally,
  type TriedTrace,
} from '../../app/explain/looks-summary'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { tryTraces } from '../explain/batch'
import { collectionSources } from '../exporting/collection-source'
import { createSources, type TraceSource } from '../exporting/source'
import type { Services } from '../services'
import { writeWhole } from '../store/folder'
import { overLine, readWords, type Command, type Terminal } from './command'
import { scriptFromEnvironment, withServices } from './ephemeral'
import { optionReader } from './values'

const options = {
  model: { type: 'string' },
  out: { type: 'string' },
  'not-used': { type: 'string' },
  'at-once': { type: 'string' },
  images: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Tries the looks of many traces. */
export const looksCommand: Command = {
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
    const { values, positionals } = readWords(words, options)
    const [file, ...more] = positionals
    if (more.length > 0)
      throw new Failure('bad-input', 'Give one file of traces, or none: relook looks [FILE].')
    const { text, whole, is } = optionReader(values)
    const asked: Asked = {
      file: file === undefined ? undefined : resolve(file),
      model: text('model'),
      out: text('out'),
      notUsed: text('not-used'),
      images: text('images'),
      atOnce: whole('at-once', [1, 64]) ?? 1,
      json: is('json'),
    }
    const report = (message: string) => terminal.error(`${message}\n`)
    // Without a file it is about what is kept.
    return withServices({ ...scriptFromEnvironment(), keep: file === undefined, report }, (services) =>
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
  const source = await sourceOf(services, asked)
  const out = asked.out === undefined ? undefined : resolve(asked.out)
  const before = out === undefined ? [] : await triedBefore(out)
  const done = new Set(before.map((t) => t.trace))
  await tellCost(services, { ...asked, source }, terminal)
  const traces = [...before]
  let failed = 0
  const ask = {
    engine: services.engine,
    source,
    atOnce: asked.atOnce,
    done,
    ...given({ model: asked.model }),
  }
  for await (const event of tryTraces(ask, terminal.signal)) {
    if (event.type === 'tried') {
      traces.push(event.trace)
      if (out !== undefined) await appendFile(out, `${JSON.stringify(event.trace)}\n`)
    } else if (event.type === 'failed') {
      failed++
      terminal.error(`${event.trace}: ${event.failure.message}\n`)
    }
    if (process.stderr.isTTY) terminal.error(`${overLine}${traces.length + failed} of ${source.total()}`)
  }
  if (process.stderr.isTTY) terminal.error(overLine)
  if (asked.notUsed !== undefined) await writeWhole(resolve(asked.notUsed), notUsedLines(traces))
  const summary = summariseLooks(traces)
  terminal.out(
    asked.json ? `${JSON.stringify({ ...summary, failed }, undefined, 2)}\n` : summaryText(summary, failed),
  )
  return 0
}

async function sourceOf({ collections, store }: Services, { file, images }: Asked): Promise<TraceSource> {
  const open = createSources(store, collectionSources(collections, store))
  if (file === undefined) return open({ type: 'all' })
  const collection = await collections.open({ path: file, name: basename(file) })
  if (images !== undefined) await collections.choose(collection, { images: [resolve(images)] })
  return open({ type: 'collection', collection, query: {} })
}

/** Lines that cannot be read are done again. */
async function triedBefore(path: string): Promise<readonly TriedTrace[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new Failure('bad-input', `${path} cannot be read.`, error.message)
  })
  // What was cut off in the middle of a line must not run into the next.
  if (text !== '' && !text.endsWith('\n')) await appendFile(path, '\n')
  return text.split('\n').flatMap((line): TriedTrace[] => {
    try {
      const value = JSON.parse(line) as Partial<TriedTrace>
      return typeof value.trace === 'string' && Array.isArray(value.looks) ? [value as TriedTrace] : []
    } catch {
      return []
    }
  })
}

/** Of a server it is said before it is asked. */
async function tellCost(
  { engine }: Services,
  { model, source }: Pick<Asked, 'model'> & { readonly source: TraceSource },
  terminal: Terminal,
): Promise<void> {
  const server = (await engine.models()).find((m) => m.id === model)?.server
  if (server !== undefined)
    terminal.error(`${server} writes up to five answers for every look of ${source.total()} traces.\n`)
}

/** A line per look. */
function notUsedLines(traces: readonly TriedTrace[]): string {
  const lines = traces.flatMap(({ looks, ...about }) =>
    looks.filter((l) => l.verdict === 'not-used').map((look) => JSON.stringify({ ...about, look })),
  )
  return lines.map((line) => `${line}\n`).join('')
}

function summaryText({ families, ...all }: LooksSummary, failed: number): string {
  const names = Object.keys(families).filter((name) => name !== '')
  return [
    tallyLine('all', all),
    ...(names.length < 2 ? [] : names.map((name) => tallyLine(name, families[name] ?? all))),
    ...(failed === 0 ? [] : [`${failed} could not be tried`]),
    '',
  ].join('\n')
}

function tallyLine(name: string, { traces, hanging, looking, verdicts }: LooksTally): string {
  const share = looking === 0 ? '–' : `${((100 * hanging) / looking).toFixed(1)} %`
  const { used, harmful, unknown } = verdicts
  return `${name}: ${traces} traces, ${looking} with looks; ${share} of these answers hang on a look (looks: ${used} used, ${verdicts['not-used']} not used, ${harmful} harmful, ${unknown} not known)`
}
