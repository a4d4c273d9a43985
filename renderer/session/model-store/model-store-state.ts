/** What the window knows of the models on this machine. Plain data. */
import type { HubSettings, ModelStore } from '../../../app/host/models'

export interface ModelStoreState extends ModelStore {
  /** Where models are fetched from; undefined before it was asked. */
  readonly hub: HubSettings | undefined
}

/** Before the host has told of any. */
export const noModelStore: ModelStoreState = {
  folder: '',
  models: [],
  downloads: [],
  trash: [],
  hub: undefined,
}
