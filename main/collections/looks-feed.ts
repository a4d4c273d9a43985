/** Whether looks were used, told to the threads of files that are open, so that lists can show, filter and sort by it. */
import type { LookVerdict } from '../../app/explain/verdict'
import { partsOfProject } from './project-id'

type Verdicts = ReadonlyMap<string, readonly LookVerdict[]>

/** Where verdicts come from: by project. */
export interface LooksOfFiles {
  readonly verdictsOf: (collection: string) => Promise<Verdicts>
  /** Absent `found`: everything may be another. */
  readonly onFile: (listener: (collection: string, found?: Verdicts) => void) => () => void
}

/** What the feed stands on. */
interface Needs {
  readonly looks: LooksOfFiles
  /** Whether a file is open. */
  readonly isOpen: (collection: string) => boolean
  /** By row key. */
  readonly send: (collection: string, found: Record<string, LookVerdict[]>, all: boolean) => Promise<void>
}

/** Changes are passed on at most once in this many milliseconds. */
const feedMs = 150

/** Begins to tell. */
export function createLooksFeed({ looks, isOpen, send }: Needs) {
  const waiting = new Map<string, Map<string, readonly LookVerdict[]>>()
  let timer: NodeJS.Timeout | undefined
  const sendAll = async (collection: string) =>
    send(collection, byKey(await looks.verdictsOf(collection)), true)
  const pass = () => {
    timer = undefined
    for (const [collection, found] of waiting) send(collection, byKey(found), false).catch(() => undefined)
    waiting.clear()
  }
  const end = looks.onFile((collection, found) => {
    if (!isOpen(collection)) return
    if (found === undefined) {
      waiting.delete(collection)
      sendAll(collection).catch(() => undefined)
      return
    }
    waiting.set(collection, new Map([...(waiting.get(collection) ?? []), ...found]))
    timer ??= setTimeout(pass, feedMs).unref()
  })
  return {
    /** Everything about a file that was just opened. */
    send: sendAll,
    close: () => {
      clearTimeout(timer)
      end()
    },
  }
}

function byKey(found: Verdicts): Record<string, LookVerdict[]> {
  return Object.fromEntries(
    [...found].flatMap(([project, verdicts]) => {
      const key = partsOfProject(project)?.key
      return key === undefined ? [] : [[key, [...verdicts]] as const]
    }),
  )
}
