/** A host's lines about reviewing where nothing can be judged or merged. */
import type { Client } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { reviewContract } from '../../app/host/reviews'

/** Measures nothing, judges nothing, and fails for whoever wants to merge. */
export const noReviewing: Client<typeof reviewContract> = {
  mergeReviews: async () => {
    throw new Failure('not-found', 'There is no such file.')
  },
  cropStats: async () => [],
  judge: async function* () {
    // Nobody judges.
  },
  tryLook: async function* () {
    // Nothing is tried.
  },
}
