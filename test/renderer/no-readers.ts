/** A host's lines about named readers where there is none. */
import type { readerContract } from '../../app/host/readers'
import type { Client } from '../../app/contract'

/** Keeps none, and forgets what it is given. */
export const noReaders: Client<typeof readerContract> = {
  readers: async function* () {
    yield []
  },
  saveReader: async () => undefined,
  removeReader: async () => undefined,
  recordFields: async () => null,
}
