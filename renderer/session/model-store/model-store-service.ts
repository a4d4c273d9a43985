/** Models on this machine: what there is, what is being fetched, and where from. Knows no React. */
import type { ModelStore, Repository } from '../../../app/host/models'
import type { Context } from '../context'
import { answerOf, type Answer } from '../failure-of'
import { loadModels } from '../host/host-service'
import { subscribe } from '../subscribe'

export type ModelStoreService = ReturnType<typeof createModelStore>

/** What can be done with models and downloads. Failures come back to the form that asked. */
export function createModelStore({ host, set }: Context) {
  const readHub = async () => set({ modelStore: { hub: await host.hubSettings({}) } })
  return {
    readHub: () => answerOf(readHub),
    setHub: (change: { endpoint?: string; token?: string | null }) =>
      answerOf(async () => {
        await host.setHub(change)
        await readHub()
      }),
    lookUp: (repo: string, revision: string, signal: AbortSignal): Promise<Answer<Repository>> =>
      answerOf(() => host.lookUpRepository({ repo, revision }, signal)),
    startDownload: ({ repo, commit }: Repository, dtype: string) =>
      answerOf(() => host.startDownload({ repo, revision: commit, dtype })),
    pauseDownload: (download: string) => answerOf(() => host.pauseDownload({ download })),
    resumeDownload: (download: string) => answerOf(() => host.resumeDownload({ download })),
    cancelDownload: (download: string) => answerOf(() => host.cancelDownload({ download })),
    /** A folder of the list whose export leaves a part of its model out. */
    openAnyway: (folder: string) => answerOf(() => host.linkModel({ path: folder, anyway: true })),
    choose: () => answerOf(() => host.chooseModel({})),
    remove: (folder: string) => answerOf(() => host.removeModel({ folder })),
    restore: (trashed: string) => answerOf(() => host.restoreModel({ trashed })),
    emptyTrash: () => answerOf(() => host.emptyModelTrash({})),
  }
}

/** Follows the models, until the signal fires; what can be run changes with them. */
export function followModelStore(context: Context, signal: AbortSignal): void {
  const { host, set } = context
  let usable: string | undefined
  const take = (modelStore: ModelStore) => {
    set({ modelStore })
    const before = usable
    usable = modelStore.models.map((m) => m.model ?? '').join('\n')
    // At first the window has just asked for them itself.
    if (before === undefined || before === usable) return
    // Without an answer the list stays as it was; whoever runs a model that is gone is told.
    loadModels(context).catch(() => undefined)
  }
  void subscribe(context, { items: (end) => host.modelStore({}, end), take, signal })
}
