/** A host's lines about runs over benchmarks where there is none. */
import type { Client } from '../../app/contract'
import type { evaluationContract } from '../../app/host/evaluations'
import { Failure } from '../../app/failure'

async function refuse(): Promise<never> {
  throw new Failure('not-found', 'There is no such run.')
}

/** Tells of none, and fails for whoever asks for one. */
export const noEvaluations: Client<typeof evaluationContract> = {
  evaluations: async function* () {
    yield []
  },
  followEvaluation: async function* () {
    await refuse()
  },
  knownData: async () => [],
  downloadData: async function* () {
    await refuse()
  },
  inspectData: refuse,
  startEvaluation: refuse,
  pauseEvaluation: refuse,
  stopEvaluation: refuse,
  resumeEvaluation: refuse,
  removeEvaluation: refuse,
  restoreEvaluation: refuse,
  overrideVerdict: refuse,
  openResult: refuse,
  saveTable: refuse,
}
