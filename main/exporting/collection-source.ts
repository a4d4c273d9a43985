/**
 * The rows of an opened file as a source of an export: a page at a time, each row as the project it is (with corrections,
 * where there are any). Knows no writer.
 */
import type { TracePage } from '../../app/host/collections'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Collections } from '../collections/collections'
import type { Indexer } from '../collections/indexer-contract'
import type { Store } from '../store/store'
import type { OpenCollection, SourcedProject } from './source'

const page = 200

/** Rows read ahead of the one that is written: reading waits for the disk, writing for the processor. */
const ahead = 4

/** Sources over collections. */
export function collectionSources(collections: Collections, store: Pick<Store, 'projects'>): OpenCollection {
  return async ({ collection, query }) => {
    const { chosen } = collections.note(collection)
    const indexer = collections.indexer(collection)
    const about = collections.list().find((c) => c.id === collection)
    const words = JSON.stringify([collection, chosen, query, about?.bytes, about?.reading])
    let total = 0
    const pageFrom = async (offset: number, signal: AbortSignal): Promise<TracePage> => {
      const found = await readPage(indexer, { collection, query, offset, limit: page }, signal)
      total = Math.max(total, found.total)
      return found
    }
    total = (await pageFrom(0, new AbortController().signal)).total
    return {
      total: () => total,
      stamp: () => words,
      each: async function* (from, signal, skip) {
        for (let offset = from; ;) {
          const found = await pageFrom(offset, signal)
          if (found.rows.length === 0) return
          const rows = found.rows.filter(({ project }) => skip?.(project) !== true)
          const before = offset
          const reading: Promise<Omit<SourcedProject, 'next'>>[] = []
          for (const [i] of rows.entries()) {
            throwIfCancelled(signal)
            for (const { row } of rows.slice(i + reading.length, i + ahead)) {
              const one = read({ collections, store }, collection, row)
              // Its failure is thrown when its turn comes; until then it is nobody's.
              one.catch(() => undefined)
              reading.push(one)
            }
            const sourced = await reading.shift()
            if (sourced === undefined) return
            offset++
            yield { next: offset, ...sourced }
          }
          offset = before + found.rows.length
        }
      },
    }
  }
}

/** A page of a list once it is full or final: then it does not change for as long as we need it. @throws Failure `cancelled`. */
export async function readPage(
  indexer: Pick<Indexer, 'traces'>,
  ask: Parameters<Indexer['traces']>[0],
  signal: AbortSignal,
): Promise<TracePage> {
  const left = new AbortController()
  const both = AbortSignal.any([signal, left.signal])
  try {
    let last: TracePage = { total: 0, rows: [], done: true }
    for await (const found of indexer.traces(ask, both)) {
      last = found
      if (found.done || found.rows.length === ask.limit) break
    }
    throwIfCancelled(signal)
    return last
  } finally {
    left.abort()
  }
}

async function read(
  { collections, store }: { readonly collections: Collections; readonly store: Pick<Store, 'projects'> },
  collection: string,
  row: number,
): Promise<Omit<SourcedProject, 'next'>> {
  try {
    const id = await collections.projectOf(collection, row)
    return { project: await store.projects.use(id, async (live) => live.state()) }
  } catch (error) {
    if (error instanceof Failure && error.code !== 'cancelled') return { problem: error.message }
    throw error
  }
}
