/** Exports put together: sources, jobs, their part of the contract, the download. */
import { join } from 'node:path'
import type { View } from '../../app/trace/step'
import type { Collections } from '../collections/collections'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { Store } from '../store/store'
import { exportAbilities } from './abilities'
import { collectionSources } from './collection-source'
import { zipOf } from './download'
import { createJobs } from './jobs'
import { createSources } from './source'

/** What they are made of. */
export interface ExportOptions {
  readonly store: Pick<Store, 'folder' | 'images' | 'projects'>
  readonly collections: Collections
  readonly shell: Shell
  readonly access: Access
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
  readonly version: string
  readonly newId: () => string
  readonly now: () => number
}

/** Exports, running. */
export interface ExportServices {
  readonly abilities: ReturnType<typeof exportAbilities>
  /** Answers the address of a download. */
  readonly download: (id: string) => Promise<Response>
  readonly close: () => Promise<void>
}

/** Everything about exports. */
export async function composeExports(options: ExportOptions): Promise<ExportServices> {
  const { store, collections, shell, access } = options
  const openSource = createSources(store, collectionSources(collections, store))
  const jobs = await createJobs({
    ...options,
    folder: join(store.folder, 'exports'),
    images: store.images,
    openSource,
  })
  return {
    abilities: exportAbilities({ jobs, openSource, shell, access }),
    download: (id) => zipOf(jobs, id),
    close: jobs.close,
  }
}
