/** Models on this machine: what there is, what is being fetched, and where from. Failures come back to the form that asked. */
import { toFailureData, type FailureData } from '../../app/failure'
import type { ModelStore, Repository } from '../../app/host/models'
import { keep, type Context } from './context'

export type ModelStoreActions = ReturnType<typeof modelStoreActions>

/** What came of a question that a form asked. */
export type Asked<T> = { readonly value: T } | { readonly failure: FailureData }

/** Actions over models and downloads. */
export function modelStoreActions(context: Context) {
  const { host, set } = context
  const asked = async <T>(work: () => Promise<T>): Promise<Asked<T>> => {
    try {
      return { value: await work() }
    } catch (error) {
      return { failure: toFailureData(error) }
    }
  }
  const readHub = async () => set({ hub: await host.hubSettings({}) })
  return {
    readHub: () => asked(readHub),
    setHub: (change: { endpoint?: string; token?: string | null }) =>
      asked(async () => {
        await host.setHub(change)
        await readHub()
      }),
    lookUpRepository: (repo: string, revision: string, signal: AbortSignal): Promise<Asked<Repository>> =>
      asked(() => host.lookUpRepository({ repo, revision }, signal)),
    startDownload: ({ repo, commit }: Repository, dtype: string) =>
      asked(() => host.startDownload({ repo, revision: commit, dtype })),
    pauseDownload: (download: string) => asked(() => host.pauseDownload({ download })),
    resumeDownload: (download: string) => asked(() => host.resumeDownload({ download })),
    cancelDownload: (download: string) => asked(() => host.cancelDownload({ download })),
    linkModel: (path: string) => asked(() => host.linkModel({ path })),
    chooseModel: () => asked(() => host.chooseModel({})),
    removeModel: (folder: string) => asked(() => host.removeModel({ folder })),
    restoreModel: (trashed: string) => asked(() => host.restoreModel({ trashed })),
    emptyModelTrash: () => asked(() => host.emptyModelTrash({})),
  }
}

/** Follows the models; what can be run changes with them. */
export function followModelStore(context: Context, signal: AbortSignal): void {
  const { host, get, set } = context
  let known: string | undefined
  const take = (modelStore: ModelStore) => {
    set({ modelStore })
    const usable = modelStore.models.map((m) => m.model ?? '').join('\n')
    if (usable === known) return
    const first = known === undefined
    known = usable
    // The window has just asked for them itself.
    if (first) return
    host.models({}, signal).then(
      (models) => {
        const there = models.some((m) => m.id === get().model)
        set({ models, model: there ? get().model : models[0]?.id })
      },
      // The list stays as it was; whoever runs a model that is gone is told.
      () => undefined,
    )
  }
  void keep(context, signal, () => host.modelStore({}, signal), take)
}
