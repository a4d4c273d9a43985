/**
 * Dumps of rollouts on the main side: which are open, what each group is as a project. The work itself is done in a
 * thread for each, started when it is needed and again when it died. Looking at a group writes no project.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { given } from '../../app/given'
import { createChanges, pause, type Changes } from '../../app/async'
import { createThreads } from '../ports/threads'
import type { Thread } from '../ports/thread'
import { dialectOf } from '../../app/dialects'
import { Failure, toFailureData } from '../../app/failure'
import { groupsOf } from '../../app/groups/group'
import { groupChanges } from '../../app/groups/project'
import { rolloutGroupOf } from '../../app/groups/rollouts'
import type { DumpPart } from '../../app/groups/dump'
import type { OpenedGroup, RolloutDump } from '../../app/host/rollouts'
import type { Change } from '../../app/trace/change'
import { replay } from '../../app/trace/change'
import type { ImageRef } from '../../app/trace/project'
import type { Engine } from '../models/engine'
import type { Located } from '../collections/indexer-contract'
import { writeWhole } from '../store/folder'
import type { Store } from '../store/store'
import {
  rolloutIndexContract,
  type DumpStatus,
  type GroupContent,
  type RolloutIndexer,
} from './index-contract'

/** What dumps are made of. */
export interface DumpParts {
  readonly store: Pick<Store, 'folder' | 'images' | 'projects'>
  readonly engine: Pick<Engine, 'models'>
  readonly startIndexer: () => Thread
  /** Folders where pictures may lie, besides the dump's own. */
  readonly also: readonly string[]
  /** Any file of this machine may be named. */
  readonly anywhere: boolean
  readonly now: () => number
}

export interface Dumps {
  readonly list: () => readonly RolloutDump[]
  /** That the list changed. */
  readonly changes: Pick<Changes, 'on' | 'follow'>
  readonly open: (path: string, upload?: string) => Promise<string>
  readonly forget: (dump: string) => Promise<void>
  /** The thread, with this dump open in it. @throws Failure `not-found`. */
  readonly use: (dump: string) => Promise<RolloutIndexer>
  readonly group: (dump: string, at: number) => Promise<OpenedGroup>
  readonly close: () => Promise<void>
}

const volume = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  openedAt: z.number(),
  /** Of an uploaded one: its drop. */
  upload: z.string().exactOptional(),
})
type Volume = z.infer<typeof volume>

/** Longest a thread is waited for that is asked to end. */
const closeMs = 2000

const unknown: DumpStatus = {
  bytes: 0,
  groups: 0,
  rollouts: 0,
  issues: 0,
  state: { type: 'indexing', done: 0, total: 0 },
}

/** The dumps of a data folder. */
export async function createDumps(parts: DumpParts): Promise<Dumps> {
  const { store, now } = parts
  const root = join(store.folder, 'rollouts')
  const volumes = new Map((await readVolumes(root)).map((v) => [v.id, v]))
  const statuses = new Map<string, DumpStatus>()
  const changes = createChanges()
  const following = new Map<string, AbortController>()
  const threads = createThreads(rolloutIndexContract, parts.startIndexer)
  /** Follows a dump's index as long as it is open here; resolves with its first status. */
  const follow = (one: Volume): Promise<void> => {
    if (following.has(one.id)) return Promise.resolve()
    const controller = new AbortController()
    following.set(one.id, controller)
    const stream = threads.client(one.id).dumpStatus(
      {
        dump: one.id,
        path: one.path,
        folder: join(root, one.id),
        also: [...parts.also],
        anywhere: parts.anywhere,
      },
      controller.signal,
    )
    return new Promise((resolve) => {
      void (async () => {
        try {
          for await (const status of stream) {
            statuses.set(one.id, status)
            changes.tell()
            resolve()
          }
        } catch (error) {
          const failure = toFailureData(threads.causeOf(one.id, error))
          if (!controller.signal.aborted)
            statuses.set(one.id, { ...unknown, state: { type: 'failed', failure } })
          following.delete(one.id)
          changes.tell()
        }
        resolve()
      })()
    })
  }
  const use = async (dump: string): Promise<RolloutIndexer> => {
    const one = volumes.get(dump)
    if (one === undefined) throw new Failure('not-found', 'That dump is not open any more.')
    await follow(one)
    return threads.client(dump)
  }
  const read = async (dump: string, at: number) => {
    const content = await (await use(dump)).dumpGroup({ dump, at })
    const { image, name } = await importPicture(content, parts)
    const id = projectIdOf(dump, content.key)
    const title = `${volumes.get(dump)?.name ?? 'rollouts'} · ${titleOf(content.part)}`.slice(0, 300)
    const model = await modelFor(content.part, image, parts.engine)
    const request = { id, title, at: volumes.get(dump)?.openedAt ?? now(), ...image, ...model }
    return { content, image: image.image, name, id, changes: groupChanges(content.part, request) }
  }
  store.projects.addOrigin(async (project): Promise<readonly Change[] | undefined> => {
    const place = partsOf(project)
    if (place === undefined || !volumes.has(place.dump)) return undefined
    const at = await (await use(place.dump)).dumpFind(place)
    return at === null ? undefined : (await read(place.dump, at)).changes
  })
  return {
    list: () =>
      [...volumes.values()]
        .sort((a, b) => b.openedAt - a.openedAt)
        .map(({ id, name, path, openedAt }) => ({
          id,
          name,
          path,
          openedAt,
          ...(statuses.get(id) ?? unknown),
        })),
    changes,
    open: async (path, upload) => {
      const id = `d${createHash('sha256').update(path).digest('hex').slice(0, 12)}`
      const name = upload === undefined ? basename(path) : await uploadedName(path)
      const one = { id, path, name, openedAt: now(), ...given({ upload }) }
      await writeWhole(join(root, id, 'dump.json'), JSON.stringify(one))
      volumes.set(id, one)
      // What failed before is tried again.
      if (statuses.get(id)?.state.type === 'failed') await close(id)
      await follow(one)
      changes.tell()
      return id
    },
    forget: async (dump) => {
      await close(dump)
      volumes.delete(dump)
      statuses.delete(dump)
      await rm(join(root, dump), { recursive: true, force: true })
      changes.tell()
    },
    use,
    group: async (dump, at) => {
      const { content, image, name, id, changes } = await read(dump, at)
      return openedOf(content.part, { project: id, changes, image, name })
    },
    close: async () => {
      await Promise.all([...following.keys()].map(close))
      threads.endAll()
    },
  }

  async function close(dump: string): Promise<void> {
    const end = following.get(dump)
    if (end === undefined) return
    following.delete(dump)
    end.abort()
    if (threads.runs(dump))
      await Promise.race([
        threads
          .client(dump)
          .closeDump({ dump })
          .catch(() => undefined),
        pause(closeMs),
      ])
    threads.end(dump)
  }
}

