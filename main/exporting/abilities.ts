/** The contract's lines about exports, made of jobs and the shell. */
import type { HostImplementation } from '../../app/host'
import type { ExportCounts, ExportRequest, exportContract } from '../../app/host/exports'
import { writerOf } from '../../app/exports'
import { Failure, throwIfCancelled } from '../../app/failure'
import { atMostEvery } from '../../app/async'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { Jobs } from './jobs'
import { addFacts, countsOf, leftOut, noFacts, recordsOf } from './records'
import type { OpenSource } from './source'

/** What the abilities are made of. */
export interface ExportHost {
  readonly jobs: Jobs
  readonly openSource: OpenSource
  readonly shell: Shell
  readonly access: Access
}

/** The implementation of the exports' part of the contract. */
export function exportAbilities(parts: ExportHost): Pick<HostImplementation, keyof typeof exportContract> {
  const { jobs, shell } = parts
  return {
    previewExport: ({ request }, signal) => preview(parts, request, signal),
    startExport: async ({ request, name, target }) => {
      switch (target.type) {
        case 'dialog': {
          const path =
            (await shell.chooseSave?.({ title: 'Export training data to a new folder', name })) ?? null
          // The dialog has asked whether what is there may be replaced.
          return path === null ? null : { export: await jobs.start({ request, name, path, replace: true }) }
        }
        case 'folder':
          if (!parts.access.anywhere)
            throw new Failure(
              'denied',
              'Folders of the server cannot be named from here. Download the data instead.',
            )
          return { export: await jobs.start({ request, name, path: target.path, replace: target.replace }) }
        case 'download':
          return { export: await jobs.start({ request, name }) }
      }
    },
    exports: (_, signal) => jobs.changes.follow(jobs.list, signal),
    cancelExport: ({ export: id }) => jobs.cancel(id),
    resumeExport: ({ export: id }) => jobs.resume(id),
    forgetExport: ({ export: id }) => jobs.forget(id),
    showExport: async ({ export: id }) => {
      if (shell.show === undefined) throw new Failure('denied', 'There is no file manager here.')
      shell.show(jobs.finished(id).path)
    },
  }
}

/** Counts without writing, at most ten times a second. */
async function* preview(
  { openSource }: ExportHost,
  request: ExportRequest,
  signal: AbortSignal,
): AsyncGenerator<ExportCounts> {
  const writer = writerOf(request.writer)
  if (writer === undefined) throw new Failure('bad-input', `Relook does not write “${request.writer}”.`)
  const source = await openSource(request.source)
  const images = new Set<string>()
  let facts = noFacts
  let done = 0
  const due = atMostEvery(100)
  due()
  const counted = () => countsOf(facts, { done, total: Math.max(done, source.total()), images: images.size })
  for await (const { project, problem, next } of source.each(0, signal)) {
    if (project === undefined) facts = addFacts(facts, leftOut(problem ?? 'It cannot be read.'))
    else {
      const { pieces, left } = recordsOf(project, writer, request)
      facts = [left, ...pieces.map((p) => p.facts)].reduce(addFacts, facts)
      if (pieces.length > 0) images.add(project.image.id)
    }
    done = next
    if (due()) yield counted()
  }
  throwIfCancelled(signal)
  yield counted()
}
