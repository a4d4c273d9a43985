/**
 * Downloads of models: started, paused, taken up again after a restart, cancelled. A model gets its place among the models only
 * when every byte of it is there and checked. One at a time; the others wait their turn.
 */
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { atMostEvery, createSequence } from '../../app/async'
import { Failure, toFailureData, type FailureData } from '../../app/failure'
import type { Download } from '../../app/host/models'
import { collision, nameProblem } from '../../app/host/hub-names'
import { freePlace, markOwn, removeTree } from '../store/own-folder'
import type { Hub } from './hub'
import { doneOf, filesFolder, readJob, runJob, totalOf, writeJob, type Job, type Work } from './job'
import type { Plan } from './plan'

export interface Downloads {
  readonly list: () => readonly Download[]
  readonly start: (repo: string, commit: string, plan: Plan) => Promise<string>
  readonly pause: (id: string) => Promise<void>
  readonly resume: (id: string) => void
  readonly cancel: (id: string) => Promise<void>
  /** Ends all work; everything is paused the next time. */
  readonly close: () => Promise<void>
}

export interface DownloadsOptions {
  /** For what is under way, and for what is whole. The same disk. */
  readonly folder: string
  readonly models: string
  readonly hub: () => Promise<Hub>
  readonly cache: string
  readonly newId: () => string
  readonly onChange: () => void
  readonly free?: Work['free']
}

interface Entry {
  readonly job: Job
  done: number
  state: { type: 'running' | 'paused' } | { type: 'failed'; failure: FailureData }
  speed: number
  controller?: AbortController
  ended?: Promise<void>
}

/** Progress is told at most once in this many milliseconds. */
const tellMs = 250

/** What a folder of downloads holds, paused. */
export async function createDownloads(options: DownloadsOptions): Promise<Downloads> {
  const { folder, onChange } = options
  const entries = new Map<string, Entry>()
  // The folder is made with the first download.
  for (const name of await readdir(folder).catch(() => [])) {
    const job = await readJob(join(folder, name))
    if (job === undefined) continue
    entries.set(job.id, {
      job,
      done: await doneOf(join(folder, name), job),
      state: { type: 'paused' },
      speed: 0,
    })
  }
  const queue = createSequence()
  const begin = (entry: Entry) => {
    const controller = new AbortController()
    entry.controller = controller
    entry.state = { type: 'running' }
    entry.ended = queue.run(async () => {
      if (await drive(options, entry, controller.signal)) entries.delete(entry.job.id)
      onChange()
    })
    onChange()
  }
  const entryOf = (id: string): Entry => {
    const entry = entries.get(id)
    if (entry === undefined) throw new Failure('not-found', 'That download is not there any more.')
    return entry
  }
  const halt = async (entry: Entry) => {
    entry.controller?.abort()
    await entry.ended
  }
  return {
    list: () => [...entries.values()].map(toDownload),
    start: async (repo, commit, { dtype, files }) => {
      modelName(repo, dtype)
      const clash = collision(files.map((f) => f.path))
      if (clash !== undefined)
        throw new Failure('bad-input', `${repo} has two files of one name: ${clash.join(' and ')}.`)
      const same = [...entries.values()].find((e) => e.job.commit === commit && e.job.dtype === dtype)
      if (same !== undefined) {
        if (same.state.type !== 'running') begin(same)
        return same.job.id
      }
      const job: Job = { id: options.newId(), repo, commit, dtype, files: [...files] }
      await writeJob(join(folder, job.id), job)
      const entry: Entry = { job, done: 0, state: { type: 'paused' }, speed: 0 }
      entries.set(job.id, entry)
      begin(entry)
      return job.id
    },
    pause: async (id) => halt(entryOf(id)),
    resume: (id) => {
      const entry = entryOf(id)
      if (entry.state.type !== 'running') begin(entry)
    },
    cancel: async (id) => {
      const entry = entryOf(id)
      await halt(entry)
      entries.delete(id)
      await removeTree(join(folder, id), folder)
      onChange()
    },
    close: async () => {
      await Promise.all([...entries.values()].map(halt))
    },
  }
}

/** Works on a download until it is whole, paused or failed. Says whether it is whole. Never throws. */
async function drive(options: DownloadsOptions, entry: Entry, signal: AbortSignal): Promise<boolean> {
  const { job } = entry
  const folder = join(options.folder, job.id)
  const due = atMostEvery(tellMs)
  let mark = { at: Date.now(), done: entry.done }
  const onDone = (bytes: number) => {
    entry.done = bytes
    if (!due()) return
    const now = Date.now()
    if (now - mark.at > 1000) {
      entry.speed = Math.max(0, ((bytes - mark.done) * 1000) / (now - mark.at))
      mark = { at: now, done: bytes }
    }
    options.onChange()
  }
  try {
    const work = { hub: await options.hub(), cache: options.cache, onDone, signal }
    await runJob(folder, job, options.free === undefined ? work : { ...work, free: options.free })
    await moveIn(options, folder, job)
    return true
  } catch (error) {
    const failure = toFailureData(error)
    entry.state = failure.code === 'cancelled' ? { type: 'paused' } : { type: 'failed', failure }
    return false
  }
}

/** What marks a folder as a model that was downloaded. */
export const modelKind = 'model'

/** What a model of a repository is called among the models. @throws Failure `bad-input` for what no disk can have. */
function modelName(repo: string, dtype: string): string {
  const name = `${repo.split('/')[1] ?? ''}${dtype.replace(/^_/, '-')}`
  const problem = nameProblem(name)
  if (problem === undefined && !name.startsWith('.')) return name
  throw new Failure('bad-input', `“${name}” cannot be the name of a folder: ${problem ?? 'it is hidden'}.`)
}

/** The whole model takes a place that nothing lies at, with a note of where it came from. Nothing makes way for it. */
async function moveIn({ models, folder: root }: DownloadsOptions, folder: string, job: Job): Promise<void> {
  const files = filesFolder(folder)
  const { repo, commit, dtype } = job
  await writeFile(join(files, 'source.json'), JSON.stringify({ repo, commit, dtype }))
  await mkdir(models, { recursive: true })
  const place = await freePlace(models, modelName(repo, dtype))
  await markOwn(files, modelKind, basename(place))
  await rename(files, place)
  await removeTree(folder, root)
}

function toDownload({ job, done, state, speed }: Entry): Download {
  const { id, repo, commit, dtype } = job
  const told = state.type === 'running' ? { type: state.type, bytesPerSecond: speed } : state
  return { id, repo, commit, dtype, done, total: totalOf(job), state: told as Download['state'] }
}
