/**
 * `relook convert`: a file of traces made elsewhere as training data of another shape. `relook export`: the same for what is
 * in the data folder. The same code as the window's export.
 */
import { basename, extname, resolve } from 'node:path'
import { atMostEvery } from '../../app/async'
import { given } from '../../app/given'
import { dialects } from '../../app/dialects'
import type { ExportCounts, ExportSource } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import { formats } from '../../app/formats'
import { readReader } from '../readers/store'
import { runExport, type ExportResult } from '../exporting/job'
import { placeFor } from '../exporting/place'
import { createSources, type OpenSource } from '../exporting/source'
import { dataFolder } from '../store/place'
import { version } from '../resources/version'
import type { CliCommand } from './command'
import { exportAsked, exportHelp, exportOptions, exportSummary, type ExportWords } from './export-options'
import { progressLine } from './progress'
import { jsonText } from './text'
import { dialectNamed, formatNamed, idsOf, onePlace, readWords } from './values'
import { withOwnStore, withStore, withTraces, type OpenStore } from './with-store'

const convertOptions = {
  texts: [...exportOptions.texts, 'format', 'dialect', 'images', 'reader'],
  flags: exportOptions.flags,
} as const

/** Reads one file, writes another. */
export const convert: CliCommand = {
  name: 'convert',
  usage: 'convert FILE --to ID --out PATH [--format ID] [--dialect ID] [--images DIR] …',
  about: 'Turn a file of traces into training data of another shape, with crops, splits and a card.',
  help: [
    ...exportHelp,
    `--format ID      the file is ${idsOf(formats)} (found out by content)`,
    `--dialect ID     its language is ${idsOf(dialects)} (as the format says)`,
    '--images DIR     where its images lie (beside the file)',
    '--reader FILE    a named reader, as relook read takes it',
  ],
  run: async (said, terminal) => {
    const words = readWords(said, convertOptions)
    const { places, text } = words
    const path = onePlace(places, 'Give one file: relook convert FILE --to ID --out PATH.')
    const format = formatNamed(text('format'))?.id
    const dialect = dialectNamed(text('dialect'))
    // Wrong words are told before anything is opened.
    exportAsked(words, { type: 'all' })
    const readerFile = text('reader')
    return withOwnStore(terminal, async (opened) => {
      const reader = readerFile === undefined ? undefined : await readReader(resolve(readerFile))
      const file = { path, images: text('images'), choice: given({ format, dialect, reader }) }
      return withTraces(opened, file, async ({ collection, collections, openSource, source }) => {
        const code = await perform(exportAsked(words, source), { ...opened, openSource }, words)
        const unread = collections.status(collection)?.issues ?? 0
        if (unread > 0)
          terminal.error(`relook: ${unread} remarks on the file; relook read ${path} shows them.\n`)
        return code
      })
    })
  },
}

const exportCommandOptions = {
  texts: [...exportOptions.texts, 'project', 'branch'],
  flags: exportOptions.flags,
} as const

/** Writes what is in the data folder. */
export const exportCommand: CliCommand = {
  name: 'export',
  usage: 'export --to ID --out PATH [--project ID]… [--accepted] …',
  about: 'Write the projects of the data folder as training data.',
  help: [
    ...exportHelp,
    '--project ID     only this project; may be given again (all)',
    '--branch ID      only this branch of it (the main one)',
  ],
  run: async (said, terminal) => {
    const words = readWords(said, exportCommandOptions)
    if (words.places.length > 0)
      throw new Failure('bad-input', 'relook export takes options only. See relook export --help.')
    const projects = words.texts('project')
    const source: ExportSource =
      projects.length === 0 ? { type: 'all' } : { type: 'projects', projects: [...projects] }
    return withStore(dataFolder(process.env), terminal, (opened) =>
      perform(
        exportAsked(words, source, words.text('branch')),
        { ...opened, openSource: createSources(opened.store) },
        words,
      ),
    )
  },
}

async function perform(
  { request, writer, out }: ReturnType<typeof exportAsked>,
  { terminal, store, images, openSource }: OpenStore & { readonly openSource: OpenSource },
  { is }: ExportWords,
): Promise<number> {
  const path = resolve(out)
  const line = progressLine(terminal)
  const done: ExportResult = await runExport({
    request,
    writer,
    source: await openSource(request.source),
    place: placeFor(path),
    replace: is('replace'),
    name: basename(path, extname(path)),
    images: store.images,
    renderView: images.renderView,
    version,
    now: Date.now,
    signal: terminal.signal,
    progress: exportProgress(line.show),
  })
  line.end()
  terminal.out(
    is('json')
      ? jsonText({ path: done.path, bytes: done.bytes, ...done.counts })
      : exportSummary(done.path, done.counts),
  )
  return 0
}

function exportProgress(show: (text: string) => void) {
  const due = atMostEvery(200)
  return ({ done, total }: ExportCounts, phase: 'writing' | 'joining') => {
    if (phase === 'joining') show('joining')
    else if (due()) show(`${done} of ${total} traces`)
  }
}
