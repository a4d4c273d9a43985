/** `relook share`: traces for people: a page, a site, a Relook file. The same code as the window's. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { atMostEvery } from '../../app/async'
import type { ExportSource } from '../../app/host/exports'
import { isVideo } from '../../app/host/sharing'
import { Failure } from '../../app/failure'
import { createSources, type OpenSource } from '../exporting/source'
import { version } from '../resources/version'
import { isArchive, openArchive } from '../sharing/open-archive'
import { performShare, type ShareMade } from '../sharing/perform'
import { dataFolder } from '../store/place'
import { shareVideo } from '../video/share-video'
import type { CliCommand } from './command'
import { progressLine } from './progress'
import { askedFor, shareHelp, shareOptions, type ShareAsked } from './share-options'
import { jsonText } from './text'
import { readWords } from './values'
import { withOwnStore, withStore, withTraces, type OpenStore } from './with-store'

/** Shares a file of traces, a Relook file, or projects of the data folder. */
export const share: CliCommand = {
  name: 'share',
  usage: 'share FILE|PROJECT… --as html|relook|site|png|svg|pdf|gif|mp4|webm --out PATH …',
  about: 'Hand traces on: a page that opens anywhere, a site, a file for another Relook, a figure or a film.',
  help: shareHelp,
  run: async (words, terminal) => {
    const said = readWords(words, shareOptions)
    const asked = askedFor(said)
    const [first = '', ...more] = said.places
    if (!existsSync(first))
      return withStore(dataFolder(process.env), terminal, (opened) => ofProjects(opened, asked, said.places))
    if (more.length > 0) throw new Failure('bad-input', 'Give one file, or ids of projects.')
    const path = resolve(first)
    return withOwnStore(terminal, async (opened) => {
      if (await isArchive(path)) {
        const projects = await openArchive({ store: opened.store, path }, terminal.signal)
        const ids = projects.map((o) => o.project)
        return ofProjects(opened, asked, ids)
      }
      const file = { path, images: said.text('images') }
      return withTraces(opened, file, async ({ collection, collections, ...traces }) => {
        await collections.settled(collection)
        return finish({ ...opened, ...traces }, asked)
      })
    })
  },
}

/** What is shared, and how it is opened. */
interface Sharing extends OpenStore {
  readonly source: ExportSource
  readonly openSource: OpenSource
}

function ofProjects(opened: OpenStore, asked: ShareAsked, projects: readonly string[]): Promise<number> {
  const source: ExportSource = { type: 'projects', projects: [...projects] }
  return finish({ ...opened, source, openSource: createSources(opened.store) }, asked)
}

async function finish(
  { terminal, store, images, source, openSource }: Sharing,
  { request, format, out, replace, json }: ShareAsked,
): Promise<number> {
  const line = progressLine(terminal)
  const due = atMostEvery(200)
  const progress = (done: number, total: number) => {
    if (done === total || due()) line.show(`${done} of ${total}`)
  }
  const work = { openSource, store, to: out, signal: terminal.signal, progress }
  const asked = { ...request, source }
  const { renderShared, draw, gif } = images
  const made = isVideo(format)
    ? await shareVideo({ ...work, request: asked, format, images })
    : await performShare({
        ...work,
        request: { ...asked, format },
        renderShared,
        draw,
        gif,
        replace,
        version,
      })
  line.end()
  terminal.out(json ? jsonText(made) : summary(made))
  return 0
}

function summary({ path, traces, images, left, notes = [] }: ShareMade): string {
  const lines = Object.entries(left).map(([reason, n]) => `  left out ${n}: ${reason}\n`)
  for (const note of notes) lines.push(`  ${note}\n`)
  return `${traces} ${traces === 1 ? 'trace' : 'traces'}, ${images} images → ${path}\n${lines.join('')}`
}
