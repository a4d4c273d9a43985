/**
 * The model folders of this machine: built-in, downloaded, and those a person keeps elsewhere (a link among the downloaded ones).
 * A folder that cannot be used is listed with the reason.
 */
import { lstat, mkdir, readdir, readFile, realpath, rm, stat, symlink, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure, toFailureData } from '../../app/failure'
import type { StoredModel } from '../../app/host/models'
import { distinct } from '../models/onnx/distinct'
import { estimateOf } from '../models/onnx/estimate'
import { readManifest } from '../models/onnx/manifest'

const source = z.object({ repo: z.string(), commit: z.string(), dtype: z.string() })

/** All of them, built-in first. */
export async function listModels(builtIn: string, own: string): Promise<readonly StoredModel[]> {
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

/** Makes a folder usable where it lies. @throws Failure when it is no model that can be run. */
export async function linkModel(own: string, path: string): Promise<StoredModel> {
  const target = resolve(path)
  const there = await stat(target).catch(() => undefined)
  if (there === undefined) throw new Failure('not-found', `There is no folder ${path}.`)
  if (!there.isDirectory())
    throw new Failure('bad-input', `${path} is a file; choose the folder of the model.`)
  // Read before it is linked: what cannot be run is refused with the reason.
  await readManifest(target)
  await mkdir(own, { recursive: true })
  const known = await Promise.all((await foldersIn(own)).map((f) => realpath(f).catch(() => '')))
  const at = known.indexOf(await realpath(target))
  const folder = at >= 0 ? ((await foldersIn(own))[at] as string) : await freeName(own, basename(target))
  if (at < 0) await symlink(target, folder, 'junction')
  return describe(folder, 'downloaded')
}

/** Deletes a downloaded model; of a linked one only the link. @throws Failure for a built-in one and for anything else. */
export async function removeModel(own: string, folder: string): Promise<void> {
  if (dirname(resolve(folder)) !== resolve(own))
    throw new Failure('denied', 'Only models that were downloaded or added can be removed.')
  const entry = await lstat(folder).catch(() => undefined)
  if (entry === undefined) throw new Failure('not-found', 'That model is not there any more.')
  if (entry.isSymbolicLink()) await unlink(folder)
  else await rm(folder, { recursive: true })
}

async function describe(folder: string, kind: StoredModel['kind']): Promise<StoredModel> {
  const linked = await lstat(folder).then((s) => s.isSymbolicLink())
  const from = await readFile(join(folder, 'source.json'), 'utf8').then(
    (text) => source.safeParse(JSON.parse(text)).data,
    () => undefined,
  )
  const common = {
    folder,
    name: basename(folder),
    kind: kind === 'downloaded' && linked ? ('linked' as const) : kind,
    ...(from === undefined ? {} : { source: `${from.repo}@${from.commit}`, dtype: from.dtype }),
  }
  try {
    const manifest = await readManifest(folder)
    const { name, id: model, bytes, dialect } = manifest.info
    return { ...common, name, model, bytes, dialect, needs: await estimateOf(manifest, 'cpu') }
  } catch (error) {
    return { ...common, bytes: 0, failure: toFailureData(error) }
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((e) => (e.isDirectory() || e.isSymbolicLink()) && !e.name.startsWith('.'))
  return folders.map((e) => join(folder, e.name)).sort()
}

async function freeName(own: string, name: string): Promise<string> {
  const taken = new Set((await foldersIn(own)).map((f) => basename(f)))
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name}-${i}`
    if (!taken.has(candidate)) return join(own, candidate)
  }
}
