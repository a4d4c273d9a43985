/**
 * What people decided about traces, told to the indexing thread so that lists can show and filter it. The list of projects
 * has it already (and makes it again from the journals when it is lost); here it is only passed on.
 */
import { given } from '../../app/given'
import type { Projects } from '../store/projects'
import type { RowReview } from './search'
import { partsOfProject } from './project-id'

type Reviews = Record<string, RowReview | null>
type Send = (collection: string, reviews: Reviews, all: boolean) => Promise<void>

/** Changes are passed on at most once in this many milliseconds. */
const feedMs = 150

/** Passes on reviews of collections that are open. */
export function createReviewFeed(projects: Pick<Projects, 'list' | 'changes'>, send: Send) {
  /** What the thread was told, by collection. */
  const told = new Map<string, Map<string, string>>()
  let timer: NodeJS.Timeout | undefined
  const current = (collection: string): Reviews => {
    const reviews: Reviews = {}
    for (const { id, reviews: marks = [], corrected } of projects.list()) {
      const parts = partsOfProject(id)
      if (parts?.collection !== collection || (marks.length === 0 && corrected === undefined)) continue
      const verdict = marks.find((m) => m.verdict !== undefined)?.verdict
      const tags = [...new Set(marks.flatMap((m) => m.tags))]
      const by = Object.fromEntries(
        marks.flatMap((m) => (m.verdict === undefined ? [] : [[m.by, m.verdict]])),
      )
      reviews[parts.key] = { tags, by, ...given({ verdict, corrected }) }
    }
    return reviews
  }
  const texts = (reviews: Reviews) =>
    new Map(Object.entries(reviews).map(([key, review]) => [key, JSON.stringify(review)]))
  const pass = async (collection: string, before: ReadonlyMap<string, string>) => {
    const now = current(collection)
    const after = texts(now)
    told.set(collection, after)
    const news: Reviews = {}
    for (const [key, text] of after) if (before.get(key) !== text) news[key] = now[key] ?? null
    for (const key of before.keys()) if (!after.has(key)) news[key] = null
    if (Object.keys(news).length > 0) await send(collection, news, false)
  }
  const end = projects.changes.on(() => {
    timer ??= setTimeout(() => {
      timer = undefined
      for (const [collection, before] of told) pass(collection, before).catch(() => undefined)
    }, feedMs).unref()
  })
  return {
    /** Everything about a collection that was just opened. */
    send: async (collection: string) => {
      const now = current(collection)
      told.set(collection, texts(now))
      await send(collection, now, true)
    },
    close: () => {
      clearTimeout(timer)
      end()
    },
  }
}
