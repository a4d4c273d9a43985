/** The contract's lines about named readers, made of the data folder and the collections. */
import type { HostImplementation } from '../../app/host'
import type { readerContract } from '../../app/host/readers'
import type { Collections } from '../collections/collections'
import { firstRecord } from './first-record'
import type { Readers } from './store'

/** The implementation of the readers' part of the contract. */
export function readerAbilities(
  readers: Readers,
  collections: Pick<Collections, 'note' | 'folder'>,
): Pick<HostImplementation, keyof typeof readerContract> {
  return {
    readers: (_, signal) => readers.changes.follow(readers.list, signal),
    saveReader: ({ reader }) => readers.save(reader),
    removeReader: ({ name }) => readers.remove(name),
    recordFields: async ({ collection }) => {
      const { path, chosen } = collections.note(collection)
      return (await firstRecord(path, collections.folder(collection), chosen.encoding)) ?? null
    },
  }
}
