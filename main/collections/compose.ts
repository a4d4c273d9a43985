/** Files of traces put together: shelf, thread, uploads, and their part of the contract. */
import { join } from 'node:path'
import { given } from '../../app/given'
import type { Thread } from '../ports/thread'
import type { Shell } from '../shell/shell'
import { createNotes } from '../shelf/notes'
import type { Access } from '../store/access'
import type { Store } from '../store/store'
import { readerAbilities } from '../readers/abilities'
import { createReaders } from '../readers/store'
import { queueAbilities } from '../queues/abilities'
import { createPresence } from '../queues/presence'
import { createQueueSetups } from '../queues/setups'
import { collectionAbilities } from './abilities'
import { createCollections, type CollectionParts, type Collections } from './collections'
import { collectionNote } from './note'
import { createUploads, type Uploads } from './uploads'

/** What they are made of. */
export interface CollectionOptions {
  readonly store: Pick<Store, 'folder' | 'imageFolder' | 'images' | 'projects'>
  readonly shell: Shell
  /** Starts the indexing thread. */
  readonly startIndexer: () => Thread
  readonly access: Access
  /** Drops that something else is made of. */
  readonly keepUploads?: readonly string[]
  readonly looks?: CollectionParts['looks']
  readonly now: () => number
}

/** Files of traces, running. */
export interface CollectionServices {
  readonly collections: Collections
  readonly uploads: Uploads
  readonly abilities: ReturnType<typeof collectionAbilities> &
    ReturnType<typeof readerAbilities> &
    ReturnType<typeof queueAbilities>
  readonly close: () => Promise<void>
}

/** Everything about files of traces. */
export async function composeCollections(options: CollectionOptions): Promise<CollectionServices> {
  const { store, shell, startIndexer, access, now } = options
  const notes = createNotes(join(store.folder, 'collections'), 'collection.json', collectionNote)
  const uploads = createUploads(join(store.folder, 'uploads'), now)
  const readers = createReaders(join(store.folder, 'readers'))
  const setups = createQueueSetups(join(store.folder, 'queues'), now)
  const collections = await createCollections({
    store,
    notes,
    startIndexer,
    also: (upload) => [...(upload === undefined ? [] : [uploads.place(upload)]), ...access.folders],
    anywhere: access.anywhere,
    kept: store.imageFolder,
    setups,
    ...given({ looks: options.looks }),
    now,
  })
  const used = (await notes.all()).flatMap(([, note]) => note.upload ?? [])
  await uploads.tidy(new Set([...used, ...(options.keepUploads ?? [])]))
  return {
    collections,
    uploads,
    abilities: {
      ...collectionAbilities({ collections, uploads, shell, store, readers, access }),
      ...readerAbilities(readers, collections),
      ...queueAbilities({ setups, presence: createPresence(now), collections }),
    },
    close: collections.close,
  }
}
