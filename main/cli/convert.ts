/**
 * `relook convert`: a file of traces made elsewhere as training data of another shape. `relook export`: the same for what is
 * in the data folder. The same code as the window's export.
 */
import { basename, extname, resolve } from 'node:path'
import { given } from '../../app/given'
import { dialectOf, dialects } from '../../app/dialects'
import type { ExportSource } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import { formats } from '../../app/formats'
import { readReader } from '../readers/store'
import { collectionSources } from '../exporting/collection-source'
import { runExport, type Exported } from '../exporting/job'
import { placeFor } from '../exporting/place'
import { createSources } from '../exporting/source'
import type { ImageWork } from '../image-process/apart'
import { dataFolder } from '../store/place'
import type { Store } from '../store/store'
import { version } from '../resources/version'
import { withScratch } from '../store/scratch'
import { readWords, type Command, type Terminal, overLine } from './command'
import { openCollections, withStore } from './with-store'
import { exportAsked, exportHelp, exportOptions, exportProgress, exportSummary } from './export-options'

const convertOptions = {
  ...exportOptions,
  format: { type: 'string' },
  dialect: { type: 'string' },
  images: { type: 'string' },
  reader: { type: 'string' },
} as const

/** Reads one file, writes another. */
export const convert: Command = {
  name: 'convert',
  usage: 'convert FILE --to ID --out PATH [--format ID] [--dialect ID] [--images DIR] …',
  about: 'Turn a file of traces into training data of another shape, with crops, splits and a card.',
  help: [
    ...exportHelp,
    `--format ID      the file is ${formats.map((f) => f.id).join(', ')} (found out by content)`,
    `--dialect ID     its language is ${dialects.map((d) => d.id).join(', ')} (as the format says)`,
    '--images DIR     where its images lie (beside the file)',
    '--reader FILE    a named reader, as relook read takes it',
  ],
  run: async (words, terminal) => {
    const { values, positionals } = readWords(words, convertOptions)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0)
      throw new Failure('bad-input', 'Give one file: relook convert FILE --to ID --out PATH.')
    known(
      'format',
      values.format,
      formats.map((f) => f.id),
    )
    known(
      'dialect',
      values.dialect,
      dialects.map((d) => d.id),
    )
    // Wrong words are told before anything is opened.
    exportAsked(values, { type: 'all' })
    return withScratch((folder) =>
      withStore(folder, terminal, async (store, pixels) => {
        const open = await openCollections(store)
        try {
          const collection = await open.collections.open({ path: resolve(file), name: basename(file) })
          const { format, dialect, images } = values
          const reader = values.reader === undefined ? undefined : await readReader(resolve(values.reader))
          if ([format, dialect, images, reader].some((choice) => choice !== undefined))
            await open.collections.choose(collection, {
              ...given({ format, dialect, reader }),
              images: images === undefined ? [] : [resolve(images)],
            })
          const source: ExportSource = { type: 'collection', collection, query: {} }
          const code = await perform(values, source, {
            terminal,
            store,
            images: pixels,
            open: collectionSources(open.collections, store),
          })
          const unread = open.collections.status(collection)?.issues ?? 0
          if (unread > 0)
            terminal.error(`relook: ${unread} remarks on the file; relook read ${file} shows them.\n`)
          return code
        } finally {
          await open.close()
        }
      }),
    )
  },
}

const exportCommandOptions = {
  ...exportOptions,
  project: { type: 'string', multiple: true },
  branch: { type: 'string' },
} as const

/** Writes what is in the data folder. */
export const exportCommand: Command = {
  name: 'export',
  usage: 'export --to ID --out PATH [--project ID]… [--accepted] …',
  about: 'Write the projects of the data folder as training data.',
  help: [
    ...exportHelp,
    '--project ID     only this project; may be given again (all)',
    '--branch ID      only this branch of it (the main one)',
  ],
  run: async (words, terminal) => {
    const { values, positionals } = readWords(words, exportCommandOptions)
    if (positionals.length > 0)
      throw new Failure('bad-input', 'relook export takes options only. See relook export --help.')
    const { project: projects, ...rest } = values
    const source: ExportSource = projects === undefined ? { type: 'all' } : { type: 'projects', projects }
    return withStore(dataFolder(process.env), terminal, (store, images) =>
      perform(rest, source, { terminal, store, images }),
    )
  },
}

interface With {
  readonly terminal: Terminal
  readonly store: Store
  readonly images: ImageWork
  readonly open?: ReturnType<typeof collectionSources>
}

async function perform(
  values: Parameters<typeof exportAsked>[0],
  source: ExportSource,
  { terminal, store, images, open }: With,
): Promise<number> {
  const { request, writer, out } = exportAsked(values, source)
  const path = resolve(out)
  const done: Exported = await runExport({
    request,
    writer,
    source: await createSources(store, open)(source),
    place: placeFor(path),
    replace: values.replace === true,
    name: basename(path, extname(path)),
    images: store.images,
    renderView: images.renderView,
    version,
    now: Date.now,
    signal: terminal.signal,
    progress: exportProgress(terminal),
  })
  if (process.stderr.isTTY) terminal.error(overLine)
  terminal.out(
    values.json === true
      ? `${JSON.stringify({ path: done.path, bytes: done.bytes, ...done.counts }, undefined, 2)}\n`
      : exportSummary(done.path, done.counts),
  )
  return 0
}

function known(option: string, value: string | undefined, all: readonly string[]): void {
  if (value === undefined || all.includes(value) || (option === 'dialect' && dialectOf(value) !== undefined))
    return
  throw new Failure('bad-input', `--${option} must be one of ${all.join(', ')}, not “${value}”.`)
}
