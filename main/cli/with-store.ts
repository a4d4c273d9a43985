/** What commands that write files stand on: a data folder with its images, files of traces over it; no model. Knows no command. */
import { basename, resolve } from 'node:path'
import type { ExportSource } from '../../app/host/exports'
import { composeCollections, type CollectionServices } from '../collections/compose'
import { collectionSources } from '../exporting/collection-source'
import { createSources, type OpenSource } from '../exporting/source'
import type { CollectionChoices } from '../collections/indexer-contract'
import { imagesApart, type ImageWork } from '../image-process/apart'
import { startChild } from '../ports/process'
import { startThread } from '../ports/thread'
import { distPath, unpacked } from '../resources/paths'
import { headlessShell } from '../shell/shell'
import { createAccess } from '../store/access'
import { withScratch } from '../store/scratch'
import { openStore, type Store } from '../store/store'
import type { Terminal } from './command'

/** What is open while a command works. */
export interface OpenStore {
  readonly terminal: Terminal
  readonly store: Store
  readonly images: ImageWork
}

/** Does the work with a data folder, and closes it whatever happens. */
export async function withStore<T>(
  folder: string,
  terminal: Terminal,
  work: (opened: OpenStore) => Promise<T>,
): Promise<T> {
  const report = (message: string) => terminal.error(`${message}\n`)
  const images = imagesApart(() => startChild(distPath('main/images.js')))
  try {
    const store = await openStore({ folder, bringImage: images.bring, now: Date.now, report })
    try {
      return await work({ terminal, store, images })
    } finally {
      await store.close()
    }
  } finally {
    images.close()
  }
}

/** The same with a data folder that is gone afterwards. */
export function withOwnStore<T>(terminal: Terminal, work: (opened: OpenStore) => Promise<T>): Promise<T> {
  return withScratch((folder) => withStore(folder, terminal, work))
}

/** A file of traces, and how it is read where that is said. */
export interface TraceFile {
  readonly path: string
  /** Where its images lie. */
  readonly images: string | undefined
  readonly choice?: Omit<CollectionChoices, 'images'>
}

/** A file of traces that is open. */
export interface OpenTraces {
  readonly collection: string
  readonly collections: CollectionServices['collections']
  readonly openSource: OpenSource
  /** All of its traces. */
  readonly source: ExportSource
}

/** Opens a file of traces over a data folder and does the work with it; a terminal names any file of its machine. */
export async function withTraces<T>(
  { store }: Pick<OpenStore, 'store'>,
  { path, images, choice = {} }: TraceFile,
  work: (traces: OpenTraces) => Promise<T>,
): Promise<T> {
  const { collections, close } = await composeCollections({
    store,
    shell: headlessShell,
    startIndexer: () => startThread(unpacked(distPath('main/indexer.js'))),
    access: createAccess(true),
    now: Date.now,
  })
  try {
    const collection = await collections.open({ path: resolve(path), name: basename(resolve(path)) })
    const folders = images === undefined ? [] : [resolve(images)]
    if (folders.length > 0 || Object.keys(choice).length > 0)
      await collections.choose(collection, { ...choice, images: folders })
    return await work({
      collection,
      collections,
      openSource: createSources(store, collectionSources(collections, store)),
      source: { type: 'collection', collection, query: {} },
    })
  } finally {
    await close()
  }
}
