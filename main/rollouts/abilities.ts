/** The contract's lines about rollouts, made of sampling and dumps. Knows no thread. */
import { resolve } from 'node:path'
import type { Implementation } from '../../app/contract'
import type { rolloutContract } from '../../app/host/rollouts'
import type { Uploads } from '../collections/uploads'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { Dumps } from './dumps'
import type { GroupSampling } from './sampling'

/** What the abilities are made of. */
export interface RolloutHost {
  readonly sampling: GroupSampling
  readonly dumps: Dumps
  readonly uploads: Pick<Uploads, 'folder'>
  readonly shell: Shell
  readonly access: Access
}

type Abilities = Implementation<typeof rolloutContract>

/** The implementation of the contract. */
export function rolloutAbilities(parts: RolloutHost): Abilities {
  const { sampling, dumps } = parts
  return {
    sampleRollouts: (request) => sampling.sample(request),
    stopRollouts: ({ project, group }) => sampling.stop(project, group),
    resumeRollouts: ({ project, group }) => sampling.resume(project, group),
    rolloutDumps: (_, signal) => dumps.changes.follow(dumps.list, signal),
    openRollouts: async ({ source }) => openSource(parts, source),
    forgetRollouts: ({ dump }) => dumps.forget(dump),
    rolloutGroups: async ({ dump, ...page }) => (await dumps.use(dump)).dumpGroups({ dump, ...page }),
    rolloutGroup: ({ dump, at }) => dumps.group(dump, at),
    rolloutCurve: async ({ dump }) => (await dumps.use(dump)).dumpCurve({ dump }),
  }
}

type Source = Parameters<Abilities['openRollouts']>[0]['source']

async function openSource(parts: RolloutHost, source: Source): Promise<{ dump: string } | null> {
  const { access, dumps, uploads, shell } = parts
  if (source.type === 'upload') {
    const folder = await uploads.folder(source.upload)
    return { dump: await dumps.open(folder, source.upload) }
  }
  if (source.type === 'dialog') {
    const path = (await shell.chooseTraces?.()) ?? null
    return path === null ? null : { dump: await dumps.open(path) }
  }
  const path = resolve(source.path)
  const known = dumps.list().some((d) => d.path === path)
  access.check(path, { known, advice: 'Upload the dump, or start the server with it: relook serve FILE.' })
  return { dump: await dumps.open(path) }
}
