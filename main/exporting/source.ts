/** Projects to export, one after the other, from any place on. Knows no file and no writer. */
import type { ExportSource } from '../../app/host/exports'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Project } from '../../app/trace/project'
import type { Store } from '../store/store'

/** One thing at its place; without a project where it could not be read. */
export interface SourcedProject {
  /** Where the next one begins: what a resumed export goes on from. */
  readonly next: number
  readonly project?: Project
  /** Why there is none. */
  readonly problem?: string
}

export interface TraceSource {
  /** How many there are as far as is known. */
  readonly total: () => number
  /** Other words for other content: an export that was cut off only goes on over the same. */
  readonly stamp: () => string
  /** Projects that `skip` names are passed over without being read. */
  readonly each: (
    from: number,
    signal: AbortSignal,
    skip?: (project: string) => boolean,
  ) => AsyncIterable<SourcedProject>
}

/** Opens the source of a request. */
export type OpenSource = (source: ExportSource) => Promise<TraceSource>

/** Rows of a collection that match, in the order of the file; corrected ones as they are corrected. */
export type OpenCollection = (source: Extract<ExportSource, { type: 'collection' }>) => Promise<TraceSource>

/** Sources over the projects of a data folder, and over collections where there are any. */
export function createSources(store: Pick<Store, 'projects'>, openCollection?: OpenCollection): OpenSource {
  return async (source) => {
    switch (source.type) {
      case 'collection':
        if (openCollection !== undefined) return openCollection(source)
        throw new Failure('bad-input', 'Files of traces cannot be exported here.')
      case 'projects':
        return projectSource(store, source.projects)
      case 'all':
        // Oldest first: a project made meanwhile comes last and moves nothing.
        return projectSource(
          store,
          store.projects
            .list()
            .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
            .map((p) => p.id),
        )
    }
  }
}

function projectSource(store: Pick<Store, 'projects'>, ids: readonly string[]): TraceSource {
  const changed = new Map(store.projects.list().map((p) => [p.id, p.changedAt]))
  return {
    total: () => ids.length,
    stamp: () => ids.map((id) => `${id}@${changed.get(id) ?? 0}`).join(' '),
    each: async function* (from, signal, skip) {
      for (let i = from; i < ids.length; i++) {
        throwIfCancelled(signal)
        if (skip?.(ids[i] ?? '') === true) continue
        yield { next: i + 1, ...(await read(store, ids[i] ?? '')) }
      }
    },
  }
}

async function read(store: Pick<Store, 'projects'>, id: string): Promise<Omit<SourcedProject, 'next'>> {
  try {
    return { project: await store.projects.use(id, async (live) => live.state()) }
  } catch (error) {
    if (error instanceof Failure) return { problem: error.message }
    throw error
  }
}
