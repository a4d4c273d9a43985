/** What commands that write files stand on: a data folder with its images, files of traces over it; no model. Knows no command. */
import { composeCollections, type CollectionServices } from '../collections/compose'
import { imagesApart, type ImageWork } from '../image-process/apart'
import { startChild } from '../ports/process'
import { startThread } from '../ports/thread'
import { distPath, unpacked } from '../resources/paths'
import { headlessShell } from '../shell/shell'
import { createAccess } from '../store/access'
import { openStore, type Store } from '../store/store'
import type { Terminal } from './command'

/** Does the work with a data folder, and closes it whatever happens. */
export async function withStore<T>(
  folder: string,
  terminal: Terminal,
  work: (store: Store, images: ImageWork) => Promise<T>,
): Promise<T> {
  const report = (message: string) => terminal.error(`${message}\n`)
  const images = imagesApart(() => startChild(distPath('main/images.js')))
  try {
    const store = await openStore({ folder, bringImage: images.bring, now: Date.now, report })
    try {
      return await work(store, images)
    } finally {
      await store.close()
    }
  } finally {
    images.close()
  }
}

/** Files of traces over a data folder; a terminal names any file of its machine. */
export function openCollections(store: Store): Promise<CollectionServices> {
  return composeCollections({
    store,
    shell: headlessShell,
    startIndexer: () => startThread(unpacked(distPath('main/indexer.js'))),
    access: createAccess(true),
    now: Date.now,
  })
}
