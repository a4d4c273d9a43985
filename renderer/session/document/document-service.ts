/** The open project: opening and leaving one, its names, its history, its trash. Knows no React. */
import type { Host } from '../../../app/host'
import type { PromptPart } from '../../../app/reasoning/model'
import type { ImageReader } from '../../../app/trace/image-reader'
import type { StepId } from '../../../app/trace/step'
import type { BranchId, ProjectId } from '../../../app/trace/project'
import type { Context } from '../context'
import type { State } from '../state'
import { attempt, attempted, notify, notifyTrashed } from '../notices/notices'
import { signedBy, type Edits } from './edits'
import type { Follower } from './follower'
import { t } from '../../language/text'

export type DocumentService = ReturnType<typeof createDocumentService>

/** What the service stands on. */
interface Needs extends Pick<Edits, 'edit'> {
  readonly follower: Follower
  /** Hands in a box that is half moved. */
  readonly settle: () => Promise<void>
  /** Hands in all that is half typed or half moved. */
  readonly handIn: () => Promise<void>
  readonly closeCollection: () => void
}

/** What can be done with a project as a whole. */
export function createDocumentService(context: Context, needs: Needs) {
  const { edit } = needs
  return {
    ...openingOf(context, needs),
    undo: () => afterSettling(needs, { type: 'undone', ...signedBy(context.get()) }),
    redo: () => afterSettling(needs, { type: 'redone', ...signedBy(context.get()) }),
    rename: (title: string) => edit({ type: 'project-renamed', title }),
    renameBranch: (branch: BranchId, name: string) => edit({ type: 'branch-renamed', branch, name }),
    starBranch: (branch: BranchId, star: boolean) => edit({ type: 'branch-starred', branch, star }),
    binBranch: (branch: BranchId, binned: boolean) => edit({ type: 'branch-binned', branch, binned }),
    /** The exact context a step of the open branch was written in. @throws what the host says. */
    readPrompt: async (step: StepId, signal: AbortSignal): Promise<readonly PromptPart[]> => {
      const { id: project, branch } = context.get().document
      if (project === undefined || branch === undefined) return []
      return context.host.prompt({ project, branch, step }, signal)
    },
    /** A region as a model would be shown it; null: too little is left of it. @throws what the host says. */
    readView: (question: Parameters<Host['view']>[0]) => context.host.view(question),
    /** The selected branch as JSON: where the native dialog says, else as a download. */
    saveRun: async () => {
      const { id: project, branch } = context.get().document
      if (project === undefined || branch === undefined) return
      const saved = await attempt(context, 'step', () => context.host.saveRun({ project, branch }))
      if (saved?.type === 'download') context.download(saved.name, saved.text)
      if (saved?.type === 'saved')
        notify(context, { place: 'step', tone: 'info', message: t('Saved as {path}', { path: saved.path }) })
    },
  }
}

/** A box that is half moved goes first, and nothing in between: the host takes edits in the order they are sent. */
async function afterSettling(
  { edit, settle }: Needs,
  change: Parameters<Edits['edit']>[0],
): Promise<boolean> {
  const settled = settle()
  const kept = edit(change)
  await settled
  return kept
}

/** The project of a sample that was opened before and never asked anything: opened again, it is the same one. */
function untouchedSample({ host }: State, file: string): ProjectId | undefined {
  const name = file.split('/').at(-1)
  const fresh = host.projects?.find(
    ({ branches, origin, image }) => branches === 0 && origin === undefined && image.name === name,
  )
  return fresh?.id
}

function openingOf(context: Context, { follower, handIn, closeCollection, edit }: Needs) {
  const { host, get, set } = context
  /** A project of its own: no file of traces is open beside it. */
  const open = (id: ProjectId, question?: string) => {
    if (get().collections.id !== undefined) closeCollection()
    set({ view: { area: { type: 'project' } } })
    follower.open(id, question)
  }
  /** To the home page: neither a project nor a file of traces is open. */
  const close = () => {
    closeCollection()
    set({ view: { area: { type: 'project' } } })
    follower.close()
  }
  return {
    open,
    close,
    openSample: async (file: string, question: string) => {
      if (get().document.openingSample !== undefined) return
      const untouched = untouchedSample(get(), file)
      if (untouched !== undefined) return open(untouched, question)
      set({ document: { openingSample: file } })
      const made = await attempt(context, 'import', () =>
        host.createProject({ source: { type: 'sample', file } }),
      )
      set({ document: { openingSample: undefined } })
      if (made !== undefined) open(made.project, question)
    },
    /** The image as another reads its file: a project of its own; one without any branch is not kept beside it. */
    reread: async (by: ImageReader) => {
      const { project } = get().document
      if (project === undefined) return
      const source = { type: 'image', image: project.image.id, by } as const
      const made = await attempt(context, 'import', () =>
        host.createProject({ source, title: project.title }),
      )
      if (made === undefined) return
      open(made.project)
      if (project.branches.length === 0) await host.deleteProject({ project: project.id })
    },
    ...trashOf(context, { handIn, close }),
    /** Another name for a project that need not be open. */
    renameProject: (id: ProjectId, title: string) => edit({ type: 'project-renamed', title }, id),
  }
}

/** Ways to the trash, each with the way back. */
function trashOf(
  context: Context,
  { handIn, close }: Pick<Needs, 'handIn'> & { readonly close: () => void },
) {
  const { host, get } = context
  const isOpenOf = (ids: readonly ProjectId[]) => ids.some((id) => id === get().document.id)
  const trash = async (ids: readonly ProjectId[], nameOf: () => string) => {
    if (isOpenOf(ids)) await handIn()
    const name = nameOf()
    const gone: ProjectId[] = []
    const all = await attempted(context, 'projects', async () => {
      for (const project of ids) {
        await host.deleteProject({ project })
        gone.push(project)
      }
    })
    // Asked again: another may have been opened meanwhile.
    if (isOpenOf(gone)) close()
    // What failed has been said, with the rest still there.
    if (!all || gone.length === 0) return
    notifyTrashed(context, { place: 'projects', name }, async () => {
      for (const project of gone) await host.restoreProject({ project })
    })
  }
  return {
    /** To the trash, with the way back in a notice. */
    delete: (id: ProjectId) =>
      trash([id], () => get().host.projects?.find((p) => p.id === id)?.title ?? t('Project')),
    /** Several to the trash, with one way back for all of them. */
    deleteAll: (ids: readonly ProjectId[]) =>
      trash(ids, () => t('{n, plural, one {# project} other {# projects}}', { n: ids.length })),
  }
}
