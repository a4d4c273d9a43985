/** A host's lines about files of traces where there is none. */
import type { collectionContract } from '../../app/host/collections'
import type { Client } from '../../app/contract'
import { Failure } from '../../app/failure'

async function refuse(): Promise<never> {
  throw new Failure('not-found', 'There is no file of traces.')
}

/** Tells of none, and fails for whoever asks for one. */
export const noCollections: Client<typeof collectionContract> = {
  collections: async function* () {
    yield []
  },
  traces: async function* () {
    yield { total: 0, rows: [], done: true }
  },
  openCollection: refuse,
  setReading: refuse,
  relinkPictures: refuse,
  stopIndex: refuse,
  resumeIndex: refuse,
  forgetCollection: refuse,
  nextTrace: refuse,
  findTrace: refuse,
  openTrace: refuse,
  collectionIssues: refuse,
  missingImages: refuse,
  fetchImage: refuse,
}
