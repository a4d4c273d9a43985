/**
 * A data set from a hub: `hf:OWNER/NAME[@REVISION][/PART]` to a folder of the data folder. What is there is not fetched again; what
 * broke off goes on. Knows no benchmark. Source of the places: huggingface_hub (`datasets/OWNER/NAME/resolve/COMMIT/PATH`).
 */
import { formatBytes } from '../../app/bytes'
import { atMostEvery, createChannel } from '../../app/async'
import type { DataDownload } from '../../app/host/evaluations'
import { lstat, mkdir, rename, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, posix } from 'node:path'
import { Failure } from '../../app/failure'
import { isRepository, isRevision } from '../../app/host/hub-names'
import { collision, nameProblem } from '../../app/file-name'
import { markOwn, removeTree } from '../store/own-folder'
import type { Hub } from './hub'
import { filesFolder, runJob, totalOf, type Job } from './job'
import type { HubFile } from './plan'

/** Where data sets come from and go to. */
export interface DatasetsOptions {
  readonly hub: () => Promise<Hub>
  readonly cache: string
  /** `datasets` in the data folder. */
  readonly folder: string
}

export interface DatasetSource {
  readonly repo: string
  readonly revision: string
  /** Part of a path in the repository; empty: the only data set there is. */
  readonly part: string
}

/** What `hf:OWNER/NAME@REVISION/PART` names; undefined for any other text. */
export function datasetSourceOf(text: string): DatasetSource | undefined {
  const form = /^hf:([\w.-]+\/[\w.-]+)(?:@(refs\/convert\/parquet|[^/\s]+))?(?:\/([^\s]*))?$/.exec(
    text.trim(),
  )
  if (form === null) return undefined
  const [, repo = '', revision = 'main', part = ''] = form
  if (!isRepository(repo) || !isRevision(revision)) return undefined
  return { repo, revision, part: part.replace(/\/+$/, '') }
}

/** Files that make one data set, by their common name without the number of the part. */
export interface Group {
  readonly name: string
  readonly files: readonly HubFile[]
  readonly bytes: number
}

/** The data sets of a repository: parts of a parquet split are one; JSON lines take the images of the repository with them. */
export function datasetsOf(files: readonly HubFile[]): readonly Group[] {
  const tables = files.filter(({ path }) => /\.(parquet|tsv|jsonl)$/i.test(path))
  const data = tables.length > 0 ? tables : files.filter(({ path }) => /^[^/]+\.json$/i.test(path))
  const groups = new Map<string, HubFile[]>()
  for (const file of data) {
    const name = file.path.slice(0, -extname(file.path).length).replace(/-\d{5}-of-\d{5}(-[0-9a-f]+)?$/, '')
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  const pictures = files.filter(({ path }) => /\.(png|jpe?g|webp|gif|bmp)$/i.test(path))
  return [...groups].map(([name, parts]) => {
    const beside = parts.some(({ path }) => /\.jsonl?$/i.test(path)) ? pictures : []
    const all = [...parts, ...beside]
    return { name, files: all, bytes: all.reduce((sum, { size }) => sum + size, 0) }
  })
}

/** The one data set that is meant. @throws Failure `bad-input` naming those there are, `not-found` for none. */
export function chosenGroup(groups: readonly Group[], { repo, part }: DatasetSource): Group {
  const near = groups.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
  const exact = near.find(({ name }) => name === part)
  const one = exact ?? (near.length === 1 ? near[0] : undefined)
  if (one !== undefined) return one
  if (groups.length === 0)
    throw new Failure('not-found', `${repo} holds no .parquet, .tsv or .jsonl file that Relook reads.`)
  const list = (near.length === 0 ? groups : near)
    .slice(0, 12)
    .map(({ name, bytes }) => `hf:${repo}/${name} (${formatBytes(bytes)})`)
  throw new Failure('bad-input', `${repo} holds several data sets; name one: ${list.join(', ')}.`)
}

/** Fetches a data set; tells how far it is, last where it lies. @throws Failure; what has come is kept. */
export async function* downloadData(
  options: DatasetsOptions,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<DataDownload> {
  const source = datasetSourceOf(text)
  if (source === undefined)
    throw new Failure('bad-input', 'A data set of a hub is named hf:OWNER/NAME or hf:OWNER/NAME/PART.')
  const hub = await options.hub()
  const { repo, revision } = source
  const { commit, files } = await hub.list({ kind: 'datasets', repo, revision }, signal)
  const group = chosenGroup(datasetsOf(files), source)
  const name = `${repo}/${group.name}`.replaceAll('/', '--')
  checkGroup(name, group)
  const { place: target, whole } = await placeOf(options.folder, name, group)
  if (whole) return yield { type: 'done', path: target }
  const job: Job = { id: name, repo, commit, dtype: '', files: [...group.files], kind: 'datasets' }
  const total = totalOf(job)
  const work = join(options.folder, `.${name}-${commit.slice(0, 8)}`)
  const told = createChannel<DataDownload>(signal)
  await mkdir(work, { recursive: true })
  const due = atMostEvery(200)
  const onDone = (done: number) => {
    if (due() || done >= total) told.push({ type: 'progress', name, done, total })
  }
  onDone(0)
  const ended = runJob(work, job, { hub, cache: options.cache, onDone, signal }).finally(() => told.end())
  // Whoever leaves early does not wait for it; its failure is thrown below otherwise.
  ended.catch(() => undefined)
  yield* told
  await ended
  await mkdir(dirname(target), { recursive: true })
  await markOwn(filesFolder(work), 'dataset', basename(target))
  await rename(filesFolder(work), target)
  await removeTree(work, options.folder)
  yield { type: 'done', path: target }
}

/** @throws Failure `bad-input` for names that a disk cannot have, or takes for one. */
function checkGroup(name: string, { files }: Group): void {
  const problem = nameProblem(name)
  if (problem !== undefined) throw new Failure('bad-input', `“${name}” cannot be kept on a disk: ${problem}.`)
  const clash = collision(files.map((f) => f.path))
  if (clash !== undefined)
    throw new Failure('bad-input', `The data set has two files of one name: ${clash.join(' and ')}.`)
}

/** Where it lies in full; else the first place that nothing lies at. What is there is never made to give way. */
async function placeOf(
  folder: string,
  name: string,
  group: Group,
): Promise<{ readonly place: string; readonly whole: boolean }> {
  for (let i = 1; ; i++) {
    const place = join(folder, i === 1 ? name : `${name}-${i}`)
    if (await isThere(place, group)) return { place, whole: true }
    if ((await lstat(place).catch(() => undefined)) === undefined) return { place, whole: false }
  }
}

/** Whether every file of it lies there with its length. */
async function isThere(target: string, { files }: Group): Promise<boolean> {
  const sizes = files.map(({ path }) => stat(join(target, ...path.split(posix.sep))).catch(() => undefined))
  return (await Promise.all(sizes)).every((found, i) => found?.size === files[i]?.size)
}
