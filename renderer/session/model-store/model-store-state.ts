/** What the window knows of the models on this machine. Plain data. */
import type { CatalogueModel } from '../../../app/host/catalogue'
import type { HubAccess, ModelStore } from '../../../app/host/models'

/** A model that is on its way because a person wants to ask it. */
export interface WantedModel {
  readonly repo: string
  readonly commit: string
  readonly dtype: string
  readonly name: string
  /** The project whose question it is asked once it is here; absent: none was open. */
  readonly project?: string
  /** Its download has been seen: when that is gone and it is not here, it was given up. */
  readonly seen?: true
}

export interface ModelStoreState extends ModelStore {
  /** Models that read people's own images, as the list that ships has them. */
  readonly catalogue: readonly CatalogueModel[]
  readonly wanted: WantedModel | undefined
  /** Where models are fetched from; undefined before it was asked. */
  readonly hub: HubAccess | undefined
}

/** Before the host has told of any. */
export const noModelStore: ModelStoreState = {
  folder: '',
  models: [],
  downloads: [],
  trash: [],
  catalogue: [],
  wanted: undefined,
  hub: undefined,
}
