/** Answers the indexer contract: collections by id, opened on demand. Runs in a thread of its own, or in a test's. */
import type { Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { indexerContract, IndexStatus } from './indexer-contract'
import { open, type OpenedCollection } from './opened'
import { watchFiles } from './watch-files'

/** A service without any collection open. */
export function createIndexerService(): Implementation<typeof indexerContract> {
  const collections = new Map<string, OpenedCollection>()
  const need = (id: string): OpenedCollection => {
    const there = collections.get(id)
    if (there === undefined) throw new Failure('not-found', 'That file is not open.')
    return there
  }
  const ready = (id: string) => need(id).ready()
  return {
    status: async function* ({ collection, ...opening }, signal) {
      const opened = collections.get(collection) ?? open({ collection, ...opening })
      collections.set(collection, opened)
      yield* watchFiles(opened, signal)
    },
    choose: ({ collection, chosen }) => after(need(collection), (opened) => opened.choose(chosen)),
    traces: async function* ({ collection, ...page }, signal) {
      while (!signal.aborted) {
        const { queries, gone } = await ready(collection)
        yield* queries.follow(page, AbortSignal.any([signal, gone]))
      }
    },
    next: async ({ collection, query, from, step }, signal) => {
      const { queries, rows, gone } = await ready(collection)
      const row = await queries.next(query, { from, step }, AbortSignal.any([signal, gone]))
      return row === undefined ? null : ((await rows([row]))[0] ?? null)
    },
    read: async ({ collection, row }) => (await ready(collection)).read(row),
    find: async ({ collection, key }) => (await ready(collection)).find(key) ?? null,
    issues: async ({ collection, offset, limit }) => {
      const { index } = await ready(collection)
      return { total: index.issueCount(), issues: await index.issues(offset, limit) }
    },
    missing: async ({ collection, limit }) => (await ready(collection)).missing(limit),
    settled: async ({ collection }, signal) => {
      const opened = need(collection)
      for await (const status of watchFiles(opened, signal))
        if (status.state.type !== 'indexing') return status
      return opened.status()
    },
    stop: ({ collection }) => after(need(collection), (opened) => opened.stop()),
    resume: ({ collection }) => after(need(collection), (opened) => opened.resume()),
    reviews: ({ collection, all, reviews }) =>
      after(need(collection), (opened) => opened.setReviews(reviews, all)),
    tried: ({ collection, all, found }) => after(need(collection), (opened) => opened.setTried(found, all)),
    parts: async ({ collection, parts }) => need(collection).setParts(parts),
    close: async ({ collection }) => {
      const opened = collections.get(collection)
      collections.delete(collection)
      await opened?.close()
    },
  }
}

/** How a collection is after it was changed. */
async function after(
  opened: OpenedCollection,
  change: (opened: OpenedCollection) => Promise<void> | void,
): Promise<IndexStatus> {
  await change(opened)
  return opened.status()
}
