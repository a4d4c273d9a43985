/**
 * Dumps of rollouts on the main side: which are open, what each group is as a project. The work itself is done in a
 * thread for each, started when it is needed and again when it died. Looking at a group writes no project.
 */
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { until, type ChangeSignal } from '../../app/async'
import { groupChanges } from '../../app/groups/project'
import { given } from '../../app/given'
import type { OpenedGroup, RolloutDump } from '../../app/host/rollouts'
import type { Engine } from '../models/engine'
import type { Thread } from '../ports/thread'
import { createIndexed } from '../shelf/indexed'
import { createNotes } from '../shelf/notes'
import type { Store } from '../store/store'
import { importImage, modelOfDump, openedOf, dumpTitle } from './dump-group'
import { rolloutIndexContract, type DumpStatus, type RolloutIndexer } from './index-contract'

/** What dumps are made of. */
export interface DumpParts {
  readonly store: Pick<Store, 'folder' | 'images' | 'projects'>
  readonly engine: Pick<Engine, 'models'>
  readonly startIndexer: () => Thread
  /** Folders where images may lie, besides the dump's own. */
  readonly also: readonly string[]
  /** Any file of this machine may be named. */
  readonly anywhere: boolean
  readonly now: () => number
}

export interface Dumps {
  readonly list: () => readonly RolloutDump[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
  readonly open: (path: string, upload?: string) => Promise<string>
  readonly forget: (dump: string) => Promise<void>
  /** The thread, with this dump open in it. @throws Failure `not-found`. */
  readonly use: (dump: string) => Promise<RolloutIndexer>
  readonly group: (dump: string, at: number) => Promise<OpenedGroup>
  readonly close: () => Promise<void>
}

const noteShape = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  openedAt: z.number(),
  /** Of an uploaded one: its drop. */
  upload: z.string().exactOptional(),
})
type Note = z.infer<typeof noteShape>

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
  const indexed = await openIndexed(parts)
  const { shelf } = indexed
  /** Started, with its first status told or why there is none. */
  const use = async (dump: string): Promise<RolloutIndexer> => {
    const indexer = indexed.use(dump)
    await until(shelf.changes.on, () =>
      shelf.need(dump).state.type !== 'open' || indexed.status(dump) !== undefined ? true : undefined,
    )
    return indexer
  }
  const read = async (dump: string, at: number) => {
    const content = await (await use(dump)).dumpGroup({ dump, at })
    const { image, name } = await importImage(content, store.images)
    const { name: dumpName, openedAt } = shelf.need(dump).note
    const project = `${dump}-${content.key}`
    const title = `${dumpName} · ${dumpTitle(content.part)}`.slice(0, 300)
    const model = await modelOfDump(content.part, image, parts.engine)
    const request = { id: project, title, at: openedAt, ...given({ image, model }) }
    return { part: content.part, image, name, project, changes: groupChanges(content.part, request) }
  }
  store.projects.addOrigin(async (project) => {
    const place = partsOf(project)
    if (place === undefined || shelf.get(place.dump) === undefined) return undefined
    const at = await (await use(place.dump)).dumpFind(place)
    return at === null ? undefined : (await read(place.dump, at)).changes
  })
  return {
    list: () =>
      [...shelf.list()]
        .sort((a, b) => b.note.openedAt - a.note.openedAt)
        .map(({ id, note: { name, path, openedAt }, state }) => ({
          id,
          name,
          path,
          openedAt,
          ...unknown,
          ...(state.type === 'failed' ? { state } : indexed.status(id)),
        })),
    changes: shelf.changes,
    open: async (path, upload) => {
      const id = `d${createHash('sha256').update(path).digest('hex').slice(0, 12)}`
      const name = upload === undefined ? basename(path) : await uploadedName(path)
      const note = { id, path, name, openedAt: now(), ...given({ upload }) }
      // What failed before is tried again.
      if (indexed.status(id)?.state.type === 'failed') await indexed.end(id)
      await shelf.put(id, note, shelf.get(id)?.state ?? { type: 'closed' })
      await use(id)
      return id
    },
    forget: shelf.forget,
    use,
    group: async (dump, at) => openedOf(await read(dump, at)),
    close: indexed.close,
  }
}

const notesOf = (folder: string) => createNotes(join(folder, 'rollouts'), 'dump.json', noteShape)

function openIndexed({ store, startIndexer, also, anywhere }: DumpParts) {
  const notes = notesOf(store.folder)
  return createIndexed<Note, DumpStatus, typeof rolloutIndexContract>({
    noun: 'dump',
    notes,
    contract: rolloutIndexContract,
    startThread: startIndexer,
    follow: (indexer, { id, path }, { signal }) =>
      indexer.dumpStatus({ dump: id, path, folder: notes.folder(id), also: [...also], anywhere }, signal),
    finish: (indexer, dump) => indexer.closeDump({ dump }),
  })
}

/** A project of a group is named by the dump and what the group says: the same group, the same project. */
function partsOf(project: string): { readonly dump: string; readonly key: string } | undefined {
  const found = /^(d[0-9a-f]{12})-([0-9a-f]{16})$/.exec(project)
  return found?.[1] === undefined || found[2] === undefined ? undefined : { dump: found[1], key: found[2] }
}

async function uploadedName(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  return names.find((name) => /\.(jsonl|json|parquet|gz)$/i.test(name)) ?? names[0] ?? 'uploaded files'
}

/** Drops that dumps of a data folder lie in: they are not to be tidied away. */
export async function uploadsOfDumps(folder: string): Promise<readonly string[]> {
  return (await notesOf(folder).all()).flatMap(([, note]) => note.upload ?? [])
}
