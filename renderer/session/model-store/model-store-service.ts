/** Models on this machine: what there is, what is being fetched, and where from. Knows no React. */
import type { CatalogueOffer } from '../../../app/host/catalogue'
import type { FoundRepository, ModelStore, Repository } from '../../../app/host/models'
import { given } from '../../../app/given'
import type { ModelActions } from '../ask/sought'
import type { Context } from '../context'
import { workResultOf, failureOf, type WorkResult } from '../failure-of'
import { loadModels } from '../host/host-service'
import { subscribe } from '../subscribe'
import { createWanted } from './wanted'

/** What can be done with models and downloads. Each resolves to why it failed, for the form that asked. */
export function createModelStoreService({ host, get, set }: Context) {
  const readHub = async () => set({ modelStore: { hub: await host.hubSettings({}) } })
  return {
    readHub: () => failureOf(readHub),
    setHub: (change: { endpoint?: string; token?: string | null }) =>
      failureOf(async () => {
        await host.setHub(change)
        await readHub()
      }),
    lookUp: (repo: string, revision: string, signal: AbortSignal): Promise<WorkResult<Repository>> =>
      workResultOf(() => host.lookUpRepository({ repo, revision }, signal)),
    search: (words: string, signal: AbortSignal): Promise<WorkResult<readonly FoundRepository[]>> =>
      workResultOf(() => host.searchHub({ words }, signal)),
    /** Downloads a model of the list; once it is here it is chosen, and asked what is asked in the project that is open now. */
    want: async ({ model, precision }: CatalogueOffer) => {
      const { repo, revision: commit, name } = model
      const wanted = { repo, commit, dtype: precision.dtype, name, ...given({ project: get().document.id }) }
      set({ modelStore: { wanted } })
      const failure = await failureOf(() =>
        host.startDownload({ repo, revision: commit, dtype: precision.dtype }),
      )
      if (failure !== undefined) set({ modelStore: { wanted: undefined } })
      return failure
    },
    startDownload: ({ repo, commit }: Repository, dtype: string) =>
      failureOf(() => host.startDownload({ repo, revision: commit, dtype })),
    pauseDownload: (download: string) => failureOf(() => host.pauseDownload({ download })),
    resumeDownload: (download: string) => failureOf(() => host.resumeDownload({ download })),
    cancelDownload: (download: string) => failureOf(() => host.cancelDownload({ download })),
    /** A folder of the list whose export leaves a part of its model out. */
    openAnyway: (folder: string) => failureOf(() => host.linkModel({ path: folder, anyway: true })),
    choose: () => failureOf(() => host.chooseModel({})),
    remove: (folder: string) => failureOf(() => host.removeModel({ folder })),
    restore: (trashed: string) => failureOf(() => host.restoreModel({ trashed })),
    emptyTrash: () => failureOf(() => host.emptyModelTrash({})),
  }
}

/** Follows the models, until the signal fires; what can be run changes with them. */
export function followModelStore(context: Context, asking: ModelActions, signal: AbortSignal): void {
  const { host, set } = context
  const wanted = createWanted(context, asking)
  // The list that ships is no reason for a window without one to fail; asked for once there is somebody to ask.
  let asked = false
  const readCatalogue = () => {
    if (asked) return
    asked = true
    host.modelCatalogue({}).then(
      (catalogue) => set({ modelStore: { catalogue } }),
      () => (asked = false),
    )
  }
  let usable: string | undefined
  const take = (modelStore: ModelStore) => {
    set({ modelStore })
    readCatalogue()
    const before = usable
    usable = modelStore.models.map((m) => m.model ?? '').join('\n')
    // At first the window has just asked for them itself.
    if (before === undefined || before === usable) return wanted.look()
    // Without an answer the list stays as it was; whoever runs a model that is gone is told.
    loadModels(context).then(wanted.look, () => undefined)
  }
  void subscribe(context, { items: (end) => host.modelStore({}, end), take, signal })
}
