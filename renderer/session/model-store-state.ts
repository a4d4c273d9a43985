/** What the window knows of the models on this machine. Plain data. */
import type { HubSettings, ModelStore } from '../../app/host/models'

export interface ModelStoreState {
  readonly modelStore: ModelStore
  readonly hub: HubSettings | undefined
}

export const noModelStore: ModelStoreState = {
  modelStore: { models: [], downloads: [], trash: [] },
  hub: undefined,
}
