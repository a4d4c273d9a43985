/** `relook share`: traces for people: a page, a site, a Relook file. The same code as the window's. */
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ExportSource } from '../../app/host/exports'
import { isVideo } from '../../app/host/sharing'
import { Failure } from '../../app/failure'
import { collectionSources } from '../exporting/collection-source'
import { createSources } from '../exporting/source'
import type { ImageWork } from '../image-process/apart'
import { version } from '../resources/version'
import { isArchive, openArchive } from '../sharing/open-archive'
import { performShare, type ShareMade } from '../sharing/perform'
import { dataFolder } from '../store/place'
import { withScratch } from '../store/scratch'
import type { Store } from '../store/store'
import { shareVideo } from '../video/share-video'
import { overLine, readWords, type Command, type Terminal } from './command'
import { askedFor, shareHelp, shareOptions, type Asked } from './share-options'
import { openCollections, withStore } from './with-store'

/** Shares a file of traces, a Relook file, or projects of the data folder. */
export const share: Command = {
  name: 'share',
  usage: 'share FILE|PROJECT… --as html|relook|site|png|svg|pdf|gif|mp4|webm --out PATH …',
  about: 'Hand traces on: a page that opens anywhere, a site, a file for another Relook, a figure or a film.',
  help: shareHelp,
  run: async (words, terminal) => {
    const { values, positionals } = readWords(words, shareOptions)
    const asked = askedFor(values, positionals)
    const [first = ''] = positionals
    if (!existsSync(first))
      return withStore(dataFolder(process.env), terminal, (store, images) =>
        finish({ terminal, store, images }, asked, { type: 'projects', projects: positionals }),
      )
    if (positionals.length > 1) throw new Failure('bad-input', 'Give one file, or ids of projects.')
    const path = resolve(first)
    return withScratch((folder) =>
      withStore(folder, terminal, async (store, images) => {
        const parts = { terminal, store, images }
        if (!(await isArchive(path))) return fromTraces(parts, { asked, path, pictures: values.images })
        const opened = await openArchive({ store, path }, terminal.signal)
        return finish(parts, asked, { type: 'projects', projects: opened.map((o) => o.project) })
      }),
    )
  },
}

interface Parts {
  readonly terminal: Terminal
  readonly store: Store
  readonly images: ImageWork
  readonly open?: ReturnType<typeof collectionSources>
}

async function fromTraces(
  parts: Parts,
  { asked, path, pictures }: { asked: Asked; path: string; pictures: string | undefined },
): Promise<number> {
  const { store } = parts
  const { collections, close } = await openCollections(store)
  try {
    const collection = await collections.open({ path, name: basename(path) })
    if (pictures !== undefined) await collections.choose(collection, { images: [resolve(pictures)] })
    await collections.settled(collection)
    const open = collectionSources(collections, store)
    return await finish({ ...parts, open }, asked, { type: 'collection', collection, query: {} })
  } finally {
    await close()
  }
}

async function finish(
  { terminal, store, images, open }: Parts,
  { request, format, out, replace, json }: Asked,
  source: ExportSource,
): Promise<number> {
  const work = {
    openSource: createSources(store, open),
    store,
    to: out,
    signal: terminal.signal,
    progress: progressOn(terminal),
  }
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
  if (process.stderr.isTTY) terminal.error(overLine)
  terminal.out(json ? `${JSON.stringify(made, undefined, 2)}\n` : summary(made))
  return 0
}

function progressOn(terminal: Terminal, live = process.stderr.isTTY) {
  let shown = 0
  return (done: number, total: number) => {
    if (!live || (Date.now() - shown < 200 && done < total)) return
    shown = Date.now()
    terminal.error(`${overLine}${done} of ${total}`)
  }
}

function summary({ path, traces, images, left, notes = [] }: ShareMade): string {
  const lines = Object.entries(left).map(([reason, n]) => `  left out ${n}: ${reason}\n`)
  for (const note of notes) lines.push(`  ${note}\n`)
  return `${traces} ${traces === 1 ? 'trace' : 'traces'}, ${images} images → ${path}\n${lines.join('')}`
}
