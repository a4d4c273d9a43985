/** The contract's lines about files of traces, made of collections, uploads and the store. Knows no thread and no index. */
import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { HostImplementation } from '../../app/host'
import type { collectionContract, OpenedFile } from '../../app/host/collections'
import { given } from '../../app/given'
import { readAs, respace } from '../../app/reading/respace'
import { Failure } from '../../app/failure'
import type { Change } from '../../app/trace/change'
import { missingImage } from '../../app/trace/image'
import type { Readers } from '../readers/store'
import { isArchive, openArchive } from '../sharing/open-archive'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { Store } from '../store/store'
import type { Collections } from './collections'
import { encodingNamed } from './encoding'
import { fetchImage } from './fetch-image'
import type { CollectionChoices } from './indexer-contract'
import { collectionIdOf } from './note'
import { partsOfProject } from './project-id'
import type { Uploads } from './uploads'

/** What the abilities are made of. */
export interface CollectionHost {
  readonly collections: Collections
  readonly uploads: Uploads
  readonly shell: Shell
  readonly store: Pick<Store, 'folder' | 'images' | 'projects'>
  readonly readers: Readers
  readonly access: Access
}

type Abilities = Pick<HostImplementation, keyof typeof collectionContract>

/** The implementation of the collections' part of the contract. */
export function collectionAbilities(parts: CollectionHost): Abilities {
  const { collections } = parts
  return {
    collections: (_, signal) => collections.changes.follow(collections.list, signal),
    openCollection: ({ source }, signal) => openSource(parts, source, signal),
    setReading: ({ collection, ...reading }) => setReading(parts, collection, reading),
    relinkPictures: ({ collection, source }) => relink(parts, collection, source),
    stopIndex: ({ collection }) => collections.stop(collection),
    resumeIndex: ({ collection }) => collections.resume(collection),
    forgetCollection: async ({ collection }) => {
      const { upload } = collections.note(collection)
      await collections.forget(collection)
      // Our own copy of what a browser sent; the person's file is elsewhere.
      if (upload !== undefined) await parts.uploads.remove(upload)
    },
    traces: ({ collection, ...page }, signal) =>
      collections.indexer(collection).traces({ collection, ...page }, signal),
    nextTrace: ({ collection, ...ask }, signal) => collections.next(collection, ask, signal),
    findTrace: ({ project }, signal) => findTrace(parts, project, signal),
    openTrace: async ({ collection, row }) => {
      const project = await collections.projectOf(collection, row)
      // Made now: what is wrong with it is told here, and who follows it next does not wait.
      await parts.store.projects.use(project, async () => undefined)
      return { project }
    },
    collectionIssues: async ({ collection, ...page }) =>
      collections.indexer(collection).issues({ collection, ...page }),
    missingImages: async ({ collection, limit }) =>
      collections.indexer(collection).missing({ collection, limit }),
    fetchImage: (ask, signal) => fetchInto(parts, ask, signal),
  }
}

async function findTrace({ collections }: CollectionHost, project: string, signal: AbortSignal) {
  const { collection = '', key = '' } = partsOfProject(project) ?? {}
  if (!collections.list().some((c) => c.id === collection)) return null
  const at = await collections.indexer(collection).find({ collection, key }, signal)
  if (at === null) return null
  const row = await collections.next(collection, { query: {}, from: at - 1, step: 1 }, signal)
  return row?.project === project ? { collection, row } : null
}

type Source = Parameters<Abilities['openCollection']>[0]['source']

async function openSource(
  parts: CollectionHost,
  source: Source,
  signal: AbortSignal,
): Promise<OpenedFile | null> {
  const { uploads, shell, store } = parts
  if (source.type === 'upload') {
    const path = await onlyArchive(await uploads.folder(source.upload))
    if (path === undefined) return openUpload(parts, source.upload)
    try {
      return { shared: await openArchive({ store, path }, signal) }
    } finally {
      // What was in it is kept; the copy that was sent is not.
      await uploads.remove(source.upload)
    }
  }
  const path = source.type === 'path' ? resolve(source.path) : ((await shell.chooseTraces?.()) ?? null)
  if (path === null) return null
  if (source.type === 'path') await checkPath(parts, path)
  if (await isArchive(path)) return { shared: await openArchive({ store, path }, signal) }
  return { collection: await parts.collections.open({ path, name: basename(path) }) }
}

/** The Relook file that was sent, where there is nothing else. */
async function onlyArchive(folder: string): Promise<string | undefined> {
  const [name, ...more] = await readdir(folder)
  const path = name === undefined || more.length > 0 ? undefined : join(folder, name)
  return path !== undefined && (await isArchive(path)) ? path : undefined
}

async function openUpload({ collections, uploads }: CollectionHost, upload: string): Promise<OpenedFile> {
  const made = await uploads.collection(upload)
  const before = collections.list().find((c) => c.id === collectionIdOf(made.identity))
  const note = before && collections.note(before.id)
  if (note?.upload !== undefined && note.upload !== upload) {
    // The same file again: what it was sent with joins what is there.
    await uploads.merge(upload, note.upload)
    await collections.choose(note.id, note.chosen)
    return { collection: await collections.open({ ...made, path: note.path, upload: note.upload }) }
  }
  return { collection: await collections.open({ ...made, upload }) }
}

