/** A host's lines about exports where there is none. */
import type { Client } from '../../app/contract'
import type { exportContract } from '../../app/host/exports'
import { Failure } from '../../app/failure'

async function refuse(): Promise<never> {
  throw new Failure('not-found', 'There is no export.')
}

/** Tells of none, and fails for whoever asks for one. */
export const noExports: Client<typeof exportContract> = {
  exports: async function* () {
    yield []
  },
  previewExport: async function* () {
    yield* []
  },
  startExport: refuse,
  cancelExport: refuse,
  resumeExport: refuse,
  forgetExport: refuse,
  showExport: refuse,
}
