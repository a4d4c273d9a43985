/** A host's lines about models where there are none but the one it runs. */
import type { Client } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { modelStoreContract } from '../../app/host/models'

async function refuse(): Promise<never> {
  throw new Failure('not-found', 'There is no such model.')
}

/** Tells of none, and fails for whoever asks for one. */
export const noModelStore: Client<typeof modelStoreContract> = {
  modelStore: async function* () {
    yield { folder: '', models: [], downloads: [], trash: [] }
  },
  setModelsFolder: async () => null,
  hubSettings: async () => ({
    endpoint: 'http://hub',
    hasToken: false,
    fromEnvironment: { endpoint: false, token: false },
  }),
  setHub: async () => undefined,
  linkModel: refuse,
  chooseModel: async () => null,
  removeModel: refuse,
  restoreModel: refuse,
  emptyModelTrash: refuse,
  modelCatalogue: async () => [],
  searchHub: async () => [],
  lookUpRepository: refuse,
  startDownload: refuse,
  pauseDownload: refuse,
  resumeDownload: refuse,
  cancelDownload: refuse,
}
