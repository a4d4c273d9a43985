/** What the settings dialog does beyond the other slices: the data folder, new versions, everything back as it was. Knows no React. */
import type { OpenableFolder } from '../../../app/host/desktop'
import { defaultSettings } from '../../../app/trace/project'
import type { AskService } from '../ask/ask-service'
import type { Context } from '../context'
import { workResultOf, failureOf } from '../failure-of'
import type { HostService } from '../host/host-service'
import { subscribe } from '../subscribe'
import type { ViewService } from '../view/view-service'

/** Minutes after which a model that nobody runs is let go of, where nobody chose. */
export const usualIdleMinutes = 30

interface Others {
  readonly view: Pick<ViewService, 'setTheme' | 'setTextSize' | 'setLanguage'>
  readonly host: Pick<HostService, 'setProvider' | 'setBudget' | 'setIdle'>
  readonly ask: Pick<AskService, 'setSettings'>
}

/** Each resolves to why it failed, for the form that asked. */
export function createSettingsService({ host, set, get }: Context, others: Others) {
  return {
    showPlace: (place: OpenableFolder) => failureOf(() => host.showPlace({ place })),
    setAutomaticUpdates: (automatic: boolean) => failureOf(() => host.setUpdates({ automatic })),
    update: (step: 'check' | 'download' | 'install') => failureOf(() => host.update({ step })),
    /** The person is asked for the place. */
    moveData: () => failureOf(() => host.moveData({})),
    cancelMove: () => failureOf(() => host.cancelMove({})),
    removeOldData: () => workResultOf(() => host.removeOldData({})),
    restart: () => failureOf(() => host.restart({})),
    /** The person is asked for the place; `usual`: back into the data folder. */
    setModelsFolder: (where: { readonly usual?: true }) =>
      failureOf(async () => {
        const chosen = await host.setModelsFolder(where)
        if (chosen === null) return
        const { folder } = chosen
        set({ settings: { modelsNext: folder === get().modelStore.folder ? undefined : folder } })
      }),
    /** Settings as they were at the first start. Projects, models, keys and places of data are none. */
    reset: async () => {
      others.view.setTheme('system')
      others.view.setLanguage('system')
      others.view.setTextSize(100)
      others.ask.setSettings({ ...defaultSettings, topP: 1, topK: 0, repetitionPenalty: 1 })
      if (get().settings.updates?.type === 'idle') await host.setUpdates({ automatic: false })
      await others.host.setProvider('auto')
      await others.host.setBudget(undefined)
      await others.host.setIdle(usualIdleMinutes)
    },
  }
}

/** Follows the data folder and new versions until the signal fires. */
export function followSettings(context: Context, signal: AbortSignal): void {
  const { host, set } = context
  void subscribe(context, {
    items: (end) => host.dataFolder({}, end),
    take: (data) => set({ settings: { data } }),
    signal,
  })
  void subscribe(context, {
    items: (end) => host.updates({}, end),
    take: (updates) => set({ settings: { updates } }),
    signal,
  })
}
