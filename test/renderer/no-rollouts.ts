/** A host's lines about rollouts where there are none. */
import type { Client } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { rolloutContract } from '../../app/host/rollouts'

async function refuse(): Promise<never> {
  throw new Failure('not-found', 'There are no rollouts.')
}

/** Tells of none, and fails for whoever asks for one. */
export const noRollouts: Client<typeof rolloutContract> = {
  rolloutDumps: async function* () {
    yield []
  },
  sampleRollouts: refuse,
  stopRollouts: refuse,
  resumeRollouts: refuse,
  openRollouts: refuse,
  forgetRollouts: refuse,
  rolloutGroups: refuse,
  rolloutGroup: refuse,
  rolloutCurve: refuse,
}
