/** Files of traces for tests, and a host that has opened one. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Collection, TracePage, TraceQuery } from '../../app/host/collections'
import type { ProjectEvent } from '../../app/host'
import type { Project } from '../../app/trace/project'
import type { Services } from '../../main/services'
import { never, png } from './services'

/** A row of a VLM-R³ evaluation log. */
export function logRow(id: number | string, given: Readonly<Record<string, unknown>> = {}): object {
  return {
    id,
    image: 'images/a.png',
    question: `Question ${id}?`,
    full_response: `<think> I look. {"bbox_2d": [10, 10, 60, 60]}\nIt is seen.\n<answer>${id}</answer>`,
    ground_truth: String(id),
    judge_reward: 1,
    ...given,
  }
}

/** Rows as JSON lines. */
export function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** Writes a file, with its folders. Gives its path. */
export function put(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** Writes a picture of this size. */
export async function putPicture(folder: string, name: string, width = 224, height = 224): Promise<string> {
  return put(folder, name, await png(width, height))
}

/** Opens a file as the desktop would; gives the collection's id. */
export function openPath({ collections }: Services, path: string): Promise<string> {
  return collections.open({ path, name: path.split('/').at(-1) ?? path })
}

/** Rows that match, when the search is done. */
export async function found(
  { host }: Services,
  collection: string,
  query: TraceQuery = {},
  page = { offset: 0, limit: 500 },
): Promise<TracePage> {
  for await (const result of host.traces({ collection, query, ...page }, never))
    if (result.done) return result
  throw new Error('the search ended without being done')
}

/** The collection once it is as wanted; by default: not indexing any more. */
export async function collectionWhen(
  { host }: Services,
  id: string,
  wanted: (collection: Collection) => boolean = (c) => c.state.type !== 'indexing',
): Promise<Collection> {
  for await (const all of host.collections({}, never)) {
    const one = all.find((c) => c.id === id)
    if (one !== undefined && wanted(one)) return one
  }
  throw new Error('the list ended')
}

/** A row's project as the window gets it. */
export async function openRow(
  { host }: Services,
  collection: string,
  row: number,
): Promise<{ readonly id: string; readonly project: Project }> {
  const { project: id } = await host.openTrace({ collection, row }, never)
  return { id, project: await current({ host }, id) }
}

/** A project as it is now. */
export async function current({ host }: Pick<Services, 'host'>, id: string): Promise<Project> {
  for await (const event of host.follow({ project: id }, never)) return whole(event)
  throw new Error('the stream ended')
}

function whole(event: ProjectEvent): Project {
  if (event.type === 'project') return event.project
  throw new Error('a change came before the project')
}