interface Made {
  readonly project: string
  readonly changes: readonly Change[]
  readonly image: ImageRef | undefined
  readonly name: string | undefined
}

/** The group as rewards see it; its tokens are the dump's own, pictures and the end of the turn included. */
function openedOf(part: DumpPart, { project: id, changes, image, name }: Made): OpenedGroup {
  const project = replay(changes)
  const [branches] = project === undefined ? [] : groupsOf(project)
  if (project === undefined || branches === undefined)
    throw new Failure('internal', 'A group without rollouts.')
  const group = rolloutGroupOf(project, branches)
  const rollouts = group.rollouts.map((rollout, i) => {
    const { tokens, verdict } = part.rollouts[i] ?? {}
    return {
      ...rollout,
      ...given({ tokens, verdict }),
    }
  })
  return {
    group: { ...group, ...given({ prompt: part.prompt }), rollouts },
    project: id,
    ...given({ image, picture: name }),
  }
}

function titleOf({ step, question }: DumpPart): string {
  return `${step === undefined ? '' : `step ${step}, `}${question}`
}

/** Brings the picture into the data folder. One that cannot be read counts as missing; it is said, never left out. */
async function importPicture(
  { picture }: GroupContent,
  { store }: DumpParts,
): Promise<{ readonly image: { readonly image?: ImageRef }; readonly name: string | undefined }> {
  if (picture === undefined) return { image: {}, name: undefined }
  const bytes = await bytesOf(picture).catch(() => undefined)
  const name = picture.name === '' ? 'picture' : picture.name
  const added =
    bytes === undefined ? undefined : await store.images.add(bytes, basename(name)).catch(() => undefined)
  return { image: added === undefined ? {} : { image: added }, name }
}

async function bytesOf(picture: Located): Promise<Uint8Array | undefined> {
  if (picture.type === 'file') return readFile(picture.path)
  return picture.type === 'bytes' ? picture.bytes : undefined
}

/**
 * The model a dump of Relook's own training was made with: one that runs here, speaks VLM-R³, and sees this picture at the
 * size the dump says. Its budgets cut the crops as in training, and the branch can be gone on with.
 */
async function modelFor(
  part: DumpPart,
  { image }: { readonly image?: ImageRef },
  engine: Pick<Engine, 'models'>,
) {
  const { frame } = part
  if (frame === undefined || image === undefined) return {}
  const models = await engine.models().catch(() => [])
  const fits = models.find((info) => {
    if (info.dialect !== 'vlm-r3' || info.server !== undefined) return false
    const size = dialectOf(info.dialect)?.overview(image.id, image, info.budgets).size
    return size?.width === frame.width && size.height === frame.height
  })
  return fits === undefined ? {} : { model: { id: fits.id, budgets: fits.budgets } }
}

/** The project of a group: the same group, the same project. */
function projectIdOf(dump: string, key: string): string {
  return `${dump}-${key}`
}

function partsOf(project: string): { readonly dump: string; readonly key: string } | undefined {
  const found = /^(d[0-9a-f]{12})-([0-9a-f]{16})$/.exec(project)
  return found?.[1] === undefined || found[2] === undefined ? undefined : { dump: found[1], key: found[2] }
}

async function readVolumes(root: string): Promise<readonly Volume[]> {
  const found: Volume[] = []
  for (const id of await readdir(root).catch(() => [])) {
    try {
      found.push(volume.parse(JSON.parse(await readFile(join(root, id, 'dump.json'), 'utf8'))))
    } catch {
      // Not one of ours, or torn: the dump itself is where it was.
    }
  }
  return found
}

async function uploadedName(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  return names.find((name) => /\.(jsonl|json|parquet|gz)$/i.test(name)) ?? names[0] ?? 'uploaded files'
}

/** Drops that dumps of a data folder lie in: they are not to be tidied away. */
export async function uploadsOfDumps(folder: string): Promise<readonly string[]> {
  return (await readVolumes(join(folder, 'rollouts'))).flatMap((v) => v.upload ?? [])
}
