/** A host's lines about queues of which nothing is said, and where nobody else is. */
import type { Client } from '../../app/contract'
import type { queueContract } from '../../app/host/queues'
import { noSetup } from '../../app/queues/setup'

/** Says nothing of any queue, and keeps nothing. */
export const noQueues: Client<typeof queueContract> = {
  queueSetup: async function* () {
    yield noSetup
  },
  setQueue: async ({ setup, over }) => ({ setup, revision: over + 1 }),
  giveTraces: async () => ({ traces: 0 }),
  attend: async function* () {
    yield []
  },
}
