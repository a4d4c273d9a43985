/** A main side for tests: real store, host, files; an engine that says what it is told. */
import sharp from 'sharp'
import { unknownId } from '../../app/failure'
import type { HostImplementation, ProjectEvent } from '../../app/host'
import type { Model } from '../../app/reasoning/model'
import { applyChange } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import type { Engine } from '../../main/models/engine'
import { createServices, type Services } from '../../main/services'
import { indexerInProcess } from './indexer'

/** An engine of these models, in this process. */
export function engineOf(...models: readonly Model[]): Engine {
  return {
    models: async () => models.map((m) => m.info),
    model: async (id) => {
      const model = models.find((m) => m.info.id === id)
      if (model === undefined)
        throw unknownId(
          'model',
          id,
          models.map((m) => m.info.id),
        )
      return model
    },
    states: async function* () {
      yield {
        type: 'ready',
        provider: 'cpu',
        available: ['cpu'],
        wanted: 'auto',
        idleMinutes: 0,
        memory: { automatic: true, snapshots: 0, features: 0, pixels: 0 },
      }
    },
    setProvider: async () => undefined,
    setIdle: async () => undefined,
    setBudget: async () => undefined,
    close: async () => undefined,
  }
}

/** Services on a folder, with these models. */
export function servicesWith(folder: string, ...models: readonly Model[]): Promise<Services> {
  return createServices({
    dataFolder: folder,
    about: { version: 'test', shell: 'headless', dialogs: false },
    startEngine: () => {
      throw new Error('no process in this test')
    },
    createEngine: () => engineOf(...models),
    startIndexer: indexerInProcess,
  })
}

/** A PNG of this size. */
export async function png(width: number, height: number, colour = '#808080'): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer()
}

/** Nothing is cancelled. */
export const never = new AbortController().signal

/** A project over a 1008 × 756 image, of one colour. */
export async function newProject(services: Services, colour?: string): Promise<string> {
  const image = await services.store.images.add(await png(1008, 756, colour), 'receipt.png')
  const created = await services.host.createProject({ source: { type: 'image', image: image.id } }, never)
  return created.project
}

/** Follows until the condition holds; gives the project as the follower sees it. */
export async function follow(
  host: Pick<HostImplementation, 'follow'>,
  project: string,
  until: (project: Project) => boolean,
): Promise<Project> {
  let state: Project | undefined
  for await (const event of host.follow({ project }, never)) {
    state = folded(state, event)
    if (until(state)) return state
  }
  throw new Error('the stream ended before the condition held')
}

/** The project after an event. */
export function folded(state: Project | undefined, event: ProjectEvent): Project {
  if (event.type === 'project') return event.project
  if (state === undefined) throw new Error('a change came before the project')
  return applyChange(state, event.change)
}

/** All runs are over. */
export function allEnded(project: Project): boolean {
  return project.branches.length > 0 && project.branches.every((b) => b.run.type === 'ended')
}
