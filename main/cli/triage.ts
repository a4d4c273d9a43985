/** `relook triage`: why the answers of a file of traces are wrong, by rules; no model is asked. */
import { clusters, type Cluster } from '../../app/explain/triage'
import type { TriagedTrace } from '../../app/host/explain'
import { triageTraces } from '../explain/triage'
import type { CliCommand, Terminal } from './command'
import { jsonText } from './text'
import { onePlace, readWords } from './values'
import { withOwnStore, withTraces, type TraceFile } from './with-store'

/** Sorts failures. */
export const triageCommand: CliCommand = {
  name: 'triage',
  usage: 'triage FILE [--images FOLDER] [--json]',
  about:
    'Sort the wrong answers of a file of traces: wrong region, wrong reading, overruled, never looked, malformed.',
  help: [
    '--images FOLDER   where the images of the file lie',
    '--json            one JSON object with every trace',
  ],
  run: (words, terminal) => {
    const { places, text: said, is } = readWords(words, { texts: ['images'], flags: ['json'] })
    const path = onePlace(places, 'Give one file of traces: relook triage FILE.')
    return sorted({ path, images: said('images') }, is('json'), terminal)
  },
}

function sorted(file: TraceFile, json: boolean, terminal: Terminal): Promise<number> {
  return withOwnStore(terminal, (opened) =>
    withTraces(opened, file, async ({ openSource, source }) => {
      const rows: TriagedTrace[] = []
      let [traces, known] = [0, 0]
      for await (const news of triageTraces(await openSource(source), terminal.signal)) {
        rows.push(...news.found)
        ;[traces, known] = [news.done, news.known]
      }
      const found = clusters(rows)
      const counts = { traces, known, wrong: rows.length }
      terminal.out(json ? jsonText({ ...counts, clusters: found }) : text(counts, found))
      return 0
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
