/** A host in memory: keeps projects by folding changes as the real one does, and hands out runs that a test writes. */
import type { EngineState, Host, ProjectEvent, RunRequest } from '../../app/host'
import type { desktopContract } from '../../app/host/desktop'
import { Failure } from '../../app/failure'
import type { Box } from '../../app/geometry/box'
import { applyChange, type Change } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import { createSession, type Session } from '../../renderer/session/session'
import { branch, overview, projectWith } from '../builders/project'
import { info } from '../builders/model'
import { noCollections } from './no-collections'
import { noReaders } from './no-readers'
import { noExports } from './no-exports'
import { noLooks } from './no-looks'
import { noEvaluations } from './no-evaluations'
import { noModelStore } from './no-model-store'
import { noQueues } from './no-queues'
import { noReviewing } from './no-reviewing'
import { noRollouts } from './no-rollouts'
import { boxOf } from '../../app/geometry/box'

/** Items pushed by a test, followed by the session. */
export class Feed<T> {
  private waiting: T[] = []
  private wake: () => void = () => undefined
  private failure: Error | undefined

  push(item: T): void {
    this.waiting.push(item)
    this.wake()
  }

  fail(error: Error): void {
    this.failure = error
    this.wake()
  }

  async *items(signal?: AbortSignal): AsyncGenerator<T> {
    signal?.addEventListener('abort', () => this.wake(), { once: true })
    for (;;) {
      const next = this.waiting.shift()
      if (next !== undefined) yield next
      else if (signal?.aborted) return
      else if (this.failure !== undefined) throw this.failure
      else await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }
}

/** What a test may look at and push. */
export interface FakeHost {
  readonly host: Host
  readonly runs: RunRequest[]
  readonly stopped: string[]
  readonly downloads: { readonly name: string; readonly text: string }[]
  readonly edits: Change[]
  readonly engine: Feed<EngineState>
  project: Project
  /** Makes a change and tells whoever follows. */
  readonly change: (change: Change) => void
  /** Breaks the connection of whoever follows now. */
  readonly lose: () => void
  /** The next edit fails with this. */
  failEdit: Failure | undefined
}

/** A host with one project. */
export function fakeHost(project: Project = projectWith()): FakeHost {
  let followers: Feed<ProjectEvent>[] = []
  const fake: FakeHost = {
    host: undefined as unknown as Host, // set just below: its methods close over `fake`
    runs: [],
    stopped: [],
    downloads: [],
    edits: [],
    engine: new Feed(),
    project,
    change: (change) => {
      fake.project = applyChange(fake.project, change)
      for (const feed of followers) feed.push({ type: 'change', change })
    },
    lose: () => {
      const all = followers
      followers = []
      for (const feed of all) feed.fail(new Failure('disconnected', 'The connection was lost.'))
    },
    failEdit: undefined,
  }
  const follow = (signal?: AbortSignal) => {
    const feed = new Feed<ProjectEvent>()
    followers.push(feed)
    feed.push({ type: 'project', project: fake.project })
    return feed.items(signal)
  }
  return Object.assign(fake, { host: hostOf(fake, follow) })
}

function hostOf(fake: FakeHost, follow: (signal?: AbortSignal) => AsyncGenerator<ProjectEvent>): Host {
  const view = (region: Box<'image'>) => ({ ...overview, crop: region })
  return {
    ...noCollections,
    ...noReaders,
    ...noExports,
    ...noLooks,
    ...noEvaluations,
    ...noModelStore,
    ...noReviewing,
    ...noQueues,
    ...noRollouts,
    about: async () => ({ version: '0', shell: 'headless', dataFolder: '/data', dialogs: false }),
    samples: async () => [],
    recordedRuns: async () => [],
    openRecordedRun: async () => ({ project: fake.project.id }),
    models: async () => [info],
    engine: (_input, signal) => fake.engine.items(signal),
    setProvider: async () => undefined,
    setIdle: async () => undefined,
    setBudget: async () => undefined,
    servers: (_input, signal) => new Feed<never>().items(signal),
    addServer: async () => ({ id: 'box' }),
    changeServer: async () => undefined,
    removeServer: async () => undefined,
    refreshServer: async () => undefined,
    probeServer: (_input, signal) => new Feed<never>().items(signal),
    projects: (_input, signal) => new Feed<never>().items(signal),
    createProject: async () => ({ project: fake.project.id, image: fake.project.image }),
    deleteProject: async () => undefined,
    restoreProject: async () => undefined,
    follow: (_input, signal) => follow(signal),
    edit: async ({ change }) => {
      const { failEdit } = fake
      fake.failEdit = undefined
      if (failEdit !== undefined) throw failEdit
      // Another reading of the boxes is worked out by the real host only.
      if (change.type === 'respace') return
      fake.edits.push(change)
      fake.change(change)
    },
    run: async (request) => {
      fake.runs.push(request)
      const id = `run-${fake.runs.length}`
      const { question, model } = request
      const made = { ...branch(id), question, model }
      fake.change({ type: 'branch-added', branch: made, steps: [], clears: [] })
      fake.change({ type: 'run-started', branch: id, at: 5 })
      return { branch: id }
    },
    stop: async (input) => void fake.stopped.push(input.branch),
    prompt: async () => [],
    view: async ({ region }) => view(boxOf(region)),
    openImage: async () => null,
    saveRun: async ({ branch: id }) => ({ type: 'download', name: `${id}.json`, text: '{}' }),
    setMenu: async () => undefined,
    ...noDesktop,
    shell: (_input, signal) => new Feed<never>().items(signal),
    mergeReviews: async () => ({
      traces: 0,
      reviews: 0,
      corrections: 0,
      disagreements: 0,
      same: 0,
      unknown: 0,
      issues: [],
    }),
    cropStats: async ({ regions }) => regions.map(() => null),
    judge: (_input, signal) => new Feed<never>().items(signal),
    couldHaveSaid: (_input, signal) => new Feed<never>().items(signal),
    numberOdds: (_input, signal) => new Feed<never>().items(signal),
    tryLook: (_input, signal) => new Feed<never>().items(signal),
    spanScore: async () => null,
    occlusionCost: async () => ({ promptTokens: 900, asked: 65, by: 'scores' as const }),
    occlude: (_input, signal) => new Feed<never>().items(signal),
    intervene: (_input, signal) => new Feed<never>().items(signal),
    triage: (_input, signal) => new Feed<never>().items(signal),
    smallestCrop: (_input, signal) => new Feed<never>().items(signal),
    attention: async () => ({
      tokens: 1,
      images: [],
      steps: [],
      prompt: 1,
      layers: [0],
      heads: 1,
      named: [],
    }),
  }
}

const noDesktop: Pick<Host, keyof typeof desktopContract> = {
  setTheme: async () => undefined,
  updates: (_input, signal) => new Feed<never>().items(signal),
  setUpdates: async () => undefined,
  update: async () => undefined,
  showPlace: async () => undefined,
  dataFolder: (_input, signal) => new Feed<never>().items(signal),
  moveData: async () => false,
  cancelMove: async () => undefined,
  removeOldData: async () => ({ kept: 0 }),
  restart: async () => undefined,
}

/** Storage in memory. */
export function memory(values: Record<string, string> = {}): Pick<Storage, 'getItem' | 'setItem'> {
  return {
    getItem: (key) => values[key] ?? null,
    setItem: (key, value) => void (values[key] = value),
  }
}

/** Lets everything that waits for nothing but promises happen. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve()
}

/** A session that has opened the fake's project. Frames come at once. */
export async function openSession(
  fake: FakeHost,
  values: Record<string, string> = {},
): Promise<{ session: Session; values: Record<string, string> }> {
  let ids = 0
  const session = createSession({
    host: fake.host,
    memory: memory(values),
    upload: async (file) => {
      if (file.size === 0) throw new Failure('image-unreadable', 'The image cannot be read.')
      return 'img'
    },
    uploadBeside: async () => 'upload',
    download: (name, text) => void fake.downloads.push({ name, text }),
    schedule: (callback) => queueMicrotask(callback),
    newId: () => `new-${++ids}`,
  })
  session.start()
  session.document.open(fake.project.id)
  await settled()
  return { session, values }
}
