/**
 * The model folders of this machine: built-in, downloaded, and those a person keeps elsewhere (a link among the downloaded ones).
 * A folder that cannot be used is listed with the reason.
 */
import { lstat, mkdir, readdir, readFile, realpath, stat, symlink, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure, toFailureData } from '../../app/failure'
import { given } from '../../app/given'
import type { StoredModel } from '../../app/host/models'
import { forgetAnyway, openAnyway } from '../models/onnx/anyway'
import { distinct } from '../models/onnx/distinct'
import { estimateOf } from '../models/onnx/estimate'
import { readModelManifest } from '../models/onnx/manifest'
import { freePlace, isOwnFolder, markOwn, type Trash } from '../store/own-folder'
import { modelKind } from './downloads'

const source = z.object({ repo: z.string(), commit: z.string(), dtype: z.string() })

/** All of them, built-in first. */
export async function storedModels(builtIn: string, own: string): Promise<readonly StoredModel[]> {
  const places = [
    ...(await foldersIn(builtIn)).map((folder) => ({ folder, kind: 'built-in' as const })),
    ...(await foldersIn(own)).map((folder) => ({ folder, kind: 'downloaded' as const })),
  ]
  const found = await Promise.all(places.map(({ folder, kind }) => describe(folder, kind)))
  // As they are called where they are run.
  const names = distinct(
    found.flatMap(({ folder, name, model: id, kind }) =>
      id === undefined ? [] : [{ folder, name, id, builtIn: kind === 'built-in' }],
    ),
  )
  return found.map((m) => {
    const called = names.get(m.folder)
    return called === undefined ? m : { ...m, name: called.name, model: called.id }
  })
}

/**
 * Makes a folder usable where it lies. Of an export that leaves a part of its model out: `anyway` lets it be run from then on, `listed`
 * only puts it into the list, with the reason. @throws Failure when it is no model that can be run.
 */
export async function linkModel(
  own: string,
  path: string,
  leftOut?: 'anyway' | 'listed',
): Promise<StoredModel> {
  const target = resolve(path)
  const there = await stat(target).catch(() => undefined)
  if (there === undefined) throw new Failure('not-found', `There is no folder ${path}.`)
  if (!there.isDirectory())
    throw new Failure('bad-input', `${path} is a file; choose the folder of the model.`)
  // Read before it is linked: what cannot be run is refused with the reason.
  await readModelManifest(target, given({ anyway: leftOut === undefined ? undefined : true }))
  await mkdir(own, { recursive: true })
  const known = await Promise.all((await foldersIn(own)).map((f) => realpath(f).catch(() => '')))
  const at = known.indexOf(await realpath(target))
  const folder = at >= 0 ? ((await foldersIn(own))[at] as string) : await freePlace(own, basename(target))
  if (at < 0) {
    await forgetAnyway(folder)
    await symlink(target, folder, 'junction')
  }
  if (leftOut === 'anyway') await openAnyway(folder)
  return describe(folder, 'downloaded')
}

/**
 * A downloaded model goes to the trash; of a linked one only the link goes. @throws Failure `denied` for a built-in one, for any
 * other place, and for a folder that somebody else put there.
 */
export async function removeModel(own: string, folder: string, trash: Trash): Promise<void> {
  if (dirname(resolve(folder)) !== resolve(own))
    throw new Failure('denied', 'Only models that were downloaded or added can be removed.')
  const entry = await lstat(folder).catch(() => undefined)
  if (entry === undefined) throw new Failure('not-found', 'That model no longer exists.')
  await forgetAnyway(folder)
  if (entry.isSymbolicLink()) return unlink(folder)
  if (!(await wasDownloaded(folder)))
    throw new Failure(
      'denied',
      `Relook did not download ${folder}, so it does not delete it. Delete it yourself.`,
    )
  await trash.take(folder, own)
}

/** A model back from the trash, under its name or the next free one. */
export async function restoreModel(own: string, trashed: string, trash: Trash): Promise<void> {
  const folder = await trash.restore(trashed, own)
  await markOwn(folder, modelKind, basename(folder))
}

/** Marked, or by a version of Relook that left its note under the name it gives and no mark. */
async function wasDownloaded(folder: string): Promise<boolean> {
  if (await isOwnFolder(folder, modelKind)) return true
  const from = await sourceOf(folder)
  return from !== undefined && basename(folder).startsWith(basename(from.repo))
}

/** The note of where a model came from; undefined where there is none. */
async function sourceOf(folder: string): Promise<z.infer<typeof source> | undefined> {
  return readFile(join(folder, 'source.json'), 'utf8').then(
    (text) => source.safeParse(JSON.parse(text)).data,
    () => undefined,
  )
}

async function describe(folder: string, kind: StoredModel['kind']): Promise<StoredModel> {
  const linked = await lstat(folder).then((s) => s.isSymbolicLink())
  const from = await sourceOf(folder)
  const common = {
    folder,
    name: basename(folder),
    kind: kind === 'downloaded' && linked ? ('linked' as const) : kind,
    ...(from === undefined ? {} : { source: `${from.repo}@${from.commit}`, dtype: from.dtype }),
  }
  try {
    const manifest = await readModelManifest(folder)
    const { name, id: model, bytes, dialect, leftOut } = manifest.info
    const needs = await estimateOf(manifest, 'cpu')
    return { ...common, name, model, bytes, dialect, needs, ...given({ leftOut }) }
  } catch (error) {
    return { ...common, bytes: 0, failure: toFailureData(error) }
  }
}

/** Makes every model of one folder usable from another: a link to it, unless it is there already. */
export async function linkAll(from: string, to: string): Promise<void> {
  const known = await Promise.all((await foldersIn(to)).map((f) => realpath(f).catch(() => '')))
  for (const folder of await foldersIn(from)) {
    const target = await realpath(folder).catch(() => undefined)
    if (target !== undefined && !known.includes(target))
      await symlink(target, await freePlace(to, basename(folder)), 'junction')
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((e) => (e.isDirectory() || e.isSymbolicLink()) && !e.name.startsWith('.'))
  return folders.map((e) => join(folder, e.name)).sort()
}
