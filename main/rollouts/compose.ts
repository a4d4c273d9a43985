/** Rollouts put together: sampling, dumps, and their part of the contract. */
import type { Thread } from '../ports/thread'
import type { Uploads } from '../collections/uploads'
import type { Engine } from '../models/engine'
import type { Runs } from '../runs/runs'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { Store } from '../store/store'
import { rolloutAbilities } from './abilities'
import { createDumps } from './dumps'
import { createSampling } from './sampling'

/** What they are made of. */
export interface RolloutOptions {
  readonly store: Pick<Store, 'folder' | 'images' | 'projects'>
  readonly engine: Engine
  readonly runs: Runs
  readonly shell: Shell
  readonly uploads: Pick<Uploads, 'folder'>
  /** Starts the indexing thread. */
  readonly startIndexer: () => Thread
  readonly access: Access
  readonly newId: () => string
  readonly now: () => number
}

/** Rollouts, running. */
export interface RolloutServices {
  readonly abilities: ReturnType<typeof rolloutAbilities>
  readonly close: () => Promise<void>
}

/** Everything about rollouts. */
export async function composeRollouts(options: RolloutOptions): Promise<RolloutServices> {
  const { store, shell, uploads, access } = options
  const sampling = createSampling({ ...options, projects: store.projects })
  const dumps = await createDumps({ ...options, also: access.folders, anywhere: access.anywhere })
  return {
    abilities: rolloutAbilities({ sampling, dumps, uploads, shell, access }),
    close: async () => {
      await sampling.close()
      await dumps.close()
    },
  }
}
