/** A host's lines about exports and sharing where there is none. */
import type { Client } from '../../app/contract'
import type { exportContract } from '../../app/host/exports'
import type { sharingContract } from '../../app/host/sharing'
import { Failure } from '../../app/failure'

async function refuse(): Promise<never> {
  throw new Failure('not-found', 'There is no export.')
}

/** Tells of none, and fails for whoever asks for one. */
export const noExports: Client<typeof exportContract & typeof sharingContract> = {
  exports: async function* () {
    yield []
  },
  previewExport: async function* () {
    yield* []
  },
  startExport: refuse,
  share: async function* () {
    yield* []
  },
  cancelExport: refuse,
  resumeExport: refuse,
  forgetExport: refuse,
  showExport: refuse,
}
