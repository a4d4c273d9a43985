/** A file of traces on a host that takes its time: every answer, edit and project comes after a delay that a test chose. */
import type { Host, ProjectEvent } from '../../app/host'
import { applyChange, type EditChange } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import { createSession, type Session } from '../../renderer/session/session'
import { must } from '../builders/must'
import { pace } from '../builders/wait'
import { collection, fakeCollections } from './fake-collections'
import { Feed, memory } from './fake-host'

/** What a test may look at. */
export interface SlowHost {
  readonly session: Session
  readonly edits: { readonly project: string; readonly change: EditChange }[]
  /** A trace as the host has it by now. */
  readonly project: (id: string) => Project
}

/** A session over `count` traces of one image; `delay` gives the milliseconds of each answer, one after the other. */
export function slowHost(count: number, delay: () => number, values: Record<string, string> = {}): SlowHost {
  const its = fakeCollections(count)
  const projects = new Map<string, Project>()
  const followers = new Map<string, Set<Feed<ProjectEvent>>>()
  const edits: SlowHost['edits'][number][] = []
  let last: Promise<void> = Promise.resolve()
  const project = (id: string) => {
    const known = projects.get(id) ?? { ...its.fake.project, id, title: id }
    projects.set(id, known)
    return known
  }
  const slow = async <T>(value: T): Promise<T> => {
    await pace(delay())
    return value
  }
  const host: Host = {
    ...its.host,
    openTrace: ({ row }) => slow({ project: must(its.rows[row]).project }),
    nextTrace: (input) => its.host.nextTrace(input).then(slow),
    follow: ({ project: id }, signal) => {
      const feed = new Feed<ProjectEvent>()
      const those = followers.get(id) ?? new Set()
      followers.set(id, those.add(feed))
      signal?.addEventListener('abort', () => those.delete(feed))
      // What is folded until then is in it.
      void pace(delay()).then(() => feed.push({ type: 'project', project: project(id) }))
      return feed.items(signal)
    },
    // One after the other, as the journal of a project is written.
    edit: ({ project: id, change }) => {
      edits.push({ project: id, change })
      last = last.then(async () => {
        await pace(delay())
        if (change.type === 'respace') return
        projects.set(id, applyChange(project(id), change))
        for (const feed of followers.get(id) ?? []) feed.push({ type: 'change', change })
      })
      return last
    },
  }
  let ids = 0
  const session = createSession({
    host,
    memory: memory(values),
    upload: async () => 'img',
    uploadBeside: async () => 'up',
    download: () => undefined,
    schedule: (callback) => void pace(16).then(callback),
    newId: () => `new-${++ids}`,
  })
  session.start()
  its.collections.push([collection({ count })])
  return { session, edits, project }
}
