/** Rollouts put together: sampling, dumps, and their part of the contract. */
import { statSync } from 'node:fs'
import type { Thread } from '../ports/thread'
import type { Uploads } from '../collections/uploads'
import type { Engine } from '../models/engine'
import type { Runs } from '../runs/runs'
import type { Shell } from '../shell/shell'
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
  /** Any file of this machine may be named. */
  readonly paths: boolean
  readonly allowed: readonly string[]
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
  const { store, shell, uploads, paths, allowed, now } = options
  const sampling = createSampling({ ...options, projects: store.projects })
  const also = allowed.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
  const dumps = await createDumps({ ...options, also, anywhere: paths, now })
  return {
    abilities: rolloutAbilities({ sampling, dumps, uploads, shell, paths, allowed }),
    close: async () => {
      await sampling.close()
      await dumps.close()
    },
  }
}
