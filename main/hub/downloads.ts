/**
 * Downloads of models: started, paused, taken up again after a restart, cancelled. A model gets its place among the models only
 * when every byte of it is there and checked. One at a time; the others wait their turn.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { atMostEvery, type ChangeSignal } from '../../app/async'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { Download } from '../../app/host/models'
import { collision, nameProblem } from '../../app/file-name'
import { createNotes } from '../shelf/notes'
import { createShelf, type ShelfItem, type WorkTools } from '../shelf/shelf'
import { freePlace, markOwn, removeTree } from '../store/own-folder'
import type { Hub } from './hub'
import { doneOf, filesFolder, jobShape, runJob, totalOf, type Job, type DownloadWork } from './job'
import type { DownloadPlan } from './plan'

export interface Downloads {
  readonly list: () => readonly Download[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on'>
  readonly start: (repo: string, commit: string, plan: DownloadPlan) => Promise<string>
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
  readonly free?: DownloadWork['free']
}

/** How far a download is: bytes, and what is being done. */
type Standing = Pick<Download, 'done' | 'state'>

/** Progress is told at most once in this many milliseconds. */
const tellMs = 250

/** What a folder of downloads holds, paused. */
export async function createDownloads(options: DownloadsOptions): Promise<Downloads> {
  const { folder } = options
  const shelf = await createShelf<Job, Standing>({
    noun: 'download',
    notes: createNotes(folder, 'job.json', jobShape),
    initial: async (job, id) => ({ done: await doneOf(join(folder, id), job), state: { type: 'paused' } }),
    begun: ({ state: { done } }) => ({ done, state: { type: 'running', bytesPerSecond: 0 } }),
    work: (item, tools) => work(options, item, tools),
    halted: ({ state: { done } }) => ({ done, state: { type: 'paused' } }),
    failed: ({ state: { done } }, failure) => ({ done, state: { type: 'failed', failure } }),
    atOnce: 1,
  })
  return {
    list: () =>
      shelf.list().map(({ id, note, state }) => {
        const { repo, commit, dtype } = note
        return { id, repo, commit, dtype, total: totalOf(note), ...state }
      }),
    changes: shelf.changes,
    start: async (repo, commit, { dtype, files }) => {
      modelName(repo, dtype)
      const clash = collision(files.map((f) => f.path))
      if (clash !== undefined)
        throw new Failure('bad-input', `${repo} has two files of one name: ${clash.join(' and ')}.`)
      const same = shelf.list().find(({ note }) => note.commit === commit && note.dtype === dtype)
      const id = same?.id ?? options.newId()
      if (same === undefined)
        await shelf.put(
          id,
          { id, repo, commit, dtype, files: [...files] },
          { done: 0, state: { type: 'paused' } },
        )
      shelf.start(id, undefined)
      return id
    },
    pause: (id) => shelf.halt(shelf.need(id).id),
    resume: (id) => shelf.start(id, undefined),
    cancel: shelf.forget,
    close: shelf.close,
  }
}

/** Works on a download until it is whole. @throws Failure */
async function work(
  options: DownloadsOptions,
  { id, note: job, state: { done } }: ShelfItem<Job, Standing>,
  { signal, set }: WorkTools<Standing, undefined>,
): Promise<undefined> {
  const folder = join(options.folder, id)
  const due = atMostEvery(tellMs)
  let mark = { at: Date.now(), done }
  let [now, bytesPerSecond] = [done, 0]
  const tell = () => set({ done: now, state: { type: 'running', bytesPerSecond } })
  const onDone = (bytes: number) => {
    now = bytes
    if (!due()) return
    const ms = Date.now() - mark.at
    if (ms > 1000) {
      bytesPerSecond = Math.max(0, ((bytes - mark.done) * 1000) / ms)
      mark = { at: mark.at + ms, done: bytes }
    }
    tell()
  }
  try {
    const { cache, free } = options
    await runJob(folder, job, { hub: await options.hub(), cache, onDone, signal, ...given({ free }) })
    await moveIn(options, folder, job)
  } finally {
    // What it stops at is shown to the byte.
    tell()
  }
  return undefined
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
