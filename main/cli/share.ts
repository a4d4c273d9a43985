/** `relook share`: traces for people: a page, a site, a Relook file. The same code as the window's. */
import { existsSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import type { ExportSource } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { imageSides } from '../../app/sharing/page'
import { shareFormatOf, shareFormats, type ShareRequest } from '../../app/host/sharing'
import { collectionSources } from '../exporting/collection-source'
import { createSources } from '../exporting/source'
import type { ImageWork } from '../pictures/apart'
import { version } from '../resources/version'
import { isArchive, openArchive } from '../sharing/open-archive'
import { performShare, type ShareMade } from '../sharing/perform'
import { dataFolder } from '../store/place'
import { withScratch } from '../store/scratch'
import type { Store } from '../store/store'
import { numberOption, overLine, readWords, type Command, type Terminal } from './command'
import { openCollections, withStore } from './with-store'

const options = {
  as: { type: 'string' },
  out: { type: 'string' },
  title: { type: 'string' },
  branch: { type: 'string' },
  original: { type: 'boolean' },
  'max-side': { type: 'string' },
  images: { type: 'string' },
  replace: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** Shares a file of traces, a Relook file, or projects of the data folder. */
export const share: Command = {
  name: 'share',
  usage: 'share FILE|PROJECT… --as html|relook|site --out PATH …',
  about: 'Hand traces on: a page that opens anywhere, a site for a web host, or a file for another Relook.',
  help: [
    'FILE             traces, as relook read takes them, or a .relook file',
    'PROJECT          id of a project of the data folder; may be given again',
    ...shareFormats.map(({ id, about }) => `--as ${id.padEnd(12)}${about}`),
    '--out PATH       the file, or for a site the folder',
    '--title TEXT     what the page is called (the name of the file)',
    '--branch ID      only this branch of a project (all)',
    '--original       without what people changed',
    `--max-side N     longest side of an image in pixels (${imageSides.usual})`,
    '--images DIR     where the pictures of FILE lie (beside it)',
    '--replace        write over a site that is there',
    '--json           one JSON object at the end',
  ],
  run: async (words, terminal) => {
    const { values, positionals } = readWords(words, options)
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

type Values = { readonly [K in keyof typeof options]?: string | boolean | undefined }

interface Asked {
  readonly request: Omit<ShareRequest, 'source'>
  readonly out: string
  readonly replace: boolean
  readonly json: boolean
}

function askedFor(values: Values, positionals: readonly string[]): Asked {
  const text = (name: keyof Values) => (typeof values[name] === 'string' ? values[name] : undefined)
  const [first] = positionals
  if (first === undefined)
    throw new Failure('bad-input', 'Say what to share: relook share FILE --as html --out page.html.')
  const format = shareFormatOf(text('as') ?? '')
  if (format === undefined)
    throw new Failure(
      'bad-input',
      `--as must be one of ${shareFormats.map((f) => f.id).join(', ')}, not “${text('as') ?? ''}”.`,
    )
  const out = text('out')
  if (out === undefined || out === '') throw new Failure('bad-input', 'Say where to write: --out PATH.')
  const { least: min, most: max, usual } = imageSides
  return {
    out: resolve(out),
    replace: values.replace === true,
    json: values.json === true,
    request: {
      format,
      title: text('title') ?? basename(first, extname(first)),
      maxSide: numberOption('max-side', text('max-side'), { min, max, whole: true }) ?? usual,
      original: values.original === true,
      ...given({ branch: text('branch') }),
    },
  }
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
  { request, out, replace, json }: Asked,
  source: ExportSource,
): Promise<number> {
  const made = await performShare({
    request: { ...request, source },
    openSource: createSources(store, open),
    store,
    renderShared: images.renderShared,
    to: out,
    replace,
    version,
    signal: terminal.signal,
    progress: progressOn(terminal),
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

function summary({ path, traces, images, left }: ShareMade): string {
  const lines = Object.entries(left).map(([reason, n]) => `  left out ${n}: ${reason}\n`)
  return `${traces} ${traces === 1 ? 'trace' : 'traces'}, ${images} images → ${path}\n${lines.join('')}`
}
