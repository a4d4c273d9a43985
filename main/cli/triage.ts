/** `relook triage`: why the answers of a file of traces are wrong, by rules; no model is asked. */
import { basename, resolve } from 'node:path'
import { clusters, triage, type Cluster, type Failed } from '../../app/explain/triage'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { answerOf, mainBranch, stepsOf, type Project } from '../../app/trace/project'
import { collectionSources } from '../exporting/collection-source'
import { createSources } from '../exporting/source'
import { withScratch } from '../store/scratch'
import { readWords, type Command, type Terminal } from './command'
import { openCollections, withStore } from './with-store'

const options = { images: { type: 'string' }, json: { type: 'boolean' } } as const

interface Row {
  readonly trace: string
  readonly line?: number
  readonly id?: string
  readonly question: string
  readonly answer?: string
  readonly gold: readonly string[]
  readonly failed: Failed
}

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
        const rows: Row[] = []
        let [traces, known] = [0, 0]
        for await (const { project } of source.each(0, terminal.signal)) {
          if (project === undefined) continue
          traces++
          if ((project.origin?.gold ?? []).length > 0 || project.origin?.verdict !== undefined) known++
          const row = rowOf(project)
          if (row !== undefined) rows.push(row)
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

function rowOf(project: Project): Row | undefined {
  const branch = mainBranch(project)
  if (branch === undefined) return undefined
  const { origin, image } = project
  const gold = origin?.gold ?? []
  const goldBoxes = (origin?.goldBoxes ?? []).map((b) => b.region)
  const right = origin?.verdict === undefined ? undefined : origin.verdict >= 0.5
  const failed = triage({ steps: stepsOf(project, branch), image, gold, goldBoxes, ...given({ right }) })
  if (failed === undefined) return undefined
  const { question } = branch
  const about = given({ line: origin?.line, id: origin?.id, answer: answerOf(project, branch) })
  return { trace: project.id, question, gold, failed, ...about }
}

function text(
  { traces, known, wrong }: { readonly traces: number; readonly known: number; readonly wrong: number },
  found: readonly Cluster<Row>[],
): string {
  const lines = found.map(({ kind, place, extent, members }) => {
    const where = place === undefined ? '' : `, ${extent} and ${place.replace('-', ' ')}`
    const some = members.slice(0, 5).map((m) => m.line ?? m.id ?? m.trace)
    return `  ${members.length}  ${kind}${where} (line ${some.join(', ')}${members.length > 5 ? ', …' : ''})`
  })
  return [`${traces} traces, ${known} with a right answer, ${wrong} wrong`, ...lines, ''].join('\n')
}