async function checkPath({ access, collections }: CollectionHost, path: string): Promise<void> {
  const known = collections.list().some((c) => c.path === path)
  access.check(path, { known, advice: 'Upload the file, or start the server with it: relook serve FILE.' })
}

type Asked = Omit<Parameters<Abilities['setReading']>[0], 'collection'>

/** Reads all of it otherwise. Traces a person has changed keep their steps; only where their looks lie is redrawn. */
async function setReading(parts: CollectionHost, id: string, asked: Asked): Promise<void> {
  const { collections, store } = parts
  const before = collections.note(id)
  const changedBefore = new Set(changedIn(store, id))
  const { images, reader: named, ...rest } = asked
  const reader = named === undefined ? undefined : await parts.readers.named(named)
  if (images !== undefined) await checkPath(parts, resolve(images))
  if (rest.encoding !== undefined) encodingNamed(rest.encoding)
  const chosen: CollectionChoices = {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...given({ reader }),
    images: images === undefined ? before.chosen.images : withFolder(before.chosen.images, resolve(images)),
  }
  await collections.choose(id, chosen)
  // In other letters they are other traces: what was made of the ones before is no longer in the file.
  if (chosen.encoding === before.chosen.encoding) await renew(parts, id)
  const same = (['space', 'order', 'pixels'] as const).every((part) => chosen[part] === before.chosen[part])
  if (same) return
  for (const project of changedIn(store, id))
    await store.projects.use(project, async (live) => {
      // A person read this trace otherwise while the file was being read: said later, and of it alone.
      if (!changedBefore.has(project) && live.state().respacing !== undefined) return
      await live.append([{ type: 'respaced', respacing: respace(live.state(), readAs(chosen)) }])
    })
}

/** Traces of a file that a person has changed. */
function changedIn({ projects }: CollectionHost['store'], collection: string): readonly string[] {
  return projects.list().flatMap(({ id, origin }) => (origin?.collection === collection ? [id] : []))
}

function withFolder(folders: readonly string[], first: string): string[] {
  return [first, ...folders.filter((f) => f !== first)]
}

/** Traces that are open and unchanged, as they are read now; changed ones without their image get it. */
async function renew({ store, collections }: CollectionHost, collection: string): Promise<void> {
  await store.projects.renew((project) => project.startsWith(`${collection}-`))
  for (const { id, origin, image } of store.projects.list()) {
    if (origin?.collection !== collection || image.id !== missingImage) continue
    const change = withImage(await collections.base(id))
    if (change !== undefined) await store.projects.use(id, (live) => live.append([change]))
  }
}

/** The change that brings a trace its image; undefined when that is still missing. */
function withImage(base: readonly Change[]): Extract<Change, { type: 'pictured' }> | undefined {
  const created = base.find((c) => c.type === 'project-created')
  const added = base.find((c) => c.type === 'branch-added')
  if (created?.origin === undefined || added === undefined || created.image.id === missingImage)
    return undefined
  const { image, origin } = created
  return {
    type: 'pictured',
    image,
    origin,
    branch: added.branch.id,
    view: added.branch.view,
    steps: added.steps,
  }
}

async function relink(
  parts: CollectionHost,
  id: string,
  source: Source,
): Promise<{ found: number; missing: number } | null> {
  const { collections, uploads, shell } = parts
  const { chosen } = collections.note(id)
  let folder: string | null
  if (source.type === 'upload') folder = await uploads.folder(source.upload)
  else if (source.type === 'dialog') folder = (await shell.chooseFolder?.()) ?? null
  else {
    folder = resolve(source.path)
    await checkPath(parts, folder)
  }
  if (folder === null) return null
  const before = await collections.settled(id)
  await collections.choose(id, { ...chosen, images: withFolder(chosen.images, folder) })
  const after = await collections.settled(id)
  await renew(parts, id)
  return { found: Math.max(0, before.missing - after.missing), missing: after.missing }
}

/** Only what the trace itself names is fetched. */
async function fetchInto(
  parts: CollectionHost,
  { project, url, privately = false }: Parameters<Abilities['fetchImage']>[0],
  signal: AbortSignal,
): Promise<void> {
  const { collections, store } = parts
  const origin = await store.projects.use(project, async (live) => live.state().origin)
  if (origin === undefined || !origin.pictures.some((p) => p.type === 'url' && p.name === url))
    throw new Failure('denied', 'The trace names no image with this address.')
  const image = await store.images.add(await fetchImage(url, { privately, signal }), nameIn(url))
  const note = collections.note(origin.collection)
  await collections.keep({ ...note, fetched: { ...note.fetched, [url]: image.id } })
  await renew(parts, origin.collection)
}

function nameIn(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1)
  return last === undefined || last === '' ? 'picture' : last
}
