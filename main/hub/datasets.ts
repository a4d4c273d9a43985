/**
 * A data set from a hub: `hf:OWNER/NAME[@REVISION][/PART]` to a folder of the data folder. What is there is not fetched again; what
 * broke off goes on. Knows no benchmark. Source of the places: huggingface_hub (`datasets/OWNER/NAME/resolve/COMMIT/PATH`).
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, extname, join, posix } from 'node:path'
import type { DataDownload } from '../../app/host/evaluations'
import { Failure } from '../../app/failure'
import { createChannel } from '../channel'
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

export interface Source {
  readonly repo: string
  readonly revision: string
  /** Part of a path in the repository; empty: the only data set there is. */
  readonly part: string
}

/** What `hf:OWNER/NAME@REVISION/PART` names; undefined for any other text. */
export function sourceOf(text: string): Source | undefined {
  const form = /^hf:([\w.-]+\/[\w.-]+)(?:@(refs\/convert\/parquet|[^/\s]+))?(?:\/([^\s]*))?$/.exec(
    text.trim(),
  )
  if (form === null) return undefined
  return { repo: form[1] ?? '', revision: form[2] ?? 'main', part: (form[3] ?? '').replace(/\/+$/, '') }
}

/** Files that make one data set, by their common name without the number of the part. */
export interface Group {
  readonly name: string
  readonly files: readonly HubFile[]
  readonly bytes: number
}

/** The data sets of a repository: parts of a parquet split are one; JSON lines take the pictures of the repository with them. */
export function groupsOf(files: readonly HubFile[]): readonly Group[] {
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
export function chosenGroup(groups: readonly Group[], { repo, part }: Source): Group {
  const near = groups.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
  const exact = near.find(({ name }) => name === part)
  const one = exact ?? (near.length === 1 ? near[0] : undefined)
  if (one !== undefined) return one
  if (groups.length === 0)
    throw new Failure('not-found', `${repo} holds no .parquet, .tsv or .jsonl file that Relook reads.`)
  const list = (near.length === 0 ? groups : near)
    .slice(0, 12)
    .map(({ name, bytes }) => `hf:${repo}/${name} (${(bytes / 1e6).toFixed(1)} MB)`)
  throw new Failure('bad-input', `${repo} holds several data sets; name one: ${list.join(', ')}.`)
}

/** Fetches a data set; tells how far it is, last where it lies. @throws Failure; what has come is kept. */
export async function* downloadData(
  options: DatasetsOptions,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<DataDownload> {
  const source = sourceOf(text)
  if (source === undefined)
    throw new Failure('bad-input', 'A data set of a hub is named hf:OWNER/NAME or hf:OWNER/NAME/PART.')
  const hub = await options.hub()
  const { repo, revision } = source
  const { commit, files } = await hub.list(repo, revision, signal, 'datasets')
  const group = chosenGroup(groupsOf(files), source)
  const name = `${repo}/${group.name}`.replaceAll('/', '--')
  const target = join(options.folder, name)
  if (await isThere(target, group)) return yield { type: 'done', path: target }
  const job: Job = { id: name, repo, commit, dtype: '', files: [...group.files], kind: 'datasets' }
  const total = totalOf(job)
  const work = join(options.folder, `.${name}-${commit.slice(0, 8)}`)
  const told = createChannel<DataDownload>(signal)
  await mkdir(work, { recursive: true })
  let last = 0
  const onDone = (done: number) => {
    if (done < total && Date.now() - last < 200) return
    last = Date.now()
    told.push({ type: 'progress', name, done, total })
  }
  onDone(0)
  const ended = runJob(work, job, { hub, cache: options.cache, onDone, signal }).finally(() => told.end())
  // Whoever leaves early does not wait for it; its failure is thrown below otherwise.
  ended.catch(() => undefined)
  yield* told
  await ended
  await rm(target, { recursive: true, force: true })
  await mkdir(dirname(target), { recursive: true })
  await rename(filesFolder(work), target)
  await rm(work, { recursive: true, force: true })
  yield { type: 'done', path: target }
}

/** Whether every file of it lies there with its length. */
async function isThere(target: string, { files }: Group): Promise<boolean> {
  const sizes = files.map(({ path }) => stat(join(target, ...path.split(posix.sep))).catch(() => undefined))
  return (await Promise.all(sizes)).every((found, i) => found?.size === files[i]?.size)
}
