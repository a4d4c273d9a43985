/** Images in: chosen, dropped or pasted. Bytes go up by address; the contract only hears of ids. */
import { Failure } from '../../app/failure'
import { attempt, dismiss, notify, type Context } from './context'
import type { DocumentActions } from './document'

export type FileActions = ReturnType<typeof fileActions>

const types = ['image/png', 'image/jpeg', 'image/webp']

/** What a file input may offer. */
export const acceptedTypes = types.join(',')

/** Actions that bring an image in and open it. */
export function fileActions(context: Context, document: Pick<DocumentActions, 'openProject'>) {
  const { host, set, get } = context
  let uploading: AbortController | undefined
  let pick: () => void = () => undefined

  return {
    importFile: async (file: File) => {
      uploading?.abort()
      const own = new AbortController()
      uploading = own
      const name = file.name === '' ? 'pasted image' : file.name
      set({ upload: { name, done: 0 } })
      const made = await attempt(context, 'import', async () => {
        if (file.type !== '' && !types.includes(file.type))
          throw new Failure('bad-input', `“${name}” is not a PNG, JPEG or WebP image.`)
        const progress = (done: number) => {
          if (!own.signal.aborted) set({ upload: { name, done } })
        }
        const image = await context.upload(file, progress, own.signal)
        return host.createProject({ source: { type: 'image', image }, title: name })
      })
      if (own.signal.aborted) return
      set({ upload: undefined })
      if (made !== undefined) document.openProject(made.project)
    },
    cancelImport: () => {
      uploading?.abort()
      set({ upload: undefined })
      dismiss(context, 'import')
    },
    /** Who shows the browser's own file dialog. */
    setFilePicker: (show: () => void) => {
      pick = show
    },
    /** The selected branch as JSON: where the native dialog says, else as a download. */
    saveRun: async () => {
      const { projectId: project, branch } = get()
      if (project === undefined || branch === undefined) return
      const saved = await attempt(context, 'step', () => host.saveRun({ project, branch }))
      if (saved?.type === 'download') context.download(saved.name, saved.text)
      if (saved?.type === 'saved')
        notify(context, { place: 'step', tone: 'info', message: `Saved as ${saved.path}` })
    },
    /** The native dialog; where there is none, the browser's. */
    openImage: async () => {
      if (get().about?.dialogs !== true) return pick()
      const made = await attempt(context, 'import', () => host.openImage({}))
      if (made !== undefined && made !== null) document.openProject(made.project)
    },
  }
}
