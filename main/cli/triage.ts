/** `relook triage`: why the answers of a file of traces are wrong, by rules; no model is asked. */
import { basename, resolve } from 'node:path'
import { clusters, type Cluster } from '../../app/explain/triage'
import { Failure } from '../../app/failure'
import type { TriagedTrace } from '../../app/host/explain'
import { triageTraces } from '../explain/triage'
import { collectionSources } from '../exporting/collection-source'
import { createSources } from '../exporting/source'
import { withScratch } from '../store/scratch'
import { readWords, type Command, type Terminal } from './command'
import { openCollections, withStore } from './with-store'

const options = { images: { type: 'string' }, json: { type: 'boolean' } } as const

/** Sorts failures. */
export const triageCommand: Command = {
  name: 'triage',
  usage: 'triage FILE [--images FOLDER] [--json]',
  about:
    'Sort the wrong answers of a file of traces: wrong region, wrong reading, overruled, never looked, malformed.',
  help: [
    '--images FOLDER   where the images of the file lie',
    '--json            one JSON object with every trace',
  ],
  run: (words, terminal) => {
    const { values, positionals } = readWords(words, options)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0)
      throw new Failure('bad-input', 'Give one file of traces: relook triage FILE.')
    const images = values.images === undefined ? [] : [resolve(values.images)]
    return sorted(resolve(file), images, { terminal, json: values.json === true })
  },
}

function sorted(
  path: string,
  images: readonly string[],
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
): Promise<number> {
  return withScratch((folder) =>
    withStore(folder, terminal, async (store) => {
      const open = await openCollections(store)
      try {
        const collection = await open.collections.open({ path, name: basename(path) })
        if (images.length > 0) await open.collections.choose(collection, { images: [...images] })
        const sources = createSources(store, collectionSources(open.collections, store))
        const source = await sources({ type: 'collection', collection, query: {} })
        const rows: TriagedTrace[] = []
        let [traces, known] = [0, 0]
        for await (const news of triageTraces(source, terminal.signal)) {
          rows.push(...news.found)
          ;[traces, known] = [news.done, news.known]
        }
        const found = clusters(rows)
        terminal.out(
          json
            ? `${JSON.stringify({ traces, known, wrong: rows.length, clusters: found }, undefined, 2)}\n`
            : text({ traces, known, wrong: rows.length }, found),
        )
        return 0
      } finally {
        await open.close()
      }
    }),
  )
}

function text(
  { traces, known, wrong }: { readonly traces: number; readonly known: number; readonly wrong: number },
  found: readonly Cluster<TriagedTrace>[],
): string {
  const lines = found.map(({ kind, place, extent, members }) => {
    const where = place === undefined ? '' : `, ${extent} and ${place.replace('-', ' ')}`
    const some = members.slice(0, 5).map((m) => m.line ?? m.id ?? m.trace)
    return `  ${members.length}  ${kind}${where} (line ${some.join(', ')}${members.length > 5 ? ', …' : ''})`
  })
  return [`${traces} traces, ${known} with a right answer, ${wrong} wrong`, ...lines, ''].join('\n')
}
