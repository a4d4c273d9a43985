/** A host without batches of looks. */
import type { Host } from '../../app/host'
import type { looksContract } from '../../app/host/looks'

export const noLooks: Pick<Host, keyof typeof looksContract> = {
  looksCost: async function* () {
    yield { traces: 0, looks: 0, asked: 0, counted: true }
  },
  startLooks: async () => ({ looks: 'looks' }),
  looksJobs: async function* () {
    yield []
  },
  pauseLooks: async () => undefined,
  stopLooks: async () => undefined,
  resumeLooks: async () => undefined,
  forgetLooks: async () => undefined,
  looksFound: async function* () {
    yield {}
  },
  saveUnusedLooks: async () => ({ type: 'dismissed' }),
}
